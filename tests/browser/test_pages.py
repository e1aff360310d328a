"""Every page can be used by everybody: no finding of axe, nothing outside the window, in light, dark and on a phone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from engine import clock
from engine.people import calendars
from tests.browser import examination, serving
from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits
from webapp import create_app
from webapp.settings import Settings

LANGUAGES = ("da", "sv", "en")
"""Which of them a page is examined in follows from its place in the list, so that each has its part."""

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Look:
    """A page as one person meets it: where it is, and what is done there before it is looked at."""

    who: str
    where: str
    then: Step | None = None
    alone: bool = False
    """Whether what is done leaves the browser as no other page should find it."""


def _hand_in_nothing(page: Page) -> None:
    page.locator("#answers .btn-primary").click()
    page.locator(".i3-errors").wait_for()


def _send_form(page: Page) -> None:
    page.locator("main form .btn-primary").click()
    page.locator(".i3-errors").wait_for()


def _send_form_below(page: Page) -> None:
    page.locator("main form:not([role=search]) .btn-primary").click()
    page.locator(".i3-errors").wait_for()


def _preview_an_extension(page: Page) -> None:
    day = calendars.add_working_days(calendars.day_of(clock.now()), 40, calendars.BOTH)
    page.locator("#until").fill(day.isoformat())
    page.locator("#reason").fill("Svar mangler fra en leverandør")
    page.locator("button[name=_preview]").click()
    page.locator("#preview").wait_for()


def _draw_nothing(page: Page) -> None:
    page.locator("#size").fill("none")
    _send_form(page)


def _open_everything(page: Page) -> None:
    for summary in page.locator("main details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()


def _publish_what_is_wrong(page: Page) -> None:
    wrong = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
        b'<process id="p" isExecutable="true"><startEvent id="s"/><userTask id="u"/></process></definitions>'
    )
    page.locator("#files").set_input_files({"name": "p.bpmn", "mimeType": "application/xml", "buffer": wrong})
    page.locator("#reason").fill("A process with a hole in it")
    _send_form(page)


def _meet_a_conflict(page: Page) -> None:
    page.locator("input[name=_revision]").evaluate("input => { input.value = '999999' }")
    for group in page.locator("fieldset:has(input[type=radio])").all():
        group.locator("input").first.check()
    page.locator("#comment").fill("Behovet er tydeligt")
    page.locator("#answers .btn-primary").click()
    page.locator(".i3-errors").wait_for()


def _read_the_news(page: Page) -> None:
    page.locator("form:has(> input[name=notice]) button").click()
    page.locator(".i3-earlier").wait_for()
    _open_everything(page)


def _stay_away_too_long(page: Page) -> None:
    page.context.clear_cookies()
    page.locator("#answers .btn-primary").click()
    page.locator("ol a[target=_blank]").wait_for()


def _save_over_another_window(page: Page) -> None:
    page.locator("input[name=_saved_at]").evaluate("input => { input.value = '' }")
    page.locator("#title").fill("Fælles udlån")
    page.locator("button[name=_draft]").click()
    page.locator(".i3-errors").wait_for()


def _check_in_editor(page: Page) -> None:
    page.locator("#editor-room.is-ready").wait_for()
    page.locator("#editor-check").click()
    page.locator("#editor-problems li").first.wait_for()


def _try_out(page: Page) -> None:
    page.locator("button[name=_preview]").click()
    page.locator(".i3-timeline").wait_for()


def _give_up_without_reason(page: Page) -> None:
    page.locator("form[action$=discard] button").click()
    page.locator(".i3-errors").wait_for()


PAGES: dict[str, Look] = {
    "sign-in": Look("", "/sign-in"),
    "sign-in refused": Look("", "/sign-in", _send_form),
    "full inbox": Look("sara", "/inbox/"),
    "inbox with news": Look("karen", "/inbox/"),
    "inbox with earlier messages": Look("jonas", "/inbox/", _read_the_news),
    "empty inbox": Look("lone", "/inbox/"),
    "task": Look("sara", "screening t_screen"),
    "task with a draft": Look("karen", "begun t_need"),
    "task after the sign-in ran out": Look("sara", "screening t_screen", _stay_away_too_long, alone=True),
    "task with errors": Look("karen", "begun t_need", _hand_in_nothing),
    "conflict": Look("sara", "fresh t_screen", _meet_a_conflict),
    "completed task": Look("karen", "insight t_need"),
    "task of somebody else": Look("karen", "screening t_duplicates"),
    "hand over": Look("sara", "screening t_duplicates /hand-over"),
    "hand over to nobody": Look("sara", "screening t_duplicates /hand-over", _send_form),
    "extend deadline": Look("sara", "screening t_duplicates /deadline", _preview_an_extension),
    "extend deadline without a reason": Look("sara", "screening t_duplicates /deadline", _send_form),
    "follow-up date": Look("sara", "screening t_duplicates /follow-up"),
    "return task": Look("sara", "screening t_duplicates /release"),
    "cases": Look("sara", "/cases/"),
    "no cases": Look("sara", "/cases/?q=nothing+like+it"),
    "new case": Look("karen", "/cases/new"),
    "running case": Look("karen", "insight", _open_everything),
    "halted case": Look("sara", "halted", _open_everything),
    "closed case": Look("sara", "referred", _open_everything),
    "people of a case": Look("sara", "insight /people/", _open_everything),
    "naming somebody": Look("sara", "insight /people/roles/researcher"),
    "naming nobody for a role of several": Look("rasmus", "insight /people/roles/tf_coord", _send_form),
    "voters": Look("sara", "insight /people/voters"),
    "adding an organisation": Look("sara", "insight /people/organisations/new", _send_form),
    "removing an organisation": Look("sara", "insight /people/organisations/sunduni/leave"),
    "make confidential": Look("sara", "insight /confidential"),
    "make confidential without a reason": Look("sara", "insight /confidential", _send_form),
    "story": Look("karen", "insight /story"),
    "case action": Look("mads", "hearing /actions/a_withdraw"),
    "case action with errors": Look("mads", "hearing /actions/a_withdraw", _hand_in_nothing),
    "case action of a closed case": Look("karen", "withdrawn /actions/a_withdraw"),
    "case action that was taken": Look("karen", "withdrawn /actions/taken/1"),
    "undelivered messages": Look("sara", "/administration/messages/?outcome=any"),
    "undelivered message": Look("sara", "/administration/messages/1"),
    "undelivered message with errors": Look("sara", "/administration/messages/1", _give_up_without_reason),
    "keys for messages": Look("tove", "/administration/message-keys/?shown=all"),
    "new key": Look("tove", "/administration/message-keys/new"),
    "new key with errors": Look("tove", "/administration/message-keys/new", _send_form),
    "revoke a key": Look("tove", "/administration/message-keys/1/revoke"),
    "programme": Look("sara", "/programme/"),
    "action of the programme": Look("sara", "/programme/a_pause"),
    "action of the programme that was taken": Look("sara", "/programme/taken/2"),
    "processes": Look("karen", "/processes/"),
    "version": Look("karen", "/processes/p0_need/1", _open_everything),
    "publish": Look("birgit", "/processes/publish"),
    "publish with problems": Look("birgit", "/processes/publish", _publish_what_is_wrong),
    "publish nothing": Look("birgit", "/processes/publish", _send_form),
    "audit trail": Look("sara", "/audit/"),
    "audit trail searched": Look("malin", "/audit/?q=need&order=oldest&action=group:tasks"),
    "audit entry": Look("malin", "/audit/0/1"),
    "samples": Look("malin", "/audit/samples"),
    "no samples": Look("malin", "/audit/samples?state=finished"),
    "draw a sample": Look("malin", "/audit/samples/new"),
    "draw a sample of nothing": Look("malin", "/audit/samples/new", _draw_nothing),
    "sample": Look("malin", "/audit/samples/1?again=1"),
    "entry of a sample": Look("malin", "/audit/samples/1/3"),
    "entry without a finding": Look("malin", "/audit/samples/1/1", _send_form),
    "finish a review": Look("malin", "/audit/samples/1/finish", _send_form),
    "state of the trail": Look("malin", "/audit/chains"),
    "audit trail with faults": Look("malin", "/audit/?since=soon&until=31-02-2027"),
    "administration": Look("tove", "/administration/"),
    "closing days": Look("tove", "/administration/closing-days/"),
    "closing days with errors": Look("anette", "/administration/closing-days/", _send_form_below),
    "account": Look("karen", "/account/"),
    "where I am signed in": Look("karen", "/account/sign-ins/"),
    "my substitutes": Look("karen", "/account/substitutes/", _send_form),
    "people": Look("tove", "/administration/people/"),
    "a person": Look("tove", "/administration/people/1"),
    "entering nobody": Look("tove", "/administration/people/new", _send_form),
    "changing a person": Look("tove", "/administration/people/1/change"),
    "letting somebody go": Look("tove", "/administration/people/1/deactivate", _send_form),
    "somebody comes back": Look("tove", "/administration/people/1/reactivate"),
    "giving no role": Look("tove", "/administration/people/1/roles/new", _send_form),
    "changing a role": Look("tove", "/administration/people/1/roles/1"),
    "organisations": Look("tove", "/administration/organisations/"),
    "entering no organisation": Look("tove", "/administration/organisations/new", _send_form),
    "changing an organisation": Look("tove", "/administration/organisations/bolgelev"),
    "worthless invitation": Look("", "/invitation/x"),
    "substitutes": Look("sara", "/administration/substitutes/"),
    "naming a substitute": Look("sara", "/administration/substitutes/new?person=1", _send_form),
    "change password": Look("karen", "/account/password"),
    "password refused": Look("karen", "/account/password", _send_form),
    "accessibility": Look("", "/accessibility"),
    "personal data": Look("", "/personal-data"),
    "forbidden": Look("karen", "/processes/publish"),
    "nowhere": Look("karen", "/nowhere"),
    "taking a task from somebody": Look("rasmus", "screening t_duplicates /release"),
    "reminder ladders": Look("tove", "/administration/reminders/"),
    "reminder ladder": Look("tove", "/administration/reminders/gate", _try_out),
    "new reminder ladder with errors": Look("tove", "/administration/reminders/new", _send_form_below),
    "parked mail": Look("tove", "/administration/mail/"),
    "mail of a case": Look("sara", "screening /mail"),
    "mail box": Look("karen", "/mail/"),
    "a mail": Look("karen", "mail"),
    "stop mail": Look("", "stop mail"),
    "draft of another window": Look("karen", "begun t_need", _save_over_another_window),
    "change processes": Look("birgit", "/modeller/"),
    "new process": Look("birgit", "/modeller/new", _send_form),
    "draft": Look("birgit", "/modeller/1", _open_everything),
    "add to a draft": Look("birgit", "/modeller/1/add"),
    "discard a draft": Look("birgit", "/modeller/1/discard"),
    "remove a file": Look("birgit", "/modeller/1/files/note.form/remove"),
    "check of a draft": Look("birgit", "/modeller/1/check"),
    "publish a draft": Look("birgit", "/modeller/1/publish", _send_form),
    "two states of a file": Look("birgit", "/modeller/1/files/m0.bpmn/choose/3"),
    "compared versions": Look("karen", "/processes/strict/compare"),
    "editor of diagrams": Look("birgit", "/modeller/1/files/m0.bpmn", _check_in_editor),
    "editor of forms": Look("birgit", "/modeller/1/files/note.form", _check_in_editor),
}
FILES = {
    "processes.download",
    "processes.archive",
    "processes.release_archive",
    "modeller.archive",
    "modeller.content",
    "modeller.opened",
}
PLACES = {"mail": "/mail/1", "stop mail": "/mail/stop/mark"}
"""What the addresses look like of pages that are found by other names than that of a case."""
NO_PAGES = {"static", "start.index", "processes.show", "story.pdf", "audit.signed_notes", *FILES}
"""Routes that answer with a file, or lead to a page that has its own."""


@pytest.fixture(scope="module")
def seats(address: str, chromium: Browser) -> Iterator["Seats"]:
    """The browsers of this module's people."""
    made = Seats(Visits(chromium), address)
    yield made
    made.visits.close()


