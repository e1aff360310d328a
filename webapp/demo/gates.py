"""What the board of the demonstration is given, and what it says, at the first gate."""

from collections.abc import Mapping
from datetime import timedelta

from webapp.demo.playing import Stage

Answers = Mapping[str, object]
POINTS = 7
LEVELS = ("irl_tech", "irl_customer", "irl_business", "irl_ip", "irl_team", "irl_funding", "trl")
NO_MONEY: Answers = {"amount": 0, "currency": "DKK"}
CHECKED: Answers = {
    "spent_ok": True,
    "eligible": "all",
    "deviation_pct": 0,
    "tranche_ok": {"amount": 250_000, "currency": "DKK"},
}
APPROVED: Answers = {"conflict": False, "vote": "approve", "vote_reason": "Bra underlag, men följ upp detta"}
PAUSED: Answers = {
    "decision": "pause",
    "reason": "Alle er enige om behovet, men den nationale pulje er først åben til foråret. Vi venter på tilsagnet.",
    "deviation": "Fakta og stemmer peger på en godkendelse, men uden tilskud kan næste fase ikke betales.",
    "public_text": "Sagen er sat i bero, til finansieringen er på plads.",
    "confidential": False,
}


def file(stage: Stage, summary: str) -> Answers:
    """The gate file: every point of the list met, one risk, nothing spent yet."""
    risk = {"risk": "Mätare faller bort", "likelihood": 2, "impact": 3, "action": "Två mätare i varje byggnad"}
    return {
        "summary": summary,
        "checklist": [{"point": f"G1.{number}", "met": "met"} for number in range(1, POINTS + 1)],
        **dict.fromkeys(LEVELS, 3),
        "risks": [{**risk, "owner": stage.person("amina")}],
        "spent": NO_MONEY,
        "tranche_req": {"amount": 250_000, "currency": "DKK"},
    }


def condition(stage: Stage, text: str, owner: str, days: int) -> Answers:
    """One condition, due so many days after today."""
    due = stage.calendar.today + timedelta(days=days)
    return {"conditions": [{"text": text, "owner": stage.person(owner), "due": due}]}
