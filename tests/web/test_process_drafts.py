"""Changing processes on the pages: a draft is begun, filled, checked and published, by one owner or by two."""

import json
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine.casework import drafting, processes
from engine.people.participants import Membership, Participant
from tests import builders
from tests.web.scene import Scene, errand, hand_in, said
from webapp import archives

REASON = "The coordinators asked for a second task"
MORE = errand(("t_more", builders.user("t_more", "tf_coord")))
OTHER = errand(("t_other", builders.user("t_other", "tf_coord")))
FILE = "m0.bpmn"


def test_an_owner_changes_a_process_by_files_and_new_cases_follow(scene: Scene) -> None:
    running = scene.begin(errand())
    draft = _begin(scene)

    assert _upload(scene, draft, {FILE: MORE, "note.form": builders.FORM}).status_code == 303
    scene.birgit.get(draft)
    assert "2 files are saved." in scene.birgit.words
    assert "Added t_more t_more task for a person" in scene.birgit.words
    answer = _publish(scene, draft)

    assert (answer.status_code, answer.location) == (303, "/processes/errand"), scene.birgit.words
    hand_in(scene.sara, scene.task(running), title="Kør", size="small")
    assert scene.case(running).closed
    later = scene.open("errand")
    hand_in(scene.sara, scene.task(later), title="Kør", size="small")
    assert not scene.case(later).closed
    assert scene.birgit.get(draft).status_code == 404


def test_the_draft_of_a_process_is_found_from_its_page(scene: Scene) -> None:
    page = scene.birgit.get("/processes/p0_need/1")
    [form] = scene.birgit.soup.select("form[action='/modeller/begin']")

    answer = scene.birgit.post("/modeller/begin", {"key": str(form.select_one("input[name=key]")["value"])})

    assert page.status_code == 200
    scene.birgit.get(answer.location)
    assert scene.birgit.soup.h1.get_text() == "Draft of “360° process”"
    assert "p0_need.bpmn" in scene.birgit.words
    scene.karen.get("/processes/p0_need/1")
    assert scene.karen.soup.select("form[action='/modeller/begin']") == []


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_a_check_lists_what_is_wrong_and_keeps_nothing(scene: Scene, language: str) -> None:
    draft = _faulty(scene)
    scene.read_in("birgit", language)

    scene.birgit.get(f"{draft}/check?profile=run")

    rows = [[cell.get_text() for cell in row.select("td")] for row in scene.birgit.soup.select("tbody tr")]
    assert ("t_errand_to_finish", FILE, said(language, "Must be mended")) in {tuple(row[1:]) for row in rows}
    assert scene.birgit.get(draft).status_code == 200


def test_an_editor_is_told_the_problems_as_facts(scene: Scene) -> None:
    draft = _faulty(scene)

    answer = scene.birgit.get(f"{draft}/check?profile=run", headers={"Accept": "application/json"})

    problem = next(one for one in answer.json["problems"] if one["element"] == "t_errand_to_finish")
    assert (problem["file"], problem["severity"]) == (FILE, "error")
    assert len(problem["text"]) > 20
    assert answer.json["revision"] == 2


@pytest.mark.parametrize(
    ("remind", "code", "words"),
    [
        ("ladder:gaet", "ladder_unknown", "names the ladder “gaet”"),
        ("-3w, tomorrow", "ladder_unreadable", "one of the steps is none"),
        ("0:boss", "ladder_unreadable", "somebody who is no receiver"),
    ],
)
def test_reminders_that_lead_nowhere_are_told_at_their_task(scene: Scene, remind: str, code: str, words: str) -> None:
    draft = _reminding(scene, remind)

    answer = scene.birgit.get(f"{draft}/check?profile=run", headers={"Accept": "application/json"})

    [problem] = [one for one in answer.json["problems"] if one["code"].startswith("ladder_")]
    assert (problem["file"], problem["element"], problem["code"]) == (FILE, "t_more", code)
    assert problem["severity"] == "warning"  # models drawn elsewhere follow the standard ladder instead
    assert words in problem["text"]
    strict = scene.birgit.get(f"{draft}/check?profile=house", headers={"Accept": "application/json"})
    assert {one["severity"] for one in strict.json["problems"] if one["code"] == code} == {"error"}


