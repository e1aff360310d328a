"""The page of a task: what is asked and why, its form, and what can be done with it besides."""

import pytest

from tests import builders
from tests.web.scene import Scene, errand, hand_in, revision, said

ANSWERED = {
    "title": "Kør til Lund",
    "size": "large",
    "why": "Det er langt",
    "hours": "1234.5",
    "wanted": "31/12/2026",
    "secret": "true",
}
FOR_NEED_OWNERS = builders.user("t_own", "need_owner")


@pytest.mark.parametrize(
    ("language", "name", "why", "label"),
    [
        ("da", "Beskriv ærindet", "Skriv, hvad der skal gøres.", "Titel"),
        ("sv", "Beskriv ärendet", "Skriv vad som ska göras.", "Rubrik"),
        ("en", "Describe the errand", "Write what is to be done.", "Title"),
    ],
)
def test_a_task_says_what_is_asked_and_why(scene: Scene, language: str, name: str, why: str, label: str) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)

    scene.read_in("sara", language).get(task)

    assert scene.sara.soup.h1.get_text() == name
    assert scene.sara.soup.title.get_text() == f"{name} – InnoTech 360"
    assert why in scene.sara.words
    assert scene.sara.soup.find("label", attrs={"for": "title"}).get_text() == label


def test_beside_the_form_stand_the_case_its_deadline_with_the_rule_and_its_history(scene: Scene) -> None:
    number = scene.begin(errand())

    scene.sara.get(scene.task(number))

    facts = scene.sara.soup.find("aside").get_text(" ")
    words = " ".join(facts.split())
    assert f"{number} Case" in words
    assert "Organisation Bølgelev Kommune" in words
    assert "30 Nov 2026 5 working days, Denmark" in words
    assert "The case was opened on release 1 of the process. Karen Højbjerg Lund" in words


@pytest.mark.parametrize("task", ["/tasks/999", "/tasks/0", "/tasks/99999999999", f"/tasks/{'9' * 5000}", "/tasks/-1"])
def test_a_task_that_does_not_exist_is_not_there(scene: Scene, task: str) -> None:
    assert scene.sara.get(task).status_code == 404
    assert scene.sara.post(task).status_code == 404


def test_answers_without_fault_complete_the_task_and_lead_to_the_next_of_ones_own(scene: Scene) -> None:
    number = scene.begin(errand(("t_own", FOR_NEED_OWNERS), ("t_own_2", FOR_NEED_OWNERS.replace("t_own", "t_own_2"))))

    first = hand_in(scene.sara, scene.task(number), **ANSWERED)
    own = scene.task(number)
    second = hand_in(scene.karen, own)

    assert (first.status_code, first.location) == (303, "/inbox/")
    assert (second.status_code, second.location) == (303, scene.task(number))
    assert own != scene.task(number)
    scene.karen.get(second.location)
    assert f"“t_own” in {number} is done. This is your next task in the case." in scene.karen.words
    assert scene.karen.soup.select_one(".alert a")["href"] == f"/cases/{number}"


def test_whoever_completes_a_task_is_told_which_and_that_the_case_goes_on_with_others(scene: Scene) -> None:
    number = scene.begin(errand(("t_own", FOR_NEED_OWNERS)))

    hand_in(scene.sara, scene.task(number), **ANSWERED)
    scene.sara.get("/inbox/")

    assert f"“Describe the errand” in {number} is done. The case goes on with others." in scene.sara.words
    assert scene.sara.soup.select_one(".alert a")["href"] == f"/cases/{number}"


def test_whoever_completes_a_task_is_told_that_another_waits_for_their_roles(scene: Scene) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))

    answer = hand_in(scene.sara, scene.task(number), **ANSWERED)
    scene.sara.get("/inbox/")

    assert answer.location == "/inbox/"
    assert "is done. Another task in the case waits for your roles." in scene.sara.words


def test_whoever_completes_the_last_task_is_told_that_the_case_is_closed(scene: Scene) -> None:
    hand_in(scene.sara, scene.task(scene.begin(errand())), **ANSWERED)

    scene.sara.get("/inbox/")

    assert "is done. The case is closed." in scene.sara.words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "»Beskriv ærindet« i 360-2026-0001 er afsluttet. Sagen går videre hos andre."),
        ("sv", "”Beskriv ärendet” i 360-2026-0001 är slutförd. Ärendet går vidare hos andra."),
    ],
)
def test_what_becomes_of_the_case_is_told_in_the_readers_language(scene: Scene, language: str, words: str) -> None:
    task = scene.task(scene.begin(errand(("t_own", FOR_NEED_OWNERS))))
    scene.sara.get(task)
    scene.read_in("sara", language)

    hand_in(scene.sara, task, title="Kør", size="small")
    scene.sara.get("/inbox/")

    assert words in scene.sara.words


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("da", ["Titel Kør til Lund", "Størrelse Stor", "Timer 1.234,5", "31. december 2026", "Hold det hemmeligt Ja"]),
        ("sv", ["Rubrik Kør til Lund", "Storlek Stor", "Timmar 1 234,5", "31 december 2026", "Håll det hemligt Ja"]),
        ("en", ["Title Kør til Lund", "Size Large", "Hours 1,234.5", "31 December 2026", "Keep it secret Yes"]),
    ],
)
def test_a_completed_task_shows_its_answers_in_the_readers_language(
    scene: Scene, language: str, shown: list[str]
) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    hand_in(scene.sara, task, **ANSWERED)
    scene.karen.get("/inbox/")

    scene.read_in("karen", language).get(task)

    words = " ".join(scene.karen.soup.select_one("dl.i3-answers").get_text(" ").split())
    assert [text for text in shown if text not in words] == []
    assert scene.karen.soup.select("main form") == []
    assert "Sara Lindvik" in scene.karen.words


