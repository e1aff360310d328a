"""Somebody is away: their substitute sees, takes and completes their tasks, for as long as it lasts and no longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine import errors
from engine.casework import absences, caseroles, cases, inbox, permissions, receivers, tasks
from engine.casework.absences import Absence
from engine.casework.inbox import Filter, Whose
from engine.casework.records import Task
from engine.ledger.audit import AuditEntry
from engine.people import calendars, organisations, participants
from tests import builders
from tests.stage import Stage

MONDAY = datetime(2027, 5, 3, 8, 0, tzinfo=UTC)
FIRST, LAST = date(2027, 5, 3), date(2027, 5, 7)
BOARD = builders.process("board", builders.line(("t_need", builders.user("t_need", "need_owner", "=workdays(5)"))))
EYES = builders.process(
    "eyes",
    builders.line(
        ("t_file", builders.user("t_file", "need_owner")),
        ("t_check", builders.user("t_check", "board", separateFrom="t_file")),
    ),
)
VOTE = builders.process("vote", builders.line(("t_vote", builders.user("t_vote", "need_owner", personal="true"))))


@pytest.fixture(autouse=True)
def monday(stage: Stage) -> None:
    stage.time(MONDAY)


def _away(
    stage: Stage, who: str, substitute: str, since: date = FIRST, until: date = LAST, *roles: str, by: str = ""
) -> int:
    ids = stage.people.ids
    with stage.writing() as session:
        wanted = Absence(absent=ids[who], substitute=ids[substitute], since=since, until=until, roles=frozenset(roles))
        return absences.name(session, wanted, stage.people.get(session, by or who)).id


def _lists(stage: Stage, who: str, whose: Whose = Whose.ALL) -> list[tuple[str, str]]:
    """The elements in somebody's inbox, each with the first name of the one in whose place they may do it."""
    names = {number: key for key, number in stage.people.ids.items()}
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, who))
        found = inbox.page(session, by, Filter(now=stage.now, day_end=stage.now, whose=whose))
        return [
            (task.element, names[found.places[task.id].id] if task.id in found.places else "") for task in found.tasks
        ]


def _sees(stage: Stage, who: str, task: Task) -> bool:
    with stage.reading() as session:
        try:
            tasks.find(session, task.id, permissions.asker(stage.people.get(session, who)))
        except errors.NotFound:
            return False
    return True


def _name(stage: Stage, case: int, role: str, who: str) -> None:
    with stage.writing() as session:
        caseroles.name(session, cases.locked(session, case), role, [stage.people.get(session, who)], stage.people.sara)


def _give(stage: Stage, who: str, role: str, home: str) -> None:
    with stage.writing() as session:
        person = stage.people.get(session, who)
        participants.give_role(session, person, role, organisations.get(session, home))


def test_a_substitute_sees_the_tasks_of_whoever_is_away_and_does_them_in_their_place(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(BOARD, "board", by="karen", organisation="bolgelev"))
    assert not _sees(stage, "peter", task)
    _give(stage, "peter", "dpo", "bolgelev")
    _away(stage, "karen", "peter")

    assert _lists(stage, "peter") == [("t_need", "karen")]
    assert _lists(stage, "peter", Whose.AWAY) == [("t_need", "karen")]
    assert _lists(stage, "peter", Whose.MINE) == _lists(stage, "peter", Whose.TEAM) == []
    assert _sees(stage, "peter", task)
    stage.complete(task, {}, by="peter")

    done = stage.task(task)
    assert (done.ended_by_id, done.ended_for_id) == (stage.people.peter, stage.people.karen)
    with stage.reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "task.completed")).one()
        assert (entry.actor_id, entry.facts["details"]["for"]) == (stage.people.peter, stage.people.karen)


def test_what_a_substitute_takes_stays_in_both_lists_and_can_be_taken_back(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(BOARD, "board", by="karen", organisation="bolgelev"))
    _away(stage, "karen", "anette")

    stage.claim(task, by="anette")

    taken = stage.task(task)
    assert (taken.taken_by_id, taken.taken_for_id) == (stage.people.anette, stage.people.karen)
    assert _lists(stage, "anette", Whose.MINE) == [("t_need", "karen")]
    assert _lists(stage, "karen", Whose.MINE) == [("t_need", "")]
    stage.claim(task, by="karen")
    back = stage.task(task)
    assert (back.taken_by_id, back.taken_for_id) == (stage.people.karen, None)
    assert _lists(stage, "anette", Whose.MINE) == []