@pytest.mark.parametrize("remind", ["ladder:gate", "-3w, 0, +2w:escalate", ""])
def test_reminders_that_are_there_are_no_problem(scene: Scene, remind: str) -> None:
    draft = _reminding(scene, remind)

    answer = scene.birgit.get(f"{draft}/check?profile=house", headers={"Accept": "application/json"})

    assert [one for one in answer.json["problems"] if one["code"].startswith("ladder_")] == []


def test_a_faulty_draft_is_not_published_and_the_refusal_is_recorded(scene: Scene) -> None:
    draft = _faulty(scene)

    answer = _publish(scene, draft)

    assert answer.status_code == 422
    assert "Nothing was published: " in scene.birgit.words
    assert scene.birgit.soup.find(id="reason").get_text() == REASON
    scene.malin.get("/audit/?action=process.refused")
    assert "Files were not published because of" in scene.malin.words
    scene.malin.get("/audit/?action=draft.saved")
    assert "Saved m0.bpmn in the draft of “errand”." in scene.malin.words


def test_a_publication_needs_a_reason(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)

    answer = _publish(scene, draft, reason="short")

    assert answer.status_code == 422
    assert [str(link["href"]) for link in scene.birgit.soup.select(".i3-errors a")] == ["#reason"]


def test_of_two_owners_at_once_neither_loses_anything(scene: Scene) -> None:
    _let_own(scene, "sara")
    scene.publish(errand())
    draft = _begin(scene)
    seen = _revision(scene, "sara", draft)
    _upload(scene, draft, {FILE: MORE})

    answer = _save(scene, "sara", draft, OTHER, revision=seen)
    choose = answer.location
    page = scene.sara.get(choose)

    assert (answer.status_code, page.status_code) == (303, 200)
    assert "Added t_other t_other" in scene.sara.words
    assert "Removed t_more t_more" in scene.sara.words
    assert len(scene.sara.soup.select(".i3-diagram")) == 0  # neither file has a picture
    assert _publish(scene, draft).status_code == 409
    assert "Two have changed the same file." in scene.birgit.words
    scene.sara.get(choose)
    assert scene.sara.post(choose, _shown(scene, "sara", choice="aside")).status_code == 303
    assert scene.birgit.get(f"{draft}/files/{FILE}/content").data == OTHER


def test_the_choice_may_be_what_counts_already(scene: Scene) -> None:
    _let_own(scene, "sara")
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {FILE: MORE})
    choose = _save(scene, "sara", draft, OTHER, revision="1").location

    assert scene.sara.get(f"{draft}/files/{FILE}/content?revision=3").data == OTHER
    scene.sara.get(choose)
    scene.sara.post(choose, _shown(scene, "sara", choice="current"))

    assert scene.birgit.get(f"{draft}/files/{FILE}/content").data == MORE
    again = scene.sara.get(choose)
    assert again.status_code == 404


def test_an_editor_is_told_that_its_file_is_put_aside(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {FILE: MORE})
    json_wanted = {"Accept": "application/json"}

    stale = _save(scene, "birgit", draft, OTHER, revision="1", headers=json_wanted)
    fresh = _save(scene, "birgit", draft, OTHER, revision="3", headers=json_wanted)

    assert (stale.status_code, stale.json["aside"], stale.json["revision"]) == (409, True, 3)
    assert stale.json["choose"] == f"{draft}/files/{FILE}/choose/3"
    assert (fresh.status_code, fresh.json) == (200, {"revision": 4, "aside": False, "choose": None})


def test_a_release_that_came_meanwhile_is_brought_in(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {"note.form": builders.FORM})
    scene.publish(MORE)

    assert _publish(scene, draft).status_code == 409
    scene.birgit.get(draft)
    assert "Release 2 has been published since the draft was begun." in scene.birgit.words
    assert scene.birgit.post(f"{draft}/renew").status_code == 303

    assert scene.birgit.get(f"{draft}/files/{FILE}/content").data == MORE


