"""Gates on a real database: conditions that hold up the next file, tranches once, the journal, legal stops, funding."""

from datetime import date

import pytest
import sqlalchemy as sa

from engine import feel
from engine.casework import cases, conditions, events, gates
from engine.casework.cases import Case
from engine.casework.events import Arrival
from engine.casework.gates import GateDecision, Outcome, Tranche
from engine.execution import EventKind
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from tests.integration import two_gates
from tests.stage import Stage

GO = '{answer: "go"}'
TWO = [
    {"text": "Bedre data", "owner": "1", "due": date(2027, 9, 1)},
    {"text": "Spørg politiet", "owner": "1", "due": date(2027, 9, 2)},
]


def test_the_file_of_the_next_gate_waits_for_open_conditions_and_shows_those_not_met(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts=GO)
    two_gates.pass_gate(stage, case, "conditional", conditions=TWO)
    assert two_gates.elements(stage, case) == ["t_gate_condition", "t_gate_condition", "t_gate_file"]

    two_gates.do(stage, case, "t_gate_file", "rasmus", checklist=two_gates.POINTS, trl=5)
    [again] = [task for task in stage.open_tasks(case) if task.element == "t_gate_file"]
    assert feel.decode(again.inputs["given"])["file_faults"] == ["open_conditions"]
    with stage.reading() as session:
        assert [one.text for one in conditions.open_ones(session, case)] == ["Bedre data", "Spørg politiet"]
    two_gates.do(stage, case, "t_gate_condition", "rasmus", fulfilled="met", evidence="Planen")
    two_gates.do(stage, case, "t_gate_condition", "rasmus", fulfilled="not_met", comment="Ingen svarer")

    two_gates.to_the_chair(stage, case)
    [decide] = stage.open_tasks(case)
    [unmet] = feel.decode(decide.inputs["given"])["unmet_conditions"]
    assert (unmet["gate"], unmet["text"], unmet["comment"]) == ("G4", "Spørg politiet", "Ingen svarer")
    two_gates.decide(stage, case, "go")
    assert stage.case(case).closed


@pytest.mark.parametrize(
    "points",
    [None, [], [{"point": "G4.1", "met": None}], [{"point": "G4.1", "met": "partly", "comment": " "}]],
)
def test_a_file_whose_checklist_is_not_answered_comes_back(stage: Stage, points: object) -> None:
    case = two_gates.open_case(stage, facts=GO)
    two_gates.do(stage, case, "t_gate_file", "rasmus", checklist=points, trl=4)

    [again] = stage.open_tasks(case)
    assert (again.element, feel.decode(again.inputs["given"])["file_faults"]) == ("t_gate_file", ["checklist"])


def test_a_tranche_is_released_once_whatever_comes_back_to_the_gate(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts=GO, gates=("G4", "G4"))
    two_gates.pass_gate(stage, case, "go")
    two_gates.to_the_chair(stage, case, amount=5000)
    two_gates.decide(stage, case, "go")

    with stage.reading() as session:
        [tranche] = gates.tranches_of(session, case)
        assert (tranche.gate, tranche.amount, tranche.currency) == ("G4", "1000", "SEK")
        assert [one.serial for one in gates.decisions_of(session, case)] == [2, 1]
        told = sa.select(sa.func.count()).where(AuditEntry.action == Action.TRANCHE_RELEASED.value)
        assert session.scalar(told) == 1
        assert verification.verify(session).sound


def test_nothing_is_released_where_nothing_is_to_be(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts=GO)
    two_gates.to_the_chair(stage, case, amount=0)
    two_gates.decide(stage, case, "go")

    with stage.reading() as session:
        assert gates.tranches_of(session, case) == []


def test_a_legal_stop_offers_no_approval_and_leaves_the_gate_as_an_error(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts='{answer: "legal_stop"}')
    two_gates.to_the_chair(stage, case)

    [decide] = stage.open_tasks(case)
    assert feel.decode(decide.inputs["given"])["allowed"] == ["rework", "pause", "stop"]
    two_gates.decide(stage, case, "stop")
    assert _ends(stage, case) == ["by_law"]


def test_a_gate_that_waits_for_money_wakes_when_it_is_there(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts='{answer: "pause", funded: 60}')
    two_gates.to_the_chair(stage, case)
    [decide] = stage.open_tasks(case)
    assert feel.decode(decide.inputs["given"])["allowed"] == ["rework", "pause", "stop"]
    two_gates.decide(stage, case, "pause")

    secured = Arrival(
        kind=EventKind.MESSAGE, name="msg_funding_secured", key=stage.case(case).number, payload={"funded_pct": 80}
    )
    with stage.writing() as session:
        events.deliver(session, cases.locked(session, case), secured, stage.now)

    [decide] = stage.open_tasks(case)
    given = feel.decode(decide.inputs["given"])
    assert (given["facts_outcome"], given["proposal"], given["allowed"]) == ("go", "go", ["go", "pause", "stop"])
    two_gates.decide(stage, case, "go")
    assert two_gates.elements(stage, case) == ["t_gate_file"]


def test_a_decision_with_confidential_parts_makes_the_case_confidential(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts=GO)
    two_gates.to_the_chair(stage, case)
    two_gates.decide(stage, case, "go", confidential=True, secrecy="Navne på borgere")

    assert (stage.case(case).confidential, stage.case(case).secrecy) == (True, "Navne på borgere")


def test_the_journal_numbers_decisions_of_a_case_and_enters_each_once(stage: Stage) -> None:
    case = two_gates.open_case(stage, facts=GO)
    outcome = Outcome(gate="G1", round=1, decision="go", proposal="go")
    with stage.writing() as session:
        row = cases.locked(session, case)
        assert [gates.journalise(session, row, key, outcome).serial for key in ("a", "b", "a")] == [1, 2, 1]
        gates.publish(session, row, 1, "Godkendt")
        gates.publish(session, row, 1, "Noget andet")

    with stage.reading() as session:
        newest, first = gates.decisions_of(session, case)
        assert (newest.public_text, newest.published_at) == ("", None)
        assert (first.public_text, first.published_at) == ("Godkendt", stage.now)
        assert session.scalar(sa.select(sa.func.count()).select_from(GateDecision)) == 2
        assert session.scalar(sa.select(sa.func.count()).select_from(Tranche)) == 0


def _ends(stage: Stage, case: int) -> list[str]:
    with stage.reading() as session:
        assert session.get_one(Case, case).closed
        closed = sa.select(AuditEntry).where(AuditEntry.case_id == case, AuditEntry.action == Action.CASE_CLOSED.value)
        return [end for entry in session.scalars(closed) for end in entry.facts["details"]["ends"]]
