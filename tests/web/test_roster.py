"""Administrators keep people, roles and organisations; an invited person chooses a password, once."""

import re

import pytest
import sqlalchemy as sa

from engine.casework.cases import Case
from engine.ledger.outbox import OutboxMessage
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, said

PEOPLE, HOMES = "/administration/people/", "/administration/organisations/"
WHY = "Has taken another position."
NEW = {"name": "Freja Holm", "email": "freja@bolgelev.example.org", "organisation": "bolgelev", "language": "da"}
SECRET = "tyve blå cykler i regnen"


def _enter(scene: Scene, **other: str) -> int:
    scene.tove.get(f"{PEOPLE}new")
    return int(scene.tove.post(f"{PEOPLE}new", {**NEW, **other}).status_code)


def _invitation(scene: Scene, person: int) -> str:
    scene.tove.get(f"{PEOPLE}{person}")
    scene.tove.post(f"{PEOPLE}{person}/invite")
    link = scene.tove.soup.select_one("#link").get_text()
    return "/invitation/" + link.rpartition("/")[2]


def _new_person(scene: Scene) -> int:
    assert _enter(scene) == 303
    scene.tove.get(f"{PEOPLE}?order=newest")
    link = scene.tove.soup.select_one("tbody th a")["href"]
    return int(re.findall(r"\d+", str(link))[0])


def _choose(browser: Browser, link: str, first: str = SECRET, again: str = SECRET) -> int:
    browser.get(link)
    return int(browser.post(link, {"new_password": first, "new_password_confirm": again}).status_code)


def test_people_are_searched_by_name_organisation_role_and_status(scene: Scene) -> None:
    def names(query: str) -> list[str]:
        scene.tove.get(f"{PEOPLE}?{query}")
        return [link.get_text() for link in scene.tove.soup.select("tbody th a")]

    assert names("q=HØJ") == ["Karen Højbjerg Lund"]
    assert names("q=jonas%40strand") == ["Jonas Ekdal"]
    assert names("role=pm") == ["Mads Toft Riis"]
    assert names("status=inactive") == []
    assert names(f"organisation={_home(scene, 'drabe')}") == ["Lone Damsø"]
    everybody = names("order=name")
    assert everybody == sorted(everybody, key=str.lower)
    assert names("order=newest") != everybody


def _home(scene: Scene, key: str) -> int:
    with scene.reading() as session:
        return int(session.scalar(sa.text("SELECT id FROM organisation WHERE key = :key"), {"key": key}) or 0)


def test_a_new_person_is_invited_chooses_a_password_and_signs_in(scene: Scene) -> None:
    person = _new_person(scene)
    stranger = Browser(scene.app)

    link = _invitation(scene, person)
    assert "Welcome, Freja Holm." in _words(stranger, link)
    assert _choose(stranger, link) == 303
    stranger.get("/sign-in")
    signed_in = stranger.post("/sign-in", {"email": NEW["email"], "password": SECRET})

    assert (signed_in.status_code, stranger.get("/account/").status_code) == (302, 200)
    assert "Freja Holm" in stranger.words
    scene.malin.get("/audit/")
    for told in ("has been entered", "was sent a link", "chose a password by invitation"):
        assert f"Freja Holm {told}" in scene.malin.words
    with scene.reading() as session:
        [mail] = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient_id == person)).all()
        assert mail.payload["template"] == "invitation"


def _words(browser: Browser, link: str) -> str:
    browser.get(link)
    return str(browser.words)


def test_a_link_is_good_once_for_a_week_and_as_it_was_made(scene: Scene) -> None:
    person = _new_person(scene)
    stranger, link = Browser(scene.app), _invitation(scene, person)
    assert _choose(stranger, link) == 303

    again = _invitation(scene, person)
    assert stranger.get(link).status_code == 410
    assert "The link is no longer good" in stranger.words
    for broken in (f"{again}x", "/invitation/x", "/invitation/" + again[12:][::-1]):
        assert stranger.get(broken).status_code == 410
    assert stranger.get(again).status_code == 200
    scene.clock.move(days=7, minutes=1)
    assert stranger.get(again).status_code == 410


