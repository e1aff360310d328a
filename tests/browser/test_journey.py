"""A need from its first words to insight work, as its people live it in a real browser, with scripts and without."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import installation, serving, words
from tests.browser.visiting import Visits

TITLE = "Varsling om oversvømmede veje"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_need_is_described_examined_decided_and_gets_a_team(visits: Visits, address: str, scripts: bool) -> None:
    karen, sara, rasmus = (
        visits.visit(address, key, java_script_enabled=scripts) for key in ("karen", "sara", "rasmus")
    )

    number = _karen_starts_a_case(karen)
    _the_form_says_what_is_missing(karen)
    _a_draft_is_kept(karen, number)
    _karen_describes_her_need(karen)
    _sara_looks_for_something_to_reuse(sara, number)
    _sara_screens_without_a_mouse(sara, number)
    _the_table_has_decided_and_karen_is_told(karen, number)
    _rasmus_names_the_team(rasmus, number)
    _the_case_stands_in_insight(karen, number)
    _everything_is_in_the_audit_trail(sara, number)


def _karen_starts_a_case(page: Page) -> str:
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.get_by_role("link", name=words.said("da", "Start a case")).click()
    page.locator("input[value=p360_main]").check()
    page.get_by_role("button", name=words.said("da", "Start the case")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(words.NAMES["t_need"]["da"])
    number = page.locator(".breadcrumb a").last.inner_text()
    expect(page.locator(".alert")).to_contain_text(number)
    return number


def _the_form_says_what_is_missing(page: Page) -> None:
    page.get_by_role("button", name=words.said("da", "Complete task")).click()

    summary = page.locator(".i3-errors")
    expect(summary).to_be_focused()
    assert page.title().startswith(words.said("da", "Error:"))
    links = summary.get_by_role("link")
    assert links.count() >= 9
    for link in (links.first, links.last):
        link.click()
        expect(page.locator(link.get_attribute("href") or "")).to_be_focused()


def _a_draft_is_kept(page: Page, number: str) -> None:
    page.locator("#title").fill(TITLE)
    page.get_by_role("button", name=words.said("da", "Save draft")).click()
    expect(page.locator(".alert")).to_be_visible()

    page.goto("/inbox/")
    words.row(page, number, "t_need", "da").get_by_role("link").first.click()

    expect(page.locator("#title")).to_have_value(TITLE)


def _karen_describes_her_need(page: Page) -> None:
    expect(page.locator("#org")).to_have_value("bolgelev")
    expect(page.locator("#owner option:checked")).to_have_text("Karen Højbjerg Lund, Bølgelev Kommune")
    for field, answer in installation.NEED.items():
        words.answer(page, field, answer)
    page.get_by_role("button", name=words.said("da", "Complete task")).click()

    _it_is_done(page, "t_need", "da", "The case goes on with others.")
    assert page.url.endswith("/inbox/")


def _sara_looks_for_something_to_reuse(page: Page, number: str) -> None:
    words.until(page, "/inbox/", lambda: words.row(page, number, "t_duplicates", "sv"))
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(words.row(page, number, "t_screen", "sv")).to_be_visible()

    words.row(page, number, "t_duplicates", "sv").get_by_role("link").first.click()
    page.get_by_role("button", name=words.said("sv", "Claim task")).click()
    expect(page.locator(".alert")).to_have_text(words.said("sv", "You have taken the task."))
    expect(page.locator("#need_problem")).to_have_text(str(installation.NEED["problem"]))
    expect(page.locator("#need_problem")).to_have_css("white-space", "pre-line")  # paragraphs stay apart
    for field, answer in installation.REUSE.items():
        words.answer(page, field, answer)
    page.get_by_role("button", name=words.said("sv", "Complete task")).click()
    _it_is_done(page, "t_duplicates", "sv", "Another task in the case waits for your roles.")


def _sara_screens_without_a_mouse(page: Page, number: str) -> None:
    page.goto("/inbox/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=words.said("sv", "Skip to content"))).to_be_focused()
    assert _ring(page)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    _tab_to(page, words.row(page, number, "t_screen", "sv").get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.NAMES["t_screen"]["sv"])

    for field, answer in installation.SCORES.items():
        _tab_to(page, page.locator(f"#{field}"))
        options = page.locator(f"[name={field}]").evaluate_all("all => all.map(one => one.value)")
        page.keyboard.press("Space")
        for _ in range(options.index(answer)):
            page.keyboard.press("ArrowDown")
        expect(page.locator(f"[name={field}][value='{answer}']")).to_be_checked()
    _tab_to(page, page.locator("#comment"))
    page.keyboard.type(installation.SCREENING["comment"])
    _tab_to(page, page.get_by_role("button", name=words.said("sv", "Complete task")))
    page.keyboard.press("Enter")
    _it_is_done(page, "t_screen", "sv", "The case goes on with others.")


def _the_table_has_decided_and_karen_is_told(page: Page, number: str) -> None:
    news = page.locator("section", has=page.locator("#notices")).locator("li", has_text=number)
    words.until(page, "/inbox/", lambda: news.filter(has_text=words.said("da", "Your need goes on to insight work")))

    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.get_by_role("button", name=words.said("da", "Mark all as read")).click()
    expect(page.locator("#notices")).to_have_count(0)
    page.locator(".i3-earlier summary").click()
    expect(page.locator(".i3-earlier li", has_text=number).first).to_be_visible()


def _rasmus_names_the_team(page: Page, number: str) -> None:
    words.until(page, "/inbox/", lambda: words.row(page, number, "t_team", "da"))
    words.row(page, number, "t_team", "da").get_by_role("link").first.click()
    team = {"pm": "Mads Toft Riis", "benefit_owner": "Karen", "chair": "Anette", "deputy": "Ingrid"}
    for role, name in team.items():
        options = page.locator(f"#{role} option")
        page.locator(f"#{role}").select_option(options.filter(has_text=name).get_attribute("value"))
    elin = page.locator("#voters fieldset").filter(has=page.locator("option:checked", has_text="Elin Tallström"))
    ingrid = elin.get_by_role("combobox").last
    ingrid.select_option(ingrid.locator("option", has_text="Ingrid").get_attribute("value"))
    page.get_by_role("button", name=words.said("da", "Complete task")).click()
    _it_is_done(page, "t_team", "da", "The case goes on with others.")


def _the_case_stands_in_insight(page: Page, number: str) -> None:
    running = page.locator(".i3-diagram svg .active")
    words.until(page, f"/cases/{number}", lambda: running.nth(2))

    for language in ("da", "sv"):
        serving.speak(page, language)
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(page.locator(".i3-steps [aria-current=step]")).to_contain_text("P1")
        picture = page.locator("details.i3-picture[open]").first
        expect(picture.get_by_role("img")).to_be_visible()
        label = picture.locator(".s[data-id=t_users] text").text_content() or ""
        assert label.replace(" ", "") == words.NAMES["t_users"][language].replace(" ", "")
        picture.get_by_text(words.said(language, "Show as list")).click()
        steps = picture.locator("li[aria-current=step]")
        expect(steps.filter(has_text=words.NAMES["t_users"][language])).to_be_visible()
        expect(steps.filter(has_text=words.said(language, "under way")).first).to_be_visible()
        expect(words.row(page, "", "t_users", language)).to_be_visible()


def _everything_is_in_the_audit_trail(page: Page, number: str) -> None:
    page.get_by_role("link", name=words.said("sv", "Audit trail")).first.click()
    page.locator("#case").fill(number)
    page.get_by_role("button", name=words.said("sv", "Filter")).click()

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    rows = page.locator("tbody tr")
    assert rows.count() >= 12
    for element in ("t_need", "t_duplicates", "t_screen", "t_team"):
        expect(rows.filter(has_text=words.NAMES[element]["sv"]).first).to_be_visible()


def _it_is_done(page: Page, element: str, language: str, follows: str) -> None:
    """The page says which task of which case is done, and what follows."""
    told = page.locator(".alert")
    expect(told).to_contain_text(words.NAMES[element][language])
    expect(told).to_contain_text(words.said(language, follows))
    expect(told.get_by_role("link")).to_be_visible()


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has the focus; what has it on the way can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert _ring(page)
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("the focus never came")


def _ring(page: Page) -> bool:
    """Whether the focused element has a ring around it and stands in the window."""
    return bool(
        page.evaluate(
            """() => {
                const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                    && box.width > 1 && box.bottom > 0 && box.top < innerHeight;
            }"""
        )
    )
