"""Needs without backing: their owner is asked, three times at most and not for ever."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.ledger.audit import Action
from tests.walks import needs
from tests.walks.journey import Journey
from webapp.sentences import notices

QUESTION = "Hvem i ledelsen står bag?"
LAST_SECOND = datetime(2027, 5, 19, 23, 59, 59, tzinfo=ZoneInfo("Europe/Copenhagen"))


def test_an_owner_without_backing_hands_the_need_to_one_who_has_it(journey: Journey) -> None:
    _unbacked(journey)
    assert journey.offered("t_clarify") == [{"karen"}]
    assert journey.line("karen", "t_clarify").due == date(2027, 5, 19)
    sheet = journey.look("karen", "t_clarify")
    assert needs.PROBLEM in journey.at("karen").words
    assert (sheet.fields["question"], sheet.fields["owner"]) == ([QUESTION], [journey.who("karen")])
    _answer(journey, "karen", owner="mads", backing="no")

    assert journey.told("karen", Action.ROLE_GIVEN)[-1] == (
        "Behovsejer: Mads Toft Riis i stedet for Karen Højbjerg Lund."
    )
    assert journey.inbox("karen") == {}
    assert journey.offered("t_clarify") == [{"mads"}]
    _answer(journey, "mads", owner="mads", backing="yes")

    assert journey.decided() == [("clarify", ["g0_1"]), ("clarify", ["g0_1"]), ("fast", ["g0_8"])]
    assert journey.said("mads", notices.title, "accepted") in " ".join(journey.news("mads"))
    assert journey.page("karen").people["Behovsejer"].startswith("Mads Toft Riis")
    assert journey.open_elements() == ["t_team"]


def test_a_need_whose_owner_does_not_answer_in_time_is_parked(journey: Journey) -> None:
    _unbacked(journey)
    journey.wait_until(LAST_SECOND.replace(second=58))
    assert journey.line("karen", "t_clarify").due == LAST_SECOND.date()
    journey.wait_until(LAST_SECOND)

    assert journey.open_elements() == []
    assert journey.inbox("karen") == {}
    assert journey.name("karen", "t_clarify") in journey.told("karen", Action.TASK_WITHDRAWN)[0]
    assert journey.news("karen")[0].startswith(journey.said("karen", notices.title, "parked"))
    assert "19. nov. 2027" in journey.page("karen").waits
    assert {"timer_clarify", "f_clarify_late", "notify_parked"} <= journey.passed("p0_need")


def test_a_need_that_finds_no_backing_in_three_rounds_is_parked(journey: Journey) -> None:
    _unbacked(journey)
    for _ in range(3):
        _answer(journey, "karen", owner="karen", backing="no")

    assert journey.decided() == [("clarify", ["g0_1"])] * 4
    assert journey.open_elements() == []
    assert "3. nov. 2027" in journey.page("karen").waits
    assert journey.news("karen")[0].startswith(journey.said("karen", notices.title, "parked"))


def _unbacked(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev", mgmt_support="no")
    needs.examine(journey, "sara", needs.FAST, comment=QUESTION)
    assert journey.decided() == [("clarify", ["g0_1"])]


def _answer(journey: Journey, by: str, *, owner: str, backing: str) -> None:
    journey.do(by, "t_clarify", answer="Det har vi talt om", owner=journey.who(owner), mgmt_support=backing)
