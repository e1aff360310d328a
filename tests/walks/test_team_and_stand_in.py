"""A shared need from its support to its insight: the team, who stands in for whom, and what each may do in the case."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.ledger.audit import Action
from tests.walks import gates, insight, needs
from tests.walks.journey import Journey
from webapp.sentences import notices

HOME = ZoneInfo("Europe/Stockholm")
TEAM = {"pm": "mads", "benefit_owner": "jonas", "finance": "elin", "chair": "anette", "deputy": "ingrid"}
MARK = "Samordnaren träder in: ingen har rollen"
WITHDRAW = "Återkalla behovet"
WHY = "Universitetet går med och ställer sin forskare till förfogande."


def test_a_team_is_named_the_coordinator_stands_in_and_the_work_begins(journey: Journey) -> None:
    _supported(journey)
    assert WITHDRAW in journey.page("jonas").words

    _the_team_is_named(journey)
    _the_coordinator_stands_in_until_the_university_joins(journey)
    _only_the_owner_withdraws(journey)
    journey.act("jonas", "a_withdraw", reason="Kommunen löser det på ett annat sätt")
    assert journey.open_elements() == ["t_withdraw"]  # it was in P1 until then
    assert journey.offered("t_withdraw") == [{"jonas"}]


def _supported(journey: Journey) -> None:
    """Triage: heard by all, wanted by two other municipalities, and no vote but word to the board."""
    journey.open("jonas", "strandkoping")
    assert journey.line("jonas", "t_need").due is None  # no deadline, and so no reminder
    needs.fill_in(
        journey, "jonas", "strandkoping", title="Samåkning till skola och station", theme="mobility", sdg=["9", "11"]
    )
    needs.examine(journey, "sara", (2, 2, 2))
    for by, answers in {"mads": {"take_part": "pilot"}, "elin": {"take_part": "pilot"}, "karen": {}}.items():
        journey.wait_until(datetime(2027, 5, 12, 9, 0, tzinfo=HOME))
        same = "yes" if answers else "no"
        journey.do(by, "t_support", same_need=same, contact=journey.who(by), **answers)

    assert journey.decided() == [("hear", ["g0_6"]), ("standard", ["g0_7"])]
    for member in ("anette", "mads", "karen", "elin", "jonas"):
        assert journey.said(member, notices.title, "board_informed") in " ".join(journey.news(member)), member
    assert journey.open_elements() == ["t_team"]
    assert journey.facts(Action.GATE_DECIDED) == []


def _the_team_is_named(journey: Journey) -> None:
    """The task of a group is due by the case's calendars, and by one's own country while one has it."""
    assert journey.offered("t_team") == [{"sara", "rasmus"}]
    assert journey.line("sara", "t_team").due == date(2027, 5, 20)
    journey.claim("sara", "t_team")
    assert journey.line("sara", "t_team").due == date(2027, 5, 19)
    journey.release("sara", "t_team")
    assert journey.line("rasmus", "t_team").due == date(2027, 5, 20)

    named = {role: journey.who(person) for role, person in TEAM.items()} | _substitutes(journey)
    assert gates.send(journey, "sara", "t_team", named | {"chair": journey.who("mads")}) == 422
    assert journey.open_elements() == ["t_team"]
    journey.do("sara", "t_team", **named)

    people = journey.page("sara").people
    assert people["Projektledare"].startswith("Mads Toft Riis")
    assert people["Nyttoansvarig"].startswith("Jonas Ekdal")
    assert journey.told("sara", Action.ROLE_GIVEN)[-1]


def _substitutes(journey: Journey) -> dict[str, str]:
    fields = journey.look("sara", "t_team").fields
    rows = {members[0]: name for name, members in fields.items() if "-member" in name}
    return {
        rows[journey.who(voter)].replace("member", "substitute"): journey.who(deputy)
        for voter, deputy in needs.DEPUTIES.items()
    }


def _the_coordinator_stands_in_until_the_university_joins(journey: Journey) -> None:
    assert journey.offered("t_sota") == [{"sara"}]
    assert MARK in journey.line("sara", "t_sota").marks
    [inventory] = journey.offered("t_data_inv")
    insight.do(journey, sorted(inventory)[0], "t_data_inv")
    assert len(journey.offered("t_data_mat")) == 3  # of the owner and of both that want to try it out

    address = f"/cases/{journey.number}/people/organisations/new"
    assert journey.at("sara").get(address).status_code == 200
    joined = journey.at("sara").post(address, {"organisation": "sunduni", "reason": WHY})
    assert joined.status_code == 303, journey.at("sara").words
    journey.work()

    assert journey.offered("t_sota") == [{"amina"}]
    assert MARK not in journey.line("amina", "t_sota").marks
    assert "t_sota" not in journey.inbox("sara")
    assert len(journey.offered("t_data_mat")) == 3
    insight.do(journey, "amina", "t_sota")


def _only_the_owner_withdraws(journey: Journey) -> None:
    assert WITHDRAW in journey.page("jonas").words
    for key in ("lone", "malin", "tove", "amina", "sara"):
        journey.at(key).get(f"/cases/{journey.number}")
        shown = journey.at(key).soup.select(f"a[href*='/cases/{journey.number}/actions/a_withdraw']")
        assert shown == [], key
    assert journey.at("lone").get(f"/cases/{journey.number}").status_code == 404
    assert journey.at("tove").get(f"/cases/{journey.number}").status_code == 404
