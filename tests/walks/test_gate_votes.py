"""Votes at a gate: a quorum in both countries, those who come too late, stops, hearings and conflicts of interest."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.ledger.audit import Action
from tests.walks import gates
from tests.walks.journey import Journey

HOME = ZoneInfo("Europe/Copenhagen")
ROUND_OVER = datetime(2027, 5, 26, 23, 59, 59, tzinfo=HOME)  # five working days of both countries after 19 May
SECOND_OVER = datetime(2027, 6, 2, 23, 59, 59, tzinfo=HOME)
CALLED = "Vi taler med forsyningen først"


def test_nobody_votes_in_two_rounds_and_the_facts_alone_give_the_proposal(gate: Journey) -> None:
    gates.to_the_vote(gate)
    assert gate.line("jonas", "t_gate_vote").due == date(2027, 5, 19)
    gate.wait_until(ROUND_OVER)

    assert gate.decided()[-1] == ("extend_vote", ["vote_1"])
    assert len(gate.offered("t_gate_vote")) == len(gates.BOARD)
    assert gate.line("jonas", "t_gate_vote").due == date(2027, 6, 2)
    gate.wait_until(SECOND_OVER)
    assert gate.decided()[-3:] == [("no_quorum", ["vote_2"]), ("go", ["g1_6"]), ("go", ["proposal_8"])]
    gate.look("anette", "t_gate_decide")
    assert "Anette Brok Sand, Bølgelev Kommune, Elin Tallström, Tallåkra kommun" in gate.at("anette").words
    assert "For få stemmer" in gate.at("anette").words


def test_two_stops_with_a_quorum_close_the_round_at_once(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {"mads": "stop", "karen": "stop"})
    assert len(gate.offered("t_gate_vote")) == 3  # only one country and no quorum yet
    gates.vote(gate, "elin")

    assert gate.open_elements() == ["t_gate_decide"]
    assert gate.decided()[-3:] == [("stop", ["vote_3"]), ("go", ["g1_6"]), ("stop", ["proposal_2"])]
    assert gate.line("anette", "t_gate_decide").due == date(2027, 5, 10)  # her municipality is closed on 7 May
    gates.decide(gate, "stop")
    assert gate.ends() == ["end_stopped"]
    assert gate.page("karen").facts["Resultat"] == "Stoppet"


@pytest.mark.parametrize(
    ("result", "outcome", "proposal"), [("upheld", "rework", "proposal_4"), ("met", "conditional", "proposal_7")]
)
def test_an_objection_that_stands_or_is_met_gives_the_outcome(
    gate: Journey, result: str, outcome: str, proposal: str
) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {**dict.fromkeys(gates.BOARD, "approve"), "jonas": "stop"})

    assert gate.decided()[-1] == ("chair_hearing", ["vote_4"])
    assert gate.line("anette", "t_gate_hearing").due == date(2027, 5, 11)
    asked = gate.look("anette", "t_gate_hearing")
    assert asked.fields["objection"] == ["jonas mener det"]
    assert "Jonas Ekdal, Strandköpings kommun" in gate.at("anette").words
    met = gates.condition(gate) if result == "met" else {}
    gate.do("anette", "t_gate_hearing", answer=CALLED, result=result, **met)

    assert gate.decided()[-2:] == [("go", ["g1_6"]), (outcome, [proposal])]
    if result == "met":
        gate.look("anette", "t_gate_decide")
        gates.decide(gate, "conditional")
        assert gate.offered("t_gate_condition") == [{"amina"}]  # the condition of the hearing stood there already


def test_an_objection_that_is_withdrawn_counts_as_approval(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {**dict.fromkeys(gates.BOARD, "approve"), "elin": "stop"})
    gate.do("anette", "t_gate_hearing", answer=CALLED, result="withdrawn")

    assert gate.decided()[-3:] == [("go", ["vote_7"]), ("go", ["g1_6"]), ("go", ["proposal_8"])]
    gates.decide(gate, "go")
    assert gate.ends() == ["end_approved"]


def test_everybody_abstains_and_the_case_is_sent_back(gate: Journey) -> None:
    gates.to_the_chair(gate, dict.fromkeys(gates.BOARD, "abstain"))

    assert gate.decided()[-3:] == [("rework", ["vote_5"]), ("go", ["g1_6"]), ("rework", ["proposal_4"])]


def test_a_deputy_votes_for_who_has_a_conflict_and_without_one_the_vote_is_not_counted(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {"elin": "conflict", "karen": "conflict", "mads": "conflict"})

    offered = gate.offered("t_gate_vote")
    assert sorted(map(sorted, offered)) == [["anette"], ["birgit"], ["ingrid"], ["jonas"]]  # karen has no deputy
    gate.look("ingrid", "t_gate_vote")
    assert "Elin Tallström, Tallåkra kommun" in gate.at("ingrid").words
    assert "t_gate_vote" not in gate.inbox("elin")
    gates.votes(gate, {"ingrid": "approve", "birgit": "conflict", "jonas": "approve", "anette": "approve_cond"})

    assert gate.decided()[-3:] == [("conditional", ["vote_6"]), ("go", ["g1_6"]), ("conditional", ["proposal_7"])]
    gate.look("anette", "t_gate_decide")
    assert "anette mener det" in gate.at("anette").words
    assert gate.look("anette", "t_gate_decide").fields["reason"] == [""]


def test_a_chair_with_a_conflict_of_interest_neither_hears_nor_decides(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {**dict.fromkeys(gates.BOARD, "approve"), "anette": "conflict", "jonas": "stop"})

    assert gate.offered("t_gate_hearing") == [{"ingrid"}]
    gate.do("ingrid", "t_gate_hearing", answer=CALLED, result="withdrawn")
    assert gate.offered("t_gate_decide") == [{"ingrid"}]
    gates.decide(gate, "go", by="ingrid")
    assert gate.ends() == ["end_approved"]


def test_a_vote_can_neither_be_given_twice_nor_changed(gate: Journey) -> None:
    gates.to_the_vote(gate)
    task = gate.line("elin", "t_gate_vote").task
    gates.vote(gate, "elin", "rework")

    answer = gate.at("elin").post(f"/tasks/{task}", {"conflict": "no", "vote": "stop", "vote_reason": CALLED})

    assert answer.status_code == 409
    assert "Du har redan röstat" in gate.at("elin").words
    assert CALLED in gate.at("elin").text
    assert len(gate.facts(Action.TASK_COMPLETED)) == len({one["task"] for one in gate.facts(Action.TASK_COMPLETED)})


def test_a_vote_after_the_round_is_not_counted_and_what_was_written_is_kept(gate: Journey) -> None:
    gates.to_the_vote(gate)
    for by in ("mads", "anette", "elin"):
        gates.vote(gate, by)
    task = gate.line("jonas", "t_gate_vote").task
    gate.wait_until(ROUND_OVER)
    assert gate.open_elements() == ["t_gate_decide"]

    answer = gate.at("jonas").post(f"/tasks/{task}", {"conflict": "no", "vote": "stop", "vote_reason": CALLED})

    assert answer.status_code == 409
    assert "Omröstningsomgången är slut" in gate.at("jonas").words
    assert "räknas inte" in gate.at("jonas").words
    assert CALLED in gate.at("jonas").text
    assert gate.decided()[-1] == ("go", ["proposal_8"])


def test_nobody_else_can_give_a_vote_or_take_it_away(gate: Journey) -> None:
    gates.to_the_vote(gate)
    task = gate.line("elin", "t_gate_vote").task

    votes = {"conflict": "no", "vote": "stop", "vote_reason": CALLED}
    for by in ("rasmus", "mads"):
        gate.at(by).get(f"/tasks/{task}")
    refused = [
        gate.at("rasmus").post(f"/tasks/{task}", votes),
        gate.at("mads").post(f"/tasks/{task}", votes),
        gate.at("rasmus").post(f"/tasks/{task}/claim"),
        gate.at("rasmus").post(f"/tasks/{task}/release"),
        gate.at("rasmus").post(f"/tasks/{task}/hand-over", {"to": gate.who("jonas")}),
        gate.at("rasmus").post(f"/tasks/{task}/deadline", {"until": "1-9-2027", "reason": CALLED}),
        gate.at("elin").post(f"/tasks/{task}/hand-over", {"to": gate.who("jonas")}),
    ]

    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert gate.offered("t_gate_vote").count({"elin"}) == 1
