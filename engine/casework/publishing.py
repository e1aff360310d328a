"""How model files become frozen versions and a release, or a full list of what is wrong with them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, database, errors
from engine.casework import bundles, captions, processes, programs, starts
from engine.casework.bundles import Base, Bundle, Checked, Publication, check, checked
from engine.casework.processes import Process, ProcessVersion, Release, VersionFile
from engine.ledger import audit
from engine.ledger.audit import Action
from engine.model import labels
from engine.model.documents import Document

__all__ = ["Base", "Bundle", "Checked", "Publication", "check", "checked", "merged", "publish", "record_refusal"]

CODES_RECORDED = 5


def publish(session: Session, what: Checked) -> Release:
    """Freeze the versions that are new and make them the release of new cases.

    The same files again give the release that is there. Raises ReleaseChanged when files that were not handed in come
    from a release that has been followed by another.
    """
    versions = [_version(session, key, what) for key in sorted(what.parts)]
    return _release(session, versions, what)


def record_refusal(session: Session, publication: Publication, refusal: errors.ModelRejected) -> None:
    """Record that somebody was refused a publication, with how many problems and the first of their codes."""
    codes = [problem.code for problem in bundles.binding(refusal.problems)]
    details = {
        "problems": len(codes),
        "codes": list(dict.fromkeys(codes))[:CODES_RECORDED],
        "profile": publication.profile.value,
        "reason": publication.reason,
    }
    audit.record(session, audit.Entry(action=Action.PROCESS_REFUSED, actor=publication.by, details=details))


def merged(session: Session, key: str, bundle: Bundle) -> Bundle:
    """A bundle completed by the files of the newest release of a process; what was handed in wins.

    A diagram or decision file gives way to a file that defines the same, whatever the files are called.
    Raises ModelRejected for a file that cannot be read, or that has the name of another one.
    """
    release = processes.newest_release(session, key)
    files = processes.files(session, [version.id for version in release.versions])
    given = {one for content in bundle.models.values() for one in bundles.defined(content)}
    models = {
        name: content
        for name, content in files.items()
        if not name.endswith(".form") and given.isdisjoint(bundles.defined(content))
    }
    taken = [errors.Problem(code="file_name_taken", file=name) for name in sorted(models.keys() & bundle.models.keys())]
    if taken:
        raise errors.ModelRejected(taken)
    forms = {name.removesuffix(".form"): content for name, content in files.items() if name.endswith(".form")}
    base = Base(process=key, release=release.id)
    return Bundle(models={**models, **bundle.models}, forms={**forms, **bundle.forms}, base=base)


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return total.hexdigest()


def _version(session: Session, key: str, what: Checked) -> ProcessVersion:
    digest = _digest(what.parts[key])
    process = _locked_process(session, key)
    newest = session.scalar(
        sa.select(ProcessVersion).where(ProcessVersion.process_id == process.id).order_by(ProcessVersion.number.desc())
    )
    if newest is not None and newest.digest == digest:
        return newest
    version = _frozen(process, newest.number + 1 if newest else 1, what)
    version.digest = digest
    session.add(version)
    session.flush()
    files = [{"version_id": version.id, "name": n, "content": c} for n, c in what.parts[key].items()]
    session.execute(sa.insert(VersionFile), files)
    return version


def _locked_process(session: Session, key: str) -> Process:
    query = sa.select(Process).where(Process.key == key).with_for_update()
    process = session.scalar(query)
    if process is None:
        database.insert_unless_there(session, Process, key=key)
        process = session.scalars(query).one()
    return process


def _frozen(process: Process, number: int, what: Checked) -> ProcessVersion:
    document, publication = what.documents[process.key], what.publication
    model = next(model for model in document.processes if model.id == process.key)
    texts = labels.texts(document)
    written = {
        key: {"name": dict(t.name), "documentation": dict(t.documentation)}
        | ({"action": dict(t.action)} if t.action else {})
        for key, t in texts.items()
    }
    return ProcessVersion(
        process=process,
        number=number,
        published_at=clock.now(),
        published_by_id=publication.by if isinstance(publication.by, int) else None,
        reason=publication.reason,
        texts={**written, **captions.of_tables(what.parts[process.key])},
        properties={**model.properties, **_by_hand(document, process.key)},
    )


def _beginnings(document: Document, key: str) -> set[str]:
    """The kinds of event by which a process begins; "" is a beginning by hand."""
    model = next(model for model in document.processes if model.id == key)
    found = [one for one in model.elements.values() if one.kind == "startEvent" and one.parent == key]
    return {one.event or "" for one in found}


def _by_hand(document: Document, key: str) -> dict[str, str]:
    """Marks a process that nobody can begin by hand."""
    beginnings = _beginnings(document, key)
    return {processes.NOT_BY_HAND: "true"} if beginnings and "" not in beginnings else {}


def _release(session: Session, versions: list[ProcessVersion], what: Checked) -> Release:
    publication = what.publication
    digest = _digest({version.process.key: version.digest.encode() for version in versions})
    process = next(version.process for version in versions if version.process.key == what.root)
    query = sa.select(Release).where(Release.process_id == process.id).order_by(Release.number.desc())
    newest = session.scalar(query.limit(1))
    if newest is not None and newest.digest == digest:
        return newest
    _require_newest(session, what.base)
    release = Release(
        process=process,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        published_at=clock.now(),
        published_by_id=publication.by if isinstance(publication.by, int) else None,
        reason=publication.reason,
        versions=versions,
    )
    session.add(release)
    session.flush()
    database.collected(session, programs.RELEASES).append(release.id)
    timed = "timer" in _beginnings(what.documents[what.root], what.root)
    _record(session, release, publication, starts.arm(session, release, timed=timed))
    return release


def _require_newest(session: Session, base: Base | None) -> None:
    if base is None:
        return
    newest = processes.newest_release(session, base.process)
    if newest.id != base.release:
        raise errors.ReleaseChanged(process=base.process, release=newest.number)


def _record(session: Session, release: Release, publication: Publication, due: Mapping[str, datetime]) -> None:
    details = {
        "process": release.process.key,
        "release": release.number,
        "profile": publication.profile.value,
        "reason": publication.reason,
        "starts": {element: at.isoformat() for element, at in due.items()},
        "versions": {version.process.key: version.number for version in release.versions},
    }
    audit.record(session, audit.Entry(action=Action.PROCESS_PUBLISHED, actor=publication.by, details=details))
