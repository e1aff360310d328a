"""Confidential cases: who still sees them, and that reading them is recorded."""

from datetime import timedelta

import pytest

from engine import errors
from engine.casework import caseroles, cases, permissions, readings, secrecy, tasks
from engine.casework.cases import Case
from engine.casework.readings import Page
from engine.casework.reasons import Reason
from engine.casework.secrecy import Secrecy
from engine.insight import caselist, trail
from engine.insight.trail import Words
from engine.ledger.audit import Action, Actor
from tests.integration.processes import NOTE
from tests.stage import Stage

REASON = "Bud fra en leverandør"


def _case(stage: Stage, title: str = "Hemmelig bro", *, by: str = "karen", home: str = "bolgelev") -> int:
    stage.publish(NOTE)
    case = stage.open_case("note", by=by, organisation=home)
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": title}, by=by)
    return case


def _make(stage: Stage, case: int, *, confidential: bool = True, by: str = "sara") -> None:
    wanted = Secrecy(confidential=confidential, reason=REASON)
    with stage.writing() as session:
        secrecy.change_by_person(session, cases.locked(session, case), wanted, stage.people.get(session, by))


def _sees(stage: Stage, name: str, case: int) -> bool:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, name))
        listed = case in {found.id for found in caselist.page(session, by, caselist.Filter()).cases}
        assert listed == (permissions.seen(session, by, [case]) == {case})
        return listed


def _sentences(stage: Stage, case: int) -> list[tuple[str, dict[str, object]]]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "malin"))
        page = trail.page(session, by, trail.Filter(case=case, order=trail.Order.OLDEST))
        return [(entry.action, entry.facts["details"]) for entry in page.entries]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("karen", True),  # named in it
        ("rasmus", True),  # coordinator of the country that takes part, and offered its task
        ("sara", True),  # offered its task
        ("anette", False),  # of its organisation, and of the board
        ("malin", False),  # audit reviewer
        ("elin", False),  # of the board
        ("lone", False),
    ],
)
def test_a_confidential_case_is_seen_by_those_who_have_to_do_with_it_alone(stage: Stage, name: str, sees: bool) -> None:
    case = _case(stage)
    _make(stage, case)

    assert _sees(stage, name, case) is sees


def test_a_coordinator_sees_it_when_their_country_takes_part(stage: Stage) -> None:
    case = _case(stage)
    [task] = stage.open_tasks(case)
    stage.claim(task, by="rasmus")
    stage.complete(task, {}, by="rasmus")
    with stage.writing() as session:
        wanted = Secrecy(confidential=True, reason=REASON)
        assert secrecy.change(session, cases.locked(session, case), wanted, Actor.SYSTEM)

    assert (_sees(stage, "rasmus", case), _sees(stage, "sara", case)) == (True, False)
    stage.let_join(case, "strandkoping")
    assert (_sees(stage, "sara", case), _sees(stage, "jonas", case)) == (True, False)


def test_whoever_is_named_sees_it_and_when_it_is_open_again_everybody_does(stage: Stage) -> None:
    case = _case(stage)
    _make(stage, case)
    with stage.writing() as session:
        anette = stage.people.get(session, "anette")
        caseroles.name(session, cases.locked(session, case), "chair", [anette], stage.people.sara)
    assert _sees(stage, "anette", case)

    _make(stage, case, confidential=False)
    assert all(_sees(stage, name, case) for name in ("elin", "malin", "anette"))


@pytest.mark.parametrize(("name", "may"), [("sara", True), ("mads", True), ("karen", False), ("anette", False)])
def test_a_coordinator_and_the_project_manager_of_the_case_decide(stage: Stage, name: str, may: bool) -> None:
    case = _case(stage)
    with stage.writing() as session:
        mads = stage.people.get(session, "mads")
        caseroles.name(session, cases.locked(session, case), "pm", [mads], stage.people.sara)

    if may:
        _make(stage, case, by=name)
        assert stage.case(case).confidential
    else:
        with pytest.raises(errors.NotAllowed):
            _make(stage, case, by=name)


def test_the_reason_is_kept_and_recorded_and_the_same_twice_is_one_entry(stage: Stage) -> None:
    case = _case(stage)
    _make(stage, case)
    _make(stage, case)
    found = stage.case(case)
    assert (found.confidential, found.secrecy) == (True, REASON)

    _make(stage, case, confidential=False)

    changes = [details for action, details in _sentences(stage, case) if action == Action.SECRECY_CHANGED]
    assert [(one["before"], one["after"]) for one in changes] == [(False, True), (True, False)]
    with stage.reading() as session:
        assert {session.get_one(Reason, one["reason"]).text for one in changes} == {REASON}
    assert stage.case(case).secrecy == ""


def test_a_reason_is_needed(stage: Stage) -> None:
    case, wanted = _case(stage), Secrecy(confidential=True, reason="  ")
    with stage.writing() as session:
        sara = stage.people.get(session, "sara")
        with pytest.raises(errors.Rejected):
            secrecy.change_by_person(session, cases.locked(session, case), wanted, sara)


def test_no_search_finds_its_title_for_who_may_not_see_it_and_reviewers_read_its_trail(stage: Stage) -> None:
    case = _case(stage, "Hemmelig bro")
    _make(stage, case)
    with stage.reading() as session:
        found = {}
        for name in ("malin", "elin", "karen"):
            by = permissions.asker(stage.people.get(session, name))
            cases_found = caselist.page(session, by, caselist.Filter(text="hemmelig")).cases
            entries = trail.page(session, by, trail.Filter(words=Words(text="hemmelig"))).entries
            found[name] = (len(cases_found), bool(entries))
        by = permissions.asker(stage.people.get(session, "malin"))
        page = trail.page(session, by, trail.Filter(case=case))

    assert found == {"malin": (0, False), "elin": (0, False), "karen": (1, True)}
    assert page.entries
    assert page.hidden == {case}


def test_a_task_of_it_does_not_exist_for_who_may_not_see_the_case(stage: Stage) -> None:
    case = _case(stage)
    [task] = stage.open_tasks(case)
    _make(stage, case)
    with stage.reading() as session, pytest.raises(errors.NotFound):
        tasks.find(session, task.id, permissions.asker(stage.people.get(session, "elin")))


def test_reading_is_recorded_per_person_and_kind_of_page_at_most_every_half_hour(stage: Stage) -> None:
    case = _case(stage)
    _make(stage, case)

    def read(name: str, page: Page) -> bool:
        with stage.writing() as session:
            return readings.note(session, case, getattr(stage.people, name), page)

    assert read("karen", Page.CASE)
    assert not read("karen", Page.CASE)
    assert read("karen", Page.PDF)
    assert read("sara", Page.CASE)
    stage.now += readings.AGAIN_AFTER - timedelta(seconds=1)
    assert not read("karen", Page.CASE)
    stage.now += timedelta(seconds=1)
    assert read("karen", Page.CASE)
    assert [details for action, details in _sentences(stage, case) if action == Action.CASE_READ] == [
        {"page": "case"},
        {"page": "pdf"},
        {"page": "case"},
        {"page": "case"},
    ]


def test_reading_an_open_case_is_not_recorded(stage: Stage) -> None:
    case = _case(stage)
    with stage.writing() as session:
        assert not readings.note(session, case, stage.people.karen, Page.CASE)
        assert session.get(Case, case) is not None
