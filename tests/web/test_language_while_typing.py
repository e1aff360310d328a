"""Another language is chosen in the middle of typing: nothing typed is lost, without scripts too."""

import pytest

from engine.casework.records import Draft
from tests.web.scene import Scene, errand, hand_in, shown

TYPED = {"title": "Kør til Lund", "size": "large", "why": "to\r\nlinjer", "hours": "1,234.5", "wanted": "31/02/2026"}


@pytest.fixture
def task(scene: Scene) -> str:
    """A task that Sara may fill in, and has not begun."""
    return scene.task(scene.begin(errand()))


def test_the_languages_are_buttons_of_the_form(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    bar = scene.sara.soup.header
    buttons = bar.select(".i3-nav > ul button[name=_language]")
    assert [(one.get_text(), one["value"], one["lang"], one["form"]) for one in buttons] == [
        ("Dansk", "da", "da", "answers"),
        ("Svenska", "sv", "sv", "answers"),
    ]
    assert all(one.has_attr("formnovalidate") for one in buttons)
    assert len(bar.select("details button[name=_language]")) == 2
    assert bar.select("a[hreflang]") == []


def test_the_first_button_of_the_form_hands_in_so_that_enter_does(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    first = scene.sara.soup.select("[form=answers], #answers button")[0]

    assert not first.has_attr("name")


def test_what_was_typed_is_kept_and_shown_in_the_other_language(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    answer = scene.sara.post(task, {**shown(scene.sara), **TYPED, "_language": "da"})
    scene.sara.get(task)

    assert (answer.status_code, answer.location) == (303, task)
    soup = scene.sara.soup
    assert soup.html["lang"] == "da"
    assert soup.select_one("#title")["value"] == "Kør til Lund"
    assert soup.select_one("input[name=size][checked]")["value"] == "large"
    assert soup.select_one("#why").get_text().strip().splitlines() == ["to", "linjer"]
    assert soup.select_one("#hours")["value"] == "1234,5"
    assert soup.select_one("#wanted")["value"] == "31/02/2026"


def test_the_choice_is_remembered_for_the_visit_and_on_this_machine(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    answer = scene.sara.post(task, {**shown(scene.sara), "_language": "sv"})
    scene.sara.get("/cases/")

    assert "language=sv" in str(answer.headers)
    assert scene.sara.soup.html["lang"] == "sv"


def test_an_untouched_form_leaves_no_draft(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    scene.sara.post(task, {**shown(scene.sara), "title": "", "hours": "", "wanted": "", "_language": "da"})

    assert _drafts(scene) == []


def test_a_draft_that_nobody_touched_stays_as_it_was(scene: Scene, task: str) -> None:
    hand_in(scene.sara, task, title="Kør", size="small", hours="1,234.5", _draft="1")
    scene.clock.move(minutes=5)
    scene.sara.get(task)

    untouched = {"title": "Kør", "size": "small", "hours": "1,234.5", "wanted": ""}
    scene.sara.post(task, {**shown(scene.sara), **untouched, "_language": "da"})
    scene.sara.get(task)

    assert "Din kladde fra 23. nov. 2026 kl. 09.00 vises." in scene.sara.words


def test_a_form_with_faults_keeps_them_too(scene: Scene, task: str) -> None:
    assert hand_in(scene.sara, task, **{**TYPED, "title": ""}).status_code == 422

    scene.sara.post(task, {**shown(scene.sara), **TYPED, "title": "", "_language": "da"})
    scene.sara.get(task)

    assert scene.sara.soup.select_one("#wanted")["value"] == "31/02/2026"


def test_a_newer_draft_of_another_window_is_not_overwritten_by_it(scene: Scene, task: str) -> None:
    scene.sara.get(task)
    opened_before = shown(scene.sara)
    hand_in(scene.sara, task, title="Vindue A", _draft="1")

    answer = scene.sara.post(task, {**opened_before, "title": "Vindue B", "_language": "da"})

    assert answer.status_code == 409
    assert "Vindue A" in scene.sara.words
    again = scene.sara.post(task, {**shown(scene.sara), "title": "Vindue B", "_language": "da"})
    assert again.status_code == 303
    assert _drafts(scene) == ["Vindue B"]


def test_an_unknown_language_changes_none_and_keeps_what_was_typed(scene: Scene, task: str) -> None:
    scene.sara.get(task)

    answer = scene.sara.post(task, {**shown(scene.sara), "title": "Kør", "_language": "xx"})
    scene.sara.get(task)

    assert answer.status_code == 303
    assert scene.sara.soup.html["lang"] == "en"
    assert scene.sara.soup.select_one("#title")["value"] == "Kør"


def test_a_task_that_somebody_took_meanwhile_still_keeps_what_was_typed(scene: Scene, task: str) -> None:
    scene.sara.get(task)
    opened = shown(scene.sara)
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")

    answer = scene.sara.post(task, {**opened, "title": "Kør", "_language": "da"})

    assert answer.status_code == 409
    assert "Rasmus Lind Bagger took the task on 23 Nov 2026 at 09:00." in scene.sara.words
    assert _drafts(scene) == ["Kør"]


def test_whoever_cannot_fill_in_the_form_follows_a_link(scene: Scene, task: str) -> None:
    scene.malin.get(task)

    assert scene.malin.soup.header.select("button[name=_language]") == []
    assert len(scene.malin.soup.header.select(".i3-nav > ul a[hreflang]")) == 2


def _drafts(scene: Scene) -> list[str]:
    with scene.reading() as session:
        return [draft.typed["title"] for draft in session.query(Draft)]
