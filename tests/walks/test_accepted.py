"""A need that goes the fast way, and the insight work that follows."""

from datetime import date

from engine.ledger.audit import Action
from tests.walks import needs
from tests.walks.journey import Journey
from webapp.sentences import notices, tasks

MATURITY = {"strategy": 3, "governance": 2, "skills": 2, "architecture": 1, "sharing": 4, "security": 5}


def test_a_climate_need_goes_the_fast_way_through_insight_to_its_end(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev")
    assert journey.news("karen")[0].startswith(journey.said("karen", notices.title, "receipt"))
    _screened_by_both_coordinators(journey)

    assert journey.decided() == [("fast", ["g0_8"])]
    for member in ("anette", "mads", "karen", "elin", "jonas"):
        assert journey.said(member, notices.title, "board_informed") in " ".join(journey.news(member)), member
    assert journey.said("karen", notices.title, "accepted") in " ".join(journey.news("karen"))
    assert journey.line("rasmus", "t_team").marks == ("Haster",)
    needs.name_team(journey, "rasmus")

    _insight(journey)
    journey.do("mads", "t_problem", hmw="varsle en time før?", root_causes="Ingen måler vandet", owner_still="yes")
    page = journey.page("karen")
    assert page.status == journey.said("karen", tasks.status, "closed")
    assert page.phases == {"P0": "done", "P1": "done"}
    assert {"end_accepted", "f_accept"} <= journey.passed("p0_need")
    assert "end_framed" in journey.passed("p1_insight")
    assert journey.ends() == ["end_insight"]
    assert len(journey.told("malin", Action.CASE_CLOSED)) == 1
    for key in ("karen", "mads", "amina", "rasmus", "sara"):
        assert journey.inbox(key) == {}


def test_whoever_does_not_take_part_does_not_find_the_case(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev")

    found = {key: journey.at(key).get(f"/cases/{journey.number}").status_code for key in ("lone", "amina", "oscar")}

    assert found == {"lone": 404, "amina": 404, "oscar": 404}
    assert journey.told("lone", Action.TASK_COMPLETED) == []


def _screened_by_both_coordinators(journey: Journey) -> None:
    assert journey.offered("t_duplicates") == journey.offered("t_screen") == [{"sara", "rasmus"}]
    assert journey.line("sara", "t_screen").due == date(2027, 5, 11)
    journey.claim("sara", "t_screen")
    assert journey.line("sara", "t_screen").due == date(2027, 5, 12)  # her municipality is closed on 7 May
    assert "t_screen" not in journey.inbox("rasmus")
    journey.release("sara", "t_screen")
    assert journey.line("rasmus", "t_screen").due == date(2027, 5, 11)
    journey.do("sara", "t_duplicates", searched=["needs"], match="idea", comment="Samma behov i Tallåkra")
    needs.screen(journey, "rasmus", needs.FAST)


def _insight(journey: Journey) -> None:
    assert journey.page("karen").phases == {"P0": "done", "P1": "now"}
    assert journey.open_elements() == ["t_baseline", "t_data_inv", "t_journey", "t_sota", "t_users"]
    assert journey.offered("t_users") == [{"mads", "amina"}]
    assert journey.line("karen", "t_baseline").due == date(2027, 6, 3)
    research = journey.line("amina", "t_sota")
    assert (research.due, research.marks) == (date(2027, 6, 1), ("Brådskande",))
    journey.do("amina", "t_data_inv", summary="Vattenståndsgivare, radar och vägkarta")
    journey.do("amina", "t_sota", summary="Två projekt", novelty="adapt", gaps="Ingen varnar i tid")
    journey.do("mads", "t_users", interviews=8, summary="Vagtchefer og buschauffører", consent="yes")
    journey.do("mads", "t_journey", summary="Borgeren ringer, vagten kører ud", pains="Vi kommer for sent")
    assert journey.offered("t_data_mat") == [{"rasmus"}]
    journey.do("rasmus", "t_data_mat", **MATURITY)
    assert journey.open_elements() == ["t_baseline"]
    journey.do("karen", "t_baseline", summary="Fem lukkede veje om året, 40 timer i alt")
    assert journey.open_elements() == ["t_problem"]
    assert journey.line("mads", "t_problem").due == date(2027, 5, 19)
