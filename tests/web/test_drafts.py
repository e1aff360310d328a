"""Drafts: what was typed is kept as typed, for its writer alone, until it is handed in."""

from engine.casework.records import Draft
from tests.web.scene import Scene, errand, hand_in, revision

TYPED = {"title": "", "size": "large", "why": "to\nlinjer", "hours": "mange", "wanted": "31/02/2026", "secret": "true"}


def test_a_draft_is_kept_as_typed_with_errors_and_shown_again(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)

    saved = hand_in(scene.sara, task, **TYPED, _draft="1")
    scene.sara.get(task)

    assert (saved.status_code, saved.location) == (303, task)
    assert "Your draft has been saved. Nobody else sees it." in scene.sara.words
    assert "Your draft of 23 Nov 2026 at 09:00 is shown." in scene.sara.words
    _require_typed(scene)
    assert scene.sara.soup.select(".i3-errors") == []
    assert scene.task(number) == task


def test_a_draft_outlives_signing_out(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, **TYPED, _draft="1")
    scene.sara.get("/inbox/")
    scene.sara.post("/sign-out")
    scene.sara.sign_in("sara")
    scene.read_in("sara", "en")

    scene.sara.get(task)

    _require_typed(scene)


def test_a_number_typed_in_one_language_is_shown_as_typed_in_another(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="Kør", size="small", hours="1,234.5", wanted="31/12/2026", _draft="1")

    scene.read_in("sara", "da").get(task)
    answer = _send_as_shown(scene, task)

    assert answer.status_code == 303, scene.sara.words
    scene.sara.get(task)
    assert "1.234,5" in scene.sara.words
    assert "31. december 2026" in scene.sara.words


def test_nobody_else_sees_a_draft(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="hemmelig tanke", size="small", _draft="1")

    for browser in (scene.rasmus, scene.malin, scene.karen):
        browser.get(task)
        assert browser.page.status_code == 200
        assert "hemmelig tanke" not in browser.text
        assert "draft of" not in browser.words


def test_two_people_keep_their_own_drafts_of_one_task(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="Saras", _draft="1")
    hand_in(scene.rasmus, task, title="Rasmus'", _draft="1")

    scene.sara.get(task)
    scene.rasmus.get(task)

    assert scene.sara.soup.select_one("#title")["value"] == "Saras"
    assert scene.rasmus.soup.select_one("#title")["value"] == "Rasmus'"


def test_a_later_draft_takes_the_place_of_the_earlier(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="først", _draft="1")
    scene.clock.move(minutes=5)

    hand_in(scene.sara, task, title="siden", _draft="1")

    scene.sara.get(task)
    assert scene.sara.soup.select_one("#title")["value"] == "siden"
    assert "Your draft of 23 Nov 2026 at 09:05 is shown." in scene.sara.words


def test_a_task_handed_in_leaves_no_draft_of_its_writer(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="kladde", _draft="1")

    hand_in(scene.sara, task, title="Færdig", size="small")

    assert _drafts(scene) == []
    scene.sara.get(task)
    assert "kladde" not in scene.sara.text


def test_a_draft_of_a_task_that_somebody_else_completed_can_still_be_read(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.rasmus, task, title="Rasmus' tanke", size="large", why="fordi", secret="true", _draft="1")
    hand_in(scene.sara, task, title="Saras svar", size="small")

    scene.rasmus.get(task)

    words = scene.rasmus.words
    assert "Completed by Sara Lindvik" in words
    assert "Your draft of 23 Nov 2026 at 09:00 was not handed in. Nobody else sees it." in words
    assert "Title Rasmus' tanke Size Large Why so large? fordi Keep it secret Yes" in words
    scene.sara.get(task)
    assert "tanke" not in scene.sara.text


def test_a_draft_of_a_task_no_longer_open_is_refused_with_what_was_typed(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    hand_in(scene.sara, task, title="Saras svar", size="small")

    answer = scene.rasmus.post(task, {"_revision": revision(scene.rasmus), "title": "min tanke", "_draft": "1"})

    assert answer.status_code == 409
    assert "Title min tanke" in scene.rasmus.words
    assert _drafts(scene) == ["min tanke"]


def _require_typed(scene: Scene) -> None:
    soup = scene.sara.soup
    assert soup.select_one("#title")["value"] == ""
    assert soup.select_one("input[name=size][checked]")["value"] == "large"
    assert soup.select_one("#why").get_text().strip().splitlines() == ["to", "linjer"]
    assert soup.select_one("#hours")["value"] == "mange"
    assert soup.select_one("#wanted")["value"] == "31/02/2026"
    assert soup.select_one("#secret").has_attr("checked")


def _send_as_shown(scene: Scene, task: str):  # type: ignore[no-untyped-def]
    soup = scene.sara.soup
    typed = {name: soup.select_one(f"#{name}")["value"] for name in ("title", "hours", "wanted")}
    size = soup.select_one("input[name=size][checked]")["value"]
    return scene.sara.post(task, {**typed, "size": size, "_revision": revision(scene.sara)})


def _drafts(scene: Scene) -> list[str]:
    with scene.reading() as session:
        return [draft.typed["title"] for draft in session.query(Draft)]