def test_wrong_answers_are_listed_first_with_links_and_everything_typed_is_kept(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))

    answer = hand_in(scene.sara, task, title="", size="large", why="fordi", hours="mange", wanted="31/02/2026")

    assert answer.status_code == 422
    soup = scene.sara.soup
    assert soup.title.get_text().startswith("Error: Describe the errand")
    assert soup.select_one(".i3-errors h2").get_text() == "There are 3 errors in the form"
    links = [str(link["href"]) for link in soup.select(".i3-errors a")]
    assert links == ["#title", "#hours", "#wanted"]
    assert [soup.select_one(link) is not None for link in links] == [True] * 3
    assert soup.select_one("#hours")["value"] == "mange"
    assert soup.select_one("#hours")["aria-invalid"] == "true"
    assert soup.select_one(f"#{soup.select_one('#hours')['aria-describedby'].split()[-1]}") is not None
    assert soup.select_one("#wanted")["value"] == "31/02/2026"
    assert soup.select_one("#why").get_text().strip() == "fordi"
    assert soup.select_one("input[name=size][checked]")["value"] == "large"


@pytest.mark.parametrize("language", ["da", "sv"])
def test_faults_are_told_in_the_readers_language(scene: Scene, language: str) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.read_in("sara", language)

    hand_in(scene.sara, task, size="small")

    error = said(language, "Error:")
    assert error != "Error:"
    assert scene.sara.soup.title.get_text().startswith(error)
    assert (
        scene.sara.soup.select_one(".i3-errors a").get_text().startswith({"da": "Titel: ", "sv": "Rubrik: "}[language])
    )


