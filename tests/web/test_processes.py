"""Processes: the list, a version with its diagram and files, and publishing new ones."""

import json
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine.casework.processes import Process, ProcessVersion, Release
from engine.ledger.audit import Action, AuditEntry
from tests import builders
from tests.web.scene import ERRAND_FORM, Scene, errand, hand_in, said
from tests.web.tools import LOAN, LOAN_FORM

MOST_STATEMENTS = 12
REASON = "Loans are asked for here from now on"
TWO_FAULTS = builders.process(
    "faulty",
    '<bpmn:startEvent id="start"/><bpmn:userTask id="t_bare" name="Bare"/><bpmn:endEvent id="end"/>'
    '<bpmn:exclusiveGateway id="gw_two"/>'
    + builders.flow("start", "t_bare")
    + builders.flow("t_bare", "gw_two")
    + builders.flow("gw_two", "end", "=1 +"),
)


@pytest.mark.parametrize(("language", "name"), [("da", "Behov"), ("sv", "Behov"), ("en", "Need")])
def test_the_list_names_every_process_in_the_readers_language(scene: Scene, language: str, name: str) -> None:
    scene.lone.get("/inbox/")

    scene.read_in("lone", language).get("/processes/")

    assert scene.lone.soup.h1.get_text() == said(language, "Processes")
    assert scene.lone.soup.find("a", href="/processes/p0_need/1").get_text() == name
    keys = [key.get_text() for key in scene.lone.soup.select("table.i3-rows th span.d-block")]
    assert {"p0_need", "p1_insight", "p360_main"} <= set(keys)
    assert scene.lone.soup.find("a", href="/processes/publish") is None


def test_many_processes_cost_no_more_statements_than_few(scene: Scene) -> None:
    scene.lone.get("/processes/")
    with scene.counted() as few:
        scene.lone.get("/processes/")
    for number in range(5):
        model = builders.process(f"more_{number}", builders.line(("t", builders.user("t", "tf_coord"))))
        scene.publish(model)
        scene.publish(model.replace(b'name="t"', b'name="T"'))
    with scene.counted() as many:
        scene.lone.get("/processes/")

    assert len(scene.lone.soup.select("table.i3-rows tbody tr")) >= 8
    assert len(many) <= min(len(few), MOST_STATEMENTS), "\n\n".join(many)


def test_a_version_shows_its_diagram_its_list_its_files_and_the_other_versions(scene: Scene) -> None:
    scene.publish(errand())
    scene.publish(errand(("t_more", builders.user("t_more", "tf_coord"))))

    answer = scene.lone.get("/processes/errand", follow=False)
    scene.lone.get("/processes/errand/1")

    assert answer.location == "/processes/errand/2"
    assert scene.lone.soup.h1.get_text() == "Errand"
    assert "Describe the errand – Task force coordinator" in scene.lone.words
    assert [link.get_text() for link in scene.lone.soup.select("section[aria-labelledby=versions] li a")] == [
        "Version 2",
        "Version 1",
    ]
    assert [
        link.get_text() for link in scene.lone.soup.select("section[aria-labelledby=files] ul:first-of-type a")
    ] == [
        "errand.form",
        "m0.bpmn",
    ]


def test_a_diagram_drawn_elsewhere_is_drawn_here(scene: Scene) -> None:
    scene.lone.get("/processes/p0_need/1")

    shapes = {str(shape["data-id"]) for shape in scene.lone.soup.select("svg [data-id]")}
    assert {"start_need", "t_need", "gw_route", "t_screen"} <= shapes


def test_a_file_is_downloaded_as_it_was_published(scene: Scene) -> None:
    scene.publish(errand())

    model, form = (scene.lone.get(f"/processes/errand/1/files/{name}") for name in ("m0.bpmn", "errand.form"))

    assert (model.status_code, model.data) == (200, errand())
    assert (form.status_code, form.data) == (200, ERRAND_FORM)
    assert model.headers["Content-Disposition"] == "attachment; filename=m0.bpmn"
    assert model.content_type == "application/octet-stream"


@pytest.mark.parametrize(
    "address",
    [
        "/processes/none",
        "/processes/errand/2",
        "/processes/errand/0",
        "/processes/errand/99999999999",
        f"/processes/errand/{'9' * 5000}",
        "/processes/errand/x",
        "/processes/errand/1/files/none.bpmn",
        "/processes/errand/1/files/..%2Fm0.bpmn",
        "/processes/errand/1/files/%00",
        "/processes/%00",
    ],
)
def test_what_was_never_published_is_not_there(scene: Scene, address: str) -> None:
    scene.publish(errand())

    assert scene.lone.get(address).status_code == 404


