"""Needs of the demonstration that were accepted: one whose team is late, and those that have come to the first gate."""

from collections.abc import Mapping

from webapp.demo import gates, insight
from webapp.demo.playing import Stage, Story

NOTHING_FOUND: Mapping[str, object] = {"searched": ["needs", "solutions", "networks"], "match": "none"}


def shared_trips(stage: Stage, name: str) -> Story:
    """The team has begun, but the baseline is overdue: its owner was reminded, and then the coordinator."""
    yield stage.calendar.workdays_ago(33)
    case = stage.open(name, "jonas", "strandkoping")
    stage.answer(
        case,
        "t_need",
        "jonas",
        title="Samåkning till skola och station",
        org="strandkoping",
        problem=(
            "Varje morgon kör hundratals föräldrar till samma skolor och pendlare till samma station, oftast en person "
            "i varje bil. Köerna gör skolvägen farlig, bussarna blir sena och utsläppen minskar inte. Ingen vet vem "
            "som åker samma väg, och de grupper som finns räcker inte utanför den egna gatan."
        ),
        who="Föräldrar, elever och pendlare i två kommuner",
        goal="Var fjärde bil färre på morgonen, och en skolväg som barn kan gå ensamma.",
        theme="mobility",
        sdg=["9", "11", "13"],
        owner=stage.person("jonas"),
        mgmt_support=True,
        personal="yes",
        public=True,
    )
    yield stage.calendar.workdays_ago(31)
    stage.answer(case, "t_duplicates", "sara", **NOTHING_FOUND)
    comment = "Tydligt behov i båda länderna. Personuppgifter ingår, så dataskyddsombudet behöver komma in tidigt."
    stage.answer(case, "t_screen", "sara", climate=3, data=2, urgency=2, geo=True, comment=comment)
    yield stage.calendar.workdays_ago(29)
    stage.answer(case, "t_team", "sara", **insight.team(stage, benefit_owner="jonas"))
    yield stage.calendar.workdays_ago(18)
    stage.answer(case, "t_users", "mads", **insight.TRIPS_USERS)
    yield stage.calendar.workdays_ago(11)
    stage.answer(case, "t_journey", "mads", **insight.TRIPS_JOURNEY)


def night_heating(stage: Stage, name: str) -> Story:
    """Insight is done, the facts say go, and the board is voting."""
    yield stage.calendar.workdays_ago(57)
    case = stage.open(name, "elin", "tallakra")
    stage.answer(
        case,
        "t_need",
        "elin",
        title="Nattuppvärmning i kommunala byggnader",
        org="tallakra",
        problem=(
            "Skolor och bibliotek värms hela natten och hela helgen, eftersom vaktmästarna inte vet när lokalerna är "
            "bokade. Värmen ställs om för hand två gånger om året. Förra året gick en tredjedel av värmen åt när ingen "
            "var där, och ändå klagade föreningar på kalla salar."
        ),
        who="Fastighetsdriften, skolorna och föreningarna",
        goal="Värmen följer bokningarna, och nattförbrukningen halveras på två år.",
        theme="energy",
        sdg=["7", "13"],
        owner=stage.person("elin"),
        mgmt_support=True,
        personal="no",
        public=True,
    )
    yield stage.calendar.workdays_ago(55)
    stage.answer(case, "t_duplicates", "sara", **NOTHING_FOUND)
    comment = "Behovet är gemensamt för nästan alla kommuner, och data finns redan."
    stage.answer(case, "t_screen", "sara", climate=3, data=3, urgency=1, geo=True, comment=comment)
    yield stage.calendar.workdays_ago(53)
    stage.answer(case, "t_team", "sara", **insight.team(stage))
    yield from _found_out(stage, case, _HEATING, since=51)
    yield from _votes_begin(stage, case)