def test_a_draft_that_somebody_has_saved_since_is_not_published(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    scene.birgit.get(f"{draft}/publish")
    shown = _shown(scene, "birgit", reason=REASON, profile="run")
    _save(scene, "birgit", draft, MORE, revision="1")

    answer = scene.birgit.post(f"{draft}/publish", shown)

    assert answer.status_code == 409
    assert "Somebody has saved the draft meanwhile." in scene.birgit.words
    with scene.reading() as session:
        assert processes.newest_release(session, "errand").number == 1


def test_a_draft_travels_as_one_zip_file(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    packed = scene.birgit.get(f"{draft}/archive")
    files = dict(archives.unpack(packed.data))
    assert (packed.content_type, set(files)) == ("application/zip", {FILE, "errand.form"})

    changed = archives.pack({**files, FILE: MORE, "note.form": builders.FORM})
    _upload(scene, draft, {"errand.zip": changed})

    assert scene.birgit.get(f"{draft}/files/{FILE}/content").data == MORE
    assert _publish(scene, draft).status_code == 303, scene.birgit.words


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Choose at least one file."),
        ({"a.exe": b"MZ"}, "Only .bpmn, .dmn and .form files can be used: a.exe"),
        ({"a.zip": b"no zip"}, "“a.zip” is damaged, or is no zip file."),
        ({"a.zip": archives.pack({"a.bpmn": b" " * 9_000_000})}, "“a.zip” becomes too large when it is unpacked."),
        ({"a.zip": archives.pack({"x/readme.txt": b"x"})}, "can be used: readme.txt"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_saved(scene: Scene, files: dict[str, bytes], told: str) -> None:
    scene.publish(errand())
    draft = _begin(scene)

    answer = _upload(scene, draft, files)

    assert answer.status_code == 422
    assert told in scene.birgit.words
    assert _revision(scene, "birgit", draft) == "1"


def test_a_new_process_begins_with_a_start_and_an_end_and_can_be_published(scene: Scene) -> None:
    scene.birgit.get("/modeller/new")
    names = {"name_en": "Loan", "name_da": "Udlån", "name_sv": "Utlåning"}
    draft = scene.birgit.post("/modeller/new", {"key": "loan", **names}).location
    scene.birgit.get("/modeller/")
    assert "Loan loan A new process" in scene.birgit.words

    scene.birgit.get(f"{draft}/check")
    assert "Nothing is wrong. The draft can be published." in scene.birgit.words
    answer = _publish(scene, draft, profile="house")

    assert answer.status_code == 303, scene.birgit.words
    assert scene.case(scene.open("loan")).closed


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({}, ["#key", "#name_en"]),
        ({"key": "1loan", "name_en": "Loan"}, ["#key"]),
        ({"key": "p0_Need", "name_en": "Loan"}, ["#key"]),
        ({"key": "p360_main", "name_en": "Loan", "name_da": "Udlån"}, ["#key"]),
    ],
)
def test_a_new_process_needs_an_id_of_its_own_and_a_name(
    scene: Scene, typed: dict[str, str], faults: list[str]
) -> None:
    scene.birgit.get("/modeller/new")

    answer = scene.birgit.post("/modeller/new", typed)

    assert answer.status_code == 422
    assert [str(link["href"]) for link in scene.birgit.soup.select(".i3-errors a")] == faults
    assert scene.birgit.soup.find(id="name_da")["value"] == typed.get("name_da", "")


@pytest.mark.parametrize("kind", ["form", "dmn", "bpmn"])
def test_a_file_is_added_and_removed_again(scene: Scene, kind: str) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    scene.birgit.get(f"{draft}/add")
    typed = _shown(scene, "birgit", kind=kind, key="extra", name_en="Extra & <more>", name_da="Ekstra")

    assert scene.birgit.post(f"{draft}/add", typed).status_code == 303
    assert scene.birgit.post(f"{draft}/add", typed).status_code == 422
    found = scene.birgit.get(f"{draft}/files/extra.{kind}/content").data
    assert b"Ekstra" in found
    if kind == "form":
        assert json.loads(found)["id"] == "extra"

    scene.birgit.get(f"{draft}/files/extra.{kind}/remove")
    assert scene.birgit.post(f"{draft}/files/extra.{kind}/remove", _shown(scene, "birgit")).status_code == 303
    assert scene.birgit.get(f"{draft}/files/extra.{kind}/content").status_code == 404


def test_a_discarded_draft_is_gone_and_another_can_be_begun(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {FILE: MORE})
    scene.birgit.get(f"{draft}/discard")

    assert scene.birgit.post(f"{draft}/discard", _shown(scene, "birgit")).status_code == 303

    again = _begin(scene)
    assert scene.birgit.get(f"{again}/files/{FILE}/content").data == errand()


def test_every_kind_of_act_on_a_draft_has_its_sentence(scene: Scene) -> None:
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {FILE: MORE})
    choose = _save(scene, "birgit", draft, OTHER, revision="1").location
    scene.birgit.get(choose)
    scene.birgit.post(choose, _shown(scene, "birgit", choice="aside"))
    scene.publish(MORE)
    scene.birgit.post(f"{draft}/renew")
    scene.birgit.get(f"{draft}/files/errand.form/remove")
    scene.birgit.post(f"{draft}/files/errand.form/remove", _shown(scene, "birgit"))
    scene.birgit.get(f"{draft}/discard")
    scene.birgit.post(f"{draft}/discard", _shown(scene, "birgit"))

    scene.malin.get("/audit/")

    for sentence in (
        "Began a draft of “errand”.",
        "Saved m0.bpmn in the draft of “errand”; somebody else had changed m0.bpmn meanwhile.",
        "Chose between two states of m0.bpmn in the draft of “errand”.",
        "Brought the newest release into the draft of “errand”.",
        "Removed errand.form from the draft of “errand”.",
        "Discarded the draft of “errand”.",
    ):
        assert sentence in scene.malin.words


