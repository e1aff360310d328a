"""Extending the deadline of a task, and a person's own date for following it up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from engine.casework import caseroles, cases
from engine.casework.cases import Case
from engine.casework.records import Candidate, Notice, Task
from engine.ledger import audit
from engine.ledger.audit import Action, AuditEntry, Entry
from engine.people.participants import Participant
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, revision, said

OPENED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
WANTED = {"until": "15/06/2026", "reason": "The survey came back late"}


def _begin(scene: Scene, groups: str = "tf_coord", rule: str = "=workdays(5)", kind: str = "working") -> str:
    scene.clock.set(OPENED)
    step = builders.user("t_errand", groups, rule, deadlineKind=kind)
    return scene.task(scene.begin(builders.process("errand", builders.line(("t_errand", step)))))


def _send(browser: Browser, task: str, **typed: str) -> Any:
    browser.get(f"{task}/deadline")
    return browser.post(f"{task}/deadline", {"_revision": revision(browser), **WANTED, **typed})


def _row(scene: Scene) -> Task:
    with scene.reading() as session:
        return session.scalars(sa.select(Task)).one()


def _entries(scene: Scene, action: Action) -> list[dict[str, Any]]:
    with scene.reading() as session:
        found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action.value))
        return [entry.facts["details"] for entry in found]


def test_a_coordinator_sees_what_an_extension_means_and_then_extends(scene: Scene) -> None:
    task = _begin(scene)
    before = _row(scene)
    seen = _send(scene.sara, task, _preview="1")
    assert seen.status_code == 200
    assert "The task is then due on Monday, 15 June 2026, 4 working days later." in scene.sara.words
    assert scene.sara.soup.select_one("#reason").text.strip() == WANTED["reason"]
    assert _row(scene).deadline_at == before.deadline_at

    assert _send(scene.sara, task).status_code == 303

    row = _row(scene)
    assert row.deadline_at == datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC)
    with scene.reading() as session:
        assert set(session.scalars(sa.select(Candidate.due))) == {row.deadline_at}
    [entry] = _entries(scene, Action.DEADLINE_EXTENDED)
    assert entry == {
        "task": row.id,
        "before": "2026-06-09T21:59:59+00:00",
        "after": "2026-06-15T21:59:59+00:00",
        "reason": WANTED["reason"],
    }
    scene.sara.get(task)
    assert "Extended by hand; before it was 9 Jun 2026. Reason: The survey came back late" in scene.sara.words
    assert "Extended the deadline of “t_errand”." in scene.sara.words


def test_a_preview_names_the_days_that_do_not_count(scene: Scene) -> None:
    task = _begin(scene, rule="=workdays(2)")
    _send(scene.sara, task, until="8/6/2026", _preview="1")

    assert "2 working days later" in scene.sara.words
    assert "5 June is a holiday in Denmark (Danish Constitution Day)" in scene.sara.words


def test_whoever_has_the_task_is_told_and_keeps_the_day_when_it_changes_hands(scene: Scene) -> None:
    task = _begin(scene)
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")
    _send(scene.sara, task)
    with scene.reading() as session:
        [notice] = session.scalars(sa.select(Notice).where(Notice.template == "deadline_extended"))
        assert notice.participant_id == scene.id_of("rasmus")
    scene.rasmus.get("/inbox/")
    assert "The task is now due on 15 Jun 2026. Reasons: The survey came back late" in scene.rasmus.words

    scene.rasmus.get(f"{task}/release")
    scene.rasmus.post(f"{task}/release", {"_revision": revision(scene.rasmus)})
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    assert _row(scene).deadline_at == datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": ""}, "Say why the deadline is extended."),
        ({"reason": " \n "}, "Say why the deadline is extended."),
        ({"reason": "x" * 1001}, "Use at most %(count)s characters."),
        ({"until": ""}, "Write the new due date."),
        ({"until": "soon"}, "Write a date as %(format)s, for example %(example)s."),
        ({"until": "2026-05-29"}, "That day has passed. Write today or a day to come."),
        ({"until": "2026-06-09"}, "The task is due on %(day)s as it is. Write a later day."),
        ({"until": "2029-06-12"}, "Write a day at most %(count)s years from now."),
        ({"until": "2026-06-13"}, "That is no working day (%(place)s). The next one is %(day)s."),
    ],
)
@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    scene: Scene, typed: dict[str, str], told: str, language: str
) -> None:
    task = _begin(scene)
    scene.sara.get(task)
    scene.read_in("sara", language)
    [field] = typed

    for button in ({}, {"_preview": "1"}):
        answer = _send(scene.sara, task, **{"until": "2026-06-15", **typed, **button})
        assert answer.status_code == 422
        words = said(language, told).partition("%(")[0]
        assert words in scene.sara.soup.select_one(f"#{field}-e").get_text()
        assert scene.sara.soup.select_one(f'.i3-errors a[href="#{field}"]') is not None
        assert scene.sara.soup.select_one("#until")["value"] == typed.get("until", "2026-06-15")
        assert scene.sara.soup.select_one("#reason").text.strip() == typed.get("reason", WANTED["reason"]).strip()
    assert _entries(scene, Action.DEADLINE_EXTENDED) == []


def test_an_overdue_task_can_be_extended_from_today_on(scene: Scene) -> None:
    task = _begin(scene)
    scene.clock.move(days=20)  # a Sunday
    scene.sara.sign_in("sara")
    assert _send(scene.sara, task, until="19/6/2026").status_code == 422
    assert "That day has passed." in scene.sara.words
    assert _send(scene.sara, task, until="21/6/2026").status_code == 422
    assert "That is no working day (Denmark). The next one is Monday, 22 June 2026." in scene.sara.words
    assert _send(scene.sara, task, until="22/6/2026").status_code == 303


@pytest.mark.parametrize("who", ["karen", "amina", "lone", "tove"])
def test_others_may_not_extend_and_are_not_offered_it(scene: Scene, who: str) -> None:
    task = _begin(scene, groups="need_owner")
    _name(scene, "need_owner", "karen")
    browser: Browser = getattr(scene, who)
    page = browser.get(task)
    assert f'href="{task}/deadline"' not in page.text

    expected = 403 if who in ("karen", "tove") else 404
    assert browser.get(f"{task}/deadline").status_code == expected
    assert browser.post(f"{task}/deadline", {"_revision": "1", **WANTED}).status_code == expected
    assert _entries(scene, Action.DEADLINE_EXTENDED) == []


def _name(scene: Scene, role: str, who: str) -> None:
    with scene.writing() as session:
        case = cases.locked(session, session.scalars(sa.select(Task)).one().case_id)
        caseroles.name(session, case, role, [session.get_one(Participant, scene.id_of(who))], scene.id_of("sara"))


def test_the_project_manager_named_in_the_case_may_extend(scene: Scene) -> None:
    task = _begin(scene, groups="need_owner")
    _name(scene, "pm", "mads")

    assert _send(scene.mads, task).status_code == 303
    assert len(_entries(scene, Action.DEADLINE_EXTENDED)) == 1


def test_a_line_manager_may_extend_what_an_own_role_holder_has(scene: Scene) -> None:
    task = _begin(scene, groups='=["legal"]')
    assert scene.anette.get(f"{task}/deadline").status_code == 200  # Rasmus of Bølgelev stands in
    with scene.writing() as session:
        session.scalars(sa.select(Task)).one().taken_by_id = scene.id_of("sara")
    assert scene.anette.get(f"{task}/deadline").status_code == 403
    with scene.writing() as session:
        session.scalars(sa.select(Task)).one().taken_by_id = scene.id_of("karen")

    assert _send(scene.anette, task).status_code == 303


def test_hours_of_a_law_cannot_be_extended_and_the_page_says_so(scene: Scene) -> None:
    task = _begin(scene, rule='=now() + duration("PT72H")', kind="hours")
    scene.sara.get(task)
    assert "cannot be extended" in scene.sara.words
    assert f'href="{task}/deadline"' not in scene.sara.text

    answer = scene.sara.post(f"{task}/deadline", {"_revision": str(_row(scene).revision), **WANTED})
    assert answer.status_code == 409
    assert "This deadline cannot be extended" in scene.sara.words
    assert WANTED["reason"] in scene.sara.words


def test_a_task_without_a_deadline_has_nothing_to_extend(scene: Scene) -> None:
    task = _begin(scene, rule="", kind="none")
    assert scene.sara.get(f"{task}/deadline").status_code == 409
    assert "The task has no deadline" in scene.sara.words


def test_calendar_days_are_extended_to_any_day(scene: Scene) -> None:
    task = _begin(scene, rule='=now() + duration("P30D")', kind="calendar")
    _send(scene.sara, task, until="2026-07-04", _preview="1")
    assert "The task is then due on Saturday, 4 July 2026, 3 days later." in scene.sara.words
    assert _send(scene.sara, task, until="2026-07-04").status_code == 303


def test_who_sends_an_old_page_learns_who_was_faster_and_keeps_the_words(scene: Scene) -> None:
    task = _begin(scene)
    scene.rasmus.get(f"{task}/deadline")
    stale = revision(scene.rasmus)
    _send(scene.sara, task)

    answer = scene.rasmus.post(f"{task}/deadline", {"_revision": stale, "until": "16/6/2026", "reason": "Illness"})

    assert answer.status_code == 409
    assert "The task has changed since you opened it" in scene.rasmus.words
    assert "Sara Lindvik" in scene.rasmus.soup.select_one(".i3-errors").get_text()
    assert scene.rasmus.soup.select_one("#reason").text.strip() == "Illness"
    again = {"_revision": revision(scene.rasmus), "until": "16/6/2026", "reason": "Illness"}
    assert scene.rasmus.post(f"{task}/deadline", again).status_code == 303


@pytest.mark.parametrize("broken", [{}, {"_revision": "soon"}])
def test_a_page_that_does_not_say_what_it_saw_counts_as_old(scene: Scene, broken: dict[str, str]) -> None:
    task = _begin(scene)
    scene.sara.get(f"{task}/deadline")

    assert scene.sara.post(f"{task}/deadline", {**WANTED, **broken}).status_code == 409


def test_in_a_closed_case_nothing_is_extended_and_the_words_can_be_copied(scene: Scene) -> None:
    task = _begin(scene)
    scene.sara.get(f"{task}/deadline")
    shown = revision(scene.sara)
    scene.rasmus.get(task)
    scene.rasmus.post(task, {"_revision": revision(scene.rasmus), "_saved_at": ""})

    answer = scene.sara.post(f"{task}/deadline", {"_revision": shown, **WANTED})

    assert answer.status_code == 409
    assert "Somebody else has completed this task" in scene.sara.words
    assert WANTED["reason"] in scene.sara.words
    assert scene.sara.soup.select_one("#reason") is None


def test_a_reason_typed_for_too_long_is_kept_in_the_page(scene: Scene) -> None:
    task = _begin(scene)
    scene.sara.get(f"{task}/deadline")
    shown = revision(scene.sara)

    old = scene.sara.client.post(f"{task}/deadline", data={"csrf_token": "old", "_revision": shown, **WANTED})
    assert (old.status_code, WANTED["reason"] in old.text) == (400, True)
    scene.clock.move(minutes=31)
    out = scene.sara.client.post(f"{task}/deadline", data={"csrf_token": "old", "_revision": shown, **WANTED})
    assert (out.status_code, WANTED["reason"] in out.text) == (401, True)


def test_the_holder_notes_a_day_to_look_again_and_finds_it_in_the_inbox(scene: Scene) -> None:
    task = _begin(scene)
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    before = _row(scene)
    scene.sara.get(f"{task}/follow-up")
    scene.sara.post(f"{task}/follow-up", {"day": "4/6/2026"}, follow=True)
    assert "The follow-up date is saved." in scene.sara.words
    assert _row(scene).follow_up_on == date(2026, 6, 4)
    assert _row(scene).revision == before.revision  # whoever fills in the form meanwhile is not disturbed
    assert _entries(scene, Action.FOLLOW_UP_SET) == [{"task": before.id}]

    assert "t_errand" not in scene.sara.get("/inbox/?due=follow_up").text
    scene.clock.set(datetime(2026, 6, 3, 22, 30, tzinfo=UTC))  # the fourth has begun in Copenhagen
    scene.sara.sign_in("sara")
    scene.read_in("sara", "en")
    assert "t_errand" in scene.sara.get("/inbox/?due=follow_up").text
    assert "Follow up: 4 Jun 2026" in scene.sara.words
    scene.rasmus.sign_in("rasmus")
    assert "t_errand" not in scene.rasmus.get("/inbox/?due=follow_up").text


def test_the_own_date_is_for_nobody_else_not_even_in_entries_that_hold_it(scene: Scene) -> None:
    task = _begin(scene)
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    scene.sara.get(f"{task}/follow-up")
    scene.sara.post(f"{task}/follow-up", {"day": "4/6/2026"})
    row = _row(scene)
    with scene.writing() as session:  # as entries once were
        details = {"task": row.id, "before": None, "after": "2026-06-19"}
        kept = Entry(action=Action.FOLLOW_UP_SET, actor=scene.id_of("sara"), chain=1, case=row.case_id, details=details)
        audit.record(session, kept)
    with scene.reading() as session:
        older = session.scalars(sa.select(AuditEntry).where(AuditEntry.chain == 1).order_by(AuditEntry.seq.desc()))
        place = f"/audit/1/{older.first().seq}"
        number = session.get_one(Case, row.case_id).number

    for page in (f"/audit/?case={number}", f"/cases/{number}/story", place):
        shown = scene.malin.get(page).text
        assert [day for day in ("4 Jun 2026", "19 Jun 2026", "2026-06-19", "2026-06-04") if day in shown] == []
    assert "only for whoever noted it" in scene.malin.words
    scene.malin.get(f"/audit/?case={number}")
    assert "2026-06-19" not in scene.malin.post(f"/audit/export?case={number}", {"format": "csv"}).text
    assert "Follow-up date changed" not in scene.sara.get(f"/cases/{number}/story").text
    assert "own follow-up date" not in scene.sara.text
    assert "2026-06-19" in scene.sara.get(place).text


def test_a_follow_up_date_is_removed_by_its_button_and_when_the_task_changes_hands(scene: Scene) -> None:
    task = _begin(scene)
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    for day, act in (("4/6/2026", {"_remove": "1"}), ("5/6/2026", {})):
        scene.sara.get(f"{task}/follow-up")
        scene.sara.post(f"{task}/follow-up", {"day": day})
        if act:
            scene.sara.get(f"{task}/follow-up")
            assert scene.sara.soup.select_one("#day")["value"] == "04/06/2026"
            scene.sara.post(f"{task}/follow-up", act)
            assert _row(scene).follow_up_on is None
    scene.sara.get(task)
    scene.sara.post(f"{task}/release", {"_revision": revision(scene.sara)})
    assert _row(scene).follow_up_on is None


@pytest.mark.parametrize("day", ["", "x", "31/5/2026", "1/6/2099"])
def test_a_follow_up_date_is_a_day_to_come(scene: Scene, day: str) -> None:
    task = _begin(scene)
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    scene.sara.get(f"{task}/follow-up")

    assert scene.sara.post(f"{task}/follow-up", {"day": day}).status_code == 422
    assert scene.sara.soup.select_one("#day")["value"] == day
    assert scene.sara.soup.select_one("#day-e") is not None


def test_only_whoever_has_the_task_follows_it_up(scene: Scene) -> None:
    task = _begin(scene)
    assert scene.sara.get(f"{task}/follow-up").status_code == 403
    assert scene.sara.post(f"{task}/follow-up", {"day": "4/6/2026"}).status_code == 403
    assert scene.lone.get(f"{task}/follow-up").status_code == 404


def test_a_process_can_propose_the_follow_up_date(scene: Scene) -> None:
    scene.clock.set(OPENED)
    step = builders.user("t_errand", "tf_coord", "=workdays(5)").replace(
        "<zeebe:taskSchedule ", '<zeebe:taskSchedule followUpDate="=workdays(2)" '
    )
    scene.begin(builders.process("errand", builders.line(("t_errand", step))))

    assert _row(scene).follow_up_on == date(2026, 6, 3)
