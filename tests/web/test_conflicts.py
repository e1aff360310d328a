"""Two people, or one person twice, at the same task: the page says who did what and keeps every word typed."""

import sqlalchemy as sa

from engine.casework.cases import Case, CaseState, CaseStatus
from engine.casework.records import Draft, Task, TaskStatus
from tests import builders
from tests.web.scene import ERRAND_TASK, Scene, errand, hand_in, revision

TYPED = {"title": "Min rejse", "size": "large", "why": "langt", "hours": "7"}
KEPT = "Title Min rejse Size Large Why so large? langt Hours 7"
MORE = ("t_more", builders.user("t_more", "tf_coord"))


def test_somebody_else_completed_the_task_meanwhile(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    hand_in(scene.sara, task, title="Saras", size="small")

    answer = scene.rasmus.post(task, {"_revision": revision(scene.rasmus), **TYPED})

    assert answer.status_code == 409
    words = scene.rasmus.words
    assert "Somebody else has completed this task" in words
    assert "Sara Lindvik completed it on 23 Nov 2026 at 09:00." in words
    assert f"saved as your draft. {KEPT}" in words
    assert "Title Saras Size Small" in words
    assert _drafts(scene) == ["Min rejse"]
    scene.rasmus.get(task)
    assert KEPT in scene.rasmus.words


def test_pressing_the_button_twice_says_that_the_first_time_counted(scene: Scene) -> None:
    number = scene.begin(errand(MORE))
    task = scene.task(number)
    scene.sara.get(task)
    sent = {"_revision": revision(scene.sara), "title": "Min", "size": "small", "csrf_token": scene.sara.token()}

    first, second = scene.sara.post(task, sent), scene.sara.post(task, sent)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "You have completed this task already" in scene.sara.words
    assert "Somebody else" not in scene.sara.words
    with scene.reading() as session:
        done = sa.select(sa.func.count()).select_from(Task).where(Task.status == TaskStatus.COMPLETED.value)
        assert session.scalar(done) == 1
    assert scene.task(number, "t_more") == scene.task(number)


def test_somebody_else_took_the_task_meanwhile(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    scene.rasmus.get(task)
    shown = revision(scene.rasmus)
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")

    answer = scene.rasmus.post(task, {"_revision": shown, **TYPED})

    assert answer.status_code == 409
    assert "Somebody else has taken this task" in scene.rasmus.words
    assert "Sara Lindvik took the task on 23 Nov 2026 at 09:00." in scene.rasmus.words
    assert KEPT in scene.rasmus.words
    assert _drafts(scene) == ["Min rejse"]
    assert scene.task(number) == task


def test_a_task_that_was_handed_to_somebody_else_says_by_whom(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    scene.sara.get(task)
    shown = revision(scene.sara)
    scene.rasmus.get(f"{task}/hand-over")
    scene.rasmus.post(f"{task}/hand-over", {"to": str(scene.id_of("rasmus"))})

    scene.sara.post(task, {"_revision": shown, **TYPED})

    told = "Rasmus Lind Bagger handed the task over to Rasmus Lind Bagger on 23 Nov 2026 at 09:00."
    assert told in scene.sara.words


def test_two_people_claim_a_task_and_the_second_reads_who_has_it(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.rasmus.get(task)
    scene.sara.post(f"{task}/claim")

    answer = scene.rasmus.post(f"{task}/claim")

    assert answer.status_code == 409
    assert "Somebody else has taken this task" in scene.rasmus.words
    assert "Sara Lindvik" in scene.rasmus.words


def test_a_task_that_moved_on_but_is_still_mine_is_handed_in_again_from_the_same_page(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    scene.sara.get(task)
    stale = revision(scene.sara)
    scene.sara.post(f"{task}/claim")

    answer = scene.sara.post(task, {"_revision": stale, **TYPED})

    assert answer.status_code == 409
    assert "The task has changed since you opened it" in scene.sara.words
    assert "Sara Lindvik took the task on 23 Nov 2026 at 09:00." in scene.sara.words
    assert "What you typed stands below. Check it and hand it in again." in scene.sara.words
    assert scene.sara.soup.select_one("#title")["value"] == "Min rejse"
    assert scene.sara.soup.select_one("#why").get_text().strip() == "langt"
    assert _drafts(scene) == ["Min rejse"]
    assert revision(scene.sara) != stale
    again = scene.sara.post(task, {"_revision": revision(scene.sara), **TYPED})
    assert again.status_code == 303
    assert scene.case(number).title == "Min rejse"
    assert _drafts(scene) == []


def test_a_task_returned_twice_says_who_returned_it(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    scene.sara.post(f"{task}/release")

    answer = scene.sara.post(f"{task}/release")

    assert answer.status_code == 409
    assert "Sara Lindvik returned the task to the group on 23 Nov 2026 at 09:00." in scene.sara.words
    assert scene.sara.soup.select_one("#answers") is not None


def test_acts_on_a_completed_task_say_who_completed_it(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    hand_in(scene.sara, task, title="Saras", size="small")

    for act in ("claim", "release", "hand-over"):
        assert scene.rasmus.post(f"{task}/{act}").status_code == 409, act
        assert "Sara Lindvik completed it on 23 Nov 2026 at 09:00." in scene.rasmus.words


def test_a_task_the_process_withdrew_says_so_and_keeps_what_was_typed(scene: Scene) -> None:
    timer = (
        '<bpmn:boundaryEvent id="too_late" attachedToRef="t_errand"><bpmn:timerEventDefinition id="soon">'
        "<bpmn:timeDuration>PT10M</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        f'<bpmn:endEvent id="lapsed"/>{builders.flow("too_late", "lapsed")}'
    )
    number = scene.begin(errand().replace(b"</bpmn:process>", f"{timer}</bpmn:process>".encode()))
    task = scene.task(number)
    scene.sara.get(task)
    shown = revision(scene.sara)
    scene.clock.move(minutes=20)
    scene.work()
    assert scene.case(number).closed

    answer = scene.sara.post(task, {"_revision": shown, **TYPED})

    assert answer.status_code == 409
    assert "The process no longer needs this task" in scene.sara.words
    assert KEPT in scene.sara.words
    scene.sara.get(task)
    assert "The process no longer needs this task." in scene.sara.words
    assert KEPT in scene.sara.words
    assert "was not handed in" in scene.sara.words


def test_answers_that_no_flow_fits_halt_the_case_and_are_recorded(scene: Scene) -> None:
    number = scene.begin(NO_WAY_OUT)
    task = scene.task(number)

    answer = hand_in(scene.sara, task, **TYPED)

    assert answer.status_code == 303
    assert scene.case(number).status == CaseStatus.HALTED
    scene.sara.get(task)
    assert "is done. The case is halted: something in its process must be mended first." in scene.sara.words
    assert "Title Min rejse" in scene.sara.words
    why = "No way out of “Which way?” fits the answers."
    for address in (f"/cases/{number}", f"/audit/?case={number}"):
        scene.sara.get(address)
        assert why in scene.sara.words
        assert "no_flow" not in scene.sara.words


def test_when_the_engine_breaks_the_case_is_halted_and_nothing_typed_is_lost(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    kept = _break(scene, number)

    answer = hand_in(scene.sara, task, **TYPED)

    assert (answer.status_code, answer.location) == (303, task)
    scene.sara.get(task)
    assert "The case cannot go on because of a fault in its process. Your answers are saved as a draft." in (
        scene.sara.words
    )
    assert scene.sara.soup.select_one("#title")["value"] == "Min rejse"
    assert scene.case(number).status == CaseStatus.HALTED
    _mend(scene, number, kept)
    again = scene.sara.post(task, {"_revision": revision(scene.sara), **TYPED})
    assert again.status_code == 303
    assert scene.case(number).closed


def test_a_conflict_is_told_in_the_readers_language(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    shown = revision(scene.rasmus)
    hand_in(scene.sara, task, title="Saras", size="small")
    scene.read_in("rasmus", "da")

    answer = scene.rasmus.post(task, {"_revision": shown, **TYPED})

    assert answer.status_code == 409
    assert "Titel Min rejse Størrelse Stor Hvorfor så stort? langt Timer 7" in scene.rasmus.words
    assert "Somebody else" not in scene.rasmus.words


NO_WAY_OUT = builders.process(
    "errand",
    '<bpmn:startEvent id="start"/><bpmn:endEvent id="end_a"/><bpmn:endEvent id="end_b"/>'
    '<bpmn:exclusiveGateway id="which" name="Which way?"/>'
    + ERRAND_TASK
    + builders.flow("start", "t_errand")
    + builders.flow("t_errand", "which")
    + builders.flow("which", "end_a", '=t_errand.size = "small"')
    + builders.flow("which", "end_b", '=t_errand.size = "medium"'),
)


def _drafts(scene: Scene) -> list[str]:
    with scene.reading() as session:
        return [draft.typed["title"] for draft in session.query(Draft)]


def _break(scene: Scene, number: str) -> bytes:
    """Spoil the engine's state of a case; gives what it was."""
    with scene.writing() as session:
        state = session.scalars(sa.select(CaseState).join(Case).where(Case.number == number)).one()
        kept, state.state = state.state, b"no state of any engine"
        return kept


def _mend(scene: Scene, number: str, kept: bytes) -> None:
    with scene.writing() as session:
        state = session.scalars(sa.select(CaseState).join(Case).where(Case.number == number)).one()
        state.state = kept
