"""Who may use what: every route against people of every kind, with a case of another organisation in the way."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from engine.casework import drafting
from engine.casework.cases import Case
from engine.casework.records import Task
from engine.insight import quarters, samples
from engine.insight.samples import Scope
from engine.ledger.audit import AuditEntry
from engine.people.participants import Participant
from tests.web.scene import Scene, errand
from webapp import access

# A case of Strandköping, opened by Jonas; its task is offered to the coordinators.
# karen: board, so she sees all cases; sara: coordinator; malin: reviewer; birgit: process owner; tove: administrator;
# lone: a company. The answers of each in this order, then of a stranger.
PEOPLE = ("karen", "sara", "malin", "birgit", "tove", "lone")
STRANGER = 303
ALL = (200,) * 6
SEEING = (200, 200, 200, 404, 404, 404)
REVIEWING = (403, 403, 200, 403, 403, 403)
OWNING = (403, 403, 403, 200, 403, 403)
ADMIN = (403, 403, 403, 403, 200, 403)
ADMIN_FAULT = (403, 403, 403, 403, 422, 403)
GET, POST = "GET", "POST"
EXPECTED: dict[tuple[str, str], tuple[int, ...]] = {
    ("inbox.index", GET): ALL,
    ("inbox.read_notices", POST): (303,) * 6,
    ("tasks.show", GET): SEEING,
    ("tasks.hand_in", POST): (403, 422, 403, 404, 404, 404),
    ("tasks.questions", POST): (403, 200, 403, 404, 404, 404),
    ("tasks.claim", POST): (403, 303, 403, 404, 404, 404),
    ("tasks.release", GET): (403, 409, 403, 404, 404, 404),
    ("tasks.release", POST): (403, 409, 403, 404, 404, 404),
    ("tasks.hand_over", GET): (403, 200, 403, 404, 404, 404),
    ("tasks.hand_over", POST): (403, 422, 403, 404, 404, 404),
    ("tasks.extend", GET): (403, 200, 403, 404, 404, 404),
    ("tasks.extend", POST): (403, 409, 403, 404, 404, 404),
    ("tasks.follow_up", GET): (403, 403, 403, 404, 404, 404),
    ("tasks.follow_up", POST): (403, 403, 403, 404, 404, 404),
    ("cases.index", GET): ALL,
    ("cases.new", GET): (200, 200, 403, 403, 403, 403),
    ("cases.new", POST): (422, 422, 403, 403, 403, 403),
    ("cases.show", GET): SEEING,
    ("cases.retry", POST): (403, 303, 403, 404, 403, 403),
    ("team.show", GET): SEEING,
    ("team.name", GET): (403, 200, 403, 404, 404, 404),
    ("team.name", POST): (403, 422, 403, 404, 404, 404),
    ("team.voters", GET): (403, 409, 403, 404, 404, 404),
    ("team.voters", POST): (403, 409, 403, 404, 404, 404),
    ("team.join", GET): (403, 200, 403, 404, 404, 404),
    ("team.join", POST): (403, 422, 403, 404, 404, 404),
    ("team.leave", GET): (403, 200, 403, 404, 404, 404),
    ("team.leave", POST): (403, 422, 403, 404, 404, 404),
    ("cases.confidential", GET): (403, 200, 403, 404, 404, 404),
    ("cases.confidential", POST): (403, 422, 403, 404, 404, 404),
    ("story.show", GET): SEEING,
    ("story.pdf", GET): SEEING,
    ("processes.index", GET): ALL,
    ("processes.show", GET): (302,) * 6,
    ("processes.version", GET): ALL,
    ("processes.download", GET): ALL,
    ("processes.publish", GET): (403, 403, 403, 200, 403, 403),
    ("processes.publish", POST): (403, 403, 403, 422, 403, 403),
    ("processes.retry_starts", POST): (403, 303, 403, 303, 403, 403),
    ("processes.compare", GET): ALL,
    ("processes.archive", GET): ALL,
    ("processes.release_archive", GET): ALL,
    ("modeller.index", GET): OWNING,
    ("modeller.begin", POST): (403, 403, 403, 404, 403, 403),
    ("modeller.new", GET): OWNING,
    ("modeller.new", POST): (403, 403, 403, 422, 403, 403),
    ("modeller.show", GET): OWNING,
    ("modeller.upload", POST): (403, 403, 403, 422, 403, 403),
    ("modeller.archive", GET): OWNING,
    ("modeller.renew", POST): (403, 403, 403, 409, 403, 403),
    ("modeller.discard", GET): OWNING,
    ("modeller.discard", POST): (403, 403, 403, 409, 403, 403),
    ("modeller.content", GET): OWNING,
    ("modeller.opened", GET): OWNING,
    ("modeller.edit", GET): OWNING,
    ("modeller.save", POST): (403, 403, 403, 303, 403, 403),
    ("modeller.remove", GET): OWNING,
    ("modeller.remove", POST): (403, 403, 403, 409, 403, 403),
    ("modeller.add", GET): OWNING,
    ("modeller.add", POST): (403, 403, 403, 422, 403, 403),
    ("modeller.choose", GET): OWNING,
    ("modeller.choose", POST): (403, 403, 403, 422, 403, 403),
    ("modeller.check", GET): OWNING,
    ("modeller.publish", GET): OWNING,
    ("modeller.publish", POST): (403, 403, 403, 422, 403, 403),
    ("administration.index", GET): (403, 200, 403, 403, 200, 403),
    **dict.fromkeys([(f"administration.people.{one}", GET) for one in ("index", "new", "show", "change")], ADMIN),
    ("administration.people.deactivate", GET): ADMIN,
    ("administration.people.reactivate", GET): ADMIN,
    **dict.fromkeys(
        [(f"administration.people.{one}", POST) for one in ("new", "change", "deactivate", "reactivate")], ADMIN_FAULT
    ),
    ("administration.people.invite", POST): ADMIN,
    ("administration.people.sign_out", POST): (403, 403, 403, 403, 303, 403),
    ("administration.memberships.new", GET): ADMIN,
    ("administration.memberships.new", POST): ADMIN_FAULT,
    ("administration.memberships.change", GET): ADMIN,
    ("administration.memberships.change", POST): (403, 403, 403, 403, 303, 403),
    ("administration.memberships.end", POST): (403, 403, 403, 403, 303, 403),
    ("administration.organisations.index", GET): ADMIN,
    ("administration.organisations.new", GET): ADMIN,
    ("administration.organisations.new", POST): ADMIN_FAULT,
    ("administration.organisations.change", GET): ADMIN,
    ("administration.organisations.change", POST): ADMIN_FAULT,
    ("administration.substitutes.index", GET): (403, 200, 403, 403, 403, 403),
    ("administration.substitutes.new", GET): (403, 303, 403, 403, 403, 403),
    ("administration.substitutes.new", POST): (403, 303, 403, 403, 403, 403),
    ("administration.substitutes.end", POST): (403, 404, 403, 403, 403, 403),
    ("administration.messages.index", GET): (403, 200, 403, 403, 200, 403),
    ("administration.messages.show", GET): (403, 404, 403, 403, 404, 403),
    ("administration.messages.deliver", POST): (403, 404, 403, 403, 404, 403),
    ("administration.messages.discard", POST): (403, 404, 403, 403, 404, 403),
    ("administration.messagekeys.index", GET): ADMIN,
    ("administration.messagekeys.new", GET): ADMIN,
    ("administration.messagekeys.new", POST): (403, 403, 403, 403, 422, 403),
    ("administration.messagekeys.revoke", GET): (403, 403, 403, 403, 404, 403),
    ("administration.messagekeys.revoke", POST): (403, 403, 403, 403, 404, 403),
    ("administration.closings.index", GET): ADMIN,
    ("administration.closings.add", POST): (403, 403, 403, 403, 422, 403),
    ("administration.closings.remove", POST): (403, 403, 403, 403, 400, 403),
    ("administration.parked.index", GET): (403, 200, 403, 403, 200, 403),
    ("administration.parked.retry", POST): (403, 404, 403, 403, 404, 403),
    ("casemail.show", GET): SEEING,
    ("administration.reminders.index", GET): ADMIN,
    ("administration.reminders.new", GET): ADMIN,
    ("administration.reminders.new", POST): (403, 403, 403, 403, 422, 403),
    ("administration.reminders.show", GET): (403, 403, 403, 403, 404, 403),
    ("administration.reminders.change", POST): (403, 403, 403, 403, 404, 403),
    ("administration.reminders.rest", POST): (403, 403, 403, 403, 303, 403),
    ("audit.index", GET): ALL,
    ("audit.entry", GET): SEEING,
    ("audit.export", POST): (400,) * 6,
    ("audit.chains", GET): (403, 403, 200, 403, 200, 403),
    ("audit.signed_notes", GET): (403, 403, 200, 403, 200, 403),
    ("audit.sample_list", GET): REVIEWING,
    ("audit.draw_sample", GET): REVIEWING,
    ("audit.draw_sample", POST): (403, 403, 422, 403, 403, 403),
    ("audit.sample", GET): REVIEWING,
    ("audit.sample_item", GET): REVIEWING,
    ("audit.sample_item", POST): (403, 403, 422, 403, 403, 403),
    ("audit.finish_sample", GET): REVIEWING,
    ("audit.finish_sample", POST): (403, 403, 422, 403, 403, 403),
}
ELSEWHERE = {
    "static",
    "security",
    "start",
    "invitation",
    "account",
    "mail",
    "actions",
    "programme",
    "api",
}  # areas with tests of their own


def test_every_route_has_a_line_here(scene: Scene) -> None:
    assert set(_routes(scene.app)) == set(EXPECTED)


def test_the_rule_of_each_route_agrees_with_its_line_here(scene: Scene) -> None:
    kept_for_roles = {
        endpoint for endpoint, _ in EXPECTED if (rule := access.rule_of(scene.app, endpoint)) and rule.roles
    }

    owners = {endpoint for endpoint, _ in EXPECTED if endpoint.startswith("modeller.")}
    reviewers = {endpoint for endpoint, _ in EXPECTED if "sample" in endpoint}
    assert {one for one in kept_for_roles if not one.startswith("administration.")} == {
        "audit.chains",
        "audit.signed_notes",
        "cases.retry",
        "processes.publish",
        "processes.retry_starts",
        *owners,
        *reviewers,
    }


@pytest.mark.parametrize(("endpoint", "method"), EXPECTED)
def test_each_person_gets_what_is_theirs_and_no_more(scene: Scene, endpoint: str, method: str) -> None:
    where = _address(scene, endpoint)
    before = _written(scene)

    answers = [_ask(scene, who, method, where) for who in PEOPLE]

    assert tuple(status for status, _ in answers) == EXPECTED[(endpoint, method)]
    refused = [text for status, text in answers if status in (403, 404) and "Strandens behov" in text]
    assert refused == [] or endpoint.startswith("tasks.")
    assert _written(scene) == before or endpoint == "tasks.claim"


@pytest.mark.parametrize(("endpoint", "method"), EXPECTED)
def test_a_stranger_is_sent_to_the_sign_in(scene: Scene, endpoint: str, method: str) -> None:
    where = _address(scene, endpoint)
    with scene.app.test_client() as client:
        token = client.get("/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = client.open(where, method=method, data={"csrf_token": token} if method == POST else None)

    assert (answer.status_code, answer.location.partition("?")[0]) == (STRANGER, "/sign-in")


def test_who_may_not_see_a_case_is_told_the_same_as_about_a_case_that_does_not_exist(scene: Scene) -> None:
    number = scene.begin(errand(), by="jonas", organisation="strandkoping")

    hidden = scene.lone.get(f"/cases/{number}").text
    missing = scene.lone.get("/cases/360-2026-9999").text

    assert hidden.replace(number, "360-2026-9999") == missing


def test_a_case_of_another_organisation_is_in_no_list(scene: Scene) -> None:
    scene.begin(errand(), by="jonas", organisation="strandkoping")

    for browser in (scene.birgit, scene.tove, scene.lone):
        for page in ("/inbox/", "/cases/", "/audit/"):
            assert "360-2026-0001" not in browser.get(page).text


QUERIES = [
    "after=~",
    "after=x~1",
    "after=2026-11-23T08:00:00~1",
    "after=2026-11-23T08:00:00%2B00:00~99999999999999999999",
    "after=0001-01-01T00:00:00%2B14:00~1",
    "after=9999-12-31T23:59:59-14:00~1",
    "after=0001-01-01T00:00:00%2B14:00~1~1",
    "after=2026-11-23T08:00:00%2B00:00~1~99999999999999999999999",
    "after=9999-12-31T23:59:59-14:00~0~1",
    "after=99999999999999999999~1&order=priority",
    "after=" + "9" * 5000 + "~1&order=priority",
    "after=50~" + "9" * 5000 + "&order=priority",
    "after=%00~1&order=title",
    "after=%E2%91%A0~1&order=priority",
    "order=none&whose=none&due=none%00&status=none&phase=%00&process=%27",
    "q=%00&case=%00&action=%00",
    "q=" + "x" * 5000,
    "q=%25%5C%27%22%3B--",
    "actor=x&organisation=x",
    "actor=99999999999999999999&organisation=99999999999999999999",
    "actor=" + "9" * 5000 + "&organisation=-1",
    "actor=%D9%A3&organisation=1.5",
    "since=0001-01-01&until=0001-01-01",
    "since=9999-12-31&until=9999-12-31",
    "since=31-02-2026&until=x",
    "since=" + "9" * 5000,
    "_external=1&_scheme=javascript&_anchor=x&_method=POST",
    "endpoint=x&self=1&values=2&changes=3",
    "lang=none&lang=da",
    "q=%FF%FE&%FF=1",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", ["/inbox/", "/cases/", "/audit/"])
def test_no_address_is_a_fault_of_ours(scene: Scene, page: str, query: str) -> None:
    scene.begin(errand())

    answer = scene.sara.get(f"{page}?{query}")

    assert answer.status_code == 200
    assert scene.sara.soup.select_one("main form[role=search]") is not None
    assert "javascript:" not in scene.sara.text


def _routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in ELSEWHERE:
            yield from ((rule.endpoint, method) for method in (rule.methods or set()) & {GET, POST})


def _address(scene: Scene, endpoint: str) -> str:
    """Where the route is, filled in with a case of Strandköping, its task and its process."""
    number = scene.begin(errand(starters="need_owner tf_coord"), by="jonas", organisation="strandkoping")
    with scene.writing() as session:
        session.execute(sa.update(Case).values(title="Strandens behov"))
    with scene.reading() as session:
        opened = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "case.opened")).one()
        place = {"chain": opened.chain, "seq": opened.seq}
    task = scene.task(number).rpartition("/")[2]
    values = {"number": number, "mail_id": "999", "task_id": task, "key": "errand", "name": "m0.bpmn", **place}
    rule = next(rule for rule in scene.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values |= dict.fromkeys(("substitution_id", "person_id", "membership_id", "incoming_id", "key_id"), "1")
    values["role"] = "pm"
    if endpoint.startswith("processes."):
        values["number"] = "1"
    if endpoint.startswith("modeller."):
        with scene.writing() as session:
            draft = drafting.begin(session, "errand", session.get_one(Participant, scene.id_of("birgit")))
            values |= {"draft_id": str(draft.id), "revision": "1"}
    if "sample" in endpoint:
        with scene.writing() as session:
            wanted = Scope(quarter=quarters.of(scene.clock.moment))
            drawn = samples.draw(session, wanted, 2, session.get_one(Participant, scene.id_of("malin")))
            values |= {"sample_id": str(drawn.id), "position": "1"}
    if endpoint.startswith(("team.", "administration.organisations.")):
        values["key"] = "strandkoping"
    with scene.app.test_request_context():
        return scene.app.url_for(endpoint, **{name: values[name] for name in rule.arguments})


def _ask(scene: Scene, who: str, method: str, where: str) -> tuple[int, str]:
    browser = getattr(scene, who)
    browser.get("/inbox/")
    answer = browser.get(where, follow=False) if method == GET else browser.post(where)
    return answer.status_code, answer.get_data().decode(errors="replace") if answer.is_streamed is False else ""


def _written(scene: Scene) -> tuple[int, ...]:
    with scene.reading() as session:
        tasks = session.execute(sa.select(Task.taken_by_id, Task.status, Task.revision)).all()
        cases = session.execute(sa.select(Case.status, Case.revision)).all()
        return hash(tuple(tasks)), hash(tuple(cases)), len(tasks), len(cases)
