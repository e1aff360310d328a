"""Samples of the trail: drawn by lot and again the same, judged entry by entry, finished once."""

from datetime import timedelta

import pytest

from engine import errors
from engine.casework import permissions
from engine.insight import findings, quarters, samples, trail
from engine.insight.findings import Judgement
from engine.insight.samples import AuditSample, Finding, Scope
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from tests.integration.processes import NOTE
from tests.stage import Stage

NOW = quarters.read("2027-Q2")
assert NOW is not None
QUARTER = NOW
TOLD = "Hvem har godkendt det?"


def _entries(stage: Stage, count: int, *, chain: int = 1, action: Action = Action.SETTINGS_CHANGED) -> None:
    with stage.writing() as session:
        for _ in range(count):
            audit.record(session, Entry(action=action, actor=Actor.SYSTEM, chain=chain, details={}))


def _draw(stage: Stage, size: int, *, by: str = "malin", **scope: object) -> int:
    with stage.writing() as session:
        wanted = Scope(quarter=QUARTER, **scope)  # type: ignore[arg-type]
        return samples.draw(session, wanted, size, stage.people.get(session, by)).id


def _places(stage: Stage, sample: int) -> list[tuple[int, int]]:
    with stage.reading() as session:
        return [(item.chain, item.seq) for item in samples.items(session, sample)]


def _judge(stage: Stage, sample: int, position: int, finding: Finding, text: str = "", *, by: str = "malin") -> None:
    with stage.writing() as session:
        shown = findings.item(session, sample, position).found_at
        judgement = Judgement(finding=finding, text=text, shown=shown)
        findings.record(session, sample, position, judgement, stage.people.get(session, by))


def _told(stage: Stage, action: Action) -> list[dict[str, object]]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "malin"))
        wanted = trail.Filter(action=action.value, order=trail.Order.OLDEST)
        return [entry.facts["details"] for entry in trail.page(session, by, wanted).entries]


def test_a_sample_holds_so_many_different_entries_and_the_same_seed_draws_them_again(stage: Stage) -> None:
    _entries(stage, 60)
    sample = _draw(stage, 10)
    _entries(stage, 30)

    with stage.reading() as session:
        found = session.get_one(AuditSample, sample)
        assert samples.drawn_again(session, found)
        other = samples.chosen(session, samples.scope_of(found), dict(found.heads), "another seed", 10)
    places = _places(stage, sample)
    assert len(set(places)) == 10
    assert other.places != places
    assert other.population == found.population == 60


def test_every_entry_has_the_same_chance(stage: Stage) -> None:
    _entries(stage, 40)
    drawn = dict.fromkeys(range(1, 41), 0)
    with stage.reading() as session:
        for number in range(200):
            for _, seq in samples.chosen(session, Scope(quarter=QUARTER), {1: 40}, f"seed {number}", 10).places:
                drawn[seq] += 1

    assert sum(drawn.values()) == 2_000
    assert 25 <= min(drawn.values()) <= 50 <= max(drawn.values()) <= 80


def test_only_the_quarter_the_organisation_and_the_kinds_asked_for_are_drawn_from(stage: Stage) -> None:
    start = stage.now
    stage.now = QUARTER.first - timedelta(seconds=1)
    _entries(stage, 5)
    stage.now = QUARTER.after.first
    _entries(stage, 5)
    stage.now = start
    _entries(stage, 4, chain=2)
    _entries(stage, 3, chain=2, action=Action.SIGNED_IN)
    stage.open(NOTE, "note", by="karen", organisation="bolgelev")

    def population(**scope: object) -> int:
        with stage.reading() as session:
            return session.get_one(AuditSample, _draw(stage, 200, **scope)).population

    assert population(organisation=2) == 7
    assert population(organisation=2, actions=(Action.SIGNED_IN.value,)) == 3
    assert population(of_cases=True) == 2
    with pytest.raises(errors.Rejected):
        _draw(stage, 5, organisation=3)


