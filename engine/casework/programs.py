"""Releases compiled for execution: once per process of the machine, shared by all cases and threads."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from sqlalchemy.orm import Session

from engine import database, errors, execution, feel
from engine.casework import processes, rules
from engine.casework.caseroles import Cast
from engine.casework.processes import Release
from engine.execution import Start, StartKind
from engine.model import actions, documents, early, pauses
from engine.model.actions import CaseAction, Place

MOST_KEPT = 32
RELEASES = "releases"  # those published in the running transaction are collected under this name
_kept: OrderedDict[tuple[str, int], "Compiled"] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Places:
    """Where cases of a release wait for what people may send (`actions`), or only in case it comes (`standing_by`).

    `awaited`: the names of the messages and signals that they wait for or begin by, and which of both each is.
    At those `pausing` the case is paused for as long as it waits there. `early`: for each place that catches a message
    its name, and how long before the wait it may have come.
    """

    actions: Mapping[Place, CaseAction] = field(default_factory=dict)
    standing_by: frozenset[Place] = frozenset()
    awaited: Mapping[str, str] = field(default_factory=dict)
    pausing: frozenset[Place] = frozenset()
    early: Mapping[Place, tuple[str, timedelta]] = field(default_factory=dict)


@dataclass(frozen=True)
class Compiled:
    """A release ready to run: its program, which version each of its processes has, and where its cases may wait."""

    program: execution.Program
    versions: Mapping[str, int]
    title: feel.Expression | None
    places: Places


def of(session: Session, release_id: int) -> Compiled:
    """A release compiled, once, when it is asked for the first time; a release never changes.

    Raises ModelFailed for one that cannot be compiled any more.
    """
    key = (str(session.connection().engine.url), release_id)
    with _lock:
        compiled = _kept.get(key)
        if compiled is not None:
            _kept.move_to_end(key)
            return compiled
    compiled = _compile(session, release_id)
    if release_id in database.collected_so_far(session, RELEASES):
        return compiled  # not committed yet, and its id would be another's after a rollback
    with _lock:
        _kept[key] = compiled
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return compiled


def started_by(session: Session, kind: StartKind, name: str) -> list[Release]:
    """The newest releases whose process begins by a message or signal of this name."""
    return [
        release
        for release in processes.newest_releases(session)
        if any(
            (start.process, start.kind, start.name) == (release.process.key, kind, name)
            for start in _starts(session, release.id)
        )
    ]


def places(session: Session, release_id: int) -> Places:
    """Where cases of a release may wait; nowhere when it cannot be compiled any more, so that they can be shown."""
    try:
        return of(session, release_id).places
    except errors.ModelFailed:
        return Places()


def of_case(cast: Cast) -> execution.Program:
    """The program a case follows, with the functions that answer for it."""
    return of(cast.session, cast.case.release_id).program.with_functions(rules.per_call(cast))


def _starts(session: Session, release_id: int) -> Sequence[Start]:
    try:
        return of(session, release_id).program.starts
    except errors.ModelFailed:  # it starts nothing any more; whoever opens a case on it is told why
        return ()


def _compile(session: Session, release_id: int) -> Compiled:
    release = session.get_one(Release, release_id)
    files = models(session, release)
    try:
        program = execution.compile_bundle(files, rules.environment())
    except errors.ModelRejected as refused:
        raise errors.ModelFailed(release=release_id, **refused.facts) from refused
    drawn = [documents.read(content) for name, content in sorted(files.items()) if name.endswith(".bpmn")]
    title = str(release.root.properties.get("caseTitle", ""))
    return Compiled(
        program=program,
        versions={version.process.key: version.id for version in release.versions},
        title=feel.parse(title.removeprefix("=")) if title else None,
        places=Places(
            actions={place: action for document in drawn for place, action in actions.of(document).items()},
            standing_by=frozenset().union(*(actions.standing_by(document) for document in drawn)),
            awaited={name: kind for document in drawn for name, kind in actions.awaited(document).items()},
            pausing=frozenset().union(*(pauses.of(document) for document in drawn)),
            early={place: kept for document in drawn for place, kept in early.of(document).items()},
        ),
    )


def models(session: Session, release: Release) -> dict[str, bytes]:
    """The diagrams and decision tables of a release."""
    found = processes.files(session, [version.id for version in release.versions])
    return {name: content for name, content in found.items() if name.endswith((".bpmn", ".dmn"))}


def forget() -> None:
    """Drop every compiled program; they are compiled anew when needed."""
    with _lock:
        _kept.clear()
