"""Needs that their owners withdraw: before the triage, and while the work is under way."""

from datetime import date

from engine.ledger.audit import Action
from tests.walks import gates, needs
from tests.walks.journey import Journey
from webapp.sentences import closing, notices, tasks

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

    assert journey.open_elements() == ["t_withdraw"]
    assert "t_duplicates" not in journey.inbox("sara")
    withdraw(journey, "karen")
    assert journey.ends() == ["end_withdrawn"]
    assert journey.passed("p360_main") >= {"withdrawn_p0", "t_withdraw", "end_withdrawn"}
    page = journey.page("karen")
    assert page.status == journey.said("karen", tasks.status, "closed")
    assert "Trukket tilbage" in page.facts.values()
    assert journey.told("karen", Action.CASE_ACTION) == ["Sendte »Træk behovet tilbage« til sagen."]


def test_a_need_withdrawn_at_its_gate_ends_the_votes_and_releases_the_partners(gate: Journey) -> None:
    gates.to_the_vote(gate)
    assert len(gate.offered("t_gate_vote")) == len(gates.BOARD)
    assert "Træk behovet tilbage" in gate.page("karen").words
    assert "Træk behovet tilbage" not in gate.page("mads").words

    gate.act("karen", "a_withdraw", reason=WHY)

    assert gate.offered("t_withdraw") == [{"karen"}]
    assert gate.line("karen", "t_withdraw").due == date(2027, 5, 12)  # her municipality is closed on 7 May
    assert gate.open_elements() == ["t_withdraw"]
    assert gate.look("karen", "t_withdraw").fields["explanation"] == [""]
    assert WHY in gate.at("karen").words
    withdraw(gate, "karen")
    assert gate.ends() == ["end_withdrawn"]
    assert gate.page("karen").facts["Resultat"] == gate.said("karen", closing.reason, "withdrawn")
    [told, *_] = gate.news("jonas")
    assert told.startswith(gate.said("jonas", notices.title, "partner_released"))
    assert told.endswith("Tak for jeres hjælp.")
    assert gate.passed("p360_main") >= {"withdrawn_body", "end_withdrawn"}


def withdraw(journey: Journey, by: str) -> None:
    """Say why the need is withdrawn, and what the partners should know."""
    why = "Vejen bliver bygget om næste år, og så forsvinder problemet af sig selv."
    answers = {"reason": "need_gone", "explanation": why, "reuse_results": "yes", "message": "Tak for jeres hjælp."}
    journey.do(by, "t_withdraw", **answers, last_day="1-6-2027")
