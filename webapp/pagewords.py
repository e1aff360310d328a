"""What templates of the areas may call: names and sentences for the engine's facts, and paging."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _

from engine.casework import opening
from engine.casework.cases import Case
from engine.insight.trail import Page
from engine.ledger.audit import Action, AuditEntry
from webapp import languages, paging, people, trailkeys
from webapp.database import db
from webapp.sentences import (
    actions,
    audit,
    cases,
    changes,
    closing,
    deadlines,
    differences,
    gates,
    incoming,
    overdue,
    problems,
    review,
    roles,
    roster,
    soundness,
    substitutes,
    tasks,
)

Event = tuple[datetime, str, str, bool]
_STATUS_KINDS = {"halted": "late", "closed": "done"}


def install(app: Flask) -> None:
    """Make them known to templates as globals."""
    app.jinja_env.globals.update(
        roles=roles,
        closing=closing,
        gate_sentences=gates,
        audit_sentences=audit,
        changes=changes,
        review=review,
        soundness=soundness,
        task_sentences=tasks,
        substitute_sentences=substitutes,
        roster_sentences=roster,
        action_sentences=actions,
        incoming_sentences=incoming,
        deadline_sentences=deadlines,
        overdue_sentences=overdue,
        paging=paging,
        trail_key=trailkeys.write,
        in_language=languages.text,
        me=people.me,
        group_names=group_names,
        case_title=cases.title,
        status_kind=status_kind,
        history_events=history_events,
        may_open_cases=may_open_cases,
        problem_text=problem_text,
        difference_words=differences,
    )


def group_names(groups: list[str]) -> str:
    """The roles a task is offered to, by name; a role in one organisation by the role."""
    return ", ".join(roles.name(group.partition("@")[0]) for group in groups)


def status_kind(case: Case) -> str:
    """How a case's status is coloured."""
    return _STATUS_KINDS.get(case.status, "calm")


def history_events(page: Page) -> list[Event]:
    """Entries of the trail for a timeline: moment, sentence, actor, and whether something was completed."""
    finished = {Action.TASK_COMPLETED, Action.CASE_CLOSED}
    return [
        (entry.at, _told(entry, page), audit.actor(entry, page), entry.action in finished) for entry in page.entries
    ]


def _told(entry: AuditEntry, page: Page) -> str:
    """What was done, and the reason somebody gave for it."""
    words, reason = audit.sentence(entry, page), changes.reason(entry, page)
    return _("%(what)s Reason: %(reason)s", what=words, reason=reason) if reason else words


def may_open_cases() -> bool:
    """Whether the reader may start a case of any process."""
    return bool(opening.openable(db.session(), people.me()))


def problem_text(problem: object) -> str:
    """What is wrong with a model, in the reader's language."""
    return problems.problem_text(problem, languages.current())  # type: ignore[arg-type]
