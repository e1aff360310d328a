"""A need that goes the fast way, and the insight work that follows."""

from datetime import date

from engine.ledger.audit import Action
from tests.walks import gates, insight, needs, pages
from tests.walks.journey import Journey
from webapp.sentences import closing, notices, tasks

OWNER = "Karen Højbjerg Lund, Bølgelev Kommune"
REASON = "Vurderet til 3, 3 og 2"
LEARNED = {
    needs.PROBLEM,
    OWNER,
    REASON,
    "Samma behov i Tallåkra",
    "8",
    "Vagtchefer Sender biler ud i blinde",
    "Vi kommer for sent Vagtloggen for 2026",
    "Borgeren ringer Vagten – –",
    "Vi kommer for sent 4",
    "Vattenståndsgivare Bølgelev Kommune Åben 3 Nej",
    "Bølgelev Kommune 3 2 2 1 4 5 \u2013",
    "Lukkede veje om året 5 antal Talt i loggen",
    "Skyfall i stad Visar var vattnet samlas",
    "Kræver tilpasning",
    "Ingen varnar i tid",
}


def test_a_climate_need_goes_the_fast_way_through_insight_to_its_end(journey: Journey) -> None:
    journey.open("karen", "bolgelev")
    begun = journey.look("karen", "t_need").fields
    assert (begun["org"], begun["owner"], begun["public"]) == (["bolgelev"], [journey.who("karen")], [])
    needs.fill_in(journey, "karen", "bolgelev")
    assert journey.news("karen")[0].startswith(journey.said("karen", notices.title, "receipt"))
    _screened_by_both_coordinators(journey)

    assert journey.decided() == [("fast", ["g0_8"])]
    for member in ("anette", "mads", "karen", "elin", "jonas"):
        assert journey.said(member, notices.title, "board_informed") in " ".join(journey.news(member)), member
    assert journey.said("karen", notices.title, "accepted") in " ".join(journey.news("karen"))
    assert journey.line("rasmus", "t_team").marks == ("Haster",)
    assert {needs.PROBLEM, OWNER} <= _read(journey, "rasmus", "t_team")
    needs.name_team(journey, "rasmus")
    assert "Formand for styregruppen: Anette Brok Sand." in journey.told("karen", Action.ROLE_GIVEN)
    assert "Næstformand for styregruppen: Ingrid Falkvik." in journey.told("karen", Action.ROLE_GIVEN)

    _insight(journey)
    assert _read(journey, "mads", "t_problem") >= LEARNED
    insight.do(journey, "mads", "t_problem")
    _gate(journey)
    page = journey.page("karen")
    assert page.people["Næstformand for styregruppen"].startswith("Ingrid Falkvik")
    assert page.status == journey.said("karen", tasks.status, "closed")
    assert page.phases == {"P0": "done", "P1": "done"}
    assert {"end_accepted", "f_accept"} <= journey.passed("p0_need")
    assert "end_framed" in journey.passed("p1_insight")
    assert journey.ends() == ["end_approved"]
    assert page.facts["Resultat"] == journey.said("karen", closing.reason, "approved")
    for key in ("karen", "mads", "amina", "anette"):
        assert journey.news(key)[0].startswith(journey.said(key, notices.title, "case_closed")), key
    assert len(journey.told("malin", Action.CASE_CLOSED)) == 1
    for key in ("karen", "mads", "amina", "rasmus", "sara"):
        assert journey.inbox(key) == {}


def _gate(journey: Journey) -> None:
    """G1: everybody approves but one who abstains, and the chair follows the rules."""
    gates.to_the_vote(journey)
    assert sorted(map(sorted, journey.offered("t_gate_vote"))) == [[key] for key in sorted(gates.BOARD)]
    gates.votes(journey, {**dict.fromkeys(gates.BOARD, "approve"), "jonas": "abstain"})
    assert journey.decided()[1:] == [("go", ["vote_7"]), ("go", ["g1_6"]), ("go", ["proposal_8"])]
    gates.decide(journey, "go")


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


def _read(journey: Journey, by: str, element: str) -> set[str]:
    """What the form of a task tells somebody before it asks."""
    journey.look(by, element)
    form = journey.at(by).soup.select_one("form#answers")
    assert form is not None
    return {pages.words(told) for told in form.select("output, tbody tr")}


def _insight(journey: Journey) -> None:
    assert journey.page("karen").phases == {"P0": "done", "P1": "now"}
    assert journey.open_elements() == ["t_baseline", "t_data_inv", "t_journey", "t_sota", "t_users"]
    assert journey.offered("t_users") == [{"mads", "amina"}]
    assert journey.line("karen", "t_baseline").due == date(2027, 6, 3)
    research = journey.line("amina", "t_sota")
    assert (research.due, research.marks) == (date(2027, 6, 1), ("Brådskande",))
    for by, element in (("amina", "t_users"), ("mads", "t_journey"), ("amina", "t_data_inv"), ("karen", "t_baseline")):
        assert _read(journey, by, element) >= {needs.PROBLEM, OWNER, REASON}
    assert _read(journey, "amina", "t_sota") >= {needs.PROBLEM, OWNER, REASON, "Samma behov i Tallåkra"}
    for by, element in (("amina", "t_data_inv"), ("amina", "t_sota"), ("mads", "t_users"), ("mads", "t_journey")):
        insight.do(journey, by, element)
    assert journey.offered("t_data_mat") == [{"rasmus"}]
    assert _read(journey, "rasmus", "t_data_mat") >= {needs.PROBLEM, OWNER}
    insight.assess_maturity(journey, "rasmus")
    assert journey.open_elements() == ["t_baseline"]
    insight.do(journey, "karen", "t_baseline")
    assert journey.open_elements() == ["t_problem"]
    assert journey.line("mads", "t_problem").due == date(2027, 5, 19)