def test_it_ends_by_itself_and_the_task_is_with_whoever_was_away(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(BOARD, "board", by="karen", organisation="bolgelev"))
    _give(stage, "peter", "dpo", "bolgelev")
    _away(stage, "karen", "peter")
    stage.claim(task, by="peter")

    stage.time(MONDAY + timedelta(days=5))

    assert _lists(stage, "peter") == []
    assert _lists(stage, "karen") == [("t_need", "")]
    for act in (stage.claim, stage.release):
        with pytest.raises(errors.NotAllowed):
            act(task, by="peter")
    with pytest.raises(errors.NotAllowed):
        stage.complete(task, {}, by="peter")
    stage.complete(task, {}, by="karen")
    assert (stage.task(task).ended_by_id, stage.task(task).ended_for_id) == (stage.people.karen, None)


def test_it_begins_on_its_first_day_and_can_be_ended_early(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(BOARD, "board", by="karen", organisation="bolgelev"))
    number = _away(stage, "karen", "anette", date(2027, 5, 5))
    assert _lists(stage, "anette") == []
    stage.time(MONDAY + timedelta(days=2))
    assert _lists(stage, "anette") == [("t_need", "karen")]

    with stage.writing() as session:
        absences.end(session, number, stage.people.get(session, "karen"))

    assert _lists(stage, "anette") == []
    with pytest.raises(errors.NotAllowed):
        stage.complete(task, {}, by="anette")
    with pytest.raises(errors.Conflict), stage.writing() as session:
        absences.end(session, number, stage.people.get(session, "karen"))


def test_with_roles_only_their_tasks_are_lent(stage: Stage) -> None:
    case = stage.open(BOARD, "board", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    number = _away(stage, "karen", "anette", FIRST, LAST, "ops_owner")
    assert _lists(stage, "anette") == []
    with pytest.raises(errors.NotAllowed):
        stage.claim(task, by="anette")
    with stage.writing() as session:
        absences.end(session, number, stage.people.get(session, "karen"))

    _away(stage, "karen", "anette", FIRST, LAST, "ops_owner", "need_owner")

    assert _lists(stage, "anette") == [("t_need", "karen")]


def test_a_personal_task_is_lent_to_nobody(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(VOTE, "vote", by="karen", organisation="bolgelev"))
    _away(stage, "karen", "anette")

    assert _lists(stage, "anette") == []
    with pytest.raises(errors.NotAllowed):
        stage.complete(task, {}, by="anette")


@pytest.mark.parametrize("first", ["karen", "anette"])
def test_four_eyes_count_both_the_substitute_and_whoever_was_away(stage: Stage, first: str) -> None:
    """Karen prepares, or Anette does it for her: then neither may check, and nobody checks in Karen's place."""
    case = stage.open(EYES, "eyes", by="karen", organisation="bolgelev")
    [prepared] = stage.open_tasks(case)
    if first == "anette":
        _away(stage, "karen", "anette")
    stage.complete(prepared, {}, by=first)
    [check] = stage.open_tasks(case)

    for who in ("karen", "anette") if first == "anette" else ("karen",):
        with pytest.raises(errors.NotAllowed) as refused:
            stage.claim(check, by=who)
        assert refused.value.facts["four_eyes"] == ["t_file"]


def test_a_substitute_who_prepared_does_not_check_in_the_place_of_another(stage: Stage) -> None:
    case = stage.open(EYES, "eyes", by="karen", organisation="bolgelev")
    [prepared] = stage.open_tasks(case)
    _name(stage, case, "need_owner", "peter")
    _give(stage, "peter", "dpo", "bolgelev")
    with stage.writing() as session:
        tasks.hand_over(session, prepared.id, *(stage.people.get(session, one) for one in ("peter", "karen")))
    stage.complete(prepared, {}, by="peter")
    [check] = stage.open_tasks(case)
    _away(stage, "anette", "peter")

    assert _lists(stage, "peter") == []
    with pytest.raises(errors.NotAllowed) as refused:
        stage.claim(check, by="peter")
    assert refused.value.facts["four_eyes"] == ["t_file"]


def test_there_are_no_chains_of_substitutes(stage: Stage) -> None:
    _away(stage, "karen", "anette")

    with pytest.raises(errors.SubstituteRejected) as refused:
        _away(stage, "anette", "tove")
    assert refused.value.facts["rule"] == "stands_in"
    with pytest.raises(errors.SubstituteRejected) as refused:
        _away(stage, "tove", "karen")
    assert refused.value.facts["rule"] == "away"
    _away(stage, "anette", "tove", date(2027, 5, 8), date(2027, 5, 9))


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        (("karen", "karen"), "oneself"),
        (("karen", "peter"), "elsewhere"),
        (("lone", "peter"), "elsewhere"),
        (("karen", "anette", date(2027, 5, 2)), "past"),
        (("karen", "anette", LAST, FIRST), "order"),
        (("karen", "anette", FIRST, date(2028, 5, 3)), "too_long"),
        (("karen", "anette", FIRST, LAST, "pm"), "roles"),
        (("karen", "mads", FIRST, LAST, "ops_owner"), "roles_elsewhere"),
    ],
)
def test_substitutes_who_cannot_be_are_refused(stage: Stage, wanted: tuple[object, ...], rule: str) -> None:
    with pytest.raises(errors.SubstituteRejected) as refused:
        _away(stage, *wanted)  # type: ignore[arg-type]

    assert refused.value.facts["rule"] == rule


