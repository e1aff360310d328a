"""The audit trail as people read it: sentences in their language, narrowed and paged, and nobody else's affairs."""

import re

import pytest
import sqlalchemy as sa
from bs4 import Tag

from engine.casework.caseroles import CaseRole
from engine.casework.cases import Case, CaseParty
from engine.ledger import audit
from engine.ledger.audit import Action, AuditEntry, Entry
from engine.people.organisations import Organisation
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, hand_in, said

MOST_STATEMENTS = 12
ANSWERED = {"title": "Kør", "size": "small"}
COLLEAGUES_OF_OSCAR = {"Elin Tallström", "Ingrid Falkvik", "Malin Sjödal"}


@pytest.mark.parametrize(
    ("language", "task"), [("da", "Beskriv ærindet"), ("sv", "Beskriv ärendet"), ("en", "Describe the errand")]
)
def test_what_was_done_is_told_in_the_readers_language(scene: Scene, language: str, task: str) -> None:
    number = scene.begin(errand())
    scene.sara.get(scene.task(number))
    scene.sara.post(f"{scene.task(number)}/claim")
    hand_in(scene.sara, scene.task(number), **ANSWERED)

    scene.read_in("sara", language).get(f"/audit/?case={number}")

    told = [(who, what) for _, who, what, _, _ in _rows(scene.sara)]
    sentences = [
        ("Sara Lindvik", said(language, "Completed “%(task)s”.").replace("%(task)s", task)),
        ("Sara Lindvik", said(language, "Took “%(task)s”.").replace("%(task)s", task)),
        (said(language, "The system"), _closed(language)),
    ]
    assert [line for line in sentences if line not in told] == []
    assert len(told) == 5
    assert scene.sara.soup.h1.get_text() == said(language, "Audit trail")


def test_each_entry_has_its_moment_its_case_and_its_number(scene: Scene) -> None:
    number = scene.begin(errand())

    scene.sara.get(f"/audit/?case={number}")

    moment, _, _, case, place = _rows(scene.sara)[0]
    assert (moment, case) == ("23 Nov 2026 at 09:00", number)
    assert re.fullmatch(r"[0-9]+ Bølgelev Kommune, chain [0-9]+", place)
    assert scene.sara.soup.select_one("tbody time")["datetime"] == "2026-11-23T08:00:00+00:00"
    assert scene.sara.soup.find("a", string=number)["href"] == f"/cases/{number}"


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"action": "task.completed"}, ["Completed “Describe the errand”."]),
        ({"action": "task.completed", "since": "24/11/2026"}, ["Completed “Describe the errand”."]),
        ({"action": "task.completed", "since": "25-11-2026"}, []),
        ({"action": "task.completed", "until": "23-11-2026"}, []),
        (
            {"action": "task.completed", "since": "2026-11-24", "until": "2026-11-24"},
            ["Completed “Describe the errand”."],
        ),
        ({"action": "group:tasks"}, ["Completed “Describe the errand”."]),
        ({"action": "group:tasks", "actor": "karen"}, []),
        ({"action": "task.completed", "actor": "karen"}, []),
        ({"action": "case.opened", "actor": "karen"}, ["The case was opened on release 1 of the process."]),
        ({"action": "task.completed", "organisation": "Bølgelev Kommune"}, ["Completed “Describe the errand”."]),
        ({"action": "task.completed", "organisation": "Tallåkra kommun"}, []),
        ({"case": "360-2026-0099"}, []),
    ],
)
def test_the_trail_is_narrowed_by_case_person_action_organisation_and_days(
    scene: Scene, query: dict[str, str], kinds: list[str]
) -> None:
    number = scene.begin(errand())
    scene.clock.move(days=1)
    hand_in(scene.sara, scene.task(number), **ANSWERED)
    scene.sara.get("/audit/")
    asked = dict(query)
    if "actor" in query:
        asked["actor"] = str(scene.id_of(query["actor"]))
    if "organisation" in query:
        option = scene.sara.soup.select_one("#organisation").find("option", string=query["organisation"])
        asked["organisation"] = str(option["value"])

    scene.sara.get("/audit/", query_string=asked)

    assert [what for _, _, what, _, _ in _rows(scene.sara)] == kinds
    for name, value in asked.items():
        control = scene.sara.soup.select_one(f"#{name}")
        shown = control.select_one("option[selected]") if control.name == "select" else control
        assert shown["value"] == value