def test_wrong_answers_can_be_corrected_and_handed_in(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    hand_in(scene.sara, task, title="", size="small")

    answer = scene.sara.post(task, {"_revision": revision(scene.sara), "title": "Nu", "size": "small"})

    assert answer.status_code == 303


def test_the_form_is_updated_without_handing_anything_in(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    assert scene.sara.soup.select_one("#why") is None

    typed = {"_revision": revision(scene.sara), "title": "Kør", "hours": "mange", "size": "large", "_update": "1"}
    answer = scene.sara.post(task, typed)

    assert answer.status_code == 200
    assert scene.sara.soup.select_one("#why") is not None
    assert scene.sara.soup.select_one("#hours")["value"] == "mange"
    assert scene.sara.soup.select(".i3-errors") == []
    scene.sara.post(task, {**typed, "size": "small", "why": "x"})
    assert scene.sara.soup.select_one("#why") is None
    assert scene.task("360-2026-0001") == task


def test_a_task_of_the_group_is_claimed_and_returned(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)

    claimed = scene.sara.post(f"{task}/claim")
    scene.sara.get(task)

    assert (claimed.status_code, claimed.location) == (303, task)
    assert "You have taken the task." in scene.sara.words
    assert "Assigned to Sara Lindvik" in scene.sara.words
    scene.rasmus.get(task)
    assert "Sara Lindvik has this task." in scene.rasmus.words
    assert scene.rasmus.soup.select_one("#answers") is None
    returned = scene.sara.post(f"{task}/release", follow=True)
    assert returned.status_code == 200
    assert "The task has been returned to the group." in scene.sara.words
    assert "Assigned to Task force coordinator" in scene.sara.words


def test_what_is_typed_before_claiming_is_kept_as_a_draft(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    button = next(button for button in scene.sara.soup.select("button") if button.text == "Claim task")
    fields = {field["name"]: field.get("value", "") for field in scene.sara.soup.select("#answers input[type=hidden]")}

    scene.sara.post(button["formaction"], {**fields, "title": "Begun too early"})
    scene.sara.get(task)

    assert button["form"] == "answers"
    assert "Assigned to Sara Lindvik" in scene.sara.words
    assert "Begun too early" in scene.sara.text


def test_what_is_typed_while_another_claims_the_task_is_shown_to_whoever_comes_too_late(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    fields = {field["name"]: field.get("value", "") for field in scene.sara.soup.select("#answers input[type=hidden]")}
    scene.rasmus.post(f"{task}/claim")

    answer = scene.sara.post(f"{task}/claim", {**fields, "title": "Begun too early"})

    assert answer.status_code == 409
    assert "Begun too early" in scene.sara.text


def test_claiming_twice_is_no_fault(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.sara.post(f"{task}/claim")

    assert scene.sara.post(f"{task}/claim").status_code == 303


def test_a_reader_who_is_not_asked_sees_no_form(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))

    scene.malin.get(task)

    assert scene.malin.page.status_code == 200
    assert "This task is not offered to you." in scene.malin.words
    assert scene.malin.soup.select("main form") == []


def test_who_is_not_asked_can_hand_nothing_in_and_reads_what_they_typed(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)
    scene.malin.get(task)

    for button in ({}, {"_draft": "1"}, {"_update": "1"}):
        answer = scene.malin.post(task, {"_revision": "0", "title": "Mit forslag", "size": "small", **button})
        assert answer.status_code == 403
        assert "Mit forslag" in scene.malin.words

    assert scene.task(number) == task


TWO_EYES = builders.process(
    "eyes",
    builders.line(
        ("t_first", builders.user("t_first", "tf_coord")),
        ("t_second", builders.user("t_second", "tf_coord", separateFrom="t_first")),
    ),
)


def test_who_did_the_first_of_two_separate_tasks_reads_why_the_second_is_for_others(scene: Scene) -> None:
    number = scene.begin(TWO_EYES, "eyes")
    hand_in(scene.sara, scene.task(number))
    second = scene.task(number)

    scene.sara.get(second)

    told = "You have done “t_first” in this case. Somebody else must do this task (four eyes)."
    assert told in scene.sara.words
    answer = scene.sara.post(second, {"_revision": "0"})
    assert answer.status_code == 403
    assert told in scene.sara.words
    assert hand_in(scene.rasmus, second).status_code == 303


def test_four_eyes_hold_too_when_both_tasks_wait_at_the_same_time(scene: Scene) -> None:
    split = '<bpmn:parallelGateway id="both"/>' + "".join(
        builders.user(name, "tf_coord", **({"separateFrom": "t_a"} if name == "t_b" else {})) for name in ("t_a", "t_b")
    )
    flows = [("start", "both"), ("both", "t_a"), ("both", "t_b"), ("t_a", "end_a"), ("t_b", "end_b")]
    ends = '<bpmn:startEvent id="start"/><bpmn:endEvent id="end_a"/><bpmn:endEvent id="end_b"/>'
    model = builders.process("eyes", ends + split + "".join(builders.flow(*pair) for pair in flows))
    number = scene.begin(model, "eyes")
    hand_in(scene.sara, scene.task(number, "t_a"))
    other = scene.task(number, "t_b")

    scene.sara.get(other)

    assert "Somebody else must do this task (four eyes)." in scene.sara.words
    scene.sara.get("/inbox/")
    assert scene.sara.post(f"{other}/claim").status_code == 403
    assert scene.sara.post(other, {"_revision": "0"}).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "a\x00b\x07c", "size": "small"},
        {"title": "x" * 1_000_000, "size": "small"},
        {"title": "Kør", "size": ["small", "large", "neither"]},
        {"title": "Kør", "size": "no such size"},
        {"title": "Kør", "size": "small", "hours": "9" * 400},
        {"title": "Kør", "size": "small", "hours": "NaN", "wanted": "00/00/0000"},
        {"title": "😀 ‮ \u2028 <script>alert(1)</script>", "size": "small"},
        {"title": "Kør", "size": "small", "_revision": "9" * 5000},
        {"title": "Kør", "size": "small", "_revision": "x"},
        {f"field{number}": "x" for number in range(1000)},
    ],
)
def test_strange_answers_are_never_a_fault_of_ours(scene: Scene, typed: dict[str, object]) -> None:
    task = scene.task(scene.begin(errand()))

    assert hand_in(scene.sara, task, **typed).status_code in (303, 409, 422)
    scene.sara.get(task)
    assert scene.sara.page.status_code == 200
    assert "<script>alert" not in scene.sara.text


def test_characters_that_are_no_text_are_left_out_of_answers(scene: Scene) -> None:
    number = scene.begin(errand())
    task = scene.task(number)

    hand_in(scene.sara, task, title="a\x00b\x07c", size="large", why="en\r\nto")

    assert scene.case(number).title == "abc"
    scene.sara.get(task)
    assert "en\nto" in scene.sara.text


def test_too_much_at_once_is_refused_with_words(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))

    answer = hand_in(scene.sara, task, title="x" * 3_000_000, size="small")

    assert answer.status_code == 413
    assert "What you sent is too large" in scene.sara.words
