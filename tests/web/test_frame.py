"""What every page has around it, and the pages everybody shares."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask, abort, render_template_string
from sqlalchemy.orm import Session, sessionmaker

import forms
from engine import errors
from engine.database import transaction
from engine.ledger.audit import Action, AuditEntry
from engine.people.participants import Participant
from tests.web.browser import Browser, address
from webapp import access
from webapp.database import db

PAGES = ["/sign-in", "/accessibility", "/personal-data", "/account/", "/account/password", "/no-such-page"]
FORM = {
    "type": "default",
    "schemaVersion": 19,
    "id": "example",
    "components": [
        {"type": "text", "text": "Tell us **more**.", "properties": {"text:da": "Fortæl **mere**."}},
        {"type": "textfield", "key": "who", "label": "Who", "description": "Name", "validate": {"required": True}},
        {"type": "textarea", "key": "why", "label": "Why"},
        {"type": "number", "key": "hours", "label": "Hours", "appearance": {"suffixAdorner": "h"}},
        {"type": "datetime", "subtype": "date", "key": "when", "dateLabel": "When", "label": "When"},
        {
            "type": "radio",
            "key": "ready",
            "label": "Ready?",
            "validate": {"required": True},
            "values": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
        },
        {"type": "checkbox", "key": "sure", "label": "I am sure"},
        {
            "type": "group",
            "label": "More",
            "components": [
                {"type": "select", "key": "area", "label": "Area", "values": [{"value": "a", "label": "Climate"}]}
            ],
        },
    ],
}


@pytest.mark.parametrize("address_", PAGES)
def test_every_page_has_one_heading_a_skip_link_and_a_footer(browser: Browser, address_: str) -> None:
    if address_ != "/sign-in":
        browser.sign_in("karen")
    browser.get(address_)
    page = browser.soup

    assert len(page.find_all("h1")) == 1
    assert page.title.text.endswith("– InnoTech 360")
    assert page.find("a", class_="i3-skip")["href"] == "#main"
    assert page.find("main", id="main")["tabindex"] == "-1"
    assert [link["href"] for link in page.footer.find_all("a")] == ["/accessibility", "/personal-data"]
    assert all(page.find(id=label["for"]) for label in page.find_all("label"))


def test_the_top_bar_names_organisation_person_and_the_areas(browser: Browser) -> None:
    browser.sign_in("karen")
    browser.get("/account/")
    bar = browser.soup.header

    assert bar.find(class_="i3-org").text == "Bølgelev Kommune"
    assert [link.text for link in bar.find("ul").find_all("a")] == [
        "Mine opgaver",
        "Sager",
        "Processer",
        "Revisionsspor",
    ]
    assert bar.find("a", href="/account/", attrs={"aria-current": "page"}).text == "Karen Højbjerg Lund"
    assert bar.details.find("a", href="/inbox/")


def test_a_stranger_sees_no_areas(browser: Browser) -> None:
    browser.get("/sign-in")

    assert browser.soup.header.find("a", href="/inbox/") is None


@pytest.mark.parametrize(("theme", "attribute"), [("auto", None), ("dark", "dark"), ("light", "light")])
def test_the_theme_is_the_persons_choice(browser: Browser, theme: str, attribute: str | None) -> None:
    browser.sign_in("karen")
    browser.get("/account/")
    browser.post("/account/settings", {"language": "da", "theme": theme})
    browser.get("/account/")

    assert browser.soup.html.get("data-bs-theme") == attribute
    assert browser.soup.find("input", {"name": "theme", "value": theme}).has_attr("checked")


def test_settings_are_kept_and_recorded_once(browser: Browser, written: sessionmaker[Session]) -> None:
    browser.sign_in("karen")
    browser.get("/account/")

    for _ in range(2):
        assert browser.post("/account/settings", {"language": "sv", "theme": "dark"}).status_code == 303

    with written() as session:
        karen = session.scalars(sa.select(Participant).where(Participant.email == address("karen"))).one()
        changes = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.SETTINGS_CHANGED.value)).all()
        assert (karen.language, karen.theme) == ("sv", "dark")
        assert [entry.actor_id for entry in changes] == [karen.id]


@pytest.mark.parametrize("nonsense", [{"language": "xx", "theme": "dark"}, {"language": "da", "theme": "pink"}, {}])
def test_settings_outside_the_choices_are_refused(browser: Browser, nonsense: dict[str, str]) -> None:
    browser.sign_in("karen")
    browser.get("/account/")

    assert browser.post("/account/settings", nonsense).status_code == 400


def test_the_account_page_names_roles_and_where_they_are_held(browser: Browser) -> None:
    browser.sign_in("rasmus")
    browser.get("/account/?lang=en")

    assert "Task force coordinator" in browser.words
    assert "Records officer, Vindelunde Kommune" in browser.words


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (errors.NotFound(case="X"), 404, "The page is not here"),
        (errors.NotAllowed(task=1), 403, "You may not do this"),
        (errors.TaskAlreadyCompleted(task=1), 409, "The task is already completed"),
        (errors.TaskTaken(task=1), 409, "Somebody else has the task"),
        (errors.ChangedMeanwhile(), 409, "Somebody else was faster"),
        (errors.CaseClosed(case=1), 409, "The case is closed"),
        (errors.Rejected(), 422, "This cannot be accepted"),
        (errors.ModelFailed(), 500, "The process cannot go on"),
        (errors.Busy(), 503, "Many people are working right now"),
        (sa.exc.OperationalError("select", {}, Exception("database is locked")), 503, "Many people are working"),
        (RuntimeError("secret detail"), 500, "Something went wrong"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_error_becomes_a_page_in_the_frame(
    app: Flask, browser: Browser, problem: Exception, status: int, words: str
) -> None:
    @access.anyone
    def broken() -> str:
        raise problem

    app.add_url_rule("/broken", "broken", broken)

    answer = browser.get("/broken")

    assert answer.status_code == status
    assert words in browser.soup.h1.text
    assert "secret detail" not in answer.text
    assert browser.soup.footer
    assert answer.headers.get("Retry-After") == ("2" if status == 503 else None)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 418, 429, 500, 503])
def test_every_status_of_http_has_a_page(app: Flask, browser: Browser, status: int) -> None:
    app.add_url_rule("/refused", "refused", access.anyone(lambda: abort(status)))

    answer = browser.get("/refused")

    assert answer.status_code == status
    assert len(browser.soup.find("main").find_all("p")) == 3


def test_a_database_that_is_away_still_gives_a_page(app: Flask, browser: Browser) -> None:
    browser.sign_in("karen")
    with app.app_context(), transaction(db.session()) as session:
        session.execute(sa.text("alter table account rename to away"))

    answer = browser.get("/account/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"


def test_an_upload_that_is_too_large_is_refused_with_a_page(browser: Browser) -> None:
    browser.get("/sign-in")

    answer = browser.post("/sign-in", {"email": "x" * 11_000_000})

    assert answer.status_code == 413


def test_pages_work_with_the_small_sheet_alone(app: Flask, browser: Browser, tmp_path: Path) -> None:
    bare = tmp_path / "static"
    bare.mkdir()
    shutil.copy(Path(app.static_folder or "") / "base.css", bare)
    app.static_folder = str(bare)

    browser.get("/sign-in")

    assert [link["href"] for link in browser.soup.find_all("link", rel="stylesheet")] == ["/static/base.css"]
    assert browser.get("/static/base.css").status_code == 200


def test_the_built_sheets_are_linked_and_kept_for_ever(app: Flask, browser: Browser, tmp_path: Path) -> None:
    built = tmp_path / "dist"
    built.mkdir()
    parts = '{"css": "%s", "js": null, "preload": []}'
    (built / "manifest.json").write_text(
        f'{{"look": {parts % "look-1.css"}, "dark": {parts % "dark-1.css"}}}', encoding="utf-8"
    )
    (built / "look-1.css").write_text("", encoding="utf-8")
    app.static_folder = str(tmp_path)

    browser.get("/sign-in")

    links = [(link["href"], link.get("media")) for link in browser.soup.find_all("link", rel="stylesheet")]
    assert links == [
        ("/static/dist/look-1.css", None),
        ("/static/dist/dark-1.css", "(prefers-color-scheme: dark)"),
    ]
    assert browser.get("/static/dist/look-1.css").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in browser.get("/static/dist/no-such.css").headers.get("Cache-Control", "")


def test_a_form_of_a_task_is_drawn_with_labels_hints_and_errors(app: Flask) -> None:
    page = _drawn(app, {"who": "", "hours": "many", "ready": "", "sure": ""})

    summary = page.find(class_="i3-errors")
    assert [link["href"] for link in summary.find_all("a")] == ["#who", "#hours", "#ready"]
    assert all(page.find(id=link["href"][1:]) for link in summary.find_all("a"))
    who = page.find(id="who")
    assert (who["aria-required"], who["aria-invalid"]) == ("true", "true")
    assert page.find(id=who["aria-describedby"].split()[0]).get_text(strip=True) == "Name"
    assert page.find(id="hours")["value"] == "many"
    assert "hours-u" in page.find(id="hours")["aria-describedby"]


def test_optional_questions_say_so_and_groups_have_legends(app: Flask) -> None:
    page = _drawn(app, None)

    assert page.find("label", {"for": "why"}).get_text(" ", strip=True) == "Why (optional)"
    assert page.find("label", {"for": "who"}).get_text(strip=True) == "Who"
    assert [legend.get_text(strip=True) for legend in page.find_all("legend")] == ["Ready?", "More"]
    assert page.find("fieldset").find("input")["type"] == "radio"
    assert page.strong.text == "more"


def test_a_text_in_another_language_says_which(app: Flask) -> None:
    page = _drawn(app, None, language="da")

    assert page.find("label", {"for": "who"})["lang"] == "en"
    assert page.strong.text == "mere"


def _drawn(app: Flask, posted: dict[str, str] | None, language: str = "en") -> BeautifulSoup:
    from werkzeug.datastructures import MultiDict

    form = forms.bind(
        FORM,
        evaluate=lambda _text, _names, **_: None,
        language=language,
        posted=None if posted is None else MultiDict(posted),
    )
    if posted is not None:
        form.validate()
    source = """
        {% import "macros/fields.html" as fields %}
        {{ fields.summary(form.problems()) }}{{ fields.parts(form.parts()) }}
    """
    with app.test_request_context(f"/?lang={language}"):
        return BeautifulSoup(render_template_string(source, form=form), "html.parser")
