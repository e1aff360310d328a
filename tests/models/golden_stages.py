"""Where the stored cases stand, how they came there and how they end: moves with the values a form hands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Move = dict[str, Any]
"""One of {complete: element, answers: …}, {signal: name, payload: …}, {message: name, key: …}, {wait: days} or
{retry: true}."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A place in a process. `jobs_wait`: before its jobs are done; `broken`: while a function gives too much."""

    name: str
    before: tuple[Move, ...]
    after: tuple[Move, ...]
    ends: tuple[str, ...] = ("end_approved",)
    jobs_wait: bool = False
    broken: bool = False


PARTIES = [{"org": "bolgelev", "country": "DK"}, {"org": "tallakra", "country": "SE"}]
VARIABLES: Mapping[str, object] = {
    "case_id": "360-2027-0001",
    "country_lead": "DK",
    "calendars": "DK",
    "lang": "da",
    "need_org": "bolgelev",
    "opened_by": "1",
    "taking_part": PARTIES[:1],
    "priority": 50,
}
RESULTS: Mapping[str, Mapping[str, object]] = {
    "notify.message": {},
    "people.assign_roles": {"taking_part": PARTIES, "countries": ["DK", "SE"], "calendars": "BOTH"},
    "gate.completeness": {"complete": True, "faults": [], "unmet": []},
    "gate.release_tranche": {"released": None},
    "records.journalise": {"serial": 1},
    "gate.publish": {},
}
_BOARD = [{"user": str(number), "org": org, "country": "DK"} for number, org in ((1, "bolgelev"), (4, "vindelunde"))]
_MUNICIPALITIES = [
    {"org": org, "country": country, "kind": "municipality"}
    for org, country in (("bolgelev", "DK"), ("vindelunde", "DK"), ("strandkoping", "SE"), ("tallakra", "SE"))
]
FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "holders": lambda _role: _BOARD,
    "organisations": lambda *_kinds: _MUNICIPALITIES,
}
BROKEN = {**FUNCTIONS, "holders": lambda _role: _BOARD * 50_000}


def _complete(element: str, **answers: object) -> Move:
    return {"complete": element, "answers": answers}


def _screen(climate: int, data: int, urgency: int) -> Move:
    scores = {"climate": climate, "data": data, "urgency": urgency}
    return _complete("t_screen", **scores, geo=True, comment=f"Vurderet til {climate}, {data} og {urgency}")


NEED = _complete(
    "t_need",
    title="Varsling om oversvømmede veje",
    org="bolgelev",
    problem="Vandet står højt på tre veje, når det regner",
    who="Alle, der færdes på vejene",
    goal="Vi ved det en time før",
    theme="climate_water",
    sdg=["6", "11", "13"],
    owner="1",
    mgmt_support=True,
    personal=False,
    public=True,
)
DUPLICATES = _complete("t_duplicates", searched=["needs", "solutions"], match="none")
FAST, MIDDLING, LOW = _screen(3, 3, 2), _screen(2, 2, 1), _screen(1, 1, 1)
SHARED = _complete("t_support", same_need="yes", take_part="pilot", contact="2")
NOT_SHARED = _complete("t_support", same_need="no", contact="3")
VOTERS = [
    {"member": "1", "org": "bolgelev", "country": "DK", "substitute": None},
    {"member": "7", "org": "bolgelev", "country": "DK", "substitute": None},
    {"member": "9", "org": "strandkoping", "country": "SE", "substitute": None},
    {"member": "6", "org": "tallakra", "country": "SE", "substitute": "8"},
]
TEAM = _complete(
    "t_team",
    pm="4",
    researcher="5",
    architect="5",
    finance="6",
    benefit_owner="1",
    chair="7",
    deputy="8",
    voters=VOTERS,
)
FINDINGS = (
    _complete("t_users", interviews=8, groups=[{"name": "Vagtchefer", "text": "Kører ud i blinde"}], consent=True),
    _complete("t_journey", steps=[{"name": "Borgeren ringer", "role": "Vagten"}], pains=[{"text": "For sent"}]),
    _complete("t_data_inv", data_sets=[{"name": "Vattenståndsgivare", "quality": 3, "personal": False}]),
)
MATURITY = _complete("t_data_mat", strategy=3, governance=2, skills=2, architecture=1, sharing=4, security=5)
REST = (
    _complete("t_baseline", baseline=[{"kpi": "Lukkede veje", "unit": "count", "value": 5, "method": "Talt i loggen"}]),
    _complete("t_sota", research=[{"name": "Regn på väg"}], novelty="adapt", gaps="Ingen varnar i tid"),
    _complete("t_problem", hmw="varsle en time før?", root_causes="Ingen måler vandet", owner_still=True),
)
FILE = (
    _complete("t_gate_file", summary="Otte interview", checklist=[{"point": "G1.1", "met": "met"}], trl=4),
    _complete("t_gate_controller", spent_ok=True, eligible="all", tranche_ok={"amount": 0, "currency": "DKK"}),
)
CONDITIONS = [{"text": "Bedre data", "owner": "5", "due": "2027-09-01"}]