class Seats:
    """Everybody signs in once, and goes from page to page in the same window."""

    def __init__(self, visits: Visits, address: str) -> None:
        self.visits, self._address = visits, address
        self._windows: dict[str, Page] = {}

    def window(self, look: Look) -> Page:
        """The window in which a page is looked at."""
        if look.alone:
            return self.visits.visit(self._address, look.who)
        if look.who not in self._windows:
            self._windows[look.who] = self.visits.visit(self._address, look.who)
        page = self._windows[look.who]
        page.set_viewport_size({"width": examination.WIDE, "height": 900})
        page.emulate_media(color_scheme="light")
        return page


@pytest.fixture
def opened(request: pytest.FixtureRequest, furnished: Furnishing, seats: Seats) -> Iterator[Page]:
    """A page of the list, in its language, after what is done there; nothing may go wrong on it."""
    name, language = request.param
    look = PAGES[name]
    page = seats.window(look)
    seats.visits.faults.clear()
    page.goto(_address(furnished, look.where))
    serving.speak(page, language)
    assert page.locator("html").get_attribute("lang") == language
    if look.then:
        look.then(page)
    yield page
    assert seats.visits.faults == []


def _address(furnished: Furnishing, where: str) -> str:
    name, *rest = where.split()
    if where in furnished.places:
        return furnished.places[where]()
    if name not in furnished.cases:
        return where
    if not rest or rest[0].startswith("/"):
        return f"/cases/{furnished.cases[name]}" + "".join(rest)
    return furnished.task(name, rest[0]) + "".join(rest[1:])


