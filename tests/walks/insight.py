"""The insight phase as its team does it: each task with answers that make the case ready for its gate."""

from collections.abc import Mapping

from tests.walks.journey import Journey
from tests.walks.pages import Answer

SCALES = ("strategy", "governance", "skills", "architecture", "sharing", "security")
DONE: Mapping[str, Mapping[str, Answer]] = {
    "t_users": {
        "interviews": 8,
        "groups-0-name": "Vagtchefer",
        "groups-0-text": "Sender biler ud i blinde",
        "insights-0-text": "Borgerne ringer først",
        "insights-0-evidence": "Otte af otte siger det",
        "insights-1-text": "Vi kommer for sent",
        "insights-1-evidence": "Vagtloggen for 2026",
        "insights-2-text": "Ingen ved, hvilke veje der står under vand",
        "insights-2-evidence": "Tre observationer",
        "consent": "yes",
    },
    "t_journey": {
        "steps-0-name": "Borgeren ringer",
        "steps-0-role": "Vagten",
        "steps-1-name": "Vagten kører ud",
        "steps-1-role": "Vejfolk",
        "pains-0-text": "Vi kommer for sent",
        "pains-0-impact": 4,
    },
    "t_data_inv": {
        "data_sets-0-name": "Vattenståndsgivare",
        "data_sets-0-owner_org": "bolgelev",
        "data_sets-0-kind": "sensor",
        "data_sets-0-update": "realtime",
        "data_sets-0-licence": "CC0",
        "data_sets-0-access": "open",
        "data_sets-0-personal": "no",
        "data_sets-0-sensitive": "no",
        "data_sets-0-quality": 3,
    },
    "t_baseline": {
        "baseline-0-kpi": "Lukkede veje om året",
        "baseline-0-unit": "count",
        "baseline-0-value": 5,
        "baseline-0-period_from": "1-1-2026",
        "baseline-0-period_to": "31-12-2026",
        "baseline-0-source": "Vagtloggen",
        "baseline-0-method": "Talt i loggen",
    },
    "t_sota": {
        "research-0-name": "Skyfall i stad",
        "research-0-text": "Visar var vattnet samlas",
        "research-1-name": "Regn på väg",
        "research-1-text": "Varnar en timme före",
        "novelty": "adapt",
        "gaps": "Ingen varnar i tid",
    },
    "t_problem": {
        "hmw": "varsle en time før?",
        "root_causes": "Ingen måler vandet",
        "hypotheses-0-assumption": "Givere på tre veje er nok",
        "hypotheses-0-riskiest": "yes",
        "benefits_draft-0-benefit": "Færre biler i vand",
        "benefits_draft-0-kpi": "Lukkede veje om året",
        "benefits_draft-0-target": 1,
        "benefits_draft-0-year": 2029,
        "owner_still": "yes",
    },
}


def do(journey: Journey, by: str, element: str, **changes: Answer) -> None:
    """Complete a task of the insight phase as usual, or with changes."""
    usual = dict(DONE[element])
    if element == "t_problem":
        usual["benefits_draft-0-owner"] = journey.who("karen")
    journey.do(by, element, **(usual | changes))


def assess_maturity(journey: Journey, by: str, **changes: Answer) -> None:
    """Assess the data maturity of an organisation."""
    usual: dict[str, Answer] = dict(zip(SCALES, (3, 2, 2, 1, 4, 5), strict=True))
    journey.do(by, "t_data_mat", **(usual | changes))


def whole(journey: Journey, **changes: Mapping[str, Answer]) -> None:
    """The whole phase with the team of the demonstration; `changes` by task."""
    team = {"t_users": "mads", "t_journey": "mads", "t_data_inv": "amina", "t_baseline": "karen", "t_sota": "amina"}
    for element, by in team.items():
        do(journey, by, element, **changes.get(element, {}))
    while "t_data_mat" in journey.open_elements():
        [offered, *_] = journey.offered("t_data_mat")
        assess_maturity(journey, sorted(offered)[0])
    do(journey, "mads", "t_problem", **changes.get("t_problem", {}))
