"""Reminder ladders on their pages: read, tried out, changed with a history, and refused where they are none."""

import pytest
import sqlalchemy as sa

from engine.casework import ladders
from engine.ledger.audit import Action, AuditEntry
from tests.web.scene import Scene

PAGE = "/administration/reminders/"
GOOD = {"rungs": "-2w, 0, +1w:chair", "since": "01/12/2026", "example": "19/05/2027", "calendar": "BOTH"}


def _latest(scene: Scene, key: str) -> ladders.Ladder:
    with scene.reading() as session:
        return ladders.history(session, key)[0]


def test_the_ladders_of_the_house_are_there_in_words(scene: Scene) -> None:
    scene.tove.get(PAGE)
    assert len(scene.tove.soup.select("tbody tr")) == 13
    assert "3 working days before: whoever has the task, or the whole group" in scene.tove.words
    assert "5 working days after: Board chair" in scene.tove.words


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}gate", f"{PAGE}new"])
def test_they_are_kept_by_administrators(scene: Scene, address: str) -> None:
    assert [getattr(scene, who).get(address).status_code for who in ("tove", "sara", "anette")] == [200, 403, 403]
    assert scene.sara.post(f"{PAGE}gate", GOOD).status_code == 403
    assert _latest(scene, "gate").entered_by_id is None


def test_a_ladder_is_tried_out_before_it_is_saved(scene: Scene) -> None:
    scene.tove.get(f"{PAGE}gate")
    scene.tove.post(f"{PAGE}gate", {**GOOD, "_preview": "1"})
    timeline = scene.tove.soup.select_one(".i3-timeline")
    assert timeline is not None
    assert [item.select_one("time")["datetime"][:10] for item in timeline.select("li")] == [  # type: ignore[index]
        "2027-05-14",
        "2027-05-19",
        "2027-05-20",
    ]
    assert _latest(scene, "gate").entered_by_id is None


def test_a_change_is_kept_beside_what_was_and_in_the_trail(scene: Scene) -> None:
    scene.tove.get(f"{PAGE}gate")
    scene.tove.post(f"{PAGE}gate", GOOD, follow=True)
    rows = [row.get_text(" ", strip=True) for row in scene.tove.soup.select("tbody tr")]
    assert "-2w, 0, +1w:chair" in rows[0]
    assert "Tove Ravnbjerg" in rows[0]
    assert "Holds later" in rows[0]
    assert "Came with the product" in rows[1]
    with scene.reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.LADDER_CHANGED)).one()
    assert entry.facts["details"]["after"] == "-2w, 0, +1w:chair"
    scene.malin.get("/audit/?action=ladder.changed")
    assert "Changed the reminder ladder “Tasks of a gate” from 1 Dec 2026." in scene.malin.words


def test_the_same_again_changes_nothing(scene: Scene) -> None:
    scene.tove.get(f"{PAGE}gate")
    for _ in range(2):
        scene.tove.post(f"{PAGE}gate", GOOD, follow=True)
    assert "Nothing was changed" in scene.tove.words
    with scene.reading() as session:
        assert len(ladders.history(session, "gate")) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rungs": ""}, "Write at least one step"),
        ({"rungs": "3w"}, "Write - or + before the number in “3w”"),
        ({"rungs": "-3w, 0, -3w"}, "stands there twice"),
        ({"rungs": "0:tove"}, "“tove” is no receiver"),
        ({"rungs": "<b>"}, "“<b>” is no step."),
        ({"rungs": "-1w," * 300}, "A ladder has at most 12 steps."),
        ({"since": "22/11/2026"}, "Write today or a later day."),
        ({"since": ""}, "Write the day from which it holds."),
        ({"example": "31/12/9999"}, "Write a due date for the example."),
        ({"calendar": "NO"}, "Choose a calendar."),
    ],
)
def test_what_is_none_is_refused_with_words_and_kept_in_the_field(
    scene: Scene, change: dict[str, str], words: str
) -> None:
    scene.tove.get(f"{PAGE}gate")
    answer = scene.tove.post(f"{PAGE}gate", {**GOOD, **change})
    assert answer.status_code == 422
    assert words in scene.tove.words
    name, typed = next(iter(change.items()))
    if name != "calendar":
        assert scene.tove.soup.select_one(f"#{name}")["value"] == typed  # type: ignore[index]
    assert _latest(scene, "gate").entered_by_id is None


def test_a_new_ladder_gets_a_name_that_models_can_write(scene: Scene) -> None:
    scene.tove.get(f"{PAGE}new")
    for key in ("", "Gate", "gate", "two words", "påske", "new", "x" * 41):
        assert scene.tove.post(f"{PAGE}new", {**GOOD, "key": key}).status_code == 422
    scene.tove.post(f"{PAGE}new", {**GOOD, "key": "slow_2", "since": "23/11/2026"}, follow=True)
    assert scene.tove.soup.select_one("h1").get_text() == "slow_2"  # type: ignore[union-attr]


def test_a_ladder_that_does_not_exist_is_not_found(scene: Scene) -> None:
    assert scene.tove.get(f"{PAGE}nothing").status_code == 404
    assert scene.tove.post(f"{PAGE}nothing", GOOD).status_code == 404


def _quiet(scene: Scene) -> dict[str, tuple[int, int]]:
    with scene.reading() as session:
        return dict(ladders.quiet(session))


def test_the_quiet_weeks_of_a_country_are_changed_and_taken_away(scene: Scene) -> None:
    assert _quiet(scene) == {"DK": (28, 30), "SE": (28, 31)}
    scene.tove.get(PAGE)
    scene.tove.post(f"{PAGE}quiet", {"dk_first": "29", "dk_last": "29", "se_first": "", "se_last": " "})
    assert _quiet(scene) == {"DK": (29, 29)}
    with scene.reading() as session:
        found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.QUIET_WEEKS_CHANGED)).all()
    assert [entry.facts["details"]["country"] for entry in found] == ["DK", "SE"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("30", "28"), ("0", "3"), ("1", "54"), ("x", "30"), ("28", ""), ("", "9"), ("1", "53"), ("20", "32")],
)
def test_weeks_that_are_none_are_refused(scene: Scene, first: str, last: str) -> None:
    scene.tove.get(PAGE)
    typed = {"dk_first": first, "dk_last": last, "se_first": "28", "se_last": "31"}
    assert scene.tove.post(f"{PAGE}quiet", typed).status_code == 422
    assert "Write two weeks from 1 to 53" in scene.tove.words
    shown = [scene.tove.soup.select_one(f"#{name}")["value"] for name in ("dk_first", "dk_last")]  # type: ignore[index]
    assert shown == [first, last]
    assert _quiet(scene)["DK"] == (28, 30)
