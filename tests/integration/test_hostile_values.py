"""Values and rules that nobody should write: refused by name, or kept as they are, and never in the way."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from engine import errors, execution
from engine.casework import cases, events, handedin, permissions, tasks
from engine.casework.records import Task
from engine.ledger import verification
from engine.ledger.audit import START, AuditEntry, link
from tests import builders
from tests.integration.processes import NOTE
from tests.stage import Stage


def _titled(stage: Stage, title: str) -> int:
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": title}, by="karen")
    return case


@pytest.mark.parametrize(
    "text", ["end\0less", "half \ud83d", "\0"], ids=["a NUL in it", "half a character", "nothing but NUL"]
)
def test_characters_that_no_database_keeps_are_refused_by_name_and_change_nothing(stage: Stage, text: str) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with pytest.raises(errors.Rejected):
        stage.complete(task, {"title": text}, by="karen")
    with pytest.raises(errors.Rejected), stage.writing() as session:
        tasks.save_draft(session, task.id, {"title": text}, stage.people.get(session, "karen"))

    assert stage.task(task).revision == task.revision
    stage.complete(task, {"title": "mended"}, by="karen")
    assert stage.case(case).title == "mended"


def test_odd_but_whole_text_comes_back_as_it_was_typed(stage: Stage) -> None:
    odd = 'a \\u0000 spelt out, \\\\, "quotes", \u202ertl, e\u0301, 👩🏽‍🚒, \u2028, </script>, %s %(x)s :y, DROP TABLE'
    stage.publish(NOTE)
    case = _titled(stage, odd)
    assert stage.case(case).title == odd.replace("\u202e", "")
    with stage.reading() as session:
        given = session.scalar(sa.select(Task.answers).where(Task.case_id == case, Task.element == "t_note"))
        assert given["given"] == {"title": odd}
        assert handedin.compare(session).sound
        assert verification.verify(session).sound


@pytest.mark.parametrize("control", [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))], ids=ascii)
def test_a_title_turns_around_nothing_that_stands_beside_it(stage: Stage, control: str) -> None:
    stage.publish(NOTE)

    assert stage.case(_titled(stage, f"Paid{control} 001")).title == "Paid 001"


def test_a_number_beyond_every_column_is_refused_by_name(stage: Stage) -> None:
    with stage.reading() as session, pytest.raises((errors.Rejected, errors.NotFound)):
        tasks.find(session, 2**70, permissions.asker(stage.people.get(session, "sara")))
    with pytest.raises((errors.Rejected, errors.NotFound)), stage.writing() as session:
        tasks.claim(session, 2**70, stage.people.get(session, "sara"))


def test_answers_that_are_too_large_are_refused_and_large_ones_are_kept(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with pytest.raises(errors.Rejected):
        stage.complete(task, {"title": "x" * 2_000_000}, by="karen")
    stage.complete(task, {"title": "å" * 300_000, "more": ["y"] * 10_000}, by="karen")
    assert len(stage.case(case).title) == 200


def test_a_correlation_key_may_be_as_long_as_people_write(stage: Stage) -> None:
    catch = (
        '<bpmn:intermediateCatchEvent id="got"><bpmn:messageEventDefinition id="md" messageRef="msg"/>'
        "</bpmn:intermediateCatchEvent>"
    )
    extra = (
        '<bpmn:message id="msg" name="reply"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=t_note.title"/></bpmn:extensionElements></bpmn:message>'
    )
    body = builders.line(("t_note", builders.user("t_note", "need_owner")), ("got", catch))
    case = stage.open(builders.process("keyed", body, extra=extra), "keyed", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": "k" * 500}, by="karen")
    with stage.writing() as session:
        waiting = cases.locked(session, case)
        arrival = events.Arrival(kind=execution.EventKind.MESSAGE, name="reply", key="k" * 500)
        assert events.waiting(session, arrival) == [case]
        events.deliver(session, waiting, arrival, stage.now)
    assert stage.case(case).closed


@pytest.mark.parametrize(
    "rule", ["=workdays(99999999)", '=date("9999-12-31")', "=workdays(1/0)", '=duration("P9999999Y")']
)
def test_a_rule_of_time_that_leads_nowhere_gives_a_task_without_harm(stage: Stage, rule: str) -> None:
    model = builders.process("far", builders.line(("t_far", builders.user("t_far", "tf_coord", rule))))
    case = stage.open(model, "far", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.claim(task, by="sara")
    stage.complete(stage.task(task), {}, by="sara")
    assert stage.case(case).closed


def test_a_body_that_the_product_never_wrote_is_found_as_changed(stage: Stage) -> None:
    stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    forged: Mapping[str, str] = {"sqlite": "", "postgresql": " ON audit"}
    for attack in ("UPDATE audit SET body = '[1]' WHERE seq = 1", "UPDATE audit SET body = 'no json' WHERE seq = 1"):
        with stage.writing() as session:
            dialect = session.get_bind().dialect.name
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_no_update{forged[dialect]}"))
            session.execute(sa.text(f"{attack} AND chain = 0"))
            body = session.scalars(sa.select(AuditEntry.body).where(AuditEntry.chain == 0)).one()
            session.execute(sa.update(AuditEntry).where(AuditEntry.chain == 0).values(hash=link(START, body)))
        with stage.reading() as session:
            assert [fault.code for fault in verification.verify(session).faults] == ["changed"]
