"""Why a deadline falls where it does, as people read it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engine.casework.records import Task
from engine.people import calendars, closings, organisations
from tests import builders
from tests.web.scene import Scene, errand
from webapp.sentences import deadlines, holidays

OPENED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def task(scene: Scene) -> Callable[..., str]:
    """Opens a case with one task of Task force coordinators; gives its address."""

    def begin(rule: str = "=workdays(5)", kind: str = "working") -> str:
        scene.clock.set(OPENED)
        step = builders.user("t_errand", "tf_coord", rule, deadlineKind=kind)
        return scene.task(scene.begin(builders.process("errand", builders.line(("t_errand", step)))))

    return begin


def _about(scene: Scene, who: str, address: str) -> str:
    browser = getattr(scene, who)
    browser.get(address)
    aside = browser.soup.select_one("aside .i3-facts")
    return " ".join(aside.get_text(" ").split())


def test_beside_the_day_stand_the_rule_and_the_days_that_did_not_count(scene: Scene, task: Callable[..., str]) -> None:
    address = task()
    told = _about(scene, "sara", address)

    assert "9 Jun 2026 5 working days, Denmark 5 June is a holiday in Denmark (Danish Constitution Day)" in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "5 arbejdsdage, Danmark 5. juni er fridag i Danmark (grundlovsdag)"),
        ("sv", "5 arbetsdagar, Danmark 5 juni är ledig dag i Danmark (Danmarks grundlagsdag)"),
    ],
)
def test_the_reason_is_in_the_readers_language(
    scene: Scene, task: Callable[..., str], language: str, told: str
) -> None:
    address = task()
    scene.sara.get("/inbox/")
    scene.read_in("sara", language)

    assert told in _about(scene, "sara", address)


def test_closing_days_of_the_holders_office_are_named_with_their_reason(scene: Scene, task: Callable[..., str]) -> None:
    with scene.writing() as session:
        closings.close_on(session, organisations.get(session, "strandkoping"), [date(2026, 6, 2)], "Flytt")
    address = task()
    scene.sara.get(address)
    scene.sara.post(f"{address}/claim")

    told = _about(scene, "sara", address)
    assert "5 working days, Sweden Strandköpings kommun is closed on 2 June: Flytt" in told


def test_the_inbox_tells_the_reason_in_short_to_whoever_points_at_the_day(
    scene: Scene, task: Callable[..., str]
) -> None:
    task()
    scene.sara.get("/inbox/")

    [day] = scene.sara.soup.select("tbody time")
    assert day["title"] == "5 working days, Denmark; 5 June is a holiday in Denmark (Danish Constitution Day)"


@pytest.mark.parametrize(
    ("rule", "kind", "told"),
    [
        ('=now() + duration("P30D")', "calendar", "1 Jul 2026 30 calendar days"),
        ('=now() + duration("PT72H")', "hours", "4 Jun 2026 72 hours These hours run at all times"),
        ('=date("2026-06-30")', "working", "30 Jun 2026 A fixed day: 30 Jun 2026"),
        ('=workdays(5, "BOTH")', "working", "9 Jun 2026 5 working days, Denmark and Sweden 5 June"),
        ("=null", "working", "No deadline"),
    ],
)
def test_every_kind_of_rule_has_its_words(
    scene: Scene, task: Callable[..., str], rule: str, kind: str, told: str
) -> None:
    assert told in _about(scene, "sara", task(rule, kind))


def test_of_many_days_that_did_not_count_the_first_are_named(scene: Scene, task: Callable[..., str]) -> None:
    assert "2 more days did not count." in _about(scene, "sara", task("=workdays(220)"))


def test_a_deadline_counted_anew_is_told_in_the_history(scene: Scene, task: Callable[..., str]) -> None:
    address = task()
    scene.sara.get(address)
    scene.sara.post(f"{address}/claim", follow=True)

    assert "The deadline of “t_errand” was counted anew: Sweden." in scene.sara.words


def test_a_task_of_an_older_release_of_the_product_has_a_reason_too(scene: Scene) -> None:
    address = scene.task(scene.begin(errand()))
    with scene.writing() as session:
        old = session.scalars(sa.select(Task)).one()
        assert old.deadline_rule is not None
        old.deadline_rule = {"value": old.deadline_rule["value"]}

    assert "5 working days, Denmark" in _about(scene, "sara", address)


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_every_holiday_of_both_countries_has_a_name_in_every_language(app: Flask, language: str) -> None:
    first = date(2020, 1, 1)
    days = (first + timedelta(days=number) for number in range(40 * 366))
    keys = {key for day in days for key in calendars.holidays_on(day, "BOTH").values()}

    with app.test_request_context(f"/?lang={language}", headers={"Accept-Language": language}):
        names = {key: holidays.name(key) for key in keys}
    assert len(keys) > 19
    unsaid = {key for one in keys for key in one.split("; ")} - set(holidays._names())
    assert unsaid == set()
    if language != "en":
        assert {key for key, name in names.items() if name == key} == set()


def test_a_task_without_a_rule_has_no_reason() -> None:
    assert deadlines.reason(Task(deadline_rule=None)) is None
    assert deadlines.short(Task(deadline_rule=None)) == ""
