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
DECISION_LATE = datetime(2027, 6, 14, 23, 59, 59, tzinfo=HOME)  # due on 7 June, and five working days of both countries
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

    assert gate.line("anette", "t_gate_decide").due == date(2027, 6, 7)
    gate.wait_until(DECISION_LATE - timedelta(seconds=1))
    assert gate.open_elements() == ["t_gate_decide"]
    assert not _flagged(gate, "overdue_gate", "Grind försenad")
    gate.wait_until(DECISION_LATE)
    assert gate.open_elements() == ["t_gate_decide", "t_gate_overdue"]
    assert gate.offered("t_gate_overdue") == [{"ingrid"}]
    assert _flagged(gate, "overdue_gate", "Grind försenad")
    assert "Förfallodatumet var 7 juni 2027 och den väntar på Anette Brok Sand." in gate.at("sara").words
    gate.do("ingrid", "t_gate_overdue", cause="decision", action="Jag ringer ordföranden", new_date="2027-06-18")
    gates.decide(gate, "conditional")

    assert not _flagged(gate, "overdue_gate", "Grind försenad")
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
    assert _flagged(gate, "overdue_condition", "Villkor försenat")
    gate.do("amina", "t_gate_condition", fulfilled="partly", comment="Planen saknar en budget")

    assert gate.line("amina", "t_gate_condition").due == date(2027, 9, 16)
    assert not _flagged(gate, "overdue_condition", "Villkor försenat")
    gate.do("amina", "t_gate_condition", fulfilled="met", evidence=PROOF)
    assert gate.ends() == ["end_told", "end_approved"]


def _flagged(gate: Journey, status: str, words: str) -> bool:
    """Whether the coordinator sees the case as overdue: on its page, in the list, and on the page of the programme."""
    sara = gate.at("sara")
    gate.page("sara")
    on_page = words in sara.soup.select_one("main > div").get_text()
    sara.get(f"/cases/?status={status}")
    row = sara.soup.select_one("table.i3-rows tbody tr")
    in_list = row is not None and gate.number in row.get_text() and words in row.get_text()
    sara.get("/programme/")
    on_programme = gate.number in sara.words and words in sara.words
    gate.page("sara")
    assert on_page == in_list == on_programme, (on_page, in_list, on_programme)
    return on_page


def test_a_decision_that_is_extended_is_late_only_after_its_new_date(gate: Journey) -> None:
    gates.to_the_chair(gate)
    task = gate.line("anette", "t_gate_decide").task
    gate.at("rasmus").get(f"/tasks/{task}/deadline")
    shown = gate.at("rasmus").soup.select_one("input[name=_revision]")
    answers = {"until": "2027-05-20", "reason": "Formanden er på rejse", "_revision": shown["value"]}
    assert gate.at("rasmus").post(f"/tasks/{task}/deadline", answers).status_code == 303, gate.at("rasmus").words

    late = datetime(2027, 5, 27, 23, 59, 59, tzinfo=HOME)
    gate.wait_until(late - timedelta(seconds=1))
    assert gate.open_elements() == ["t_gate_decide"]
    gate.wait_until(late)
    assert gate.open_elements() == ["t_gate_decide", "t_gate_overdue"]


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_when_the_deputy_is_late_the_coordinators_follow_it_up(gate: Journey) -> None:
    gates.to_the_chair(gate, {"anette": "conflict", **dict.fromkeys(("karen", "mads", "elin", "jonas"), "approve")})
    assert gate.offered("t_gate_decide") == [{"ingrid"}]  # the chair has a conflict of interest
    gate.wait_until(datetime(2027, 5, 20, 12, 0, tzinfo=HOME))

    assert gate.offered("t_gate_overdue") == [{"rasmus", "sara"}]
    gate.do("sara", "t_gate_overdue", cause="decision", action="Jag ringer Ingrid", new_date="2027-05-25")
    gates.decide(gate, "go", by="ingrid")
    assert gate.ends() == ["end_approved"]


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
