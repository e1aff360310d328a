"""What a person wants to be told by mail, chosen on the account page, and the words of each kind of mail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.casework.mails import Mail
from engine.ledger.audit import Action, AuditEntry
from engine.people import wishes
from engine.people.wishes import About, Choice
from tests.conftest import START
from tests.web.scene import Scene
from webapp.mail import letters

NAMES = {"en": "Screen need", "da": "Foretag en første vurdering", "sv": "Gör en första bedömning"}
TASK = {
    "task": 7,
    "number": "360-2026-0001",
    "names": NAMES,
    "deadline": (START + timedelta(days=3)).isoformat(),
    "kind": "working",
    "group": False,
    "who": "",
    "stand_in": False,
}


def _held(scene: Scene, who: str) -> wishes.Wishes:
    with scene.reading() as session:
        return wishes.of(session, [scene.id_of(who)])[scene.id_of(who)]


def test_what_is_ordinary_is_shown_until_somebody_chooses(scene: Scene) -> None:
    scene.karen.get("/account/")
    checked = {field["name"]: field["value"] for field in scene.karen.soup.select("form[action$=mail] input[checked]")}
    assert checked == {"tasks": "daily", "reminders": "daily", "news": "at_once"}


def test_a_choice_is_kept_and_recorded(scene: Scene) -> None:
    scene.karen.get("/account/")
    wanted = {"tasks": "at_once", "reminders": "daily", "news": "never"}
    scene.karen.post("/account/mail", wanted, follow=True)
    assert "Your settings have been saved." in scene.karen.words
    assert _held(scene, "karen") == {
        About.TASKS: Choice.AT_ONCE,
        About.REMINDERS: Choice.DAILY,
        About.NEWS: Choice.NEVER,
    }
    assert _held(scene, "jonas") == wishes.ORDINARY
    scene.karen.post("/account/mail", wanted)
    with scene.reading() as session:
        query = sa.select(AuditEntry).where(AuditEntry.action == Action.SETTINGS_CHANGED)
        [entry] = [one for one in session.scalars(query) if one.facts["details"]["setting"] == "mail"]
    assert entry.facts["details"]["after"] == wanted
    scene.karen.get("/audit/?action=person.settings_changed")
    assert "At once" in scene.karen.words


@pytest.mark.parametrize("change", [{"news": "hourly"}, {"tasks": ""}])
def test_a_choice_that_there_is_not_is_refused(scene: Scene, change: dict[str, str]) -> None:
    scene.karen.get("/account/")
    typed = {"tasks": "never", "reminders": "never", "news": "never", **change}
    assert scene.karen.post("/account/mail", typed).status_code == 400
    assert _held(scene, "karen") == wishes.ORDINARY


def _write(scene: Scene, template: str, values: dict[str, object], language: str = "en") -> letters.Written:
    mail = Mail(
        id=1,
        template=template,
        about=About.DAILY if template == "digest" else About.TASKS,
        required=False,
        values=values,
        written_at=START,
        recipient=1,
        address="x@example.org",
        language=language,
        zone="Europe/Copenhagen",
    )
    with scene.app.test_request_context():
        return letters.write(mail, "https://360.example.org")


def _text(scene: Scene, written: letters.Written) -> str:
    with scene.app.test_request_context():
        return letters.text(written)


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "New task: Screen need (360-2026-0001)", "It is due 26 Nov 2026."),
        ("da", "Ny opgave: Foretag en første vurdering (360-2026-0001)", "Den har frist den 26. nov. 2026."),
        ("sv", "Ny uppgift: Gör en första bedömning (360-2026-0001)", "Den ska vara klar senast 26 nov. 2026."),
    ],
)
def test_a_new_task_is_told_in_the_language_of_whoever_gets_it(
    scene: Scene, language: str, subject: str, line: str
) -> None:
    written = _write(scene, "task_new", TASK, language)
    assert written.words.subject == subject
    assert line in written.words.paragraphs
    assert "https://360.example.org/tasks/7" in _text(scene, written)


@pytest.mark.parametrize(
    ("days", "who", "kind", "subject", "line"),
    [
        (3, "", "working", "Due 26 Nov 2026: Screen need (360-2026-0001)", "A task of yours"),
        (0.2, "", "working", "Due today: Screen need (360-2026-0001)", "is due today, 23 Nov 2026"),
        (-1, "", "working", "Overdue since 22 Nov 2026: Screen need (360-2026-0001)", "was due 22 Nov 2026"),
        (-1, "tf_coord", "working", "Overdue since 22 Nov 2026: Screen need (360-2026-0001)", "A task of others"),
        (1, "", "hours", "Due 24 Nov 2026 at 09:00: Screen need (360-2026-0001)", "A task of yours"),
    ],
)
def test_a_reminder_says_where_the_deadline_stands(
    scene: Scene, days: float, who: str, kind: str, subject: str, line: str
) -> None:
    deadline = (START + timedelta(days=days)).isoformat()
    written = _write(scene, "reminder", {**TASK, "deadline": deadline, "who": who, "kind": kind})
    assert written.words.subject == subject
    assert line in written.words.paragraphs[0]
    assert ("You are told because of your role." in " ".join(written.words.paragraphs)) == bool(who)


def test_the_daily_overview_lists_what_waits_under_headings(scene: Scene) -> None:
    groups: dict[str, object] = {"overdue": [], "today": [], "soon": [], "others": 3}
    news = [{"template": "notice:receipt", "notice": 1, "number": "360-2026-0002"}]
    written = _write(scene, "digest", {**groups, "new": [{**TASK, "group": True}], "news": news}, "da")
    text = _text(scene, written)
    assert written.words.subject == "Dine opgaver den 23. nov. 2026"
    assert [section.heading for section in written.words.sections] == ["Nye opgaver", "Beskeder"]
    assert "- Foretag en første vurdering (360-2026-0001), frist 26. nov. 2026 – venter på dine roller" in text
    assert "Ud over det, der står her, er 3 opgaver åbne." in text


def test_stopping_the_overview_stops_all_that_it_tells_of(scene: Scene) -> None:
    written = _write(scene, "digest", {"overdue": [], "today": [], "soon": [], "new": [], "news": [], "others": 0})
    with scene.writing() as session:
        wishes.stop(session, scene.id_of("karen"), About.DAILY)
    assert "/mail/stop/" in written.stop
    assert set(_held(scene, "karen").values()) == {Choice.NEVER, Choice.AT_ONCE}