def _vote(choice: str, **more: object) -> Move:
    return _complete("t_gate_vote", conflict=False, vote=choice, **more)


def _decide(decision: str, **more: object) -> Move:
    return _complete("t_gate_decide", decision=decision, reason="Fordi", public_text="Behandlet", **more)


VOTES = (_vote("approve"),) * len(VOTERS)
GATE = (*FILE, *VOTES, _decide("go"))
INSIGHT = (*FINDINGS, MATURITY, MATURITY, *REST, *GATE)
BEFORE_GATE = (*FINDINGS, MATURITY, MATURITY, *REST)
SOLUTION: Move = {
    "signal": "sig_solution_available",
    "payload": {"theme": "climate_water", "solution": "Vejvarsling 2.0"},
}
REUSE = _complete("t_reuse_question", fits="maybe", contact_giver=True)
PARKED = (NEED, DUPLICATES, LOW)
TRIAGED = (NEED, DUPLICATES, FAST, TEAM)

STAGES = (
    Stage(name="described", before=(), after=(NEED, DUPLICATES, FAST, TEAM, *INSIGHT)),
    Stage(name="job_waits", before=(NEED,), jobs_wait=True, after=(DUPLICATES, FAST, TEAM, *INSIGHT)),
    Stage(
        name="heard",
        before=(NEED, DUPLICATES, MIDDLING, SHARED),
        after=(NOT_SHARED, {"wait": 30}, TEAM, *INSIGHT),
    ),
    Stage(name="parked", before=PARKED, after=({"wait": 185}, FAST, TEAM, *INSIGHT)),
    Stage(name="parked_again", before=(*PARKED, {"wait": 185}, LOW), after=(SOLUTION, REUSE), ends=("end_closed",)),
    Stage(name="halted", before=(NEED, DUPLICATES, FAST), broken=True, after=({"retry": True}, TEAM, *INSIGHT)),
    Stage(
        name="insight",
        before=(NEED, DUPLICATES, FAST, TEAM, *FINDINGS, MATURITY),
        after=(MATURITY, *REST, *GATE),
    ),
    Stage(
        name="voting",
        before=(*TRIAGED, *BEFORE_GATE, *FILE, _vote("approve"), _vote("stop", vote_reason="For dyrt")),
        after=({"wait": 25}, *VOTES[:2], _complete("t_gate_hearing", result="withdrawn"), _decide("go")),
    ),
    Stage(
        name="asked_again",
        before=(*TRIAGED, *BEFORE_GATE, *FILE, _vote("approve"), {"wait": 25}),
        after=({"wait": 10}, _decide("rework"), *BEFORE_GATE, *GATE),
    ),
    Stage(
        name="paused",
        before=(*TRIAGED, *BEFORE_GATE, *FILE, *VOTES, _decide("pause")),
        after=({"message": "msg_resume", "key": "360-2027-0001"}, _decide("stop")),
        ends=("end_stopped",),
    ),
    Stage(
        name="conditions_open",
        before=(*TRIAGED, *BEFORE_GATE, *FILE, *VOTES, _decide("conditional", conditions=CONDITIONS)),
        after=(_complete("t_gate_condition", fulfilled="partly"), _complete("t_gate_condition", fulfilled="met")),
    ),
    Stage(
        name="withdrawing",
        before=(*TRIAGED, *FINDINGS, {"message": "msg_withdraw_need", "key": "360-2027-0001"}),
        after=(_complete("t_withdraw", reason="priority", message="Tak"),),
        ends=("end_withdrawn",),
    ),
)
