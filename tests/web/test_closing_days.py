"""The closing days of an organisation, kept on a page."""

from datetime import date

import pytest
import sqlalchemy as sa

from engine.ledger.audit import Action, AuditEntry
from engine.people import closings, organisations
from tests.web.scene import Scene, said

PAGE = "/administration/closing-days/"
SUMMER = {"organisation": "vindelunde", "first": "12/07/2027", "last": "25/07/2027", "reason": "Summer closing"}


def test_an_administrator_closes_an_office_for_two_weeks_and_the_weekends_are_left_out(scene: Scene) -> None:
    scene.tove.get(PAGE)
    answer = scene.tove.post(PAGE, SUMMER, follow=True)

    assert answer.status_code == 200
    assert "10 closing days have been added." in scene.tove.words
    with scene.reading() as session:
        closed = closings.days_of(session, "vindelunde")
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.CLOSING_DAYS_ADDED.value))
    assert (min(closed), max(closed), set(closed.values())) == (
        date(2027, 7, 12),
        date(2027, 7, 23),
        {"Summer closing"},
    )
    assert len(entry.facts["details"]["days"]) == len(closed) == 10
    assert entry.actor_id == scene.id_of("tove")


def test_a_closing_day_can_be_removed_again(scene: Scene) -> None:
    scene.tove.get(PAGE)
    scene.tove.post(f"{PAGE}remove", {"organisation": "bolgelev", "day": "2027-05-07"}, follow=True)
    assert "7 May 2027 is no longer a closing day." in scene.tove.words

    scene.tove.post(f"{PAGE}remove", {"organisation": "bolgelev", "day": "2027-05-07"}, follow=True)
    assert "Somebody else has removed that day." in scene.tove.words
    with scene.reading() as session:
        assert date(2027, 5, 7) not in closings.days_of(session, "bolgelev")
        removed = sa.select(AuditEntry).where(AuditEntry.action == Action.CLOSING_DAYS_REMOVED.value)
        assert len(session.scalars(removed).all()) == 1


def test_a_manager_keeps_the_days_of_the_own_organisation_and_no_others(scene: Scene) -> None:
    scene.anette.get(PAGE)
    assert [option["value"] for option in scene.anette.soup.select("#organisation option")] == ["bolgelev"]
    assert "Strandköpings kommun" not in scene.anette.words

    refused = scene.anette.post(PAGE, SUMMER)
    removal = scene.anette.post(f"{PAGE}remove", {"organisation": "strandkoping", "day": "2027-05-07"})

    assert (refused.status_code, removal.status_code) == (422, 403)
    with scene.reading() as session:
        assert closings.days_of(session, "vindelunde") == {}
        assert date(2027, 5, 7) in closings.days_of(session, "strandkoping")


def test_who_keeps_no_closing_days_meets_neither_the_page_nor_its_link(scene: Scene) -> None:
    assert scene.karen.get("/administration/").status_code == 403
    assert scene.karen.get(PAGE).status_code == 403
    assert scene.karen.post(PAGE, SUMMER).status_code == 403
    scene.karen.get("/inbox/")
    assert 'href="/administration/"' not in scene.karen.text


def test_the_list_is_narrowed_by_organisation_and_year_and_turned_around(scene: Scene) -> None:
    def days(query: str) -> list[str]:
        scene.tove.get(PAGE + query)
        return [str(found["datetime"]) for found in scene.tove.soup.select("tbody time")]

    with scene.reading() as session:
        home = {one.key: one.id for one in organisations.all_of(session)}
    assert days("")[0] == "2027-05-07"  # the clock stands in November 2026
    assert days(f"?organisation={home['bolgelev']}") == ["2027-05-07", "2028-05-26", "2029-05-11"]
    assert days("?year=2026&order=latest") == ["2026-05-15", "2026-05-15", "2026-01-05", "2026-01-02"]
    assert days("?year=2031") == []
    assert days("?year=0&after=no-day~1") == days("")


