"""Entries of cases as an event log for process mining (XES, IEEE 1849-2016), written piece by piece."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, BinaryIO

from lxml import etree

from engine.casework.cases import Case
from engine.casework.records import Task
from engine.insight.trail import Page
from engine.ledger.audit import Action, AuditEntry

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
# What moves a task along the standard life cycle. Every other act, also about a task (a reminder, another deadline), is
# an activity of its own that is complete when it is recorded: else the task would seem to be done several times.
TRANSITIONS: Mapping[str, str] = {
    Action.TASK_CLAIMED: "assign",
    Action.TASK_RELEASED: "schedule",
    Action.TASK_REASSIGNED: "reassign",
    Action.TASK_COMPLETED: "complete",
    Action.TASK_WITHDRAWN: "withdraw",
}
OPENED, DONE = "schedule", "complete"
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What things are called in the log: it holds the names of people only if `resource` gives them."""

    log: str
    activity: Callable[[AuditEntry, Page], str]
    task: Callable[[Task], str]
    resource: Callable[[AuditEntry, Page], str]


@dataclass(frozen=True)
class _Event:
    name: str
    task: str
    transition: str
    resource: str
    entry: AuditEntry


def write(stream: BinaryIO, pages: Iterable[Page], wording: Wording) -> int:
    """Write pages of entries, sorted by case, as one trace per case; gives how many entries were written."""
    counted = 0
    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("log", {"xes.version": "1849-2016", "xes.features": ""}, nsmap={None: NAMESPACE}):
            _head(file, wording.log)
            for (number, organisation), pairs in groupby(_of_cases(pages), key=lambda pair: _case(*pair)):
                with file.element("trace"):
                    _write(file, "string", "concept:name", number)
                    _write(file, "string", "org:group", organisation)
                    for entry, page in pairs:
                        counted += 1
                        for event in _events(entry, page, wording):
                            _write_event(file, event)
    return counted


def _head(file: Any, name: str) -> None:
    for title, prefix, uri in EXTENSIONS:
        file.write(etree.Element("extension", name=title, prefix=prefix, uri=uri))
    with file.element("global", scope="trace"):
        _write(file, "string", "concept:name", "")
    with file.element("global", scope="event"):
        _write(file, "string", "concept:name", "")
        _write(file, "date", "time:timestamp", "1970-01-01T00:00:00.000+00:00")
        _write(file, "string", "lifecycle:transition", DONE)
    file.write(etree.Element("classifier", name="Activity", keys="concept:name"))
    file.write(etree.Element("classifier", name="Activity and transition", keys="concept:name lifecycle:transition"))
    _write(file, "string", "concept:name", name)
    _write(file, "string", "lifecycle:model", "standard")


def _of_cases(pages: Iterable[Page]) -> Iterator[tuple[AuditEntry, Page]]:
    for page in pages:
        for entry in page.entries:
            if entry.case_id in page.cases:
                yield entry, page


def _case(entry: AuditEntry, page: Page) -> tuple[str, str]:
    case: Case = page.cases[entry.case_id or 0]
    return case.number, case.organisation.name


def _events(entry: AuditEntry, page: Page, wording: Wording) -> Iterator[_Event]:
    """The act itself, then the tasks it opened."""
    resource = wording.resource(entry, page)
    task = page.tasks.get(entry.task_id or 0)
    about = wording.task(task) if task is not None else ""
    name = about if about and entry.action in TRANSITIONS else wording.activity(entry, page)
    yield _Event(name, about, TRANSITIONS.get(entry.action, DONE), resource, entry)
    for number in entry.facts["details"].get("opened", ()):
        if number in page.tasks:
            opened = wording.task(page.tasks[number])
            yield _Event(opened, opened, OPENED, resource, entry)


def _write_event(file: Any, event: _Event) -> None:
    with file.element("event"):
        _write(file, "string", "concept:name", event.name)
        _write(file, "date", "time:timestamp", event.entry.at.isoformat(timespec="milliseconds"))
        _write(file, "string", "lifecycle:transition", event.transition)
        _write(file, "string", "org:resource", event.resource)
        if event.task:
            _write(file, "string", "task", event.task)
        _write(file, "string", "action", event.entry.action)
        _write(file, "int", "chain", str(event.entry.chain))
        _write(file, "int", "seq", str(event.entry.seq))


def _write(file: Any, kind: str, key: str, value: str) -> None:
    file.write(etree.Element(kind, key=key, value=_NO_XML.sub("", value)))
