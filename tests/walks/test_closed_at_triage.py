"""Needs that the triage sends elsewhere."""

from datetime import date

from engine.ledger.audit import Action
from tests.walks import needs
from tests.walks.journey import Journey, said


def test_a_need_without_climate_relevance_is_referred_with_reasons_in_the_owners_language(journey: Journey) -> None:
    needs.describe(journey, "jonas", "strandkoping", title="Skärmar i stadshusets foajé")
    print(journey.inbox("sara"))
    needs.examine(journey, "sara", (0, 1, 2))
    print(journey.decided(), journey.inbox("sara"))
    journey.do("sara", "t_refer", refer_to="supplier", name="X AB", reason="Det finns redan")
    print(journey.news("jonas"))
    print(journey.page("jonas"))
    for a in Action:
        print(a, journey.told("malin", a))
    print(journey.ends())
    assert 0