def test_two_substitutes_for_the_same_roles_never_meet(stage: Stage) -> None:
    _away(stage, "karen", "anette", FIRST, LAST, "ops_owner")

    _away(stage, "karen", "tove", FIRST, LAST, "need_owner")
    for since, until, roles in ((FIRST, FIRST, ()), (LAST, date(2027, 5, 20), ("ops_owner",))):
        with pytest.raises(errors.SubstituteRejected) as refused:
            _away(stage, "karen", "rasmus", since, until, *roles)
        assert refused.value.facts["rule"] == "overlap"


def test_somebody_of_another_organisation_stands_in_for_the_roles_both_hold(stage: Stage) -> None:
    case = stage.open(BOARD, "board", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _name(stage, case, "ops_owner", "karen")

    _away(stage, "karen", "mads")

    assert _lists(stage, "mads") == [("t_need", "karen")]
    with stage.reading() as session:
        [principal] = permissions.asker(stage.people.get(session, "mads")).principals
        assert principal.roles == {"need_owner", "board"}
    stage.complete(task, {}, by="mads")


@pytest.mark.parametrize(("by", "may"), [("sara", True), ("anette", True), ("mads", False), ("tove", False)])
def test_coordinators_and_managers_of_the_organisation_name_a_substitute_for_somebody(
    stage: Stage, by: str, may: bool
) -> None:
    if may:
        assert _away(stage, "karen", "rasmus", by=by)
        return
    with pytest.raises(errors.NotAllowed):
        _away(stage, "karen", "rasmus", by=by)


def test_the_days_of_a_task_count_where_the_substitute_works(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))
    [task] = stage.open_tasks(stage.open(BOARD, "board", by="karen", organisation="bolgelev"))
    _away(stage, "karen", "elin", date(2027, 5, 12), date(2027, 5, 30))
    before = stage.deadline_day(task)

    stage.claim(task, by="elin")

    assert (before, stage.deadline_day(task)) == ("2027-05-20", "2027-05-19")


def test_a_substitute_is_reminded_too(stage: Stage) -> None:
    case = stage.open(BOARD, "board", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _away(stage, "karen", "anette")

    with stage.reading() as session:
        today = calendars.day_of(stage.now)
        assert receivers.own(session, task, today) == sorted([stage.people.karen, stage.people.anette])
        assert receivers.own(session, task, LAST + timedelta(days=1)) == [stage.people.karen]
