"""What a chair decides at a gate: the choices that are left, who may decide at all, and what becomes of the case."""

from datetime import date

import pytest

from engine.ledger.audit import Action
from tests.walks import gates, insight
from tests.walks.journey import Journey
from webapp.sentences import closing, notices

SENT_BACK = dict.fromkeys(gates.BOARD, "rework")
USUAL = {"go", "conditional", "rework", "pause", "stop"}
FEW = {"interviews": 4}


def test_the_chair_approves_and_the_decision_is_journalised_published_and_told(gate: Journey) -> None:
    gates.to_the_chair(gate)
    assert gates.choices(gate) == USUAL
    page = gate.look("anette", "t_gate_decide")
    assert page.shown["proposed"] == page.shown["facts_say"] == page.shown["vote_says"] == "Godkend"
    gates.decide(gate, "go")

    assert [(one["gate"], one["amount"], one["currency"]) for one in gate.facts(Action.TRANCHE_RELEASED)] == [
        ("G1", "50000", "DKK")
    ]
    [decided] = gate.facts(Action.GATE_DECIDED)
    assert decided == {
        "gate": "G1", "round": 1, "decision": "go", "proposal": "go", "conditions": 0, "serial": 1
    }  # fmt: skip
    page = gate.page("jonas")
    assert "G1: Godkänn" in page.words
    assert "nr 1 i diariet" in page.words
    assert gates.PUBLIC in page.words
    assert "Frigjort vid G1: 50 000,00 DKK" in page.words
    told = " ".join(gate.news("karen"))
    for template in ("gate_decided", "phase_approved", "case_closed"):
        assert gate.said("karen", notices.title, template) in told
    assert gate.ends() == ["end_approved"]
    assert page.facts["Utfall"] == gate.said("jonas", closing.reason, "approved")


def test_a_chair_who_departs_from_the_proposal_says_why(gate: Journey) -> None:
    gates.to_the_chair(gate)
    answers = {"decision": "stop", "reason": gates.REASON, "public_text": gates.PUBLIC, "confidential": "no"}

    assert gates.send(gate, "anette", "t_gate_decide", answers) == 422
    assert "Hvorfor afviger du fra forslaget?" in gate.at("anette").words
    gates.decide(gate, "stop", deviation="Kommunen har ikke råd i år")

    assert gate.ends() == ["end_stopped"]
    assert gate.facts(Action.TRANCHE_RELEASED) == []
    assert [one["decision"] for one in gate.facts(Action.GATE_DECIDED)] == ["stop"]


def test_the_chair_gives_the_decision_to_nobody_who_is_not_to_take_it(gate: Journey) -> None:
    gates.to_the_chair(gate)
    task = gate.line("anette", "t_gate_decide").task

    page = gate.at("anette").get(f"/tasks/{task}/hand-over").get_data(as_text=True)
    for name in ("Karen Højbjerg Lund", "Amina Nyqvist"):
        assert name not in page
    assert "Kun de, der har en af opgavens roller, kan vælges: Formand" in page


