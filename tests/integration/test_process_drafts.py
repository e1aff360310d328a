"""Drafts of processes: shared by their owners, and nothing that anybody saved is lost."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import drafting, processes, publishing
from engine.casework.bundles import Base, Bundle, Checked, Publication
from engine.casework.drafting import FileState, Saving
from engine.ledger.audit import Action, AuditEntry
from engine.model.lint import Profile
from tests import builders
from tests.stage import Stage

OLD = builders.process("errand", builders.line(("t_old", builders.user("t_old", "tf_coord"))))
NEW = builders.process("errand", builders.line(("t_new", builders.user("t_new", "tf_coord"))))
OTHER = builders.process("errand", builders.line(("t_other", builders.user("t_other", "tf_coord"))))
FILE = "m0.bpmn"


@pytest.fixture
def draft_id(stage: Stage) -> int:
    """A draft of a published process."""
    stage.publish(OLD)
    return _begin(stage)


def test_a_draft_begins_with_the_files_of_the_newest_release(stage: Stage, draft_id: int) -> None:
    with stage.reading() as session:
        draft = drafting.find(session, draft_id)
        assert (draft.key, draft.revision, draft.base and draft.base.number) == ("errand", 1, 1)
        assert drafting.contents(session, draft_id) == {FILE: OLD, "note.form": builders.FORM}


def test_all_owners_work_in_one_draft(stage: Stage, draft_id: int) -> None:
    assert _begin(stage, by="sara") == draft_id


def test_a_process_that_was_never_published_has_no_draft(stage: Stage) -> None:
    with pytest.raises(errors.NotFound):
        _begin(stage)


def test_a_new_process_must_not_have_the_key_of_another(stage: Stage, draft_id: int) -> None:
    with stage.writing() as session:
        person = stage.people.get(session, "karen")
        made = drafting.begin_new(session, "other", {"other.bpmn": OTHER}, person).id
    for taken in ("errand", "other"):
        with pytest.raises(errors.ProcessExists), stage.writing() as session:
            drafting.begin_new(session, taken, {}, stage.people.get(session, "karen"))

    with stage.reading() as session:
        assert [(one.id, one.key, one.base) for one in drafting.every(session)] == [
            (made, "other", None),
            (draft_id, "errand", drafting.find(session, draft_id).base),
        ]


def test_what_is_saved_counts_and_the_release_stays_as_it_is(stage: Stage, draft_id: int) -> None:
    saved = _save(stage, draft_id, NEW, seen=1)

    with stage.reading() as session:
        assert (saved.aside, saved.revision) == (False, 2)
        assert drafting.contents(session, draft_id)[FILE] == NEW
        assert drafting.state(session, draft_id, FILE, 1).content == OLD
        release = processes.newest_release(session, "errand")
        assert processes.diagram(session, release.root.id) == OLD


def test_the_same_content_again_is_no_change(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)
    again = _save(stage, draft_id, NEW, seen=1, by="sara")

    with stage.reading() as session:
        assert (again.aside, drafting.find(session, draft_id).revision) == (False, 2)


def test_of_two_who_change_the_same_file_neither_loses_anything(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1, by="karen")
    second = _save(stage, draft_id, OTHER, seen=1, by="sara")

    with stage.reading() as session:
        assert (second.aside, second.revision) == (True, 3)
        assert drafting.contents(session, draft_id)[FILE] == NEW
        [waiting] = drafting.aside(session, draft_id)
        assert (waiting.saved_by and waiting.saved_by.id) == stage.people.get(session, "sara").id
        assert drafting.state(session, draft_id, FILE, waiting.revision).content == OTHER


def test_two_who_change_different_files_do_not_meet(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)
    form = builders.FORM.replace(b"[]", b"[ ]")

    second = _save(stage, draft_id, form, seen=1, name="note.form", by="sara")

    assert not second.aside
    with stage.reading() as session:
        assert drafting.contents(session, draft_id) == {FILE: NEW, "note.form": form}


@pytest.mark.parametrize(("taken", "left"), [(True, OTHER), (False, NEW)])
def test_a_conflict_is_settled_by_a_choice(stage: Stage, draft_id: int, taken: bool, left: bytes) -> None:
    _save(stage, draft_id, NEW, seen=1)
    waiting = _save(stage, draft_id, OTHER, seen=1, by="sara")

    with stage.writing() as session:
        act = drafting.settle if taken else drafting.drop
        act(session, draft_id, (FILE, waiting.revision), 3, stage.people.get(session, "sara"))

    with stage.reading() as session:
        assert drafting.contents(session, draft_id)[FILE] == left
        assert drafting.aside(session, draft_id) == []


def test_a_choice_between_states_that_are_old_is_refused(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)
    waiting = _save(stage, draft_id, OTHER, seen=1, by="sara")
    _save(stage, draft_id, NEW.replace(b"t_new", b"t_newer"), seen=3)

    with pytest.raises(errors.ChangedMeanwhile), stage.writing() as session:
        drafting.settle(session, draft_id, (FILE, waiting.revision), 3, stage.people.get(session, "sara"))


def test_a_removed_file_is_gone_until_it_is_saved_again(stage: Stage, draft_id: int) -> None:
    _remove(stage, draft_id, seen=1)
    with stage.reading() as session:
        assert list(drafting.contents(session, draft_id)) == ["note.form"]
        with pytest.raises(errors.NotFound):
            drafting.current(session, draft_id, FILE)

    _save(stage, draft_id, NEW, seen=2)
    with stage.reading() as session:
        assert drafting.contents(session, draft_id)[FILE] == NEW


def test_a_file_that_somebody_has_saved_since_is_not_removed(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)

    with pytest.raises(errors.ChangedMeanwhile):
        _remove(stage, draft_id, seen=1)


def test_earlier_states_are_kept_within_bounds(stage: Stage, draft_id: int) -> None:
    for turn in range(30):
        _save(stage, draft_id, NEW.replace(b"t_new", b"t_%d" % turn), seen=turn + 1)

    with stage.reading() as session:
        kept = session.scalars(sa.select(FileState.revision).where(FileState.name == FILE)).all()
        assert sorted(kept) == list(range(12, 32))


def test_a_file_beyond_all_bounds_is_refused(stage: Stage, draft_id: int) -> None:
    with pytest.raises(errors.Rejected):
        _save(stage, draft_id, b"x" * 5_000_001, seen=1)


def test_a_published_draft_is_the_release_of_new_cases_and_ends(stage: Stage, draft_id: int) -> None:
    running = stage.open_case("errand", by="karen", organisation="bolgelev")
    _save(stage, draft_id, NEW, seen=1)

    _publish(stage, draft_id, seen=2)

    later = stage.open_case("errand", by="karen", organisation="bolgelev")
    assert [task.element for task in stage.open_tasks(running)] == ["t_old"]
    assert [task.element for task in stage.open_tasks(later)] == ["t_new"]
    with stage.reading() as session, pytest.raises(errors.NotFound):
        drafting.find(session, draft_id)


def test_what_was_saved_after_the_check_is_not_published(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)

    with pytest.raises(errors.ChangedMeanwhile):
        _publish(stage, draft_id, seen=1)


def test_a_draft_with_an_open_choice_is_not_published(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)
    _save(stage, draft_id, OTHER, seen=1, by="sara")

    with pytest.raises(errors.DraftUnsettled):
        _publish(stage, draft_id, seen=3)


def test_a_release_that_came_meanwhile_is_brought_in_before_a_draft_is_published(stage: Stage, draft_id: int) -> None:
    form = builders.FORM.replace(b"[]", b"[ ]")
    _save(stage, draft_id, form, seen=1, name="note.form")
    stage.publish(NEW)
    with pytest.raises(errors.ReleaseChanged):
        _publish(stage, draft_id, seen=2)

    with stage.writing() as session:
        drafting.renew(session, draft_id, stage.people.get(session, "karen"))

    with stage.reading() as session:
        assert drafting.contents(session, draft_id) == {FILE: NEW, "note.form": form}
        assert drafting.aside(session, draft_id) == []
    _publish(stage, draft_id, seen=3)


def test_a_file_that_a_release_has_changed_too_is_put_aside(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, OTHER, seen=1)
    stage.publish(NEW)

    with stage.writing() as session:
        drafting.renew(session, draft_id, stage.people.get(session, "karen"))

    with stage.reading() as session:
        assert drafting.contents(session, draft_id)[FILE] == OTHER
        [waiting] = drafting.aside(session, draft_id)
        assert (waiting.saved_by_id, drafting.state(session, draft_id, FILE, waiting.revision).content) == (None, NEW)


def test_a_draft_on_the_newest_release_needs_nothing_brought_in(stage: Stage, draft_id: int) -> None:
    with pytest.raises(errors.ChangedMeanwhile), stage.writing() as session:
        drafting.renew(session, draft_id, stage.people.get(session, "karen"))


def test_a_discarded_draft_is_gone_and_everything_stands_in_the_audit_trail(stage: Stage, draft_id: int) -> None:
    _save(stage, draft_id, NEW, seen=1)
    _save(stage, draft_id, OTHER, seen=1, by="sara")
    _remove(stage, draft_id, seen=3)
    with stage.writing() as session:
        drafting.discard(session, draft_id, 4, stage.people.get(session, "karen"))

    with stage.reading() as session:
        assert session.scalars(sa.select(FileState.name)).all() == []
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)).all()
        told = [(one.action, one.facts["details"]) for one in entries if one.action.startswith("draft.")]
        assert [action for action, _ in told] == [
            Action.DRAFT_BEGUN,
            Action.DRAFT_SAVED,
            Action.DRAFT_SAVED,
            Action.DRAFT_FILE_REMOVED,
            Action.DRAFT_DISCARDED,
        ]
        assert [(details["files"], details["aside"]) for _, details in told[1:3]] == [([FILE], []), ([], [FILE])]
        assert {details["process"] for _, details in told} == {"errand"}


def _begin(stage: Stage, by: str = "karen") -> int:
    with stage.writing() as session:
        return drafting.begin(session, "errand", stage.people.get(session, by)).id


def _save(stage: Stage, draft_id: int, content: bytes, *, seen: int, name: str = FILE, by: str = "karen") -> FileState:
    with stage.writing() as session:
        saving = Saving(name=name, content=content, seen=seen)
        saved = drafting.save(session, draft_id, saving, stage.people.get(session, by))
        session.flush()
        session.expunge(saved)
        return saved


def _remove(stage: Stage, draft_id: int, *, seen: int) -> None:
    with stage.writing() as session:
        drafting.remove(session, draft_id, FILE, seen, stage.people.get(session, "karen"))


def _publish(stage: Stage, draft_id: int, *, seen: int) -> None:
    with stage.writing() as session:
        drafting.publish(session, draft_id, seen, _checked(session, draft_id))


def _checked(session: Session, draft_id: int) -> Checked:
    draft = drafting.find(session, draft_id)
    files = drafting.contents(session, draft_id)
    base = Base(process=draft.key, release=draft.base.id) if draft.base else None
    bundle = Bundle(models={FILE: files[FILE]}, forms={"note": files["note.form"]}, base=base)
    by = drafting.find(session, draft_id).changed_by_id
    publication = Publication(by=by, reason="test", check_form=lambda _form, _content: (), profile=Profile.RUN)
    return publishing.checked(bundle, publication)