@pytest.mark.parametrize(
    ("first", "again", "field"),
    [("short", "short", "new_password"), (SECRET, "something else", "new_password_confirm"), ("", "", "new_password")],
)
def test_a_password_that_is_weak_or_typed_otherwise_is_refused(
    scene: Scene, first: str, again: str, field: str
) -> None:
    link, stranger = _invitation(scene, _new_person(scene)), Browser(scene.app)

    assert _choose(stranger, link, first, again) == 422

    assert stranger.soup.select_one(".i3-errors a")["href"] == f"#{field}"
    assert _choose(stranger, link) == 303


def test_without_a_password_nobody_signs_in(scene: Scene) -> None:
    _new_person(scene)
    stranger = Browser(scene.app)
    for password in ("", "None", SECRET):
        stranger.get("/sign-in")
        assert stranger.post("/sign-in", {"email": NEW["email"], "password": password}).status_code == 422


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"email": "karen@bolgelev.example.org"}, "email"),
        ({"organisation": ""}, "organisation"),
        ({"organisation": "nowhere"}, "organisation"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_with_a_person_is_told_at_its_field(scene: Scene, other: dict[str, str], field: str) -> None:
    assert _enter(scene, **other) == 422

    assert scene.tove.soup.select_one(".i3-errors a")["href"] == f"#{field}"
    assert scene.tove.soup.select_one("#name")["value"] == {**NEW, **other}["name"].strip()


def test_a_new_address_is_the_one_to_sign_in_with(scene: Scene) -> None:
    karen = scene.id_of("karen")
    page = f"{PEOPLE}{karen}/change"
    scene.tove.get(page)
    shown = scene.tove.soup.select_one("input[name=_shown]")["value"]
    sent = {"name": "Karen Lund", "email": "karen.lund@bolgelev.example.org", "organisation": "bolgelev"}

    assert scene.tove.post(page, {**sent, "language": "da", "_shown": shown}).status_code == 303
    scene.tove.get(page)
    assert scene.tove.post(page, {**sent, "language": "sv", "_shown": shown}).status_code == 422
    assert "Somebody has changed this since you opened the page." in scene.tove.words

    stranger = Browser(scene.app)
    stranger.get("/sign-in")
    sent = {"email": "karen.lund@bolgelev.example.org", "password": "innotech360-demo"}
    assert stranger.post("/sign-in", sent).status_code == 302


def test_whoever_is_made_inactive_is_out_at_once_and_their_task_is_with_others(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")
    page = f"{PEOPLE}{scene.id_of('rasmus')}"
    scene.tove.get(f"{page}/deactivate")
    assert scene.tove.post(f"{page}/deactivate", {"reason": "short"}).status_code == 422

    assert scene.tove.post(f"{page}/deactivate", {"reason": WHY}).status_code == 303
    scene.work()

    scene.tove.get(page)
    assert "Their open tasks in 1 case go to others." in scene.tove.words
    assert scene.rasmus.get("/inbox/", follow=False).status_code == 303
    scene.sara.get("/inbox/?whose=mine")
    assert task in scene.sara.text
    scene.sara.get(f"/cases/{number}")
    assert "is now offered to Sara Lindvik." in scene.sara.words
    scene.malin.get("/audit/")
    assert "Rasmus Lind Bagger is no longer active." in scene.malin.words
    assert WHY in scene.malin.words


def test_the_last_administrator_cannot_go(scene: Scene) -> None:
    page = f"{PEOPLE}{scene.id_of('tove')}"
    scene.tove.get(f"{page}/deactivate")

    assert scene.tove.post(f"{page}/deactivate", {"reason": WHY}).status_code == 422
    assert "Nobody else is an administrator for good." in scene.tove.words
    scene.tove.get(page)
    scene.tove.post(str(scene.tove.soup.select_one("form[action$='/end']")["action"]), follow=True)
    assert "Nobody else is an administrator for good." in scene.tove.words
    assert scene.tove.get(PEOPLE).status_code == 200


def test_a_role_is_given_changed_and_ended(scene: Scene) -> None:
    page = f"{PEOPLE}{scene.id_of('lone')}"
    scene.tove.get(f"{page}/roles/new")
    sent = {"role": "pm", "organisation": "drabe", "since": "23/11/2026", "until": "24/11/2026"}
    assert scene.tove.post(f"{page}/roles/new", sent).status_code == 303
    assert scene.tove.post(f"{page}/roles/new", sent).status_code == 422
    assert "The person holds this role in this organisation on some of these days already." in scene.tove.words
    scene.tove.get(page)
    row = next(row for row in scene.tove.soup.select("tbody tr") if "Project manager" in row.get_text())
    change, end = str(row.select_one("a")["href"]), str(row.select_one("form")["action"])
    scene.tove.get(change)
    assert scene.tove.soup.select_one("#until")["value"] == "24/11/2026"
    wrong = {"since": "23/11/2026", "until": "22/11/2026"}
    assert scene.tove.post(change, wrong).status_code == 422
    assert scene.tove.post(change, {"since": "23/11/2026", "until": ""}).status_code == 303
    scene.tove.get(page)
    assert "from 23 Nov 2026" in scene.tove.words
    assert scene.tove.post(end).status_code == 303
    scene.tove.get(page)
    assert "Project manager" not in scene.tove.soup.select_one("tbody").get_text()
    assert scene.tove.get(f"{PEOPLE}1/roles/{change.rpartition('/')[2]}").status_code == 404


def test_an_organisation_is_entered_and_changed(scene: Scene) -> None:
    scene.tove.get(f"{HOMES}new")
    sent = {"name": "Østervig Kommune", "key": "ostervig", "country": "DK", "kind": "municipality", "language": "da"}
    assert scene.tove.post(f"{HOMES}new", {**sent, "key": "Øst"}).status_code == 422
    assert scene.tove.post(f"{HOMES}new", {**sent, "key": "bolgelev"}).status_code == 422
    assert scene.tove.post(f"{HOMES}new", sent).status_code == 303
    scene.tove.get(f"{HOMES}?q=ØSTER&country=DK&kind=municipality")
    assert [link.get_text() for link in scene.tove.soup.select("tbody th a")] == ["Østervig Kommune"]

    scene.tove.get(f"{HOMES}ostervig")
    shown = scene.tove.soup.select_one("input[name=_shown]")["value"]
    changed = {"name": "Østervig", "kind": "region", "language": "da", "email": "post@ostervig.example.org"}
    assert scene.tove.post(f"{HOMES}ostervig", {**changed, "_shown": shown}).status_code == 303
    assert scene.tove.post(f"{HOMES}ostervig", {**changed, "_shown": shown}).status_code == 422
    assert scene.tove.post(f"{HOMES}ostervig", {**changed, "email": "x", "_shown": shown}).status_code == 422


def test_an_administrator_sees_no_case_without_being_named(scene: Scene) -> None:
    number = scene.begin(
        builders.process("own", builders.line(("t", builders.user("t", "need_owner")))),
        "own",
        by="jonas",
        organisation="strandkoping",
    )

    assert scene.tove.get(f"/cases/{number}").status_code == 404
    assert number not in scene.tove.get("/cases/").text
    with scene.reading() as session:
        assert session.scalars(sa.select(Case.number)).all() == [number]


@pytest.mark.parametrize("language", ["da", "sv"])
@pytest.mark.parametrize(("page", "words"), [(PEOPLE, "People"), (HOMES, "Organisations")])
def test_the_pages_speak_the_readers_language(scene: Scene, language: str, page: str, words: str) -> None:
    scene.tove.get("/inbox/")
    scene.read_in("tove", language).get(page)

    assert scene.tove.soup.h1.get_text() == said(language, words)


@pytest.mark.parametrize("page", [PEOPLE, HOMES, "/administration/substitutes/"])
@pytest.mark.parametrize(
    "query", ["after=x~1", "after=~", "order=x&status=x&after=%00~9", "organisation=x&q=%00&role=%27"]
)
def test_no_address_is_a_fault_of_ours(scene: Scene, page: str, query: str) -> None:
    browser = scene.sara if "substitutes" in page else scene.tove

    assert browser.get(f"{page}?{query}").status_code == 200