@pytest.mark.parametrize("who", ["karen", "sara", "lone", "malin", "tove"])
def test_nobody_but_a_process_owner_may_publish(scene: Scene, who: str) -> None:
    browser = getattr(scene, who)

    assert browser.get("/processes/publish").status_code == 403
    assert _publish(scene, who, {"errand.bpmn": errand(), "errand.form": ERRAND_FORM}).status_code == 403
    assert _count(scene, "errand") == 0


def test_a_process_owner_publishes_and_the_release_stands_in_the_audit_trail(scene: Scene) -> None:
    answer = _publish(scene, "birgit", {"errand.bpmn": errand(), "errand.form": ERRAND_FORM})
    scene.birgit.get(answer.location)

    assert (answer.status_code, answer.location) == (303, "/processes/errand")
    assert "Release 1 is published. New cases follow it." in scene.birgit.words
    assert f"Version 1 , 23 Nov 2026 at 09:00, Birgit Vang Kjærsig {REASON}" in scene.birgit.words
    scene.malin.get("/audit/?action=process.published")
    assert f"Published release 1 of “Errand”: {REASON}" in scene.malin.words


def test_the_same_files_again_make_no_new_version(scene: Scene) -> None:
    for _ in range(2):
        _publish(scene, "birgit", {"errand.bpmn": errand(), "errand.form": ERRAND_FORM})

    assert _count(scene, "errand") == 1


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_faulty_files_are_refused_with_every_problem_and_nothing_is_stored(scene: Scene, language: str) -> None:
    scene.birgit.get("/inbox/")
    scene.read_in("birgit", language)
    before = _entries(scene)

    answer = _publish(scene, "birgit", {"faulty.bpmn": TWO_FAULTS, "bad.form": b"{"})

    assert answer.status_code == 422
    rows = [[cell.get_text() for cell in row.select("td")] for row in scene.birgit.soup.select(".i3-errors tbody tr")]
    elements = {element for _, element, _, _ in rows}
    assert {"t_bare", "gw_two_to_end", "bad"} <= elements
    assert {"faulty.bpmn", "bad.form"} <= {file for _, _, file, _ in rows}
    assert all(len(told) > 20 and "_" not in told.split()[0] for told, _, _, _ in rows)
    assert rows[0][3] == said(language, "Must be mended")
    assert str(len(rows)) in scene.birgit.soup.select_one("#refused").get_text()
    assert REASON in scene.birgit.soup.select_one("#reason").get_text()
    assert (_count(scene, "faulty"), _entries(scene)) == (0, before)


@pytest.mark.parametrize(
    ("files", "reason", "faults"),
    [
        ({}, REASON, ["#files"]),
        ({"errand.bpmn": errand()}, "short", ["#reason"]),
        ({"errand.bpmn": errand()}, " \x00 " * 20, ["#reason"]),
        ({"errand.exe": b"MZ"}, REASON, ["#files"]),
        ({f"{'x' * 200}.bpmn": errand()}, REASON, ["#files"]),
        ({}, "", ["#files", "#reason"]),
    ],
)
def test_a_publication_needs_files_of_the_right_kind_and_a_reason(
    scene: Scene, files: dict[str, bytes], reason: str, faults: list[str]
) -> None:
    answer = _publish(scene, "birgit", files, reason=reason)

    assert answer.status_code == 422
    assert [str(link["href"]) for link in scene.birgit.soup.select(".i3-errors a")] == faults
    assert scene.birgit.soup.title.get_text().startswith("Error:")
    assert _count(scene, "errand") == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<a/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<x>\x00</x>",
        b"\xff\xfe\x00",
        b"<a>" * 3000,
        b"PK\x03\x04",
    ],
)
def test_what_is_no_model_is_refused_with_words(scene: Scene, content: bytes) -> None:
    answer = _publish(scene, "birgit", {"a.bpmn": content, "b.dmn": content, "c.form": content})

    assert answer.status_code == 422
    assert scene.birgit.soup.select(".i3-errors tbody tr") != []