def test_a_choice_that_is_not_offered_is_refused_and_what_was_written_is_kept(gate: Journey) -> None:
    gates.to_the_chair(gate)

    assert gates.send(gate, "anette", "t_gate_decide", {"decision": "leave", "reason": gates.REASON}) == 422

    assert gates.REASON in gate.at("anette").text
    assert gate.open_elements() == ["t_gate_decide"]


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_a_case_comes_back_twice_and_the_third_time_only_stop_and_pause_are_left(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.votes(gate, {"mads": "rework", "karen": "rework", "anette": "approve", "elin": "abstain", "jonas": "rework"})
    assert gate.decided()[-3:] == [("rework", ["vote_5"]), ("go", ["g1_6"]), ("rework", ["proposal_4"])]
    gates.decide(gate, "rework")

    assert gate.page("karen").phases == {"P0": "done", "P1": "now"}
    assert gate.open_elements() == ["t_baseline", "t_data_inv", "t_journey", "t_sota", "t_users"]  # nothing named: all
    again = gate.look("mads", "t_users")
    assert (again.fields["interviews"], again.fields["groups-0-name"]) == (["8"], ["Vagtchefer"])
    assert gates.REASON in gate.at("mads").words
    insight.whole(gate, t_users=FEW)
    gates.to_the_chair(gate)
    assert gate.decided()[-2:] == [("rework", ["g1_3"]), ("rework", ["proposal_3"])]
    gates.decide(gate, "rework")

    assert gate.open_elements() == ["t_journey", "t_users"]  # only what the facts found lacking
    insight.do(gate, "mads", "t_journey")
    insight.do(gate, "mads", "t_users", **FEW)
    insight.do(gate, "mads", "t_problem")
    gates.to_the_chair(gate)
    assert gates.choices(gate) == {"stop", "pause"}
    gates.decide(gate, "stop")
    assert gate.ends() == ["end_stopped"]
    assert [(one["round"], one["decision"]) for one in gate.facts(Action.GATE_DECIDED)] == [
        (1, "rework"), (2, "rework"), (3, "stop"),
    ]  # fmt: skip
    assert "G1, 3. behandling: Stop" in gate.page("karen").words


def test_after_two_returns_a_good_case_can_still_be_approved(gate: Journey) -> None:
    for _ in range(2):
        gates.to_the_chair(gate, SENT_BACK)
        gates.decide(gate, "rework")
        insight.whole(gate)
    gates.to_the_chair(gate)

    assert gates.choices(gate) == USUAL - {"rework"}
    gates.decide(gate, "go")
    assert gate.ends() == ["end_approved"]
    assert len(gate.facts(Action.TRANCHE_RELEASED)) == 1


def test_a_known_product_leaves_for_an_ordinary_purchase(gate: Journey) -> None:
    gates.to_the_chair(gate, SENT_BACK)
    gates.decide(gate, "rework")
    insight.whole(gate, t_sota={"novelty": "known_product"})
    gates.to_the_chair(gate)

    assert gate.decided()[-2:] == [("leave", ["g1_4"]), ("stop", ["proposal_1"])]
    assert gates.choices(gate) == USUAL | {"leave"}
    assert gate.look("anette", "t_gate_decide").shown["proposed"] == "Almindeligt indkøb"
    gates.decide(gate, "leave")
    assert gate.ends() == ["end_purchase"]
    assert gate.page("karen").facts["Resultat"] == gate.said("karen", closing.reason, "purchase")
    assert gate.said("karen", notices.title, "ordinary_purchase") in " ".join(gate.news("karen"))


def test_a_need_whose_owner_no_longer_stands_by_it_is_stopped(gate: Journey) -> None:
    gates.to_the_chair(gate, SENT_BACK)
    gates.decide(gate, "rework")
    insight.whole(gate, t_problem={"owner_still": "no"})
    gates.to_the_chair(gate)

    assert gate.decided()[-2:] == [("stop", ["g1_1"]), ("stop", ["proposal_1"])]
    gates.decide(gate, "stop")
    assert gate.ends() == ["end_stopped"]


def test_poor_data_asks_for_conditions_and_personal_data_for_advice(gate: Journey) -> None:
    gates.to_the_chair(gate, SENT_BACK)
    gates.decide(gate, "rework")
    changes = {
        f"data_sets-0-{key}": value for key, value in {"quality": 1, "personal": "yes", "sensitive": "yes"}.items()
    }
    insight.whole(gate, t_data_inv=changes)
    gates.prepare(gate)

    assert sorted(map(sorted, gate.offered("t_gate_advice"))) == [["peter"], ["rasmus"]]
    assert gate.look("peter", "t_gate_advice").shown["field"] == "Databeskyttelse"
    asked = {"conditions-0-text": "Slet navne", "conditions-0-owner": gate.who("amina"), "conditions-0-due": "1-9-2027"}
    gate.do("peter", "t_gate_advice", advice="conditions", reason="Der er navne i loggen", **asked)
    gate.do("rasmus", "t_gate_advice", advice="support", reason="Data ligger sikkert")
    gates.control(gate)
    gates.votes(gate, dict.fromkeys(gates.BOARD, "approve"))

    assert gate.decided()[-2:] == [("conditional", ["g1_5"]), ("conditional", ["proposal_6"])]
    gate.look("anette", "t_gate_decide")
    assert "Der er navne i loggen" in gate.at("anette").words
    gates.decide(gate, "conditional")
    assert gate.line("amina", "t_gate_condition").due == date(2027, 9, 1)  # as the officer wrote it


def test_a_chair_who_prepared_the_file_does_not_decide(gate: Journey) -> None:
    task = gate.line("mads", "t_gate_file").task
    gate.at("mads").get(f"/tasks/{task}/hand-over")
    assert gate.at("mads").post(f"/tasks/{task}/hand-over", {"to": gate.who("anette")}).status_code == 303
    gates.prepare(gate, "anette")
    gates.control(gate)
    gates.votes(gate, dict.fromkeys(gates.BOARD, "approve"))

    assert gate.offered("t_gate_decide") == [{"ingrid"}]
    decide = gate.line("ingrid", "t_gate_decide").task
    gate.at("anette").get(f"/tasks/{decide}")
    assert "Forbered beslutningssag" in gate.at("anette").words
    answers = {"decision": "go", "reason": gates.REASON, "public_text": gates.PUBLIC, "confidential": "no"}
    assert gate.at("anette").post(f"/tasks/{decide}", answers).status_code == 403
    assert "Du har udført »Forbered beslutningssag« i denne sag." in gate.at("anette").words
    assert gates.REASON in gate.at("anette").text
    gates.decide(gate, "go", by="ingrid")
    assert gate.ends() == ["end_approved"]


def test_a_condition_due_too_soon_is_refused_and_what_was_written_is_kept(gate: Journey) -> None:
    gates.to_the_chair(gate)
    answers = {"decision": "conditional", "reason": gates.REASON, "public_text": gates.PUBLIC, "confidential": "no"}
    soon = {**gates.condition(gate, due="10-5-2027"), "deviation": "For en sikkerheds skyld"}

    assert gates.send(gate, "anette", "t_gate_decide", {**answers, **soon}) == 422

    assert "Fristen for et vilkår skal ligge mindst fem arbejdsdage fra i dag." in gate.at("anette").words
    assert gates.CONDITION in gate.at("anette").text
    assert "10-5-2027" in gate.at("anette").text
