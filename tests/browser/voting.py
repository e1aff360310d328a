"""A gate in a real browser: the file and its check, five votes of two countries, the chair's decision, a condition."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser import examination, words
from tests.browser.desks import Desks
from tests.walks import gates

HOME = ZoneInfo("Europe/Copenhagen")
# Ten working days of both countries after the vote began, and five more: 17 May is a holiday in Denmark.
ROUND_ENDS = datetime(2027, 6, 4, 23, 50, tzinfo=HOME)
ROUND_OVER = datetime(2027, 6, 5, 0, 0, 5, tzinfo=HOME)
NEXT_MORNING = datetime(2027, 6, 7, 9, 0, tzinfo=HOME)
ALREADY, OVER = "Du har allerede stemt", "Omröstningsomgången är slut"
NO, YES = {"conflict": "no"}, {"conflict": "yes"}
AGAINST = "Vi vill tala med försörjningsbolaget först"
LANGUAGES = {"karen": "da", "mads": "da", "anette": "da", "elin": "sv", "jonas": "sv", "amina": "sv", "malin": "sv"}


def the_file_is_prepared_and_checked(desks: Desks, number: str) -> None:
    """The project manager prepares the file, and the controller of the other country checks the economy."""
    mads = _open(desks, "mads", "t_gate_file", number)
    for point in mads.locator("input[name$='-met'][value=met]").all():
        point.check()
    words.fill_in(mads, {"summary": "Otte interview og tre års baseline", **dict.fromkeys(gates.LEVELS, "4")})
    risk = {"risk": "Givere fejler i frost", "likelihood": "2", "impact": "3", "action": "To givere pr. vej"}
    words.fill_in(mads, {f"risks-0-{name}": answer for name, answer in risk.items()})
    _choose(mads, "risks-0-owner", "Amina Nyqvist")
    words.fill_in(mads, {"spent-amount": "0", "spent-currency": "DKK"})
    examination.is_sound(mads)
    _complete(mads, "da")

    elin = _open(desks, "elin", "t_gate_controller", number)
    words.fill_in(elin, {"spent_ok": "yes", "eligible": "all", "deviation_pct": "0"})
    words.fill_in(elin, {"tranche_ok-amount": "50000", "tranche_ok-currency": "DKK"})
    _complete(elin, "sv")


def the_board_votes(desks: Desks, number: str) -> None:
    """Mads tries twice, Karen says that she has a conflict of interest, Anette asks for something."""
    mads = _open(desks, "mads", "t_gate_vote", number)
    again = desks.second_window("mads")
    again.goto(mads.url)
    words.fill_in(again, {**NO, "vote": "stop", "vote_reason": "Jeg har fortrudt"})
    _leave(again, "vote_reason")
    words.fill_in(mads, {**NO, "vote": "approve"})
    examination.is_sound(mads)
    _complete(mads, "da")
    again.locator("#answers .btn-primary").click()
    expect(again.locator("main")).to_contain_text(ALREADY)
    expect(again.locator("main")).to_contain_text("Jeg har fortrudt")
    examination.is_sound(again)

    karen = _open(desks, "karen", "t_gate_vote", number)
    words.fill_in(karen, YES)
    expect(karen.locator("[name=vote]")).to_have_count(0)
    _complete(karen, "da")
    karen.goto("/inbox/")
    expect(words.row(karen, number, "t_gate_vote", "da")).to_have_count(0)

    elin = _open(desks, "elin", "t_gate_vote", number)
    words.fill_in(elin, {**NO, "vote": "approve"})
    _complete(elin, "sv")

    anette = _open(desks, "anette", "t_gate_vote", number)
    words.fill_in(anette, {**NO, "vote": "approve_cond", "vote_reason": "Der mangler data fra to veje"})
    words.fill_in(anette, {"conditions-0-text": gates.CONDITION, "conditions-0-due": "01-09-2027"})
    _choose(anette, "conditions-0-owner", "Amina Nyqvist")
    examination.is_sound(anette)
    _complete(anette, "da")


def a_vote_after_the_round_is_not_counted(desks: Desks, number: str) -> None:
    """Jonas has begun to vote when the round closes; what he has written is kept and shown."""
    desks.go_to(ROUND_ENDS)
    jonas = _open(desks, "jonas", "t_gate_vote", number)
    words.fill_in(jonas, {**NO, "vote": "stop", "vote_reason": AGAINST})
    _leave(jonas, "vote_reason")
    desks.go_to(ROUND_OVER)
    anette = desks.at("anette")
    words.until(anette, "/inbox/", lambda: words.row(anette, number, "t_gate_decide", "da"))

    jonas.locator("#answers .btn-primary").click()

    expect(jonas.locator("main")).to_contain_text(OVER)
    expect(jonas.locator("main")).to_contain_text(AGAINST)
    examination.is_sound(jonas)


def the_chair_decides(desks: Desks, number: str) -> None:
    """The chair sees what facts and votes say, and approves with the condition that was asked for."""
    desks.go_to(NEXT_MORNING)
    anette = _open(desks, "anette", "t_gate_decide", number)
    given = anette.locator("#votes_given")
    expect(given).to_contain_text("Karen Højbjerg Lund")
    expect(given).not_to_contain_text(AGAINST)
    words.fill_in(anette, {"decision": "conditional", "reason": gates.REASON})
    expect(anette.locator("[name='conditions-0-text']")).to_have_value(gates.CONDITION)
    words.fill_in(anette, {"public_text": gates.PUBLIC, "confidential": "no"})
    examination.is_sound(anette)
    _complete(anette, "da")

    words.until(anette, f"/cases/{number}", lambda: anette.locator("main", has_text=gates.PUBLIC))
    examination.is_sound(anette)


def conditions_are_tasks(desks: Desks, number: str) -> None:
    """Whoever answers for the condition finds it as a task, due on its day."""
    amina = _open(desks, "amina", "t_gate_condition", number)
    expect(amina.locator("main")).to_contain_text(gates.CONDITION)
    expect(amina.locator("main")).to_contain_text("1 sep. 2027")
    examination.is_sound(amina)


def _open(desks: Desks, key: str, element: str, number: str) -> Page:
    """The form of a task that somebody finds in the inbox."""
    page, language = desks.at(key), LANGUAGES[key]
    words.until(page, "/inbox/", lambda: words.row(page, number, element, language))
    words.row(page, number, element, language).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.NAMES[element][language])
    return page


def _choose(page: Page, field: str, name: str) -> None:
    options = page.locator(f"[name='{field}'] option")
    words.answer(page, field, options.filter(has_text=name).first.get_attribute("value"))


def _leave(page: Page, field: str) -> None:
    """Go out of a field, at which the form asks whether other questions follow from it."""
    with page.expect_response("**/questions"):
        page.locator(f"[name={field}]").blur()


def _complete(page: Page, language: str) -> None:
    page.get_by_role("button", name=words.said(language, "Complete task")).click()
    expect(page.locator(".alert")).to_be_visible()
    expect(page.locator(".i3-errors")).to_have_count(0)
