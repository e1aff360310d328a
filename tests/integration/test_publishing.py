"""Publishing: frozen versions and a release, or every problem and nothing stored."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import bundles, processes, publishing
from engine.casework.processes import Process, ProcessVersion, Release
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile
from tests import builders
from tests.stage import Stage

CALLED = builders.process("called", builders.line(("t_in", builders.user("t_in", "tf_coord"))))
CALLER = builders.process(
    "caller",
    builders.line(
        (
            "call",
            '<bpmn:callActivity id="call" name="call"><bpmn:extensionElements><zeebe:calledElement processId="called"/>'
            "</bpmn:extensionElements></bpmn:callActivity>",
        )
    ),
)
CHANGED = builders.process("called", builders.line(("t_in2", builders.user("t_in2", "tf_coord"))))
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">&e;</bpmn:definitions>'
)
PYTHON = builders.process(
    "snake",
    builders.line(
        (
            "s",
            '<bpmn:scriptTask id="s" name="s" scriptFormat="python"><bpmn:script>import os</bpmn:script>'
            "</bpmn:scriptTask>",
        )
    ),
)


PUBLICATION = Publication(by=Actor.COMMAND, reason="test", check_form=lambda _form, _content: (), profile=Profile.RUN)


def _codes(bundle: Bundle) -> set[str]:
    return {problem.code for problem in bundles.binding(publishing.check(bundle, PUBLICATION))}


def _publish(session: Session, models: dict[str, bytes], forms: dict[str, bytes] | None = None) -> Release:
    documents = {"note": builders.FORM} if forms is None else forms
    return publishing.publish(session, publishing.checked(Bundle(models=models, forms=documents), PUBLICATION))


def test_a_process_and_what_it_calls_become_one_release(stage: Stage) -> None:
    with stage.writing() as session:
        release = _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
        assert (release.process.key, release.number) == ("caller", 1)
        assert {version.process.key: version.number for version in release.versions} == {"caller": 1, "called": 1}


def test_the_same_files_again_change_nothing(stage: Stage) -> None:
    with stage.writing() as session:
        first = _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED}).id
    with stage.writing() as session:
        assert _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED}).id == first
        assert session.scalar(sa.select(sa.func.count()).select_from(ProcessVersion)) == 2


def test_a_changed_process_gets_a_version_and_the_others_keep_theirs(stage: Stage) -> None:
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    with stage.writing() as session:
        release = _publish(session, {"a.bpmn": CALLER, "b.bpmn": CHANGED})
        assert release.number == 2
        assert {version.process.key: version.number for version in release.versions} == {"caller": 1, "called": 2}


def test_running_cases_stay_on_their_release_and_new_ones_follow_the_newest(stage: Stage) -> None:
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    old = stage.open_case("caller", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CHANGED})
    new = stage.open_case("caller", by="karen", organisation="bolgelev")

    assert [task.element for task in stage.open_tasks(old)] == ["t_in"]
    assert [task.element for task in stage.open_tasks(new)] == ["t_in2"]
    [task] = stage.open_tasks(old)
    stage.complete(task, {}, by="sara")
    assert stage.case(old).closed


@pytest.mark.parametrize(
    ("model", "code"),
    [(ENTITY, "xml_doctype"), (PYTHON, "script_not_feel"), (b"<not xml", "xml_not_well_formed")],
)
def test_a_hostile_or_broken_file_is_refused_by_name(stage: Stage, model: bytes, code: str) -> None:
    with pytest.raises(errors.ModelRejected) as refused, stage.writing() as session:
        _publish(session, {"bad.bpmn": model})
    assert code in {problem.code for problem in refused.value.problems}
    assert {problem.file for problem in refused.value.problems} == {"bad.bpmn"}


def test_every_problem_is_listed_at_once_and_nothing_is_stored(stage: Stage) -> None:
    broken = builders.process(
        "broken",
        '<bpmn:startEvent id="start"/>'
        + builders.user("t_a", "tf_coord", "=workdays(")
        + '<bpmn:exclusiveGateway id="gate"/><bpmn:endEvent id="finish"/>'
        + builders.flow("start", "t_a")
        + builders.flow("t_a", "gate")
        + builders.flow("gate", "finish", "=1 +"),
    )
    with pytest.raises(errors.ModelRejected) as refused, stage.writing() as session:
        _publish(session, {"broken.bpmn": broken}, forms={})
    elements = {problem.element for problem in refused.value.problems}
    assert {"t_a", "gate_to_finish"} <= elements
    assert len(refused.value.problems) >= 3  # two expressions and an unknown form
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Process)) == 0


def test_two_processes_that_nobody_calls_are_no_release(stage: Stage) -> None:
    with pytest.raises(errors.ModelRejected) as refused, stage.writing() as session:
        _publish(session, {"a.bpmn": CALLED, "b.bpmn": PYTHON.replace(b"snake", b"other").replace(b"python", b"feel")})
    assert refused.value.problems


def test_files_handed_in_complete_the_newest_release(stage: Stage) -> None:
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    with stage.writing() as session:
        bundle = publishing.merged(session, "caller", Bundle(models={"b.bpmn": CHANGED}, forms={}))
        assert set(bundle.models) == {"a.bpmn", "b.bpmn"}
        assert bundle.models["b.bpmn"] == CHANGED
        assert set(bundle.forms) == {"note"}


def test_files_that_complete_a_release_are_refused_once_another_has_followed_it(stage: Stage) -> None:
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    with stage.reading() as session:
        late = publishing.merged(session, "caller", Bundle(models={"b.bpmn": CHANGED}, forms={}))
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER.replace(b'name="caller"', b'name="Caller"'), "b.bpmn": CALLED})

    with pytest.raises(errors.ReleaseChanged), stage.writing() as session:
        publishing.publish(session, publishing.checked(late, PUBLICATION))
    with stage.reading() as session:
        assert processes.newest_release(session, "caller").number == 2
        assert [version.number for version in processes.versions(session, "called")] == [1]


def test_the_same_files_at_the_same_time_are_one_release(stage: Stage) -> None:
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    with stage.reading() as session:
        twice = [publishing.merged(session, "caller", Bundle(models={"b.bpmn": CHANGED}, forms={})) for _ in range(2)]
    for bundle in twice:
        with stage.writing() as session:
            assert publishing.publish(session, publishing.checked(bundle, PUBLICATION)).number == 2


def test_a_file_never_pushes_out_another_that_only_has_its_name(stage: Stage) -> None:
    other = builders.process("other", builders.line(("t_other", builders.user("t_other", "tf_coord"))))
    with stage.writing() as session:
        _publish(session, {"a.bpmn": CALLER, "b.bpmn": CALLED})
    with stage.reading() as session, pytest.raises(errors.ModelRejected) as refused:
        publishing.merged(session, "caller", Bundle(models={"b.bpmn": other}, forms={}))

    assert [(problem.code, problem.file) for problem in refused.value.problems] == [("file_name_taken", "b.bpmn")]


def test_two_files_with_the_same_process_are_refused() -> None:
    bundle = Bundle(models={"a.bpmn": CALLER, "b.bpmn": CALLED, "c.bpmn": CHANGED}, forms={"note": builders.FORM})

    assert _codes(bundle) >= {"process_duplicate"}


def test_more_files_than_can_be_checked_are_not_begun_with() -> None:
    most = {f"m{number}.bpmn": b"<a" for number in range(bundles.MOST_FILES)}

    assert _codes(Bundle(models=most, forms={})) == {"xml_not_well_formed"}
    assert _codes(Bundle(models=most, forms={"note": builders.FORM})) == {"too_many_files"}


def test_more_elements_than_can_be_checked_are_not_begun_with() -> None:
    many = builders.process("many", "<bpmn:task/>" * 15_000)

    assert _codes(Bundle(models={"a.bpmn": many, "b.bpmn": many}, forms={})) == {"too_many_elements"}


def test_a_form_that_no_task_asks_for_is_advice_and_not_kept(stage: Stage) -> None:
    bundle = Bundle(models={"a.bpmn": CALLED}, forms={"note": builders.FORM, "lone": builders.FORM})
    checked = publishing.checked(bundle, PUBLICATION)

    unused = [problem for problem in checked.advice if problem.code == "form_unused"]
    assert [(problem.file, problem.severity) for problem in unused] == [("lone.form", errors.Severity.WARNING)]
    assert set(checked.parts["called"]) == {"a.bpmn", "note.form"}


def test_what_does_not_exist_is_not_found(stage: Stage) -> None:
    with stage.reading() as session:
        with pytest.raises(errors.NotFound):
            processes.newest_release(session, "nothing")
        with pytest.raises(errors.NotFound):
            processes.version(session, "nothing", 1)
