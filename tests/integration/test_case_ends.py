"""The end of a case: its outcome, and who is told of it."""

import sqlalchemy as sa

from engine import feel
from engine.casework import caseroles, notices, permissions
from engine.casework.cases import Case
from engine.casework.records import Notice
from engine.insight import trail
from engine.ledger.audit import Action, Actor, AuditEntry
from engine.people.participants import Participant
from tests import builders
from tests.stage import Stage

PLAIN = builders.process("plain", builders.line(("t_note", builders.user("t_note", "tf_coord"))))
STOPPED = builders.process(
    "stopped",
    builders.line(
        ("t_note", builders.user("t_note", "tf_coord")),
        (
            "s_stop",
            '<bpmn:scriptTask id="s_stop" name="s_stop"><bpmn:extensionElements>'
            '<zeebe:script expression="=&quot;stopped&quot;" resultVariable="closing_reason"/>'
            "</bpmn:extensionElements></bpmn:scriptTask>",
        ),
    ),
)


def test_everybody_of_a_case_who_is_still_with_us_is_told_once_that_it_ended(stage: Stage) -> None:
    case = _named(stage, ("pm", "mads"), ("researcher", "amina"), ("benefit_owner", "karen"))
    with stage.writing() as session:
        stage.people.get(session, "amina").active = False

    _finish(stage, case)

    assert sorted(_notices(stage)) == sorted((told, "completed") for told in (stage.people.karen, stage.people.mads))
    assert _closed(stage, case)["told"] == sorted([stage.people.karen, stage.people.mads])


def test_a_process_that_names_no_outcome_has_completed_the_case(stage: Stage) -> None:
    case = stage.open(PLAIN, "plain", by="karen", organisation="bolgelev")

    _finish(stage, case)

    assert stage.case(case).closing_reason == "completed"
    assert _closed(stage, case)["reason"] == "completed"


def test_the_outcome_that_a_process_names_stays(stage: Stage) -> None:
    case = stage.open(STOPPED, "stopped", by="karen", organisation="bolgelev")

    _finish(stage, case)

    assert stage.case(case).closing_reason == "stopped"
    assert _notices(stage) == [(stage.people.karen, "stopped")]


def test_marking_as_read_counts_only_what_was_unread_and_ones_own(stage: Stage) -> None:
    _finish(stage, _named(stage, ("pm", "mads")))
    with stage.reading() as session:
        ids = list(session.scalars(sa.select(Notice.id)))

    with stage.writing() as session:
        marked = [notices.mark_read(session, stage.people.karen, ids) for _ in range(2)]

    assert marked == [1, 0]
    with stage.reading() as session:
        assert notices.unread(session, stage.people.karen) == []
        assert len(notices.earlier(session, stage.people.karen)) == 1
        assert len(notices.unread(session, stage.people.mads)) == 1


def test_whom_one_may_ask_the_trail_about(stage: Stage) -> None:
    case = _named(stage, ("researcher", "amina"))
    _finish(stage, case, by="rasmus")
    stage.let_join(case, "drabe")

    assert _asked_about(stage, "lone") == {"lone", "karen", "amina", "rasmus"}
    assert _asked_about(stage, "oscar") == {"elin", "oscar", "ingrid", "malin"}
    assert _asked_about(stage, "malin") == set(stage.people.ids)


def _named(stage: Stage, *given: tuple[str, str]) -> int:
    """A case of Karen's in which people are named for roles."""
    case_id = stage.open(PLAIN, "plain", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        case = session.get_one(Case, case_id)
        for role, key in given:
            caseroles.name(session, case, role, [stage.people.get(session, key)], Actor.SYSTEM)
    return case_id


def _finish(stage: Stage, case: int, by: str = "sara") -> None:
    [task] = stage.open_tasks(case)
    stage.complete(task, {"n": 1}, by=by)
    assert stage.case(case).closed


def _notices(stage: Stage) -> list[tuple[int, str]]:
    """Whom the notices of ended cases went to, with the outcome they name."""
    query = sa.select(Notice.participant_id, Notice.values).where(Notice.template == "case_closed")
    with stage.reading() as session:
        found = session.execute(query.order_by(Notice.id)).all()
    return [(participant, feel.decode(values["values"])["outcome"]) for participant, values in found]  # type: ignore[index,call-overload]


def _closed(stage: Stage, case: int) -> dict[str, object]:
    query = sa.select(AuditEntry).where(AuditEntry.case_id == case, AuditEntry.action == Action.CASE_CLOSED.value)
    with stage.reading() as session:
        details: dict[str, object] = session.scalars(query).one().facts["details"]
    return details


def _asked_about(stage: Stage, key: str) -> set[str]:
    names = {number: name for name, number in stage.people.ids.items()}
    with stage.reading() as session:
        by = permissions.asker(session.get_one(Participant, stage.people.ids[key]))
        return {names[person.id] for person in trail.people(session, by)}
