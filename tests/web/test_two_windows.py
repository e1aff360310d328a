"""One person with two windows: a draft of the one is never lost to the other."""

import pytest

from engine.casework.records import Draft
from tests.web.scene import Scene, errand, hand_in, shown


@pytest.fixture
def task(scene: Scene) -> str:
    """A task that Sara may fill in, and has not begun."""
    return scene.task(scene.begin(errand()))


def test_a_draft_saved_in_another_window_is_not_overwritten(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)

    answer = scene.sara.post(task, {**_opened_before, "title": "Vindue B", "size": "large", "_draft": "1"})

    assert answer.status_code == 409
    words = scene.sara.words
    assert "You have saved another draft meanwhile" in words
    assert "Your draft of 23 Nov 2026 at 09:05, saved in another window: Title Vindue A Size Small" in words
    assert scene.sara.soup.select_one("#title")["value"] == "Vindue B"
    assert scene.sara.soup.select_one("input[name=size][checked]")["value"] == "large"
    assert _draft(scene) == "Vindue A"


def test_pressing_the_button_again_lets_it_take_the_place_of_the_other(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)
    scene.sara.post(task, {**_opened_before, "title": "Vindue B", "_draft": "1"})

    answer = scene.sara.post(task, {**shown(scene.sara), "title": "Vindue B", "_draft": "1"})

    assert (answer.status_code, answer.location) == (303, task)
    assert _draft(scene) == "Vindue B"


def test_the_window_that_saved_last_goes_on_saving(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)
    scene.clock.move(minutes=5)

    assert hand_in(scene.sara, task, title="Vindue A igen", _draft="1").status_code == 303
    assert _draft(scene) == "Vindue A igen"


def test_what_is_the_same_in_both_windows_is_no_conflict(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)

    answer = scene.sara.post(task, {**_opened_before, "title": "Vindue A", "size": "small", "_draft": "1"})

    assert answer.status_code == 303


def test_a_page_that_only_updated_its_questions_still_knows_which_draft_it_had(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)
    scene.sara.post(task, {**_opened_before, "title": "Vindue B", "size": "large", "_update": "1"})
    assert scene.sara.soup.select_one("#answers").has_attr("data-unsaved")

    answer = scene.sara.post(task, {**shown(scene.sara), "title": "Vindue B", "_draft": "1"})

    assert answer.status_code == 409
    assert _draft(scene) == "Vindue A"


@pytest.mark.parametrize("moment", ["", "x", "2026-11-23", "0001-01-01T00:00:00+14:00", "9" * 5000])
def test_a_page_that_names_no_moment_had_no_draft(scene: Scene, task: str, moment: str) -> None:
    _save_in_another_window(scene, task)

    answer = scene.sara.post(task, {**_opened_before, "_saved_at": moment, "title": "Vindue B", "_draft": "1"})

    assert answer.status_code == 409


def test_completing_does_not_mind_the_draft_of_another_window(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)

    answer = scene.sara.post(task, {**_opened_before, "title": "Vindue B", "size": "small"})

    assert answer.status_code == 303
    assert _draft(scene) is None
    assert scene.case("360-2026-0001").title == "Vindue B"


def test_where_completing_is_refused_neither_text_is_lost(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task)
    hand_in(scene.rasmus, task, title="Rasmus", size="small")

    answer = scene.sara.post(task, {**_opened_before, "title": "Vindue B", "size": "small"})

    assert answer.status_code == 409
    assert "saved in another window: Title Vindue A Size Small" in scene.sara.words
    assert "What you have just typed stands here and nowhere else." in scene.sara.words
    assert "Title Vindue B Size Small" in scene.sara.words
    assert _draft(scene) == "Vindue A"


def test_a_draft_of_another_window_without_a_word_is_shown_as_nothing(scene: Scene, task: str) -> None:
    _save_in_another_window(scene, task, title="", size="")

    scene.sara.post(task, {**_opened_before, "title": "Vindue B", "_draft": "1"})

    assert "saved in another window: – What you have just typed" in scene.sara.words


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_two_texts_are_told_apart_in_the_readers_language(scene: Scene, task: str, language: str) -> None:
    _save_in_another_window(scene, task)
    scene.read_in("sara", language)

    scene.sara.post(task, {**_opened_before, "title": "Vindue B", "_draft": "1"})

    heading = {"da": "Din kladde fra 23. nov. 2026 kl. 09.05", "sv": "Ditt utkast från 23 nov. 2026 kl. 09:05"}
    assert heading[language] in scene.sara.words
    assert "window" not in scene.sara.words


_opened_before = {"_revision": "1", "_saved_at": ""}
"""What the other window sends: it was opened before anything was saved."""


def _save_in_another_window(scene: Scene, task: str, title: str = "Vindue A", size: str = "small") -> None:
    scene.sara.get(task)
    assert shown(scene.sara) == _opened_before
    scene.clock.move(minutes=5)
    assert hand_in(scene.sara, task, title=title, size=size, _draft="1").status_code == 303


def _draft(scene: Scene) -> str | None:
    with scene.reading() as session:
        found = session.query(Draft).one_or_none()
        return found.typed["title"] if found else None