@pytest.mark.parametrize("name", ["sara", "tove", "karen"])
def test_only_a_reviewer_draws_and_judges(stage: Stage, name: str) -> None:
    _entries(stage, 3)
    sample = _draw(stage, 2)

    with pytest.raises(errors.NotAllowed):
        _draw(stage, 2, by=name)
    with pytest.raises(errors.NotAllowed):
        _judge(stage, sample, 1, Finding.OK, by=name)


def test_findings_are_recorded_one_by_one_and_the_next_open_entry_is_offered(stage: Stage) -> None:
    _entries(stage, 5)
    sample = _draw(stage, 3)

    _judge(stage, sample, 1, Finding.OK)
    _judge(stage, sample, 3, Finding.DEVIATION, TOLD)
    with stage.reading() as session:
        assert findings.next_open(session, sample, 1) == 2
        assert findings.next_open(session, sample, 3) == 2
        assert findings.counted(session, sample) == {None: 1, "ok": 1, "deviation": 1}
    _judge(stage, sample, 3, Finding.QUESTION, TOLD)

    told = _told(stage, Action.FINDING_RECORDED)
    assert [(one["position"], one["before"], one["after"]) for one in told] == [
        (1, None, "ok"),
        (3, None, "deviation"),
        (3, "deviation", "question"),
    ]
    assert ["reason" in one for one in told] == [False, True, True]


@pytest.mark.parametrize("finding", [Finding.QUESTION, Finding.DEVIATION])
def test_a_question_and_a_deviation_must_be_told(stage: Stage, finding: Finding) -> None:
    _entries(stage, 5)
    sample = _draw(stage, 1)
    with pytest.raises(errors.Rejected):
        _judge(stage, sample, 1, finding)


def test_a_finding_of_somebody_else_is_not_overwritten_unseen(stage: Stage) -> None:
    _entries(stage, 5)
    sample = _draw(stage, 1)
    _judge(stage, sample, 1, Finding.OK)
    judgement = Judgement(finding=Finding.DEVIATION, text=TOLD, shown=None)
    with stage.writing() as session:
        malin = stage.people.get(session, "malin")
        with pytest.raises(errors.ChangedMeanwhile):
            findings.record(session, sample, 1, judgement, malin)


def test_a_review_is_finished_once_when_every_entry_has_a_finding(stage: Stage) -> None:
    _entries(stage, 5)
    sample = _draw(stage, 2)

    def finish() -> None:
        with stage.writing() as session:
            findings.finish(session, sample, stage.people.get(session, "malin"))

    _judge(stage, sample, 1, Finding.OK)
    with pytest.raises(errors.Rejected):
        finish()
    _judge(stage, sample, 2, Finding.QUESTION, TOLD)
    finish()

    with pytest.raises(errors.SampleFinished):
        finish()
    with pytest.raises(errors.SampleFinished):
        _judge(stage, sample, 1, Finding.DEVIATION, TOLD)
    assert [one["findings"] for one in _told(stage, Action.SAMPLE_FINISHED)] == [
        {"ok": 1, "question": 1, "deviation": 0}
    ]


def test_samples_are_listed_by_state_and_quarter_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "PAGE_SIZE", 2)
    _entries(stage, 3)
    drawn = [_draw(stage, 1) for _ in range(5)]
    _judge(stage, drawn[0], 1, Finding.OK)
    with stage.writing() as session:
        findings.finish(session, drawn[0], stage.people.get(session, "malin"))

    def listed(state: samples.State, quarter: str = "", order: samples.Order = samples.Order.NEWEST) -> list[int]:
        seen, after = [], None
        with stage.reading() as session:
            while True:
                page = samples.page(session, state, quarter, order, after)
                seen += [sample.id for sample in page.samples]
                after = page.following
                if after is None:
                    return seen

    assert listed(samples.State.ALL) == drawn[::-1]
    assert listed(samples.State.ALL, order=samples.Order.OLDEST) == drawn
    assert listed(samples.State.FINISHED) == drawn[:1]
    assert listed(samples.State.OPEN, "2027-Q2") == drawn[:0:-1]
    assert listed(samples.State.ALL, "2026-Q1") == []
