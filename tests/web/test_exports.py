"""Entries taken along as CSV and XES: what is in them, who stands in them, and that it is recorded."""

import csv
import io
from pathlib import Path

import pytest
from pm4py.objects.log.importer.xes import importer
from pm4py.objects.log.obj import EventLog
from werkzeug.test import TestResponse

from engine.ledger import audit
from engine.ledger.audit import Action, AuditEntry, Entry
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, hand_in
from webapp.audit import exporting

ANSWERED = {"title": "Kør efter sand", "size": "small"}


def _worked_on(scene: Scene) -> str:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    scene.clock.move(hours=1)
    scene.sara.get(scene.task(number))
    scene.sara.post(f"{scene.task(number)}/claim")
    hand_in(scene.sara, scene.task(number), **ANSWERED)
    return number


def _taken(browser: Browser, kind: str, query: str = "", **more: str) -> TestResponse:
    browser.get("/audit/")
    return browser.post(f"/audit/export?{query}", {"format": kind, **more})


def _rows(answer: TestResponse, separator: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=separator))


def _log(answer: TestResponse, folder: Path) -> EventLog:
    file = folder / "log.xes"
    file.write_bytes(answer.data)
    return importer.apply(str(file), variant=importer.Variants.ITERPARSE, parameters={"show_progress_bar": False})


@pytest.mark.parametrize(
    ("language", "separator", "what", "told"),
    [
        ("da", ";", "Hvad", "Afsluttede »Beskriv ærindet«."),
        ("sv", ";", "Vad", "Slutförde ”Beskriv ärendet”."),
        ("en", ",", "What", "Completed “Describe the errand”."),
    ],
)
def test_a_spreadsheet_has_the_sentences_of_the_search_in_the_readers_language(
    scene: Scene, language: str, separator: str, what: str, told: str
) -> None:
    number = _worked_on(scene)
    scene.read_in("sara", language)

    answer = _taken(scene.sara, "csv", f"case={number}&action=task.completed")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={number}-2026-11-23.csv"
    [row] = _rows(answer, separator)
    assert row[what] == told
    assert "2026-11-23 10:00:00" in row.values()
    assert "Sara Lindvik" in row.values()


@pytest.mark.parametrize("reason", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_nothing_in_a_spreadsheet_is_taken_for_a_formula(scene: Scene, reason: str) -> None:
    with scene.writing() as session:
        audit.record(session, Entry(action=Action.SETTINGS_CHANGED, actor=1, details={"reason": reason}))

    [row] = _rows(_taken(scene.malin, "csv", "action=person.settings_changed"), ",")

    assert row["Reason"] == f"'{reason}"


def test_an_event_log_is_read_by_a_tool_for_process_mining(scene: Scene, tmp_path: Path) -> None:
    number = _worked_on(scene)
    other = scene.open("errand")
    scene.work()

    log = _log(_taken(scene.malin, "xes"), tmp_path)

    assert [trace.attributes["concept:name"] for trace in log] == [number, other]
    events = [(one["concept:name"], one["lifecycle:transition"], one["time:timestamp"].hour) for one in log[0]]
    assert ("Describe the errand", "schedule", 8) in events
    assert ("Describe the errand", "assign", 9) in events
    assert ("Describe the errand", "complete", 9) in events
    assert ("t_more", "schedule", 9) in events
    assert [one["time:timestamp"] for one in log[0]] == sorted(one["time:timestamp"] for one in log[0])


def test_an_act_about_a_task_does_not_count_as_the_task_being_done(scene: Scene, tmp_path: Path) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    scene.sara.get(scene.task(number))
    scene.sara.post(f"{scene.task(number)}/claim")
    scene.sara.post(f"{scene.task(number)}/follow-up", {"day": "4-12-2026"})

    [trace] = _log(_taken(scene.malin, "xes", f"case={number}"), tmp_path)

    done = [one["concept:name"] for one in trace if one["lifecycle:transition"] == "complete"]
    assert "Describe the errand" not in done
    [followed] = [one for one in trace if one["action"] == "task.follow_up_set"]
    assert (followed["concept:name"], followed["task"]) == ("Follow-up date changed", "Describe the errand")


def test_people_stand_in_an_event_log_as_codes_unless_a_reviewer_asks_for_names(scene: Scene, tmp_path: Path) -> None:
    _worked_on(scene)

    coded = _log(_taken(scene.malin, "xes"), tmp_path)
    named = _log(_taken(scene.malin, "xes", names="1"), tmp_path)
    refused = _log(_taken(scene.sara, "xes", names="1"), tmp_path)

    people = [{event["org:resource"] for trace in log for event in trace} for log in (coded, named, refused)]
    assert {"Karen Højbjerg Lund", "Sara Lindvik"} <= people[1]
    assert people[0] == people[2]
    assert {name[:2] for name in people[0]} == {"P-"}
    assert len(people[0]) == len(people[1])


def test_an_export_is_recorded_with_what_was_asked_for_and_how_much(scene: Scene) -> None:
    number = _worked_on(scene)
    answer = _taken(scene.malin, "csv", f"action=group:tasks&actor={scene.id_of('sara')}&since=23-11-2026")

    scene.malin.get("/audit/?action=audit.exported&lang=da")

    told = [" ".join(row.select("td")[2].get_text(" ").split()) for row in scene.malin.soup.select("tbody tr")]
    assert len(_rows(answer, ",")) == 2
    assert told == ["Eksporterede 2 poster som CSV. Søgning: Handling: Opgaver, Person: Sara Lindvik, Fra: 23-11-2026."]
    _taken(scene.sara, "xes", f"case={number}")
    with scene.reading() as session:
        last = session.query(AuditEntry).filter_by(action=Action.TRAIL_EXPORTED.value, case_id=scene.case(number).id)
        assert [(one.facts["details"]["format"], one.facts["details"]["names"]) for one in last] == [("xes", False)]


def test_an_export_holds_nothing_that_the_reader_may_not_see(scene: Scene) -> None:
    number = _worked_on(scene)

    rows = _rows(_taken(scene.lone, "csv"), ",")

    assert rows
    assert {row["Who"] for row in rows} == {"Lone Damsø"}
    assert number not in {row["Case"] for row in rows}


def test_too_much_at_once_is_refused_and_says_what_to_do(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _worked_on(scene)
    monkeypatch.setattr(exporting, "MOST_ENTRIES", 3)

    answer = _taken(scene.malin, "csv", "order=oldest")

    assert answer.status_code == 422
    assert "Narrow the search" in scene.malin.soup.select_one(".i3-errors").get_text()
    with scene.reading() as session:
        assert session.query(AuditEntry).filter_by(action=Action.TRAIL_EXPORTED.value).all() == []


def test_a_format_that_does_not_exist_is_refused(scene: Scene) -> None:
    assert _taken(scene.malin, "exe").status_code == 400