def test_what_is_no_day_is_said_so_beside_the_field(scene: Scene) -> None:
    scene.sara.get("/audit/?since=31-02-2026&until=soon")

    for name in ("since", "until"):
        field = scene.sara.soup.select_one(f"#{name}")
        assert field["aria-invalid"] == "true"
        told = [scene.sara.soup.select_one(f"#{name}").get_text() for name in str(field["aria-describedby"]).split()]
        assert told == ["dd/mm/yyyy", "Write a date as dd/mm/yyyy, for example 25/03/2027."]
    assert scene.sara.soup.select_one("#until")["value"] == "soon"
    assert scene.sara.soup.title.get_text().startswith("Error: Audit trail")
    assert [link["href"] for link in scene.sara.soup.select(".i3-errors a")] == ["#since", "#until"]


def test_while_a_day_is_none_nothing_is_listed_and_nothing_leaves(scene: Scene) -> None:
    scene.begin(errand())
    scene.sara.get("/audit/?since=31-02-2026")
    assert scene.sara.soup.select("tbody tr") == []
    assert "Nothing was searched for." in scene.sara.words
    assert scene.sara.soup.select_one("form[action*=export]") is None

    scene.sara.get("/audit/")
    answer = scene.sara.post("/audit/export?since=31-02-2026", {"format": "csv"})

    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert scene.sara.soup.select_one(".i3-errors a")["href"] == "#since"
    with scene.reading() as session:
        assert session.query(AuditEntry).filter_by(action=Action.TRAIL_EXPORTED.value).count() == 0


@pytest.mark.parametrize(("language", "hint"), [("da", "dd-mm-åååå"), ("sv", "åååå-mm-dd"), ("en", "dd/mm/yyyy")])
def test_a_day_is_asked_for_as_in_forms(scene: Scene, language: str, hint: str) -> None:
    scene.sara.get(f"/audit/?lang={language}")

    for name in ("since", "until"):
        field = scene.sara.soup.select_one(f"#{name}")
        assert scene.sara.soup.select_one(f"#{field['aria-describedby']}").get_text() == hint
        assert not field.has_attr("placeholder")


def test_the_people_to_choose_from_are_colleagues_and_who_has_to_do_with_a_case_one_sees(scene: Scene) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    hand_in(scene.rasmus, scene.task(number), **ANSWERED)
    with scene.writing() as session:
        case = session.scalars(sa.select(Case).where(Case.number == number)).one()
        company = session.scalars(sa.select(Organisation).where(Organisation.key == "drabe")).one()
        session.add(CaseParty(case_id=case.id, organisation=company, since=scene.clock.moment))
        session.add(CaseRole(case_id=case.id, role="pm", participant_id=scene.id_of("mads"), since=scene.clock.moment))

    offered = {who: _offered(getattr(scene, who)) for who in ("lone", "oscar", "malin")}

    assert offered["lone"] == ["Karen Højbjerg Lund", "Lone Damsø", "Mads Toft Riis", "Rasmus Lind Bagger"]
    assert set(offered["oscar"]) == {"Oscar Fridell", *COLLEAGUES_OF_OSCAR}
    assert {"Lone Damsø", "Sara Lindvik", "Tove Ravnbjerg"} <= set(offered["malin"])


@pytest.mark.parametrize(("language", "name"), [("da", "Ærinde"), ("sv", "Uppdrag"), ("en", "Errand")])
def test_a_publication_names_the_process_in_the_readers_language(scene: Scene, language: str, name: str) -> None:
    scene.publish(errand())

    scene.malin.get(f"/audit/?action=process.published&lang={language}")

    sentence = said(language, "Published release %(release)s of “%(process)s”: %(reason)s")
    for key, value in {"release": "1", "process": name, "reason": "for a test"}.items():
        sentence = sentence.replace(f"%({key})s", value)
    assert _rows(scene.malin)[0][2] == sentence
    assert said(language, "The whole installation") in _rows(scene.malin)[0][4]


