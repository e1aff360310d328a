"""The language of pages: who decides it, and that nothing of another is left on them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.conftest import MovableClock
from tests.web.browser import Browser
from webapp import formats, languages
from webapp.sentences import roles

SIGN_IN = {"en": "Log in", "da": "Log ind", "sv": "Logga in"}
NEW_PASSWORD_PROBLEMS = {"password": "wrong", "new_password": "kort", "new_password_confirm": "andet"}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("da", "da"),
        ("sv-SE,sv;q=0.9,en;q=0.5", "sv"),
        ("nb-NO", "da"),
        ("fr,sv;q=0.1", "sv"),
        ("fr", "en"),
        ("en-US", "en"),
    ],
)
def test_a_stranger_gets_the_language_of_the_browser_or_of_the_organisation(
    browser: Browser, asked: str, language: str
) -> None:
    browser.get("/sign-in", headers={"Accept-Language": asked})

    assert browser.soup.html["lang"] == language
    assert browser.soup.h1.text == SIGN_IN[language]


def test_a_choice_is_remembered_on_this_machine_and_leads_back_to_the_page(browser: Browser) -> None:
    answer = browser.get("/sign-in?next=/cases/&lang=sv", follow=False)
    browser.get("/sign-in", headers={"Accept-Language": "da"})

    assert answer.location == "/sign-in?next=%2Fcases%2F"
    assert browser.soup.html["lang"] == "sv"


def test_an_unknown_language_changes_nothing(browser: Browser) -> None:
    answer = browser.get("/sign-in?lang=xx", follow=False)

    assert answer.location == "/sign-in"
    assert "language=" not in str(answer.headers)


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example"])
def test_changing_language_never_leads_to_another_site(browser: Browser, path: str) -> None:
    answer = browser.client.get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": "lang=da"})

    assert not (answer.location or "/").startswith(("//", "/\\", "http://evil"))


def test_the_persons_setting_counts_more_than_cookie_and_browser(browser: Browser) -> None:
    browser.get("/sign-in?lang=sv")
    browser.sign_in("karen")
    browser.get("/account/", headers={"Accept-Language": "en"})

    assert browser.soup.html["lang"] == "da"


def test_a_choice_in_the_top_bar_holds_for_the_visit_and_changes_no_setting(browser: Browser) -> None:
    browser.sign_in("karen")
    browser.get("/account/")
    browser.get(browser.soup.header.find("a", lang="sv")["href"])
    assert browser.soup.html["lang"] == "sv"
    assert browser.soup.find("input", {"name": "language", "value": "da"}).has_attr("checked")

    browser.post("/sign-out")
    browser.sign_in("karen")
    browser.get("/account/")
    assert browser.soup.html["lang"] == "da"


def test_a_new_setting_counts_at_once(browser: Browser) -> None:
    browser.sign_in("karen")
    browser.get("/account/?lang=en")
    browser.post("/account/settings", {"language": "sv", "theme": "auto"}, follow=True)

    assert browser.soup.html["lang"] == "sv"
    assert "Dina inställningar har sparats." in browser.words


def test_a_new_setting_is_remembered_by_this_browser_after_the_sign_out(browser: Browser) -> None:
    browser.get("/sign-in?lang=en")
    browser.sign_in("karen")
    browser.get("/account/")
    browser.post("/account/settings", {"language": "sv", "theme": "auto"})
    browser.post("/sign-out")

    browser.get("/sign-in", headers={"Accept-Language": "da"})

    assert browser.soup.html["lang"] == "sv"


def test_the_languages_stand_in_the_top_bar_by_their_own_names(browser: Browser) -> None:
    browser.get("/sign-in?lang=sv")
    links = browser.soup.header.find("ul").find_next("ul").find_all("a", lang=True)

    assert [(link.text, link["lang"], link["hreflang"]) for link in links] == [
        ("Dansk", "da", "da"),
        ("English", "en", "en"),
    ]


def test_a_page_that_was_sent_offers_languages_at_an_address_that_can_be_opened(browser: Browser) -> None:
    browser.sign_in("karen", "wrong")

    for link in browser.soup.header.find("ul").find_next("ul").find_all("a", lang=True):
        assert browser.get(link["href"]).status_code == 200


@pytest.mark.parametrize("language", ["da", "sv"])
def test_no_english_is_left_on_the_pages_of_signing_in(browser: Browser, language: str) -> None:
    seen = {english: _words_of_signing_in(browser, english) for english in ("en", language)}

    common = {words for words in seen["en"] & seen[language] if len(words) > 3}
    assert common <= {"InnoTech 360", "Menu", "Dansk", "Svenska", "English", "Karen Højbjerg Lund", "Bølgelev Kommune"}


@pytest.mark.parametrize("language", ["da", "sv"])
@pytest.mark.parametrize("address", ["/accessibility", "/personal-data", "/no-such-page"])
def test_no_english_is_left_on_pages_for_everybody(browser: Browser, language: str, address: str) -> None:
    english, translated = (_sentences(browser, f"{address}?lang={code}") for code in ("en", language))

    names = {"InnoTech 360", "Dansk", "Svenska", "English", "Datatilsynet", "Integritetsskyddsmyndigheten"}
    names |= {"Menu", "Cookies"} if language == "da" else set()
    assert {words for words in english & translated if len(words) > 3 and "." not in words} <= names


@pytest.mark.parametrize("address", ["/accessibility", "/personal-data", "/no-such-page", "/sign-in"])
def test_danish_and_swedish_are_not_mixed_up(browser: Browser, address: str) -> None:
    danish, swedish = (_sentences(browser, f"{address}?lang={code}") for code in ("da", "sv"))

    assert {words for words in danish & swedish if len(words.split()) > 3} == set()


@pytest.mark.parametrize(
    ("language", "day", "moment", "number", "percent"),
    [
        ("da", "23. nov. 2026", "23. nov. 2026 kl. 09.00", "1.234,5", "12\N{NO-BREAK SPACE}%"),
        ("sv", "23 nov. 2026", "23 nov. 2026 kl. 09:00", "1\N{NO-BREAK SPACE}234,5", "12\N{NO-BREAK SPACE}%"),
        ("en", "23 Nov 2026", "23 Nov 2026 at 09:00", "1,234.5", "12%"),
    ],
)
def test_days_times_and_numbers_follow_the_language(
    app: Flask, language: str, day: str, moment: str, number: str, percent: str
) -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": language}):
        assert formats.day(at) == formats.day(date(2026, 11, 23)) == day
        assert formats.moment(at) == moment
        assert formats.number(Decimal("1234.5")) == number
        assert formats.percent(0.12) == percent
        assert formats.money(Decimal("1234.5"), "DKK") == f"{number}\N{NO-BREAK SPACE}DKK"


@pytest.mark.parametrize(
    ("hours", "words", "kind"),
    [
        (-1, {"en": "Overdue", "da": "Overskredet frist", "sv": "Försenad"}, "late"),
        (1, {"en": "Today", "da": "I dag", "sv": "I dag"}, "soon"),
        (24, {"en": "Tomorrow", "da": "I morgen", "sv": "I morgon"}, "soon"),
        (96, {"en": "In 4 days", "da": "Om 4 dage", "sv": "Om 4 dagar"}, "calm"),
    ],
)
def test_a_deadline_is_said_in_words(
    app: Flask, moving_clock: MovableClock, hours: int, words: dict[str, str], kind: str
) -> None:
    now = moving_clock.moment
    deadline = moving_clock.move(hours=hours)
    moving_clock.set(now)

    for language, expected in words.items():
        with app.test_request_context(headers={"Accept-Language": language}):
            assert formats.due(deadline) == formats.Due(expected, kind)


def test_the_day_of_a_deadline_is_that_of_the_readers_zone(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        midnight_passed_in_copenhagen = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
        assert formats.day(midnight_passed_in_copenhagen) == "24 Nov 2026"


def test_texts_of_models_fall_back_to_the_organisation_then_to_english() -> None:
    texts = {"en": "Need", "da": "Behov"}

    assert languages.in_language(texts, "da").lang is None
    assert (
        languages.in_language(texts, "sv", ("da", "en")),
        languages.in_language(texts, "sv", ("da", "en")).lang,
    ) == (
        "Behov",
        "da",
    )
    assert languages.in_language({"en": "Need"}, "sv", ("da", "en")).lang == "en"
    assert languages.in_language({}, "sv") == ""


@pytest.mark.parametrize("language", ["da", "sv"])
def test_every_role_has_a_name_in_every_language(app: Flask, language: str) -> None:
    from engine.people.roles import ROLES

    with app.test_request_context():
        english = {key: roles.name(key) for key in ROLES}
        with force_locale(language):
            translated = {key: roles.name(key) for key in ROLES}

    same = {key for key in ROLES if english[key] == translated[key]}
    assert same == ({"finance", "admin"} if language == "da" else {"finance"})
    assert all(name != key for key, name in english.items())


def _words_of_signing_in(browser: Browser, language: str) -> set[str]:
    fresh = Browser(browser.client.application)
    seen = _sentences(fresh, f"/sign-in?lang={language}")
    fresh.sign_in("karen", "wrong")
    seen |= set(fresh.soup.stripped_strings)
    fresh.sign_in("karen")
    seen |= _sentences(fresh, f"/account/password?lang={language}")
    fresh.post("/account/password", NEW_PASSWORD_PROBLEMS)
    seen |= set(fresh.soup.stripped_strings)
    fresh.post("/account/password", {})
    return seen | set(fresh.soup.stripped_strings)


def _sentences(browser: Browser, address: str) -> set[str]:
    browser.get(address)
    return set(browser.soup.stripped_strings)
