"""Overdue votes and decisions, and the conditions that outlive their gate."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.ledger.audit import Action
from tests.walks import gates
from tests.walks.journey import Journey
from webapp.sentences import notices

HOME = ZoneInfo("Europe/Copenhagen")
ROUND_OVER = datetime(2027, 5, 26, 23, 59, 59, tzinfo=HOME)
SECOND_OVER = datetime(2027, 6, 2, 23, 59, 59, tzinfo=HOME)
DECISION_LATE = datetime(2027, 6, 15, 23, 59, 59, tzinfo=HOME)  # eight working days of both countries
DUE = datetime(2027, 9, 1, 12, 0, tzinfo=HOME)
DAY_AFTER = datetime(2027, 9, 2, 23, 59, 59, tzinfo=HOME)
PROOF = "Planen ligger i projektrummet"


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_votes_decision_and_condition_are_overdue_and_the_case_goes_on(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {"mads": "approve", "karen": "approve"})
    assert gate.line("elin", "t_gate_vote").due == date(2027, 5, 19)
    gate.wait_until(ROUND_OVER - timedelta(seconds=1))
    assert len(gate.offered("t_gate_vote")) == 3
    gate.wait_until(ROUND_OVER)

    assert gate.decided()[-1] == ("extend_vote", ["vote_1"])  # two of five, and of one country
    assert sorted(map(sorted, gate.offered("t_gate_vote"))) == [["anette"], ["elin"], ["jonas"]]
    assert gate.line("elin", "t_gate_vote").due == date(2027, 6, 2)
    gates.votes(gate, {"elin": "approve_cond", "anette": "approve"})
    gate.wait_until(SECOND_OVER)
    assert gate.decided()[-3:] == [("conditional", ["vote_6"]), ("go", ["g1_6"]), ("conditional", ["proposal_7"])]

    gate.wait_until(DECISION_LATE)
    assert gate.open_elements() == ["t_gate_decide", "t_gate_overdue"]
    assert gate.offered("t_gate_overdue") == [{"ingrid"}]
    gate.do("ingrid", "t_gate_overdue", cause="decision", action="Jag ringer ordföranden", new_date="2027-06-18")
    gates.decide(gate, "conditional")

    _is_asked_until_it_is_met(gate)


def _is_asked_until_it_is_met(gate: Journey) -> None:
    assert gate.open_elements() == ["t_gate_condition"]
    assert gate.page("karen").status == "I gang"
    condition = gate.line("amina", "t_gate_condition")
    assert condition.due == date(2027, 9, 1)
    gate.look("amina", "t_gate_condition")
    assert gates.CONDITION in gate.at("amina").words
    gate.wait_until(DUE + timedelta(days=1))
    assert gate.said("rasmus", notices.title, "condition_overdue") not in " ".join(gate.news("rasmus"))
    gate.wait_until(DAY_AFTER)
    for key in ("rasmus", "sara", "anette"):
        assert gate.said(key, notices.title, "condition_overdue") in " ".join(gate.news(key)), key
    gate.do("amina", "t_gate_condition", fulfilled="partly", comment="Planen saknar en budget")

    assert gate.line("amina", "t_gate_condition").due == date(2027, 9, 16)
    gate.do("amina", "t_gate_condition", fulfilled="met", evidence=PROOF)
    assert gate.ends() == ["end_told", "end_approved"]


def test_a_condition_that_is_never_met_is_asked_three_times_and_then_stands(gate: Journey) -> None:
    gates.to_the_chair(gate)
    gates.decide(gate, "conditional", deviation="Data skal på plads", **gates.condition(gate))
    for _ in range(3):
        assert gate.open_elements() == ["t_gate_condition"]
        gate.do("amina", "t_gate_condition", fulfilled="not_met", comment="Ingen har tid")

    assert gate.ends() == ["end_approved"]
    assert len(gate.facts(Action.TASK_COMPLETED)) > 3


def test_a_condition_that_does_not_matter_any_more_needs_a_reason(gate: Journey) -> None:
    gates.to_the_chair(gate)
    two = {
        "conditions-1-text": "Spørg politiet",
        "conditions-1-owner": gate.who("mads"),
        "conditions-1-due": "15-9-2027",
    }
    answers = {"decision": "conditional", "reason": gates.REASON, "deviation": "To ting mangler", **two}
    answers |= {**gates.condition(gate), "public_text": gates.PUBLIC, "confidential": "no"}
    assert gates.send(gate, "anette", "t_gate_decide", answers) == 303
    gate.work()

    assert sorted(map(sorted, gate.offered("t_gate_condition"))) == [["amina"], ["mads"]]
    assert "2 vilkår" in gate.page("karen").words
    gate.do("mads", "t_gate_condition", fulfilled="na", comment="Vejen er lukket nu")
    assert gate.open_elements() == ["t_gate_condition"]
    gate.do("amina", "t_gate_condition", fulfilled="met", evidence=PROOF)
    assert gate.ends() == ["end_approved"]