def _name(param: object) -> str:
    return "-".join(map(str, param)) if isinstance(param, tuple) else str(param)


def test_every_page_of_the_product_is_examined() -> None:
    routes = create_app(Settings(database_url="sqlite://")).url_map
    pages = {rule.endpoint for rule in routes.iter_rules() if "GET" in (rule.methods or ())}
    asked = routes.bind("localhost")

    examined = {asked.match(_pattern(look.where))[0] for name, look in PAGES.items() if name != "nowhere"}

    assert pages - NO_PAGES == examined


def _pattern(where: str) -> str:
    """The address of a look with any case and any task in the place of those it names."""
    address, _, _ = PLACES.get(where, where).partition("?")
    if address.startswith("/"):
        return address
    _, *rest = address.split()
    if not rest or rest[0].startswith("/"):
        return "/cases/1" + "".join(rest)
    return "/tasks/1" + "".join(rest[1:])


EXAMINED = sorted(
    ((name, LANGUAGES[place % 3]) for place, name in enumerate(PAGES)),
    key=lambda look: (PAGES[look[0]].who, LANGUAGES.index(look[1])),
)
"""Those of one person and language one after the other, so that nobody changes the language more often than need be."""


@pytest.mark.parametrize("opened", EXAMINED, indirect=True, ids=_name)
def test_a_page_can_be_used_by_everybody(opened: Page) -> None:
    assert examination.findings(opened) == {}
    assert examination.beyond_the_window(opened) == {}
    assert opened.locator("h1").count() == 1
    assert opened.title().endswith(" – InnoTech 360")
