"""A case's whole story: on one page for print, and the same as PDF, in the reader's language."""

import json

import pytest
import sqlalchemy as sa
import typst

from engine.ledger.audit import AuditHead
from tests import builders
from tests.web.scene import Scene, errand, hand_in, said
from webapp.story import document

TITLE = "Broen over Østre Å #2 *ikke* $x$"
ANSWERED = {"title": TITLE, "size": "small"}


def _worked_on(scene: Scene) -> str:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord", "=workdays(5)"))))
    hand_in(scene.sara, scene.task(number), **ANSWERED)
    return number


def _captured(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the template is given, when a story is set."""
    given: dict[str, str] = {}
    compiled = typst.compile

    def keep(template, **wishes):  # type: ignore[no-untyped-def]
        given.update(wishes["sys_inputs"])
        return compiled(template, **wishes)

    monkeypatch.setattr(document.typst, "compile", keep)
    return given


@pytest.mark.parametrize(("language", "task"), [("da", "Beskriv ærindet"), ("sv", "Beskriv ärendet")])
def test_the_page_tells_facts_people_tasks_answers_and_entries_in_order(scene: Scene, language: str, task: str) -> None:
    number = _worked_on(scene)

    scene.read_in("sara", language).get(f"/cases/{number}/story")

    page = scene.sara.soup
    headings = ["Facts", "People", "Tasks and answers", "Deadlines of the process", "Decisions by tables"]
    assert [found.get_text() for found in page.select("main h2")] == [
        said(language, one) for one in [*headings, "Case history"]
    ]
    assert page.select_one("article h3").get_text() == task
    assert TITLE in page.select_one("article dl.i3-answers").get_text()
    moments = [str(found["datetime"]) for found in page.select("section[aria-labelledby=history] time")]
    assert moments == sorted(moments)
    assert said(language, "Completed “%(task)s”.").replace("%(task)s", task) in scene.sara.words
    assert "Karen Højbjerg Lund, Bølgelev Kommune" in scene.sara.words


def test_the_story_says_when_it_was_told_and_how_far_the_chain_had_come(scene: Scene) -> None:
    number = _worked_on(scene)
    with scene.reading() as session:
        head = session.get_one(AuditHead, scene.case(number).organisation_id)

    scene.sara.get(f"/cases/{number}/story")

    assert "As of 23 Nov 2026 at 09:00." in scene.sara.words
    assert f"Bølgelev Kommune, chain {head.chain}: entry {head.seq}, hash {head.hash.hex()[:16]}…" in scene.sara.words


def test_the_pdf_is_made_to_be_kept_and_read_aloud(scene: Scene) -> None:
    number = _worked_on(scene)
    scene.read_in("sara", "sv")

    answer = scene.sara.get(f"/cases/{number}/story.pdf")

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-1.7")
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"/StructTreeRoot", b"/Lang(sv)"):
        assert mark in answer.data.replace(b"/Lang (", b"/Lang(")
    assert number in answer.headers["Content-Disposition"]


def test_the_pdf_has_every_part_and_takes_what_people_wrote_literally(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, given = _worked_on(scene), _captured(monkeypatch)

    scene.sara.get(f"/cases/{number}/story.pdf")

    story = json.loads(given["story"])
    assert (story["number"], story["title"]) == (number, TITLE)
    assert story["head"][0] == "23 Nov 2026 at 09:00"
    assert story["tasks"][0]["answers"][0]["text"]["text"] == TITLE
    assert [line["what"] for line in story["history"]][-1] == "Completed “Describe the errand”."
    queried = json.loads(typst.query(str(document.TEMPLATE), "heading", sys_inputs=given, ignore_system_fonts=True))
    assert TITLE in json.dumps(queried, ensure_ascii=False)
    assert len([one for one in queried if one["level"] == 2]) == 6


def test_signs_that_the_fonts_lack_cost_the_standard_and_not_the_document(scene: Scene) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    hand_in(scene.sara, scene.task(number), title="Broen 😀 漢字", size="small")

    answer = scene.sara.get(f"/cases/{number}/story.pdf")

    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert b"<pdfaid:part>" not in answer.data


@pytest.mark.parametrize("what", ["story", "story.pdf"])
def test_the_story_of_a_case_one_may_not_see_does_not_exist(scene: Scene, what: str) -> None:
    number = _worked_on(scene)

    assert scene.lone.get(f"/cases/{number}/{what}").status_code == 404
    assert scene.lone.get(f"/cases/360-2026-0999/{what}").status_code == 404


def test_the_case_page_leads_to_the_story(scene: Scene) -> None:
    number = _worked_on(scene)

    scene.sara.get(f"/cases/{number}")

    assert scene.sara.soup.select_one(f'a[href="/cases/{number}/story"]') is not None


def test_the_story_shows_the_proof_of_answers_and_says_when_they_were_changed(scene: Scene) -> None:
    number = _worked_on(scene)
    scene.sara.get(f"/cases/{number}/story")
    handed_in, still_open = scene.sara.soup.select("article")
    assert "As handed in: they fit the seal" in handed_in.get_text()
    assert "seal" not in still_open.get_text()

    with scene.writing() as session:
        session.execute(
            sa.text("UPDATE task SET answers = replace(answers, 'Broen', 'Vejen') WHERE answers IS NOT NULL")
        )
    scene.sara.get(f"/cases/{number}/story")

    assert "The answers are not those that were handed in" in scene.sara.soup.select_one("article dd.i3-err").get_text()
    assert "As handed in" not in scene.sara.words


def test_a_story_shows_no_proof_of_answers_from_before_there_were_seals(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("engine.casework.tasks.SEAL", "older")
        number = _worked_on(scene)

    scene.sara.get(f"/cases/{number}/story")

    assert TITLE in scene.sara.words
    assert "As handed in" not in scene.sara.words
