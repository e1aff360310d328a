"""Bad days: hostile values, broken rows, models that no longer compile, people who leave, clocks that change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from engine import errors, execution
from engine.background import handlers
from engine.casework import caseroles, cases, events, inbox, mending, offers, permissions, programs, tasks, timers
from engine.casework.caseroles import Cast
from engine.casework.cases import Case, CaseStatus
from engine.casework.processes import VersionFile
from engine.casework.records import Candidate, Notice, Subscription, Task, Timer
from engine.casework.settlement import incidents
from engine.database import transaction
from engine.insight import caselist
from engine.ledger import outbox, verification
from engine.ledger.audit import AuditEntry
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.people import organisations
from engine.people.participants import Participant
from tests import builders
from tests.stage import Stage

NOTE = builders.process(
    "note",
    builders.line(("t_note", builders.user("t_note", "need_owner")), ("t_more", builders.user("t_more", "tf_coord"))),
    {"caseTitle": "=t_note.title"},
)
DAYS = builders.process("days", builders.line(("t_wait", builders.user("t_wait", "tf_coord", "=workdays(5)"))))
HOUR = (
    '<bpmn:intermediateCatchEvent id="an_hour"><bpmn:timerEventDefinition id="td">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
WAITS = builders.process("waits", builders.line(("an_hour", HOUR), ("t_after", builders.user("t_after", "tf_coord"))))
SIGNAL = '<bpmn:signal id="sig" name="sig_news"/>'
HEARS = builders.process(
    "hears",
    builders.line(
        (
            "heard",
            '<bpmn:intermediateCatchEvent id="heard"><bpmn:signalEventDefinition id="sd" signalRef="sig"/>'
            "</bpmn:intermediateCatchEvent>",
        ),
        ("t_heard", builders.user("t_heard", "tf_coord")),
    ),
    extra=SIGNAL,
)
SAYS = builders.process(
    "says",
    builders.line(
        (
            "say",
            '<bpmn:intermediateThrowEvent id="say"><bpmn:signalEventDefinition id="sd" signalRef="sig"/>'
            "</bpmn:intermediateThrowEvent>",
        )
    ),
    extra=SIGNAL,
)


def _titled(stage: Stage, title: str) -> int:
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": title}, by="karen")
    return case


def _found(stage: Stage, text: str) -> set[int]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "sara"))
        listed = {case.id for case in caselist.page(session, by, caselist.Filter(text=text)).cases}
        wanted = inbox.Filter(now=stage.now, day_end=stage.now, text=text)
        assert {task.case_id for task in inbox.page(session, by, wanted).tasks} == listed
        return listed


def _receivers(stage: Stage, task: Task) -> set[int]:
    with stage.reading() as session:
        return set(session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)))


def _drop_files(stage: Stage) -> None:
    """Let the release of every case lose its model, as a later engine that refuses it would."""
    with stage.writing() as session:
        session.execute(sa.update(VersionFile).where(VersionFile.name.endswith(".bpmn")).values(content=b"<broken"))
    programs.forget()


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
    assert stage.case(case).title == odd
    with stage.reading() as session:
        given = session.scalar(sa.select(Task.answers).where(Task.case_id == case, Task.element == "t_note"))
        assert given == {"given": {"title": odd}}
        assert verification.verify(session).sound


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


def test_a_search_knows_small_and_capital_nordic_letters_and_takes_wildcards_literally(stage: Stage) -> None:
    stage.publish(NOTE)
    island, percent = _titled(stage, "ØSTRE Ærø Ågård Ängelholm"), _titled(stage, "100 % a_b")
    for text in ("østre", "ærø", "ÅGÅRD", "ÄNGEL"):
        assert _found(stage, text) == {island}
    assert _found(stage, "%") == {percent}
    assert _found(stage, "a_b") == {percent}
    assert _found(stage, "a%b") == _found(stage, "axb") == _found(stage, "\\") == set()
    assert _found(stage, "10\x000 %") == {percent}
    assert _found(stage, stage.case(island).number) == {island}


@pytest.mark.parametrize("order", list(caselist.Order))
def test_pages_of_cases_with_equal_keys_show_each_case_once(stage: Stage, order: caselist.Order, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(caselist, "PAGE_SIZE", 2)
    stage.publish(NOTE)
    expected = {stage.open_case("note", by="karen", organisation="bolgelev") for _ in range(5)}
    seen: list[int] = []
    with stage.reading() as session:
        by, after = permissions.asker(stage.people.get(session, "sara")), None
        while True:
            page = caselist.page(session, by, caselist.Filter(order=order, after=after))
            seen += [case.id for case in page.cases]
            after = page.following
            if after is None:
                break
    assert sorted(seen) == sorted(expected)


@pytest.mark.parametrize("order", list(inbox.Order))
def test_pages_of_tasks_with_equal_keys_show_each_task_once(stage: Stage, order: inbox.Order, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    stage.publish(DAYS)
    ids = [stage.open_case("days", by="karen", organisation="bolgelev") for _ in range(5)]
    expected = {task.id for case in ids for task in stage.open_tasks(case)}
    seen: list[int] = []
    with stage.reading() as session:
        by, after = permissions.asker(stage.people.get(session, "sara")), None
        while True:
            wanted = inbox.Filter(now=stage.now, day_end=stage.now, order=order, after=after)
            page = inbox.page(session, by, wanted)
            seen += [task.id for task in page.tasks]
            after = page.following
            if after is None:
                break
    assert sorted(seen) == sorted(expected)


def test_a_case_whose_model_cannot_be_compiled_any_more_is_halted_and_goes_on_once_it_can(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _drop_files(stage)
    with pytest.raises(errors.ModelFailed) as failed:
        stage.complete(task, {"title": "x"}, by="karen")
    with stage.writing() as session:
        mending.engine_failed(session, case, failed.value, stage.now)
    assert stage.case(case).status == CaseStatus.HALTED

    with stage.writing() as session:
        session.execute(sa.update(VersionFile).where(VersionFile.name.endswith(".bpmn")).values(content=NOTE))
    programs.forget()
    stage.complete(task, {"title": "x"}, by="karen")
    assert stage.case(case).status == CaseStatus.RUNNING


def test_a_release_that_was_never_committed_is_not_remembered(stage: Stage) -> None:
    def publish_in_vain() -> None:
        with stage.writing() as session:
            programs.of(session, builders.publish(session, WAITS).id)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        publish_in_vain()
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    assert task.element == "t_note"


def test_a_timer_that_cannot_fire_rests_longer_each_time_and_halts_its_case_in_the_end(
    stage: Stage, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    tries: list[datetime] = []

    def fail(*_arguments: object, **_named: object) -> None:
        tries.append(stage.now)
        raise OSError("the network is away")

    case = stage.open(WAITS, "waits", by="karen", organisation="bolgelev")
    with monkeypatch.context() as broken:
        broken.setattr(execution, "fire_due", fail)
        stage.wait(hours=2)
        for _ in range(2_000):
            stage.wait(seconds=1)
    assert len(tries) == timers.MOST_TRIES
    assert stage.case(case).status == CaseStatus.HALTED

    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, "sara"))
    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    assert stage.case(case).status == CaseStatus.RUNNING


@pytest.mark.parametrize(
    "payload", [[], {}, {"type": 3, "step": None}, "text", {"type": "notify.message", "inputs": 1}]
)
def test_a_broken_message_is_parked_and_never_stops_those_behind_it(stage: Stage, payload: object) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        for number, kind in enumerate(MessageKind):
            outbox.post(session, Message(key=f"broken:{number}", kind=kind, case=case, payload=payload))  # type: ignore[arg-type]
        outbox.post(session, Message(key="nobody's", kind=MessageKind.EVENT, case=None, payload=payload))  # type: ignore[arg-type]
    with stage.writing() as session:
        session.execute(sa.update(OutboxMessage).where(OutboxMessage.key == "broken:0").values(kind="carrier_pigeon"))
    stage.publish(WAITS)
    waits = stage.open_case("waits", by="karen", organisation="bolgelev")
    for _ in range(12):
        stage.wait(hours=3)
    assert [task.element for task in stage.open_tasks(waits)] == ["t_after"]
    with stage.reading() as session:
        assert set(session.scalars(sa.select(OutboxMessage.state))) == {MessageState.PARKED.value}
    assert stage.case(case).status == CaseStatus.HALTED


def test_a_signal_that_breaks_one_case_halts_that_case_alone(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stage.publish(HEARS)
    first, second = (stage.open_case("hears", by="karen", organisation="bolgelev") for _ in range(2))
    says = stage.open(SAYS, "says", by="karen", organisation="bolgelev")
    whole = events.deliver

    def breaks_on_the_first(session, case, arrival, at):  # type: ignore[no-untyped-def]
        if case.id == first:
            raise errors.ModelFailed(error="KeyError")
        whole(session, case, arrival, at)

    with monkeypatch.context() as broken:
        broken.setattr(events, "deliver", breaks_on_the_first)
        stage.work()
    assert stage.case(first).status == CaseStatus.HALTED
    assert [task.element for task in stage.open_tasks(second)] == ["t_heard"]
    assert stage.case(says).closed

    with stage.writing() as session:
        mending.retry(session, first, stage.people.get(session, "sara"))
    stage.work()
    assert [task.element for task in stage.open_tasks(first)] == ["t_heard"]
    assert stage.case(first).status == CaseStatus.RUNNING


def test_a_signal_sent_to_a_case_that_waits_no_more_is_dropped(stage: Stage) -> None:
    hears = stage.open(HEARS, "hears", by="karen", organisation="bolgelev")
    stage.open(SAYS, "says", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        [event_id] = session.scalars(sa.select(OutboxMessage.id))
    with stage.writing() as session:
        assert events.send_on(session, event_id)
    with stage.writing() as session:
        waiting = cases.locked(session, hears)
        events.deliver(session, waiting, events.Arrival(kind=execution.EventKind.SIGNAL, name="sig_news"), stage.now)
    stage.work()
    with stage.reading() as session:
        assert sorted(session.scalars(sa.select(OutboxMessage.state))) == ["dropped", "sent"]
        assert session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 0
    assert len(stage.open_tasks(hears)) == 1


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


def test_somebody_who_has_left_is_offered_nothing_even_where_they_are_named(stage: Stage) -> None:
    stage.publish(NOTE)
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        session.execute(sa.update(Participant).where(Participant.id == stage.people.karen).values(active=False))
    with stage.reading() as session:
        cast = Cast(session, session.get_one(Case, case), stage.now.date())
        assert stage.people.karen not in {holder.participant_id for holder in cast.holders("need_owner")}


def test_a_task_offered_to_named_people_stays_theirs_when_roles_change(stage: Stage) -> None:
    people = f"{stage.people.peter}, {stage.people.amina}"
    named = builders.user("t_named", "").replace('candidateGroups=""', f'candidateUsers="{people}"')
    case = stage.open(
        builders.process("named", builders.line(("t_named", named))), "named", by="karen", organisation="bolgelev"
    )
    [task] = stage.open_tasks(case)
    assert _receivers(stage, task) == {stage.people.peter, stage.people.amina}
    with stage.writing() as session:
        locked = cases.locked(session, case)
        caseroles.name(session, locked, "pm", [stage.people.get(session, "mads")], stage.people.sara)
        offers.refresh(session, locked, Cast(session, locked, stage.now.date()))
    assert _receivers(stage, task) == {stage.people.peter, stage.people.amina}
    assert stage.task(task).stand_in is False


def test_a_task_that_goes_from_a_stand_in_to_the_right_person_counts_its_days_there(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))
    model = builders.process("law", builders.line(("t_law", builders.user("t_law", "legal", "=workdays(5)"))))
    case = stage.open(model, "law", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    assert (task.taken_by_id, task.stand_in, stage.deadline_day(task)) == (stage.people.rasmus, True, "2027-05-20")
    with stage.writing() as session:
        locked = cases.locked(session, case)
        caseroles.name(session, locked, "legal", [stage.people.get(session, "oscar")], stage.people.sara)
        offers.refresh(session, locked, Cast(session, locked, stage.now.date()))
    now = stage.task(task)
    assert (now.taken_by_id, now.stand_in, stage.deadline_day(task)) == (stage.people.oscar, False, "2027-05-19")
    assert _receivers(stage, task) == {stage.people.oscar}


def test_an_office_that_closes_for_its_own_reasons_gets_its_days(stage: Stage) -> None:
    with stage.writing() as session:
        home = organisations.get(session, "bolgelev")
        organisations.close_on(session, home, [date(2027, 5, 4), date(2027, 5, 5)])
    case = stage.open(DAYS, "days", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    before = stage.deadline_day(task)
    stage.claim(task, by="rasmus")
    assert (before, stage.deadline_day(task)) == ("2027-05-11", "2027-05-13")


def test_a_task_taken_just_after_midnight_is_not_late_at_once(stage: Stage) -> None:
    case = stage.open(DAYS, "days", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.time(datetime(2027, 6, 4, 22, 30, tzinfo=UTC))  # half past midnight in Copenhagen
    stage.claim(task, by="sara")
    assert stage.deadline_day(task) == "2027-06-05"


@pytest.mark.parametrize(
    ("opened", "hour"),
    [
        (datetime(2027, 3, 27, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 02:30 does not exist
        (datetime(2027, 10, 30, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
    ],
)
def test_a_timer_of_one_day_fires_once_in_the_nights_that_change_the_clock(
    stage: Stage, opened: datetime, hour: datetime
) -> None:
    stage.time(opened)
    daily = WAITS.replace(b"PT1H", b"P1D")
    case = stage.open(daily, "waits", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        assert session.scalar(sa.select(Timer.due_at).where(Timer.case_id == case)) == hour
    stage.time(hour)
    stage.wait(seconds=-1)
    assert stage.open_tasks(case) == []
    for _ in range(8):
        stage.wait(minutes=30)
    assert len(stage.open_tasks(case)) == 1
    with stage.reading() as session:
        fired = sa.select(sa.func.count()).where(AuditEntry.action == "timer.fired")
        assert session.scalar(fired) == 1


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


def test_a_job_for_somebody_who_does_not_exist_halts_the_case_with_a_reason(stage: Stage) -> None:
    for number, user in enumerate(("999999", "9" * 30, "٣")):
        job = builders.service("tell", "people.assign_roles", roles=f'{{pm: "{user}"}}')
        case = stage.open(
            builders.process(f"ghost{number}", builders.line(("tell", job))),
            f"ghost{number}",
            by="karen",
            organisation="bolgelev",
        )
        stage.work()
        with stage.reading() as session:
            found = [incident.facts for incident in incidents.open_ones(session, case)]
            assert session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 0
        assert [facts["type"] for facts in found] in ([], ["people.assign_roles"])
        assert stage.case(case).status == (CaseStatus.HALTED if found else CaseStatus.CLOSED)


def test_a_session_can_be_used_after_any_error(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)

    def spoil(session: sa.orm.Session) -> None:
        with transaction(session):
            session.execute(
                sa.text("INSERT INTO candidate (task_id, participant_id, due) VALUES (999999, 1, '2027-01-01')")
            )

    with stage.sessions() as session:
        with pytest.raises(sa.exc.IntegrityError):
            spoil(session)
        with pytest.raises(errors.Rejected), transaction(session):
            tasks.save_draft(session, task.id, {"a": "\0"}, stage.people.get(session, "karen"))
        with transaction(session):
            tasks.save_draft(session, task.id, {"a": "b"}, stage.people.get(session, "karen"))
        kept = tasks.draft(session, task.id, permissions.asker(stage.people.get(session, "karen")))
        assert kept is not None
        assert kept.typed == {"a": "b"}


def test_somebody_who_may_not_see_a_task_cannot_leave_a_draft_on_it(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with pytest.raises(errors.NotFound), stage.writing() as session:
        tasks.save_draft(session, task.id, {"a": "b"}, stage.people.get(session, "lone"))


def test_a_body_that_the_product_never_wrote_is_found_as_changed(stage: Stage) -> None:
    stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    forged: Mapping[str, str] = {"sqlite": "", "postgresql": " ON audit"}
    for attack in ("UPDATE audit SET body = '[1]' WHERE seq = 1", "UPDATE audit SET body = 'no json' WHERE seq = 1"):
        with stage.writing() as session:
            dialect = session.get_bind().dialect.name
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_no_update{forged[dialect]}"))
            session.execute(sa.text(f"{attack} AND chain = 0"))
            from engine.ledger.audit import START, link

            body = session.scalars(sa.select(AuditEntry.body).where(AuditEntry.chain == 0)).one()
            session.execute(sa.update(AuditEntry).where(AuditEntry.chain == 0).values(hash=link(START, body)))
        with stage.reading() as session:
            assert [fault.code for fault in verification.verify(session).faults] == ["changed"]


def test_a_worker_that_holds_one_case_makes_nobody_wait_for_another(stage: Stage) -> None:
    """PostgreSQL locks the case alone; SQLite has one writer at a time, so there is nothing to hold beside it."""
    stage.publish(NOTE)
    held, free = (stage.open_case("note", by="karen", organisation="bolgelev") for _ in range(2))
    [task] = stage.open_tasks(free)
    if stage.sessions.kw["bind"].dialect.name == "sqlite":
        stage.complete(task, {"title": "free"}, by="karen")
    else:
        with stage.writing() as holding:
            cases.locked(holding, held)
            stage.complete(task, {"title": "free"}, by="karen")
            with pytest.raises(errors.Busy):
                _ask_for(stage, held, patience="50ms")

    assert stage.case(free).title == "free"


def _ask_for(stage: Stage, case_id: int, patience: str) -> None:
    with stage.writing() as session:
        session.execute(sa.text(f"SET LOCAL lock_timeout = '{patience}'"))
        cases.locked(session, case_id)


def test_handlers_of_a_whole_sweep_go_on_when_the_failure_cannot_be_counted(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stage.publish(WAITS)
    ids = [stage.open_case("waits", by="karen", organisation="bolgelev") for _ in range(3)]
    whole = timers.fire

    def fails_on_the_first(session, timer_id, at):  # type: ignore[no-untyped-def]
        if session.get_one(Timer, timer_id).case_id == ids[0]:
            raise OSError
        return whole(session, timer_id, at)

    def cannot_count(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr(timers, "fire", fails_on_the_first)
    monkeypatch.setattr(mending, "timer_failed", cannot_count)
    stage.now += (stage.now - stage.now.replace(year=stage.now.year - 1)) / 24
    handlers.fire_due_timers(stage.sessions)
    assert [len(stage.open_tasks(case)) for case in ids] == [0, 1, 1]
