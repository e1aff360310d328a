"""A gate as its people pass it: the file, the check of the economy, the votes and the chair's decision."""

from collections.abc import Mapping

from tests.walks.journey import Journey
from tests.walks.pages import Answer

BOARD = ("anette", "karen", "mads", "elin", "jonas")
LEVELS = ("irl_tech", "irl_customer", "irl_business", "irl_ip", "irl_team", "irl_funding", "trl")
REASON = "Problemet er dokumenteret, og der er penge og folk til næste fase."
PUBLIC = "Sagen er behandlet ved G1."
CONDITION = "En plan for bedre data ligger klar"


def prepare(journey: Journey, by: str = "mads", **changes: Answer) -> None:
    """Prepare the gate file: every point met, one risk, no money spent."""
    points = [name for name in journey.look(by, "t_gate_file").fields if name.endswith("-met")]
    usual: dict[str, Answer] = {
        "summary": "Otte interview, tre års baseline og en klar effekt.",
        **dict.fromkeys(points, "met"),
        **dict.fromkeys(LEVELS, 4),
        "risks-0-risk": "Givere fejler i frost",
        "risks-0-likelihood": 2,
        "risks-0-impact": 3,
        "risks-0-owner": journey.who("amina"),
        "risks-0-action": "To givere pr. vej",
        "spent-amount": 0,
        "spent-currency": "DKK",
    }
    journey.do(by, "t_gate_file", **(usual | changes))


def control(journey: Journey, by: str = "elin", **changes: Answer) -> None:
    """Check the economy: a tranche of 50 000 Danish kroner can be released."""
    usual: dict[str, Answer] = {"spent_ok": "yes", "eligible": "all", "deviation_pct": 0}
    money: dict[str, Answer] = {"tranche_ok-amount": 50000, "tranche_ok-currency": "DKK"}
    journey.do(by, "t_gate_controller", **(usual | money | changes))


def vote(journey: Journey, by: str, choice: str = "approve", **more: Answer) -> None:
    """Vote, with a reason where one is asked for; "conflict" gives no vote but says that one has a conflict."""
    answers: dict[str, Answer] = {"conflict": "yes" if choice == "conflict" else "no"}
    if choice != "conflict":
        answers["vote"] = choice
    if choice not in ("approve", "conflict"):
        answers["vote_reason"] = f"{by} mener det"
    if choice == "approve_cond":
        answers |= condition(journey)
    journey.do(by, "t_gate_vote", **(answers | more))


def votes(journey: Journey, choices: Mapping[str, str]) -> None:
    """Several vote, one after the other."""
    for by, choice in choices.items():
        vote(journey, by, choice)


def condition(journey: Journey, due: str = "1-9-2027", owner: str = "amina") -> dict[str, Answer]:
    """The first row of conditions."""
    return {"conditions-0-text": CONDITION, "conditions-0-owner": journey.who(owner), "conditions-0-due": due}


def decide(journey: Journey, decision: str, by: str = "anette", **more: Answer) -> None:
    """Decide as the chair, with reasons; what the decision asks for besides is given in `more`."""
    usual: dict[str, Answer] = {"decision": decision, "reason": REASON, "public_text": PUBLIC, "confidential": "no"}
    journey.do(by, "t_gate_decide", **(usual | more))


def to_the_vote(journey: Journey) -> None:
    """From the file to the vote."""
    prepare(journey)
    control(journey)


def to_the_chair(journey: Journey, choices: Mapping[str, str] = dict.fromkeys(BOARD, "approve")) -> None:
    """From the file to the chair's decision, when everybody votes."""
    to_the_vote(journey)
    votes(journey, choices)


def send(journey: Journey, by: str, element: str, answers: Mapping[str, Answer]) -> int:
    """Send a form as it stands with answers put in, whether it asks for them or not; gives the status of the reply."""
    sheet = journey.look(by, element)
    task = journey.line(by, element).task
    journey.at(by).get(f"/tasks/{task}")
    return journey.at(by).post(f"/tasks/{task}", {**sheet.fields, **answers}).status_code


def choices(journey: Journey, by: str = "anette") -> set[str]:
    """What the chair may choose."""
    return journey.look(by, "t_gate_decide").choices["decision"]