def heat_pumps(stage: Stage, name: str) -> Story:
    """The facts are good but the grant is not there: the chair has paused the case."""
    yield stage.calendar.workdays_ago(98)
    case = stage.open(name, "elin", "tallakra")
    stage.answer(
        case,
        "t_need",
        "elin",
        title="Värmepumpar som följer elnätet",
        org="tallakra",
        problem=(
            "Kommunens värmepumpar drar mest el när nätet är som mest belastat. Elnätsbolaget bygger ut för några få "
            "timmar om året, och kostnaden hamnar hos alla. Teknikerna har ingen möjlighet att se nätets läge, och "
            "pumparna styrs en och en."
        ),
        who="Driften, elnätsbolaget och alla som betalar för nätet",
        goal="Högsta effekten på vintermorgnar sänks med en femtedel utan att någon fryser.",
        theme="energy",
        sdg=["7", "9", "13"],
        owner=stage.person("elin"),
        mgmt_support=True,
        personal="no",
        public=True,
    )
    yield stage.calendar.workdays_ago(96)
    stage.answer(case, "t_duplicates", "sara", **NOTHING_FOUND)
    comment = "Stor effekt på toppar i nätet, och pumparna mäts redan varje timme."
    stage.answer(case, "t_screen", "sara", climate=3, data=2, urgency=3, geo=True, comment=comment)
    yield stage.calendar.workdays_ago(94)
    stage.answer(case, "t_team", "sara", **insight.team(stage))
    yield from _found_out(stage, case, _PUMPS, since=92)
    yield stage.calendar.workdays_ago(70)
    stage.answer(case, "t_gate_file", "mads", **gates.file(stage, "Sju intervjuer och timvärden för 41 pumpar."))
    yield stage.calendar.workdays_ago(68)
    stage.answer(case, "t_gate_controller", "elin", **gates.CHECKED)
    for days, key in zip((66, 65, 64, 62, 61), ("mads", "anette", "jonas", "elin", "karen"), strict=True):
        yield stage.calendar.workdays_ago(days)
        stage.answer(case, "t_gate_vote", key, **gates.APPROVED)
    yield stage.calendar.workdays_ago(59)
    stage.answer(case, "t_gate_decide", "anette", **gates.PAUSED)


def _votes_begin(stage: Stage, case: int) -> Story:
    """The file is checked and three of five have voted, one of them with a condition."""
    yield stage.calendar.workdays_ago(14)
    stage.answer(case, "t_gate_file", "mads", **gates.file(stage, "Nio intervjuer, ett helt år av mätvärden."))
    yield stage.calendar.workdays_ago(12)
    stage.answer(case, "t_gate_controller", "elin", **gates.CHECKED)
    yield stage.calendar.workdays_ago(11)
    reason = "Bookinger rummer kontaktoplysninger. De kan erstattes med en kode, før data deles."
    stage.answer(case, "t_gate_advice", "peter", advice="support", reason=reason)
    yield stage.calendar.workdays_ago(8)
    stage.answer(case, "t_gate_vote", "mads", **gates.APPROVED)
    yield stage.calendar.workdays_ago(5)
    stage.answer(case, "t_gate_vote", "jonas", **gates.APPROVED)
    yield stage.calendar.workdays_ago(2)
    conditions = gates.condition(stage, "En plan för föreningar som bokar sent", "amina", days=45)
    stage.answer(case, "t_gate_vote", "elin", **{**gates.APPROVED, "vote": "approve_cond", **conditions})


_HEATING: Mapping[str, Mapping[str, object]] = {
    "t_users": insight.HEATING_USERS,
    "t_journey": insight.HEATING_JOURNEY,
    "t_data_inv": insight.HEATING_DATA,
    "t_sota": insight.HEATING_SOTA,
    "t_baseline": insight.HEATING_BASELINE,
    "t_problem": insight.HEATING_PROBLEM,
}
_PUMPS: Mapping[str, Mapping[str, object]] = {
    "t_users": insight.PUMPS_USERS,
    "t_journey": insight.PUMPS_JOURNEY,
    "t_data_inv": insight.PUMPS_DATA,
    "t_sota": insight.PUMPS_SOTA,
    "t_baseline": insight.PUMPS_BASELINE,
    "t_problem": insight.PUMPS_PROBLEM,
}


def _found_out(stage: Stage, case: int, found: Mapping[str, Mapping[str, object]], since: int) -> Story:
    """The team finds out what it was asked to, in three weeks, and frames the problem."""
    yield stage.calendar.workdays_ago(since)
    stage.answer(case, "t_users", "mads", **found["t_users"])
    stage.answer(case, "t_data_inv", "amina", **found["t_data_inv"])
    yield stage.calendar.workdays_ago(since - 6)
    stage.answer(case, "t_journey", "mads", **found["t_journey"])
    stage.answer(case, "t_data_mat", "oscar", **insight.MIDDLING)
    yield stage.calendar.workdays_ago(since - 12)
    stage.answer(case, "t_sota", "amina", **found["t_sota"])
    baseline = {**found["t_baseline"], **insight.last_year(stage)}
    stage.answer(case, "t_baseline", "karen", baseline=[baseline])
    yield stage.calendar.workdays_ago(since - 17)
    year = stage.calendar.today.year + 2
    benefit = {"benefit": "Lägre förbrukning", "owner": stage.person("karen"), "kpi": str(baseline["kpi"])}
    expected = [{**benefit, "target": 200, "year": year}]
    stage.answer(case, "t_problem", "mads", **found["t_problem"], benefits_draft=expected)
