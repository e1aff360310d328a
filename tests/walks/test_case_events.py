"""What happens to a case beside its phases: the programme rests, or nobody does anything any more."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.background import handlers
from engine.ledger.audit import Action
from tests.walks import gates
from tests.walks.journey import Journey
from tests.walks.pages import Answer

HOME = ZoneInfo("Europe/Copenhagen")
START = datetime(2027, 5, 3, 9, 0, tzinfo=HOME)
ROUND_OVER = datetime(2027, 5, 26, 23, 59, 59, tzinfo=HOME)
WHY = "Programmet venter på, at den nye bevilling falder på plads i begge lande."
PLAN = {"stopped": "Alt feltarbejde", "kept": "Nøgler og adgange passes"}


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_the_programme_rests_and_deadlines_count_on_from_the_day_it_goes_on(gate: Journey) -> None:
    gates.to_the_vote(gate)
    assert gate.line("elin", "t_gate_vote").due == date(2027, 5, 19)
    gate.wait_until(START + timedelta(days=2))  # two of ten working days
    _programme(gate, "pause")

    assert gate.offered("t_pause_plan") == [{"mads"}]
    assert gate.line("mads", "t_pause_plan").due == date(2027, 5, 13)  # only this task is still due
    assert gate.line("elin", "t_gate_vote").due is None
    gate.look("mads", "t_pause_plan")
    assert WHY in gate.at("mads").words
    gate.do("mads", "t_pause_plan", **PLAN)
    assert len(gate.facts(Action.CASE_PAUSED)) == 1
    gate.wait_until(START + timedelta(days=14))
    _programme(gate, "resume")

    assert len(gate.facts(Action.CASE_PAUSE_ENDED)) == 1
    assert gate.line("elin", "t_gate_vote").due == date(2027, 5, 27)  # eight working days after 17 May
    gates.votes(gate, dict.fromkeys(gates.BOARD, "approve"))
    gates.decide(gate, "go")
    assert gate.ends()[-1] == "end_approved"


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_a_round_of_votes_stands_still_with_the_programme_and_ends_as_much_later(gate: Journey) -> None:
    gates.to_the_vote(gate)
    gates.vote(gate, "mads")
    gate.wait_until(START + timedelta(days=2))
    _programme(gate, "pause")
    gate.wait_until(ROUND_OVER + timedelta(days=1))
    assert len(gate.offered("t_gate_vote")) == 4  # nobody is late
    gate.look("elin", "t_gate_vote")
    assert "Du kan rösta ändå, och rösten räknas." in gate.at("elin").words
    gates.vote(gate, "elin")
    gate.wait_until(datetime(2027, 6, 7, 9, 0, tzinfo=HOME))
    _programme(gate, "resume")

    assert gate.line("karen", "t_gate_vote").due == date(2027, 6, 17)  # eight of ten working days were left
    later = datetime(2027, 6, 24, 23, 59, 59, tzinfo=HOME)  # thirteen of fifteen
    gate.wait_until(later - timedelta(seconds=1))
    assert len(gate.offered("t_gate_vote")) == 3
    gate.wait_until(later)
    assert gate.decided()[-1] == ("extend_vote", ["vote_1"])
    assert gate.line("karen", "t_gate_vote").due == date(2027, 7, 2)


def test_all_may_vote_while_the_programme_rests_and_the_decision_waits_with_it(gate: Journey) -> None:
    gates.to_the_vote(gate)
    _programme(gate, "pause")
    gates.votes(gate, dict.fromkeys(gates.BOARD, "approve"))
    assert gate.open_elements() == ["t_gate_decide", "t_pause_plan"]
    gate.wait_until(START + timedelta(days=60))
    assert gate.open_elements() == ["t_gate_decide", "t_pause_plan"]  # it is not overdue either
    assert gate.line("anette", "t_gate_decide").due is None
    _programme(gate, "resume")

    assert gate.line("anette", "t_gate_decide").due == date(2027, 7, 7)
    late = datetime(2027, 7, 14, 23, 59, 59, tzinfo=HOME)
    gate.wait_until(late - timedelta(seconds=1))
    assert "t_gate_overdue" not in gate.open_elements()
    gate.wait_until(late)
    assert "t_gate_overdue" in gate.open_elements()


def test_a_programme_that_goes_on_at_once_needs_no_plan(gate: Journey) -> None:
    _programme(gate, "pause")
    assert gate.open_elements() == ["t_gate_file", "t_pause_plan"]
    _programme(gate, "resume")

    assert gate.open_elements() == ["t_gate_file"]
    assert gate.passed("p360_main") >= {"signal_early", "end_resumed_early"}


def test_a_gate_and_the_programme_rest_at_once_and_nothing_is_counted_twice(gate: Journey) -> None:
    gates.to_the_chair(gate)
    gates.decide(gate, "pause", deviation="Vi venter på den nationale pulje")
    _programme(gate, "pause")
    gate.do("mads", "t_pause_plan", **PLAN)
    gate.wait_until(START + timedelta(days=40))
    gate.act("sara", "a_resume", reason="Puljen har svaret, vi kan gå videre")

    assert gate.open_elements() == ["t_gate_decide"]
    assert gate.line("anette", "t_gate_decide").due is None  # the programme still rests
    assert gate.facts(Action.CASE_PAUSE_ENDED) == []
    _programme(gate, "resume")
    assert len(gate.facts(Action.CASE_PAUSED)) == len(gate.facts(Action.CASE_PAUSE_ENDED)) == 1
    assert gate.line("anette", "t_gate_decide").due == date(2027, 6, 16)
    assert gates.choices(gate) == {"go", "pause", "stop"}


def test_a_case_in_which_nobody_acts_is_followed_up_and_can_go_on(gate: Journey) -> None:
    _idle(gate, days=60)
    assert gate.open_elements() == ["t_gate_file"]
    _idle(gate, days=61)
    assert gate.offered("t_idle_check") == [{"rasmus", "sara"}]
    assert gate.line("sara", "t_idle_check").due == date(2027, 7, 9)
    _idle(gate, days=62)
    assert gate.open_elements() == ["t_gate_file", "t_idle_check"]  # told once
    _check(gate, "continue", new_plan="Filen är klar på fredag")

    assert gate.open_elements() == ["t_gate_file"]
    assert gate.told("rasmus", Action.CASE_IDLE) == [
        "Ingen har foretaget sig noget i sagen siden 3. maj 2027 kl. 09.00."
    ]
    gates.prepare(gate)
    assert "t_gate_controller" in gate.open_elements()


def test_an_idle_case_can_rest_until_somebody_resumes_it(gate: Journey) -> None:
    _idle(gate, days=61)
    _check(gate, "pause")
    assert gate.line("mads", "t_gate_file").due is None
    gate.wait_until(START + timedelta(days=150))
    assert handlers.tell_idle_cases(gate._opened) == 0  # it rests on purpose
    gate.act("rasmus", "a_resume", reason="Holdet har fået en ny medarbejder")

    assert gate.open_elements() == ["t_gate_file"]
    assert gate.line("mads", "t_gate_file").due is not None


def test_an_idle_case_can_be_stopped_with_a_reason(gate: Journey) -> None:
    _idle(gate, days=61)
    _check(gate, "stop")

    assert gate.ends() == ["end_stopped"]
    assert gate.page("karen").facts["Resultat"] == "Stoppet"
    assert "Ingen svarar längre" in " ".join(gate.news("karen"))


def _programme(gate: Journey, what: str) -> None:
    """Pause or resume the programme on its page."""
    address = f"/programme/a_programme_{what}"
    assert gate.at("sara").get(address).status_code == 200
    moment = gate.clock.moment
    answers: dict[str, Answer] = {"from_date": f"{moment:%Y-%m-%d}", "reason": WHY, "_once": f"{what} {moment}"}
    assert gate.at("sara").post(address, answers).status_code == 303, gate.at("sara").words
    gate.work()


def _idle(gate: Journey, *, days: int) -> None:
    gate.wait_until(START + timedelta(days=days))
    handlers.tell_idle_cases(gate._opened)  # type: ignore[arg-type]
    gate.work()


def _check(gate: Journey, choice: str, **more: Answer) -> None:
    gate.do("sara", "t_idle_check", choice=choice, last_contact="2027-07-01", reason="Ingen svarar längre", **more)