@pytest.mark.parametrize(
    "path",
    ["/modeller/99", "/modeller/99/check", "/modeller/99/archive", "/modeller/1/files/none.bpmn/content"],
)
def test_what_is_no_draft_is_not_there(scene: Scene, path: str) -> None:
    scene.publish(errand())
    _begin(scene)

    assert scene.birgit.get(path).status_code == 404


def _begin(scene: Scene, key: str = "errand") -> str:
    scene.birgit.get("/modeller/")
    return str(scene.birgit.post("/modeller/begin", {"key": key}).location)


def _faulty(scene: Scene) -> str:
    scene.publish(errand())
    draft = _begin(scene)
    wrong = errand().replace(
        b'sourceRef="t_errand" targetRef="finish">',
        b'sourceRef="t_errand" targetRef="finish"><bpmn:conditionExpression>=1 +</bpmn:conditionExpression>',
    )
    _upload(scene, draft, {FILE: wrong})
    return draft


def _reminding(scene: Scene, remind: str) -> str:
    scene.publish(errand())
    draft = _begin(scene)
    _upload(scene, draft, {FILE: errand(("t_more", builders.user("t_more", "tf_coord", remind=remind)))})
    return draft


def _upload(scene: Scene, draft: str, files: dict[str, bytes]) -> TestResponse:
    scene.birgit.get(draft)
    given = [(BytesIO(content), name) for name, content in files.items()]
    return scene.birgit.post(f"{draft}/upload", {**_shown(scene, "birgit"), "files": given})


def _save(
    scene: Scene, who: str, draft: str, content: bytes, *, revision: str, headers: dict[str, str] | None = None
) -> TestResponse:
    browser = getattr(scene, who)
    browser.get(draft)
    data = {"csrf_token": browser.token(), "revision": revision, "content": (BytesIO(content), FILE)}
    return browser.client.post(f"{draft}/files/{FILE}", data=data, headers=headers)


def _publish(scene: Scene, draft: str, *, reason: str = REASON, profile: str = "run") -> TestResponse:
    scene.birgit.get(f"{draft}/publish")
    return scene.birgit.post(f"{draft}/publish", _shown(scene, "birgit", reason=reason, profile=profile))


def _shown(scene: Scene, who: str, **typed: str) -> dict[str, Any]:
    """What the form on the page sends: the revision it was made for, and what is typed."""
    return {"revision": _field(scene, who), **typed}


def _revision(scene: Scene, who: str, draft: str) -> str:
    getattr(scene, who).get(draft)
    return _field(scene, who)


def _field(scene: Scene, who: str) -> str:
    return str(getattr(scene, who).soup.select_one("input[name=revision]")["value"])


def _let_own(scene: Scene, who: str) -> None:
    """Make somebody a process owner too."""
    with scene.writing() as session:
        person = session.get_one(Participant, scene.id_of(who))
        session.add(Membership(participant_id=person.id, role="process_owner", organisation_id=person.organisation_id))


def test_drafts_are_listed_with_few_statements(scene: Scene) -> None:
    for number in range(4):
        model = builders.process(f"more_{number}", builders.line(("t", builders.user("t", "tf_coord"))))
        scene.publish(model)
    _begin(scene, "more_0")
    with scene.counted() as few:
        scene.birgit.get("/modeller/")
    for number in range(1, 4):
        _begin(scene, f"more_{number}")
    with scene.counted() as many:
        scene.birgit.get("/modeller/")

    assert len(many) <= len(few), "\n\n".join(many)
    with scene.reading() as session:
        assert len(drafting.every(session)) == session.scalar(
            sa.select(sa.func.count()).select_from(drafting.ProcessDraft)
        )
