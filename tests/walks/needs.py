"""Needs that people describe, and the assessments that send them one way or the other."""

from tests.walks.journey import Journey
from tests.walks.pages import Answer

PROBLEM = (
    "Når det regner meget på kort tid, står vandet højt på tre af kommunens veje. Ambulancer og busser kører fast, "
    "og vi opdager det først, når borgerne ringer. Det sker fire til seks gange om året og koster hver gang en dag."
)
DEPUTIES = {"elin": "ingrid", "mads": "birgit"}
FAST, MIDDLING, LOW, NO_CLIMATE = (3, 3, 2), (2, 2, 1), (1, 1, 1), (0, 1, 2)


def describe(journey: Journey, by: str, organisation: str, **changes: Answer) -> None:
    """Open a case and describe its need."""
    journey.open(by, organisation)
    fill_in(journey, by, organisation, **changes)


def fill_in(journey: Journey, by: str, organisation: str, **changes: Answer) -> None:
    """Describe the need of an open case."""
    answers: dict[str, Answer] = {
        "title": "Varsling om oversvømmede veje",
        "org": organisation,
        "problem": PROBLEM,
        "who": "Alle, der færdes på vejene",
        "goal": "Ingen kører fast, og vi ved det en time før",
        "theme": "climate_water",
        "sdg": ["6", "11", "13"],
        "owner": journey.who(by),
        "mgmt_support": "yes",
        "personal": "no",
        "public": "yes",
    }
    journey.do(by, "t_need", **(answers | changes))


def examine(journey: Journey, by: str, scores: tuple[int, int, int], **changes: Answer) -> None:
    """Look for something to reuse and find nothing, and screen the need."""
    journey.do(by, "t_duplicates", searched=["needs", "solutions"], match="none")
    screen(journey, by, scores, **changes)


def screen(journey: Journey, by: str, scores: tuple[int, int, int], **changes: Answer) -> None:
    """Screen the need: climate, data and urgency from 0 to 3."""
    climate, data, urgency = scores
    answers: dict[str, Answer] = {"climate": climate, "data": data, "urgency": urgency, "geo": "yes"}
    journey.do(by, "t_screen", **(answers | {"comment": f"Vurderet til {climate}, {data} og {urgency}"} | changes))


def share(journey: Journey) -> None:
    """A Danish need that a Swedish municipality shares and wants to try out, with its team."""
    describe(journey, "karen", "bolgelev")
    examine(journey, "rasmus", MIDDLING)
    journey.do("jonas", "t_support", same_need="yes", take_part="pilot", contact=journey.who("jonas"))
    for by in ("mads", "elin"):
        journey.do(by, "t_support", same_need="no", contact=journey.who(by))
    name_team(journey, "rasmus")


def name_team(journey: Journey, by: str, **changes: str) -> None:
    """Name the team of the demonstration: people of three municipalities and the university, and two deputies."""
    team = {
        "pm": "mads",
        "researcher": "amina",
        "architect": "amina",
        "finance": "elin",
        "benefit_owner": "karen",
        "chair": "anette",
        "deputy": "ingrid",
    }
    rows = {members[0]: name for name, members in journey.look(by, "t_team").fields.items() if "-member" in name}
    deputies = {rows[journey.who(voter)].replace("member", "substitute"): deputy for voter, deputy in DEPUTIES.items()}
    named = team | changes | deputies
    journey.do(by, "t_team", **{role: journey.who(person) for role, person in named.items()})
