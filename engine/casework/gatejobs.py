"""The jobs of a gate: is its file complete, the tranche, the journal and the public words."""

from collections.abc import Mapping
from decimal import Decimal

from engine.casework import conditions, gates, secrecy
from engine.casework.gates import Outcome
from engine.casework.secrecy import Secrecy
from engine.casework.work import Work, as_list
from engine.ledger.audit import Actor

EXPLAINED = ("partly", "not_met", "na")


def check_file(work: Work) -> Mapping[str, object]:
    """`gate.completeness`: every point of `checklist` is answered, with reasons where one is not met; none is open.

    Result: `complete`, `faults` ("checklist", "open_conditions") and `unmet`, the conditions that stand as not met.
    """
    points = as_list(work.inputs.get("checklist"))
    known = conditions.of_case(work.session, work.case.id)
    faults = []
    if not points or not all(_answered(point) for point in points):
        faults.append("checklist")
    if any(one.open for one in known):
        faults.append("open_conditions")
    unmet = [one.as_context() for one in known if not one.open and not one.met]
    return {"complete": not faults, "faults": faults, "unmet": unmet}


def release_tranche(work: Work) -> Mapping[str, object]:
    """`gate.release_tranche`: release `amount` (`{amount, currency}`) at `gate_id`, once per gate; nothing for nothing.

    Result: `released`, what this gate has released, or null.
    """
    wanted = work.inputs.get("amount")
    gate = str(work.inputs.get("gate_id") or "")
    if not isinstance(wanted, Mapping) or not isinstance(wanted.get("amount"), Decimal) or wanted["amount"] <= 0:
        return {"released": None}
    released = gates.release(work.session, work.case, gate, format(wanted["amount"], "f"), str(wanted["currency"]))
    amount = {"amount": Decimal(released.amount), "currency": released.currency}
    return {"released": {"gate": gate, **amount, "date": released.released_at.date()}}


def journalise(work: Work) -> Mapping[str, object]:
    """`records.journalise`: enter the decision of a gate in the journal of the case; one with confidential parts makes
    the case confidential, for the reason given as `secrecy`. Result: `serial`, its number in the journal.
    """
    given = work.inputs
    if given.get("confidential") is True:
        wanted = Secrecy(confidential=True, reason=str(given.get("secrecy") or given.get("gate_id") or ""))
        secrecy.change(work.session, work.case, wanted, Actor.SYSTEM)
    outcome = Outcome(
        gate=str(given.get("gate_id") or ""),
        round=_whole(given.get("round")),
        decision=str(given.get("decision") or ""),
        proposal=str(given.get("proposal") or ""),
        conditions=_whole(given.get("conditions")),
    )
    return {"serial": gates.journalise(work.session, work.case, work.key, outcome).serial}


def publish(work: Work) -> Mapping[str, object]:
    """`gate.publish`: show `public_text` of the decision with the number `serial` on the page of the case."""
    words = str(work.inputs.get("public_text") or "")
    gates.publish(work.session, work.case, _whole(work.inputs.get("serial")), words)
    return {}


def _answered(point: object) -> bool:
    if not isinstance(point, Mapping) or not point.get("met"):
        return False
    return point["met"] not in EXPLAINED or bool(str(point.get("comment") or "").strip())


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | Decimal) else 0