def test_a_long_list_goes_on_after_the_last_day_shown(scene: Scene) -> None:
    scene.tove.get(PAGE)
    scene.tove.post(PAGE, {**SUMMER, "first": "1/3/2028", "last": "31/5/2028"})
    scene.tove.get(PAGE)
    seen = [str(row) for row in scene.tove.soup.select("tbody th")]
    while onward := scene.tove.soup.select_one("a[rel=next]"):
        scene.tove.get(str(onward["href"]))
        seen += [str(row) for row in scene.tove.soup.select("tbody th")]

    assert len(seen) > 60
    assert len(scene.tove.soup.select("tbody tr")) <= 25


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"organisation": "nowhere"}, "Choose an organisation."),
        ({"first": ""}, "Write the day, or the first of several."),
        ({"first": "in July"}, "Write a date as"),
        ({"first": "31/6/2027"}, "does not exist in"),
        ({"first": "12/7/2099"}, "Write a day at most"),
        ({"last": "11/7/2027"}, "The last day cannot be before the first."),
        ({"last": "12/7/2028"}, "Close at most"),
        ({"reason": "  "}, "Say why the organisation is closed."),
        ({"reason": "x" * 201}, "Use at most"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_stays(
    scene: Scene, typed: dict[str, str], told: str
) -> None:
    scene.tove.get(PAGE)
    answer = scene.tove.post(PAGE, {**SUMMER, **typed})

    assert answer.status_code == 422
    [field] = typed
    assert told in scene.tove.soup.select_one(f"#{field}-e, .i3-field-error .i3-err").get_text()
    assert scene.tove.soup.select_one(f'.i3-errors a[href="#{field}"]') is not None
    for name in ("first", "last"):
        assert scene.tove.soup.select_one(f"#{name}")["value"] == {**SUMMER, **typed}[name]
    assert scene.tove.soup.select_one("#reason")["value"] == {**SUMMER, **typed}["reason"].strip()


@pytest.mark.parametrize(("language", "day"), [("da", "12-07-2027"), ("sv", "2027-07-12"), ("en", "12/07/2027")])
def test_a_day_is_written_as_the_readers_language_does(scene: Scene, language: str, day: str) -> None:
    scene.tove.get(PAGE)
    scene.read_in("tove", language).get(PAGE)
    scene.tove.post(PAGE, {**SUMMER, "first": day, "last": "", "reason": ""})
    assert said(language, "Say why the organisation is closed.") in scene.tove.words

    scene.tove.post(PAGE, {**SUMMER, "first": day, "last": ""}, follow=True)
    with scene.reading() as session:
        assert list(closings.days_of(session, "vindelunde")) == [date(2027, 7, 12)]


def test_days_on_which_nobody_works_anyway_are_not_added(scene: Scene) -> None:
    scene.tove.get(PAGE)
    scene.tove.post(PAGE, {**SUMMER, "first": "24/12/2026", "last": "27/12/2026"}, follow=True)

    assert "Nothing was added" in scene.tove.words
    scene.tove.post(f"{PAGE}remove", {"organisation": "bolgelev", "day": "someday"})
    assert scene.tove.post(f"{PAGE}remove", {"organisation": "bolgelev", "day": "someday"}).status_code == 400


def test_the_audit_trail_says_who_closed_what(scene: Scene) -> None:
    scene.tove.get(PAGE)
    scene.tove.post(PAGE, {**SUMMER, "last": ""})
    scene.tove.get("/audit/")

    assert "Vindelunde Kommune is closed: 12 Jul 2027. Summer closing" in scene.tove.words


def test_the_area_lists_the_pages_that_the_reader_may_use(scene: Scene) -> None:
    for reader in (scene.tove, scene.anette):
        assert reader.get("/administration/").status_code == 200
        assert reader.soup.select_one(f'main a[href="{PAGE}"]') is not None
