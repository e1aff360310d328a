"""What happens in the cases of the demonstration, told as acts of its people at moments before the day of loading."""

from collections.abc import Callable, Mapping
from datetime import time

from webapp.demo import needs
from webapp.demo.accepted import heat_pumps, night_heating, shared_trips
from webapp.demo.playing import Stage, Story

NOON, AFTERNOON = time(12, 10), time(14, 25)
NOTHING_FOUND: Mapping[str, object] = {"searched": ["needs", "solutions"], "match": "none"}


def reusable_parts(stage: Stage, name: str) -> Story:
    """A need that is put aside until a solution comes: parked at the first assessment."""
    yield stage.calendar.days_ago(15)
    case = needs.REUSABLE_PARTS.told(stage, name)
    yield stage.calendar.days_ago(13, NOON)
    stage.answer(case, "t_duplicates", "rasmus", **NOTHING_FOUND)
    yield stage.calendar.days_ago(13, AFTERNOON)
    comment = "Godt formål, men der findes endnu kun få data om bygningsdele. Vi venter på de første fælles løsninger."
    stage.answer(case, "t_screen", "rasmus", climate=2, data=1, urgency=0, geo=True, comment=comment)


def trees_and_heat(stage: Stage, name: str) -> Story:
    """A need that one municipality has: the others are asked whether they share it."""
    yield stage.calendar.workdays_ago(12)
    case = needs.TREES_AND_HEAT.told(stage, name)
    yield stage.calendar.workdays_ago(10, NOON)
    stage.answer(case, "t_duplicates", "rasmus", **NOTHING_FOUND)
    yield stage.calendar.workdays_ago(9)
    comment = "Behovet er reelt. Vi spørger de andre kommuner, om de har det samme, før vi går videre."
    stage.answer(case, "t_screen", "rasmus", climate=2, data=2, urgency=1, geo=True, comment=comment)


def lobby_screens(stage: Stage, name: str) -> Story:
    """A need without effect on the climate: referred to a supplier, and the case closed."""
    yield stage.calendar.workdays_ago(34)
    case = needs.LOBBY_SCREENS.told(stage, name)
    yield stage.calendar.workdays_ago(32, NOON)
    stage.answer(case, "t_duplicates", "sara", **NOTHING_FOUND)
    comment = "Ingen påverkan på klimatet. Det finns färdiga produkter som kommunen kan köpa direkt."
    stage.answer(case, "t_screen", "sara", climate=0, data=1, urgency=2, geo=True, comment=comment)
    yield stage.calendar.workdays_ago(31)
    reason = "Det här är ett vanligt inköp. Kommunens ramavtal för möteslokaler täcker skärmar med bokning."
    stage.answer(case, "t_refer", "sara", refer_to="supplier", name="Ramavtal för möteslokaler", reason=reason)


def aids_on_loan(stage: Stage, name: str) -> Story:
    """A need that somebody has begun to describe."""
    yield stage.calendar.workdays_ago(1, AFTERNOON)
    case = stage.open(name, "karen", "bolgelev")
    stage.draft(case, "t_need", "karen", title="Fælles udlån af hjælpemidler", org="bolgelev")


def street_lights(stage: Stage, name: str) -> Story:
    """A need whose screening lies too long: overdue, with reminders to the coordinator who has it."""
    yield stage.calendar.workdays_ago(11)
    case = needs.STREET_LIGHTS.told(stage, name)
    yield stage.calendar.workdays_ago(9)
    stage.answer(case, "t_duplicates", "sara", **NOTHING_FOUND)
    stage.claim(case, "t_screen", "sara")


def sensors_on_loan(stage: Stage, name: str) -> Story:
    """A process on trial forgets loans between five and twelve weeks: its first such case is halted."""
    yield stage.calendar.workdays_ago(20)
    stage.publish("birgit", "Forsøg i to kommuner", "sensor_loan.bpmn", "t_loan.form", "t_hand_out.form")
    yield stage.calendar.workdays_ago(4)
    case = stage.open(name, "jonas", "strandkoping", "sensor_loan")
    stage.answer(case, "t_loan", "jonas", purpose="Vattennivån i tre dagvattenbrunnar", weeks=8)


STORIES: Mapping[str, Callable[[Stage, str], Story]] = {
    "heat_pumps": heat_pumps,
    "night_heating": night_heating,
    "shared_trips": shared_trips,
    "lobby_screens": lobby_screens,
    "reusable_parts": reusable_parts,
    "trees_and_heat": trees_and_heat,
    "street_lights": street_lights,
    "sensors_on_loan": sensors_on_loan,
    "aids_on_loan": aids_on_loan,
}
