"""A story as a PDF that can be kept for long and read aloud: PDF/A-2a and PDF/UA-1, set by Typst."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
import typst
from flask_babel import gettext as _

import forms
from engine.people.participants import Participant
from webapp import formats, languages
from webapp.cases.facts import Phase
from webapp.sentences import cases, deadlines, roles, tasks
from webapp.story.content import Line, Story, TaskStory

TEMPLATE = Path(__file__).with_name("story.typ")
Values = dict[str, object]
log = structlog.get_logger(__name__)


def pdf(story: Story) -> bytes:
    """The story set on pages. Everything that people wrote is handed over as values, never as markup.

    A text with signs that the fonts of Typst lack (pictures, other scripts) is set with the fonts of this machine, and
    keeps to no standard then.
    """
    inputs = {"story": json.dumps(values(story), ensure_ascii=False)}
    moment = story.told_at.replace(microsecond=0)
    kept: dict[str, Any] = {"sys_inputs": inputs, "timestamp": moment, "format": "pdf"}
    try:
        return typst.compile(str(TEMPLATE), ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"], **kept)
    except typst.TypstError as problem:
        log.info("story set without a standard", case=story.case.number, problem=problem.message)
        return typst.compile(str(TEMPLATE), **kept)


def values(story: Story) -> Values:
    """Everything the template shows, in the reader's language."""
    case = story.case
    return {
        "language": languages.current(),
        "words": _words(),
        "number": case.number,
        "title": cases.title(case),
        "process": _in_language(case.release.root.name()),
        "status": tasks.status(case.status),
        "told": [_("As of %(when)s.", when=formats.moment(story.told_at)), *_positions(story)],
        "head": [formats.moment(story.told_at), *(f"{one.chain}: {one.number}" for one in story.positions)],
        "facts": [*story.facts, (_("Takes part"), ", ".join(party.organisation.name for party in story.parties))],
        "people": [(roles.name(one.role), _person(one.participant)) for one in story.people],
        "phases": [_phase(one) for one in story.phases],
        "tasks": [_task(one) for one in story.tasks],
        "deadlines": [formats.moment(timer.due_at) for timer in story.timers],
        "decisions": [_line(line) for line in story.decisions],
        "history": [_line(line) for line in story.lines],
    }


def _person(person: Participant) -> str:
    return f"{person.name}, {person.organisation.name}"


def _phase(phase: Phase) -> Values:
    states = {"done": _("done"), "now": _("in progress"), "later": _("to come")}
    return {"name": _in_language(phase.names), "key": phase.key, "state": states[phase.state]}


def _positions(story: Story) -> list[str]:
    return [
        _("%(chain)s: entry %(number)s, hash %(hash)s…", chain=one.chain, number=one.number, hash=one.hash)
        for one in story.positions
    ]


def _task(told: TaskStory) -> Values:
    task = told.task
    who = task.ended_by or task.taken_by
    groups = ", ".join(roles.name(group.partition("@")[0]) for group in task.groups)
    lines = [
        (_("Status"), told.status),
        (_("Who"), who.name if who is not None else groups),
        (_("Opened"), formats.moment(task.opened_at)),
    ]
    if task.deadline_at is not None:
        due, reason = formats.day(task.deadline_at), deadlines.short(task)
        lines.append((_("Due date"), f"{due} ({reason})" if reason else due))
    if task.ended_at is not None:
        lines.append((_("Ended"), formats.moment(task.ended_at)))
    if told.proof:
        lines.append((_("Answers"), told.proof))
    return {
        "name": _in_language(task.version.name(task.element)),
        "facts": lines,
        "answers": [_answer(line) for line in told.answers],
    }


def _answer(line: forms.Line) -> Values:
    found: Values = {"label": _text(line.label), "text": _text(line.text or "–"), "values": list(line.values)}
    if line.table is not None and line.table.rows:
        rows = [[_text(cell or "–") for cell in row] for row in line.table.rows]
        found["table"] = {"columns": [_text(words) for words in line.table.columns], "rows": rows}
    return found


def _line(line: Line) -> Values:
    more = [_("Before: %(before)s. After: %(after)s.", before=one.before, after=one.after) for one in line.changes]
    if line.reason:
        more.append(_("Reason: %(reason)s", reason=line.reason))
    return {"at": formats.moment(line.at), "who": line.who, "what": line.what, "more": more, "number": line.number}


def _in_language(names: Mapping[str, str]) -> Values:
    return _text(languages.text(names))


def _text(words: str) -> Values:
    """Words with their language, where it is not the reader's."""
    return {"text": str(words), "lang": getattr(words, "lang", None) or languages.current()}


def _words() -> dict[str, str]:
    return {
        "facts": _("Facts"),
        "people": _("People"),
        "nobody": _("Nobody is named yet. The coordinators stand in."),
        "phases": _("Phases"),
        "tasks": _("Tasks and answers"),
        "no_tasks": _("No task has been opened yet."),
        "deadlines": _("Deadlines of the process"),
        "no_deadlines": _("The process waits for no moment."),
        "decisions": _("Decisions by tables"),
        "no_decisions": _("No decision table has been used."),
        "history": _("Case history"),
        "time": _("Time"),
        "who": _("Who"),
        "what": _("What"),
        "number": _("Number"),
        "page": _("Page"),
    }
