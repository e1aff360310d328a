"""Needs that wait for a better moment: six months, a solution, or in vain."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests import builders
from tests.walks import needs
from tests.walks.journey import Journey
from webapp.sentences import notices, tasks

FIRST_WAKING = datetime(2027, 11, 3, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
SECOND_WAKING = datetime(2028, 5, 3, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_a_need_that_is_parked_a_third_time_lapses(journey: Journey) -> None:
    needs.describe(journey, "jonas", "strandkoping")
    needs.examine(journey, "sara", needs.LOW)

    assert journey.decided() == [("park", ["g0_5"])]
    assert journey.open_elements() == []
    [parked, *_] = journey.news("jonas")
    assert parked.startswith(journey.said("jonas", notices.title, "parked"))
    assert "3 nov. 2027" in parked
    assert "3 nov. 2027" in journey.page("jonas").waits
    journey.wait_until(FIRST_WAKING - timedelta(seconds=1))
    assert journey.open_elements() == []
    journey.wait_until(FIRST_WAKING)
    assert journey.open_elements() == ["t_screen"]
    assert journey.line("sara", "t_screen").due == date(2027, 11, 10)
    needs.screen(journey, "sara", needs.LOW)

    assert journey.open_elements() == []
    assert "3 maj 2028" in journey.page("jonas").waits
    journey.wait_until(SECOND_WAKING)
    needs.screen(journey, "rasmus", needs.LOW, comment="Fortsat for lidt at gå efter")

    assert journey.decided() == [("park", ["g0_5"])] * 3
    ended, lapsed = journey.news("jonas")[:2]
    assert ended.endswith("Utfall: Förfallet.")
    assert lapsed.startswith(journey.said("jonas", notices.title, "lapsed"))
    assert lapsed.endswith("Motivering: Fortsat for lidt at gå efter")
    page = journey.page("jonas")
    assert (page.status, page.waits) == (journey.said("jonas", tasks.status, "closed"), "")
    assert "Förfallet" in page.facts.values()
    assert {"end_lapsed", "f_lapse"} <= journey.passed("p0_need")
    assert journey.ends() == ["end_closed"]


def test_a_parked_need_that_a_new_solution_fits_is_solved_by_reuse(journey: Journey) -> None:
    _park(journey, theme="circular")
    until = journey.page("karen").waits
    _announce(journey, "mobility", "Samåkning 2.0")
    assert (journey.open_elements(), journey.page("karen").waits) == ([], until)
    _announce(journey, "circular", "Byggdelsbanken")

    assert journey.offered("t_reuse_question") == [{"karen"}]
    assert journey.line("karen", "t_reuse_question").due == date(2027, 5, 20)
    assert journey.look("karen", "t_reuse_question").fields["solution"] == ["Byggdelsbanken"]
    assert needs.PROBLEM in journey.at("karen").words
    assert journey.page("karen").waits == ""
    journey.do("karen", "t_reuse_question", fits="maybe", contact_giver="yes")

    told = journey.said("karen", notices.title, "reuse")
    [answer] = (notice for notice in journey.news("karen") if notice.startswith(told))
    assert answer.endswith("Begrundelse: Vurderet til 1, 1 og 1")  # nobody wrote anything about the reuse
    assert "Løst ved genbrug" in journey.page("karen").facts.values()
    assert {"end_reused", "f_fits"} <= journey.passed("p0_need")


def test_a_parked_need_that_a_new_solution_does_not_fit_is_screened_again(journey: Journey) -> None:
    _park(journey, theme="circular")
    _announce(journey, "circular", "Byggdelsbanken")
    journey.do("karen", "t_reuse_question", fits="no", reason="Den kan kun tegl", contact_giver="no")

    assert journey.open_elements() == ["t_screen"]
    assert journey.offered("t_screen") == [{"sara", "rasmus"}]
    needs.screen(journey, "sara", needs.FAST)
    assert journey.decided() == [("park", ["g0_5"]), ("fast", ["g0_8"])]
    assert journey.open_elements() == ["t_team"]
    journey.wait_until(FIRST_WAKING)  # the old wait is over
    assert journey.open_elements() == ["t_team"]


def _park(journey: Journey, **changes: str) -> None:
    needs.describe(journey, "karen", "bolgelev", **changes)
    needs.examine(journey, "sara", needs.LOW)
    assert journey.news("karen")[0].startswith(journey.said("karen", notices.title, "parked"))


def _announce(journey: Journey, theme: str, solution: str) -> None:
    """A campaign of its own tells every case that a solution is there."""
    key = f"campaign_{theme}"
    end = (
        f'<bpmn:endEvent id="told"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="={_quoted(theme)}" '
        f'target="theme"/><zeebe:input source="={_quoted(solution)}" target="solution"/></zeebe:ioMapping>'
        '</bpmn:extensionElements><bpmn:signalEventDefinition id="told_signal" signalRef="sig"/></bpmn:endEvent>'
    )
    body = f'<bpmn:startEvent id="start"/>{end}{builders.flow("start", "told")}'
    signal = '<bpmn:signal id="sig" name="sig_solution_available"/>'
    journey.publish("birgit", {f"{key}.bpmn": builders.process(key, body, {"starters": "tf_coord"}, signal)})
    journey.start("sara", key, "strandkoping")
    journey.work()


def _quoted(text: str) -> str:
    return f"&quot;{text}&quot;"