def test_a_long_trail_is_paged_and_each_page_keeps_the_filters(scene: Scene) -> None:
    number = scene.begin(errand())
    _many(scene, number, 118)
    scene.sara.get(f"/audit/?case={number}&since=23-11-2026")
    pages = [[row[4] for row in _rows(scene.sara)]]
    while following := scene.sara.soup.select_one("a[rel=next]"):
        scene.sara.get(str(following["href"]))
        assert scene.sara.soup.select_one("#case")["value"] == number
        assert scene.sara.soup.select_one("#since")["value"] == "23-11-2026"
        pages.append([row[4] for row in _rows(scene.sara)])

    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({link for page in pages for link in page}) == 120
    assert scene.sara.soup.find("a", string="Back to the beginning")["href"] == (
        f"/audit/?case={number}&since=23-11-2026"
    )


def test_a_long_trail_costs_no_more_statements_than_a_short_one(scene: Scene) -> None:
    number = scene.begin(errand())
    scene.sara.get("/audit/")
    with scene.counted() as short:
        scene.sara.get("/audit/")
    _many(scene, number, 100)
    with scene.counted() as long:
        scene.sara.get("/audit/")

    assert len(_rows(scene.sara)) == 50
    assert len(long) <= min(len(short), MOST_STATEMENTS), "\n\n".join(long)


def test_a_reviewer_reads_everything_and_the_kind_of_every_act_has_words(scene: Scene) -> None:
    scene.begin(errand())
    scene.lone.get("/inbox/")

    scene.malin.get("/audit/")

    told = {(who, what) for _, who, what, _, _ in _rows(scene.malin)}
    assert ("Lone Damsø", "Signed in") in told
    assert ("Karen Højbjerg Lund", "The case was opened on release 1 of the process.") in told
    assert "Everything that was done." in scene.malin.words
    options = scene.malin.soup.select("#action option")
    values = [str(option["value"]) for option in options[1:]]
    assert sorted(value for value in values if ":" not in value) == sorted(Action)
    assert [option.get_text() for option in options[1:] if "." in option.get_text()] == []


@pytest.mark.parametrize("who", ["tove", "lone", "birgit"])
def test_who_takes_part_in_no_case_reads_only_what_they_did_themselves(scene: Scene, who: str) -> None:
    number = scene.begin(errand(), by="jonas", organisation="strandkoping")
    browser: Browser = getattr(scene, who)

    browser.get("/audit/")
    own = {row[1] for row in _rows(browser)}
    browser.get(f"/audit/?case={number}")

    assert len(own) == 1
    assert own <= {"Tove Ravnbjerg", "Lone Damsø", "Birgit Vang Kjærsig"}
    assert _rows(browser) == []
    assert "No entries match." in browser.words


def test_a_company_reads_the_trail_of_the_cases_it_takes_part_in(scene: Scene) -> None:
    joined, other = scene.begin(errand()), scene.open("errand")
    with scene.writing() as session:
        case = session.scalars(sa.select(Case).where(Case.number == joined)).one()
        company = session.scalars(sa.select(Organisation).where(Organisation.key == "drabe")).one()
        session.add(CaseParty(case_id=case.id, organisation=company, since=scene.clock.moment))

    scene.lone.get("/audit/")
    numbers = {row[3] for row in _rows(scene.lone)}
    scene.lone.get(f"/audit/?case={other}")

    assert numbers == {joined, "–"}
    assert _rows(scene.lone) == []


def _closed(language: str) -> str:
    outcome = {"en": "Completed", "da": "Afsluttet efter planen", "sv": "Avslutat enligt plan"}[language]
    return said(language, "The case was closed: %(reason)s.").replace("%(reason)s", outcome)


def _offered(browser: Browser) -> list[str]:
    browser.get("/audit/")
    return [option.get_text() for option in browser.soup.select("#actor option")[1:]]


def _rows(browser: Browser) -> list[list[str]]:
    def words(cell: Tag) -> str:
        return " ".join(cell.get_text(" ").split())

    return [[words(cell) for cell in row.select("td")] for row in browser.soup.select("table.i3-rows tbody tr")]


def _many(scene: Scene, number: str, count: int) -> None:
    """More entries of a case than a page holds, all of the same moment."""
    with scene.writing() as session:
        first = session.scalars(sa.select(AuditEntry).join(Case, Case.id == AuditEntry.case_id)).first()
        case = session.scalars(sa.select(Case).where(Case.number == number)).one()
        assert first is not None
        for _ in range(count):
            details = {"task": 1, "opened": []}
            entry = Entry(action=Action.TASK_CLAIMED, actor=1, chain=first.chain, case=case.id, details=details)
            audit.record(session, entry)