def test_a_change_of_one_process_keeps_the_rest_whatever_the_file_is_called(scene: Scene) -> None:
    found = scene.birgit.get("/processes/p0_need/1/files/p0_need.bpmn").data
    changed = found.replace(b'name="Check reuse"', b'name="Look for reuse"')

    answer = _publish(scene, "birgit", {"my need.bpmn": changed}, completes="p360_main", profile="house")

    assert answer.status_code == 303, scene.birgit.words
    assert (_count(scene, "p0_need"), _count(scene, "p360_main"), _count(scene, "p1_insight")) == (2, 1, 1)
    scene.birgit.get("/processes/p0_need/2")
    assert "Look for reuse" in scene.birgit.words
    assert scene.birgit.get("/processes/p0_need/2/files/my%20need.bpmn").data == changed


def test_a_change_of_a_process_that_is_not_there_is_a_fault(scene: Scene) -> None:
    answer = _publish(scene, "birgit", {"errand.bpmn": errand()}, completes="no\x00such")

    assert answer.status_code == 422
    assert [str(link["href"]) for link in scene.birgit.soup.select(".i3-errors a")] == ["#completes"]


def test_a_running_case_stays_on_its_release(scene: Scene) -> None:
    number = scene.begin(errand())
    more = errand(("t_more", builders.user("t_more", "tf_coord")))
    _publish(scene, "birgit", {"m0.bpmn": more, "errand.form": ERRAND_FORM, "note.form": builders.FORM})

    hand_in(scene.sara, scene.task(number), title="Kør", size="small")

    assert scene.case(number).closed
    later = scene.open("errand")
    hand_in(scene.sara, scene.task(later), title="Kør", size="small")
    assert not scene.case(later).closed


@pytest.mark.parametrize(("amount", "asked"), [("1500", True), ("500", False)])
def test_a_model_drawn_in_another_tool_is_published_and_run_to_its_end_through_the_pages(
    scene: Scene, amount: str, asked: bool
) -> None:
    published = _publish(scene, "birgit", {"loan (1).bpmn": LOAN, "form_1.form": LOAN_FORM})
    assert published.status_code == 303, scene.birgit.words
    scene.karen.get("/cases/new")
    opened = scene.karen.post("/cases/new", {"process": "Process_0loan", "organisation": "bolgelev"})
    scene.karen.get(opened.location)
    assert scene.karen.soup.h1.get_text() == "Ask for a loan"
    assert "26 Nov 2026" in scene.karen.soup.find("aside").get_text()

    refused = hand_in(scene.karen, opened.location, amount="much")
    handed_in = hand_in(scene.karen, opened.location, amount=amount)

    assert (refused.status_code, handed_in.status_code) == (422, 303)
    number = "360-2026-0001"
    assert scene.case(number).closed != asked
    if asked:
        scene.sara.get("/inbox/")
        assert "Approve the loan" in scene.sara.words
        assert hand_in(scene.sara, scene.task(number), amount="1400").status_code == 303
    assert scene.case(number).closed
    scene.karen.get(f"/cases/{number}")
    done = {str(shape["data-id"]) for shape in scene.karen.soup.select("svg .done")}
    assert ("Activity_approve" in done) == asked
    assert "StartEvent_1" in done
    assert "Closed" in scene.karen.soup.select_one("main .i3-badge").get_text()


def test_a_form_is_found_by_its_own_id_or_by_the_name_of_its_file(scene: Scene) -> None:
    without_id = json.loads(ERRAND_FORM)
    del without_id["id"]

    answer = _publish(scene, "birgit", {"a.bpmn": errand(), "errand.form": json.dumps(without_id).encode()})

    assert answer.status_code == 303, scene.birgit.words


def _publish(scene: Scene, who: str, files: dict[str, bytes], **sent: str) -> TestResponse:
    browser = getattr(scene, who)
    browser.get("/processes/publish")
    given = [(BytesIO(content), name) for name, content in files.items()]
    return browser.post("/processes/publish", {"files": given, "reason": REASON, "profile": "run", **sent})


def _count(scene: Scene, key: str) -> int:
    query = sa.select(sa.func.count()).select_from(ProcessVersion).join(Process).where(Process.key == key)
    with scene.reading() as session:
        return session.scalar(query) or 0


def _entries(scene: Scene) -> tuple[int, int]:
    published = sa.select(sa.func.count()).where(AuditEntry.action == Action.PROCESS_PUBLISHED.value)
    with scene.reading() as session:
        return session.scalar(published) or 0, session.scalar(sa.select(sa.func.count(Release.id))) or 0
