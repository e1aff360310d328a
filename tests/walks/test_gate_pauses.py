"""Cases that a gate lets rest: resumed by people or the programme, or awake after six months."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import bpmn
import forms
from engine.casework import cases, events
from engine.casework.events import Arrival
from engine.database import transaction
from engine.execution import EventKind
from engine.ledger.audit import Action
from engine.people import organisations
from tests import builders
from tests.integration import two_gates
from tests.walks import gates
from tests.walks.journey import Journey
from tests.walks.pages import Answer
from webapp.database import db

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


def test_secured_funding_is_reported_on_the_page_and_wakes_the_gate(journey: Journey) -> None:
    files = {"two_gates.bpmn": two_gates.model('{answer: "pause", funded: 60}', ("G4", "G5"))}
    files |= {"dmn_tests.dmn": two_gates.DECISION, "note.form": builders.FORM, **bpmn.read("p_gate_review")}
    shipped = (name for name in forms.definitions.names() if name.startswith(("t_gate", "a_")))
    files |= {f"{name}.form": forms.definitions.read_bytes(name) for name in shipped}
    journey.publish("birgit", files)
    journey.open("rasmus", "bolgelev", process=two_gates.PROCESS)
    _join(journey, "tallakra")
    gates.prepare(journey, "rasmus")
    gates.control(journey)
    gates.votes(journey, dict.fromkeys(gates.BOARD, "approve"))
    gates.decide(journey, "pause")
    assert "Anmäl säkrad finansiering" in journey.page("elin").words
    for other in ("karen", "rasmus"):
        assert "Meld finansiering på plads" not in journey.page(other).words
    form = f"/cases/{journey.number}/actions/a_funding_secured"
    assert journey.at("karen").get(form).status_code == 403

    told: dict[str, Answer] = {"amount-amount": "250000", "amount-currency": "SEK", "source": "Vinnova"}
    told["file"] = "Beslut i diariet, nummer 12"
    for wrong in ({"funded_pct": 101}, {"amount-currency": ""}, {"source": ""}, {"file": ""}):
        answers = {"funded_pct": 80, **told, **wrong, "_once": "wrong"}
        assert journey.at("elin").post(form, answers).status_code == 422, wrong
    journey.act("elin", "a_funding_secured", funded_pct=80, **told)

    assert "Anmäl säkrad finansiering" in journey.told("elin", Action.CASE_ACTION)[-1]
    assert gates.choices(journey) == {"go", "pause", "stop"}
    gates.decide(journey, "go")
    assert journey.open_elements() == ["t_gate_file"]


def _join(journey: Journey, organisation: str) -> None:
    with journey.app.app_context(), transaction(db.session()) as session:
        cases.join(session, cases.locked(session, journey.case_id), [organisations.get(session, organisation)])


def test_funding_is_waited_for_at_g4_only(gate: Journey) -> None:
    _pause(gate)
    assert "Anmäl säkrad finansiering" not in gate.page("elin").words
    assert gate.at("elin").get(f"/cases/{gate.number}/actions/a_funding_secured").status_code == 409
    with gate.reading() as session:
        secured = Arrival(kind=EventKind.MESSAGE, name="msg_funding_secured", key=gate.number)
        assert events.waiting(session, secured) == []


def _pause(gate: Journey) -> None:
    gates.to_the_chair(gate)
    gates.decide(gate, "pause", deviation=WHY)
