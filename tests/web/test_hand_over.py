"""A task changes hands: it is handed over, returned to the group, or taken from somebody who has it."""

import pytest
import sqlalchemy as sa

from engine.casework import caseroles, cases
from engine.casework.cases import Case
from engine.people import participants
from tests import builders
from tests.web.scene import Scene, errand, hand_in, revision

FOR_NEED_OWNERS = builders.user("t_own", "need_owner")


def test_a_task_is_handed_over_to_somebody_of_the_group(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")
    scene.sara.get(f"{task}/hand-over")
    people = {option.get_text(): str(option["value"]) for option in scene.sara.soup.select("#to option")}
    assert "Sara Lindvik, Strandköpings kommun" not in people

    answer = scene.sara.post(f"{task}/hand-over", {"to": people["Rasmus Lind Bagger, Bølgelev Kommune"]}, follow=True)

    assert answer.status_code == 200
    assert "The task has been handed over to Rasmus Lind Bagger." in scene.sara.words
    assert "Rasmus Lind Bagger has this task." in scene.sara.words
    scene.rasmus.get("/inbox/?whose=mine")
    assert "Describe the errand" in scene.rasmus.words


@pytest.mark.parametrize("to", ["", "999999", "x", "0", "9" * 5000])
def test_handing_over_to_nobody_is_a_fault(scene: Scene, to: str) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(f"{task}/hand-over")

    answer = scene.sara.post(f"{task}/hand-over", {"to": to})

    assert answer.status_code == 422
    assert scene.sara.soup.title.get_text().startswith("Error: Hand over")
    assert scene.sara.soup.select_one(".i3-errors a")["href"] == "#to"
    assert "Choose who shall have the task." in scene.sara.words
    assert scene.sara.soup.select_one("#to")["aria-invalid"] == "true"


def test_who_does_not_have_a_task_cannot_hand_it_over_or_return_it(scene: Scene) -> None:
    number = scene.begin(errand(("t_own", FOR_NEED_OWNERS)))
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    task = scene.task(number)
    scene.mads.get(task)

    statuses = [scene.mads.get(f"{task}/hand-over").status_code]
    scene.mads.get(task)
    statuses += [scene.mads.post(f"{task}/{act}").status_code for act in ("hand-over", "release", "claim")]

    assert statuses == [403] * 4
    assert "Your roles do not allow it." in scene.mads.words


def test_a_coordinator_may_hand_over_a_task_that_somebody_else_has(scene: Scene) -> None:
    number = scene.begin(errand(("t_own", FOR_NEED_OWNERS)))
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    task = scene.task(number)
    _name(scene, number, "benefit_owner", "anette")
    scene.sara.get(f"{task}/hand-over")
    assert "Karen Højbjerg Lund has this task now." in scene.sara.words
    assert _offered(scene) == ["Anette Brok Sand, Bølgelev Kommune"]

    answer = scene.sara.post(f"{task}/hand-over", {"to": str(scene.id_of("anette"))})

    assert answer.status_code == 303
    scene.anette.get("/inbox/")
    assert task in scene.anette.text


def test_whoever_had_the_task_when_the_page_was_opened_is_not_mistaken_for_another(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")
    scene.sara.get(f"{task}/hand-over")
    shown, token = revision(scene.sara), scene.sara.token()
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/release")

    for act, choice in (("hand-over", {"to": str(scene.id_of("rasmus"))}), ("release", {})):
        answer = scene.sara.post(f"{task}/{act}", {"csrf_token": token, "_revision": shown, **choice})
        assert answer.status_code == 409
        assert "Rasmus Lind Bagger returned the task to the group on 23 Nov 2026 at 09:00." in scene.sara.words


def test_a_coordinator_is_asked_before_taking_a_task_from_somebody(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")
    scene.sara.get(task)
    button = scene.sara.soup.find("a", string="Take the task from Rasmus Lind Bagger")
    assert scene.sara.soup.find("button", string="Return task") is None

    asked = scene.sara.get(str(button["href"]))

    assert asked.status_code == 200
    assert scene.sara.soup.h1.get_text() == "Take the task from Rasmus Lind Bagger: Describe the errand"
    assert "it goes back to the group it was offered to" in scene.sara.words
    scene.rasmus.get("/inbox/?whose=mine")
    assert task in scene.rasmus.text
    answer = scene.sara.post(str(button["href"]), {"_revision": revision(scene.sara)})
    assert (answer.status_code, answer.location) == (303, task)
    scene.sara.get(task)
    assert "The task has been taken from Rasmus Lind Bagger and returned to the group." in scene.sara.words
    scene.rasmus.get("/inbox/?whose=mine")
    assert task not in scene.rasmus.text


def test_whoever_has_the_task_returns_it_at_the_press_of_a_button(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")

    scene.sara.get(task)

    form = scene.sara.soup.find("button", string="Return task").find_parent("form")
    assert (form["action"], form["method"]) == (f"{task}/release", "post")
    scene.sara.get(f"{task}/release")
    assert scene.sara.soup.h1.get_text() == "Return task: Describe the errand"


def test_a_task_of_the_group_is_taken_from_nobody(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)

    assert "Take the task from" not in scene.sara.words
    assert scene.sara.get(f"{task}/release").status_code == 409


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Tag opgaven fra Rasmus Lind Bagger"), ("sv", "Ta uppgiften från Rasmus Lind Bagger")],
)
def test_the_question_is_asked_in_the_readers_language(scene: Scene, language: str, words: str) -> None:
    task = scene.task(scene.begin(errand()))
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")
    scene.sara.get(task)

    scene.read_in("sara", language).get(f"{task}/release")

    assert scene.sara.soup.h1.get_text().startswith(words)
    assert scene.sara.soup.select_one("main form .btn-primary").get_text() == words


def _name(scene: Scene, number: str, role: str, key: str) -> None:
    """Name somebody for a role of a case."""
    with scene.writing() as session:
        case_id = session.scalars(sa.select(Case.id).where(Case.number == number)).one()
        person = participants.get(session, scene.id_of(key))
        caseroles.name(session, cases.locked(session, case_id), role, [person], person.id)


def _offered(scene: Scene) -> list[str]:
    return [option.get_text() for option in scene.sara.soup.select("#to option") if option["value"]]


def test_the_page_names_those_who_must_be_kept_apart_and_says_why(scene: Scene) -> None:
    number = scene.begin(errand(("t_check", builders.user("t_check", "tf_coord", separateFrom="t_errand"))))
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    task = scene.task(number)
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")

    scene.rasmus.get(f"{task}/hand-over")

    assert "must be kept apart: Sara Lindvik." in scene.rasmus.words
    offered = [option.get_text() for option in scene.rasmus.soup.select("#to option")]
    assert not [name for name in offered if name.startswith("Sara")]
