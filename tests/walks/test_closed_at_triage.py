"""Needs that the triage sends elsewhere."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.ledger.audit import Action
from tests.walks import needs
from tests.walks.journey import Journey
from webapp.sentences import closing, notices, tasks

LAST_DAY = datetime(2027, 5, 11, 16, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
"""Of referring the need, long before its owner must have an answer: fifteen working days after it came."""


def test_a_need_without_climate_relevance_is_referred_with_reasons_in_the_owners_language(journey: Journey) -> None:
    needs.describe(journey, "jonas", "strandkoping", title="Skärmar i stadshusets foajé", theme="other")
    needs.examine(journey, "sara", needs.NO_CLIMATE)

    assert journey.decided() == [("refer", ["g0_4"])]
    assert journey.open_elements() == ["t_refer"]  # nobody votes
    assert journey.inbox("sara").keys() == journey.inbox("rasmus").keys() == {"t_refer"}
    assert journey.line("sara", "t_refer").due == date(2027, 5, 11)
    assert journey.look("sara", "t_refer").fields["reason"] == ["Vurderet til 0, 1 og 2"]
    assert needs.PROBLEM in journey.at("sara").words
    journey.wait_until(LAST_DAY)
    journey.do("sara", "t_refer", refer_to="supplier", name="Skylt AB, 040-000 00", reason="Finns redan att köpa.")

    ended, answer = journey.news("jonas")[:2]
    assert answer.startswith(journey.said("jonas", notices.title, "referred"))
    assert answer.endswith("Kontakt: Skylt AB, 040-000 00 Motivering: Finns redan att köpa.")
    assert ended.startswith(journey.said("jonas", notices.title, "case_closed"))
    assert ended.endswith("Utfall: Hänvisat.")
    page = journey.page("jonas")
    assert page.status == journey.said("jonas", tasks.status, "closed")
    assert "Hänvisat" in page.facts.values()
    assert page.phases == {"P0": "done", "P1": "later"}
    assert "sub_body" not in journey.passed("p360_main")
    assert journey.passed("p_gate_review") == set()
    assert journey.open_elements() == []
    assert {"end_referred", "f_refer"} <= journey.passed("p0_need")
    assert journey.ends() == ["end_closed"]
    assert journey.said("malin", closing.reason, "referred") in journey.told("malin", Action.CASE_CLOSED)[0]


def test_a_need_outside_the_programme_area_is_referred(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev")
    needs.examine(journey, "rasmus", needs.FAST, geo="no")

    assert journey.decided() == [("refer", ["g0_2"])]
    journey.do("rasmus", "t_refer", refer_to="region", name="Regionen", reason="Uden for området.")

    assert "Henvist" in journey.page("karen").facts.values()
    assert journey.ends() == ["end_closed"]


def test_a_need_that_a_solution_in_operation_meets_is_solved_by_reuse(journey: Journey) -> None:
    needs.describe(journey, "karen", "bolgelev")
    needs.screen(journey, "sara", needs.FAST)
    assert journey.decided() == []
    journey.do(
        "rasmus",
        "t_duplicates",
        searched=["solutions", "networks"],
        match="scaled",
        comment="Kører i Tallåkra siden 2025",
    )

    assert journey.decided() == [("reuse", ["g0_3"])]
    ended, answer = journey.news("karen")[:2]
    assert answer.startswith(journey.said("karen", notices.title, "reuse"))
    assert answer.endswith("Begrundelse: Kører i Tallåkra siden 2025")
    assert ended.endswith("Resultat: Løst ved genbrug.")
    page = journey.page("karen")
    assert page.status == journey.said("karen", tasks.status, "closed")
    assert "Løst ved genbrug" in page.facts.values()
    assert {"end_reused", "f_reuse"} <= journey.passed("p0_need")
    assert journey.said("karen", closing.reason, "reused") in journey.told("karen", Action.CASE_CLOSED)[0]
