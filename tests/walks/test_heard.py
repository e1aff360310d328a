"""Needs of one municipality that the others are asked about."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.ledger.audit import Action
from tests.walks import insight, needs, pages
from tests.walks.journey import Journey
from webapp.sentences import notices, roles

LAST_SECOND = datetime(2027, 5, 26, 23, 59, 59, tzinfo=ZoneInfo("Europe/Copenhagen"))


def test_a_need_that_others_share_goes_on_with_those_who_want_to_take_part(journey: Journey) -> None:
    journey.open("sara", "vindelunde")
    assert journey.offered("t_need") == [{"mads"}]
    begun = journey.look("mads", "t_need").fields
    assert (begun["org"], begun["owner"]) == (["vindelunde"], [])  # whoever opened it cannot own it
    needs.fill_in(journey, "mads", "vindelunde", title="Træer og varme i 3D-bymodel", theme="urban_3d")
    needs.examine(journey, "rasmus", needs.MIDDLING)

    assert journey.offered("t_support") == [{"karen"}, {"jonas"}, {"elin"}]
    assert {journey.line(one, "t_support").due for one in ("karen", "jonas", "elin")} == {date(2027, 5, 26)}
    assert journey.at("oscar").get(f"/cases/{journey.number}").status_code == 404
    journey.look("elin", "t_support")
    assert needs.PROBLEM in journey.at("elin").words
    _answer(journey, "karen", same_need="no")
    _answer(journey, "jonas", same_need="yes", take_part="pilot")
    assert journey.decided() == [("hear", ["g0_6"])]
    _answer(journey, "elin", same_need="partly", difference="Vi har ingen 3D-modell ännu", take_part="adopt")

    assert journey.decided() == [("hear", ["g0_6"]), ("standard", ["g0_7"])]
    assert journey.told("malin", Action.PARTY_JOINED) == ["Strandköpings kommun deltar."]
    facts = journey.page("mads").facts.values()
    assert "Vindelunde Kommune, Strandköpings kommun" in facts
    assert journey.said("mads", roles.calendar, "BOTH") in facts
    assert journey.line("sara", "t_team").marks == ()  # nothing is urgent about it
    needs.name_team(journey, "sara")
    insight.do(journey, "amina", "t_data_inv", **{"data_sets-0-owner_org": "vindelunde"})

    assert journey.offered("t_data_mat") == [{"rasmus"}, {"sara"}]
    assert journey.line("rasmus", "t_data_mat").marks == ("Koordinatoren træder til: ingen har rollen",)
    assert journey.line("sara", "t_data_mat").marks == ()
    journey.look("sara", "t_data_mat")
    assert "Strandköpings kommun" in pages.words(journey.at("sara").soup.select_one("form#answers"))
    page = journey.page("sara").words
    assert not re.search(r"\bgw_|@", page)  # nothing of the model's own names


def test_who_does_not_answer_in_time_is_no_longer_asked(journey: Journey) -> None:
    needs.describe(journey, "elin", "tallakra", title="Nattuppvärmning i kommunala byggnader", theme="energy")
    needs.examine(journey, "sara", (3, 2, 1))
    _answer(journey, "mads", same_need="yes", take_part="follow")
    journey.wait_until(LAST_SECOND.replace(second=58))
    late = journey.line("karen", "t_support").task
    sheet = journey.look("karen", "t_support")
    journey.wait_until(LAST_SECOND)

    assert journey.decided() == [("hear", ["g0_6"]), ("standard", ["g0_7"])]
    assert journey.open_elements() == ["t_team"]
    sheet.put({"same_need": "partly"})
    answer = journey.at("karen").post(f"/tasks/{late}", dict(sheet.fields))
    assert answer.status_code == 409
    assert "Delvist" in pages.words(journey.at("karen").soup.select_one("[role=alert]"))  # what she typed is kept
    assert len(journey.told("malin", Action.TASK_WITHDRAWN)) == 2
    assert "Tallåkra kommun" in journey.page("elin").facts.values()


def test_a_need_that_nobody_shares_is_parked(journey: Journey) -> None:
    needs.describe(journey, "mads", "vindelunde", theme="urban_3d")
    needs.examine(journey, "rasmus", needs.MIDDLING)
    for one in ("elin", "jonas", "karen"):
        _answer(journey, one, same_need="no")

    assert journey.decided() == [("hear", ["g0_6"])] * 2
    assert journey.open_elements() == []
    assert journey.news("mads")[0].startswith(journey.said("mads", notices.title, "parked"))
    assert "3. nov. 2027" in journey.page("mads").waits


def _answer(journey: Journey, by: str, **answers: str) -> None:
    journey.do(by, "t_support", contact=journey.who(by), **answers)
