"""A need that its owner withdraws before it is triaged."""

from engine.ledger.audit import Action
from tests.walks import needs
from tests.walks.journey import Journey
from webapp.sentences import tasks

WHY = "Vejen bliver bygget om næste år."


def test_the_owner_withdraws_a_need_and_everything_open_in_the_case_ends(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev")
    assert {"t_duplicates"} <= journey.inbox("sara").keys()
    browser, address = journey.at("karen"), f"/cases/{journey.number}/actions/a_withdraw"

    browser.get(address)
    assert browser.soup.h1.get_text() == "Træk behovet tilbage"
    assert browser.post(address, {"_once": "once", "reason": "For kort"}).status_code == 422
    assert browser.post(address, {"_once": "once", "reason": WHY}).status_code == 303
    journey.work()

    assert journey.open_elements() == []
    assert "t_duplicates" not in journey.inbox("sara")
    assert journey.ends() == ["end_withdrawn"]
    assert journey.passed("p360_main") >= {"ev_withdrawn", "s_withdrawn", "end_withdrawn"}
    page = journey.page("karen")
    assert page.status == journey.said("karen", tasks.status, "closed")
    assert "Trukket tilbage" in page.facts.values()
    assert journey.told("karen", Action.CASE_ACTION) == ["Sendte »Træk behovet tilbage« til sagen."]
