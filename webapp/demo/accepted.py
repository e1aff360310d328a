"""Needs of the demonstration that were accepted: one whose team is late, and those that have come to the first gate."""

from collections.abc import Mapping

from webapp.demo import gates, insight, needs
from webapp.demo.playing import Stage, Story

NOTHING_FOUND: Mapping[str, object] = {"searched": ["needs", "solutions", "networks"], "match": "none"}


def shared_trips(stage: Stage, name: str) -> Story:
    """The team has begun, but the baseline is overdue: its owner was reminded, and then the coordinator."""
    yield stage.calendar.workdays_ago(33)
    case = needs.SHARED_TRIPS.told(stage, name)
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
    case = needs.NIGHT_HEATING.told(stage, name)
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
    case = needs.HEAT_PUMPS.told(stage, name)
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
