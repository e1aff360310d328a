"""Cases that a gate lets rest: resumed by people or the programme, or awake after six months."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.casework import events
from engine.casework.events import Arrival
from engine.execution import EventKind
from engine.ledger.audit import Action
from tests.walks import gates
from tests.walks.journey import Journey

HOME = ZoneInfo("Europe/Copenhagen")
WHY = "Vi venter på svar fra den nationale pulje"
GO_ON = "Puljen har svaret, og vi kan gå videre"


@pytest.mark.parametrize("gate", ["warm", "cold"], indirect=True)
def test_a_paused_case_is_resumed_and_decided_anew(gate: Journey) -> None:
    _pause(gate)
    assert gate.open_elements() == []
    assert gate.facts(Action.GATE_DECIDED) == []  # a pause is no end of the gate
    assert "3 nov. 2027" in gate.page("jonas").waits
    gate.wait_until(datetime(2027, 6, 12, 9, 0, tzinfo=HOME))
    assert "Återuppta ärendet" in gate.page("sara").words
    assert "Genoptag sagen" not in gate.page("karen").words

    gate.act("sara", "a_resume", reason=GO_ON)

    assert gate.line("anette", "t_gate_decide").due == date(2027, 6, 16)  # counted from the day of resuming
    assert gates.choices(gate) == {"go", "stop", "pause"}
    gates.decide(gate, "go")
    assert gate.ends() == ["end_approved"]
    gate.wait_until(datetime(2027, 12, 1, 9, 0, tzinfo=HOME))
    assert gate.open_elements() == []


def test_a_pause_that_runs_out_twice_leaves_approval_and_stop(gate: Journey) -> None:
    _pause(gate)
    wakes = datetime(2027, 11, 3, 9, 0, tzinfo=HOME)
    gate.wait_until(wakes - timedelta(seconds=1))
    assert gate.open_elements() == []
    gate.wait_until(wakes)
    assert gates.choices(gate) == {"go", "stop", "pause"}
    gates.decide(gate, "pause", deviation=WHY)

    gate.wait_until(datetime(2028, 5, 3, 9, 0, tzinfo=HOME))
    assert gates.choices(gate) == {"go", "stop"}
    gates.decide(gate, "stop", deviation="Puljen er lukket, og der er ingen andre penge")
    assert gate.ends() == ["end_stopped"]


def test_the_programme_resumes_and_every_paused_gate_with_it(gate: Journey) -> None:
    _pause(gate)
    payload = {"programme": "InnoTech 360", "reason": GO_ON}
    arrival = Arrival(kind=EventKind.SIGNAL, name="sig_programme_resume", payload=payload)
    with gate.reading() as session:
        assert events.waiting(session, arrival) == [gate.case_id]

    gate.arrive(arrival)

    assert gate.open_elements() == ["t_gate_decide"]
    assert gate.passed("p_gate_review") >= {"signal_resume_caught", "s_resumed"}


def test_funding_is_waited_for_at_g4_only(gate: Journey) -> None:
    _pause(gate)
    with gate.reading() as session:
        secured = Arrival(kind=EventKind.MESSAGE, name="msg_funding_secured", key=gate.number)
        assert events.waiting(session, secured) == []


def _pause(gate: Journey) -> None:
    gates.to_the_chair(gate)
    gates.decide(gate, "pause", deviation=WHY)
