"""How model files become frozen versions and a release, or a full list of what is wrong with them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.orm import Session

from engine import clock, database, errors, execution, xml
from engine.casework import captions, processes, programs, rules
from engine.casework.processes import Process, ProcessVersion, Release, VersionFile
from engine.ledger import audit
from engine.ledger.audit import Action, Actor
from engine.model import documents, labels, lint
from engine.people.roles import ROLES

FormCheck = Callable[[str, bytes], Iterable[errors.Problem]]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files handed in together: models by file name (*.bpmn, *.dmn) and forms by form id."""

    models: Mapping[str, bytes]
    forms: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Who publishes, why, under which rules, and who checks the forms."""

    by: int | Actor
    reason: str
    check_form: FormCheck
    profile: lint.Profile = lint.Profile.HOUSE


@dataclass(frozen=True)
class _Checked:
    """A bundle that may be published: its parts by process, and the process that calls the others."""

    root: str
    parts: Mapping[str, dict[str, bytes]]
    documents: Mapping[str, documents.Document]


def check(bundle: Bundle, publication: Publication) -> tuple[errors.Problem, ...]:
    """Everything the rules say about a bundle, errors and warnings; nothing is stored."""
    found = list(
        lint.check(
            bundle.models,
            forms=bundle.forms.keys(),
            profile=publication.profile,
            functions=rules.KNOWN_FUNCTIONS,
            roles=ROLES.keys(),
        )
    )
    for form_id, content in sorted(bundle.forms.items()):
        found.extend(publication.check_form(form_id, content))
    if not _binding(found):
        try:
            execution.compile_bundle(bundle.models, rules.environment())
        except errors.ModelRejected as refused:
            found.extend(refused.problems)
    if not _binding(found):
        found.extend(_root_problems(_documents(bundle)))
    return tuple(found)


def publish(session: Session, bundle: Bundle, publication: Publication) -> Release:
    """Freeze the versions that are new and make them the release of new cases.

    The same files again give the release that is there. Raises ModelRejected with every problem, storing nothing.
    """
    problems = check(bundle, publication)
    if _binding(problems):
        raise errors.ModelRejected(problems)

    checked = _take_apart(bundle)
    versions = [_version(session, key, checked, publication) for key in sorted(checked.parts)]
    return _release(session, checked.root, versions, publication)


def merged(session: Session, key: str, bundle: Bundle) -> Bundle:
    """A bundle completed by the files of the newest release of a process; what was handed in wins.

    A diagram or decision file gives way to a file that defines the same, whatever the files are called.
    Raises ModelRejected for a file that cannot be read.
    """
    release = processes.newest_release(session, key)
    files = processes.files(session, [version.id for version in release.versions])
    given = {defined for content in bundle.models.values() for defined in _defined(content)}
    models = {
        name: content
        for name, content in files.items()
        if not name.endswith(".form") and given.isdisjoint(_defined(content))
    }
    forms = {name.removesuffix(".form"): content for name, content in files.items() if name.endswith(".form")}
    return Bundle(models={**models, **bundle.models}, forms={**forms, **bundle.forms})


def _defined(content: bytes) -> set[tuple[str, str]]:
    """Kind and id of the processes and decisions that a file defines."""
    nodes = xml.read(content).iter("{*}process", "{*}decision")
    return {(etree.QName(node).localname, node.get("id", "")) for node in nodes}


def _binding(problems: Iterable[errors.Problem]) -> list[errors.Problem]:
    return [problem for problem in problems if problem.severity is errors.Severity.ERROR]


def _documents(bundle: Bundle) -> dict[str, documents.Document]:
    return {name: documents.read(content) for name, content in sorted(bundle.models.items()) if name.endswith(".bpmn")}


def _calls(document: documents.Document) -> set[str]:
    elements = (element for process in document.processes for element in process.elements.values())
    return {element.extensions.called_process for element in elements if element.extensions.called_process}


def _roots(read: Mapping[str, documents.Document]) -> list[str]:
    called = {key for document in read.values() for key in _calls(document)}
    return [process.id for document in read.values() for process in document.processes if process.id not in called]


def _root_problems(read: Mapping[str, documents.Document]) -> list[errors.Problem]:
    roots = _roots(read)
    if len(roots) == 1:
        return []
    return [errors.Problem(code="no_single_root", facts={"roots": ", ".join(roots)})]


def _take_apart(bundle: Bundle) -> _Checked:
    read = _documents(bundle)
    parts: dict[str, dict[str, bytes]] = {}
    by_process: dict[str, documents.Document] = {}
    for name, document in read.items():
        for process in document.processes:
            by_process[process.id] = document
            parts[process.id] = {name: bundle.models[name], **_used_by(process, bundle)}
    return _Checked(root=_roots(read)[0], parts=parts, documents=by_process)


def _used_by(process: documents.ProcessModel, bundle: Bundle) -> dict[str, bytes]:
    used: dict[str, bytes] = {}
    tables = {name: content for name, content in bundle.models.items() if name.endswith(".dmn")}
    for element in process.elements.values():
        form_id = element.extensions.form_id
        if form_id and form_id in bundle.forms:
            used[processes.form_file(form_id)] = bundle.forms[form_id]
        decision_id = element.extensions.decision_id
        if decision_id:
            wanted = ("decision", decision_id)
            used.update({n: t for n, t in tables.items() if decision_id.startswith("=") or wanted in _defined(t)})
    return used


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return total.hexdigest()


def _version(session: Session, key: str, checked: _Checked, publication: Publication) -> ProcessVersion:
    digest = _digest(checked.parts[key])
    process = _locked_process(session, key)
    newest = session.scalar(
        sa.select(ProcessVersion).where(ProcessVersion.process_id == process.id).order_by(ProcessVersion.number.desc())
    )
    if newest is not None and newest.digest == digest:
        return newest
    version = _frozen(process, newest.number + 1 if newest else 1, checked, publication)
    version.digest = digest
    session.add(version)
    session.flush()
    files = [{"version_id": version.id, "name": n, "content": c} for n, c in checked.parts[key].items()]
    session.execute(sa.insert(VersionFile), files)
    return version


def _locked_process(session: Session, key: str) -> Process:
    query = sa.select(Process).where(Process.key == key).with_for_update()
    process = session.scalar(query)
    if process is None:
        database.insert_unless_there(session, Process, key=key)
        process = session.scalars(query).one()
    return process


def _frozen(process: Process, number: int, checked: _Checked, publication: Publication) -> ProcessVersion:
    document = checked.documents[process.key]
    model = next(model for model in document.processes if model.id == process.key)
    texts = labels.texts(document)
    written = {key: {"name": dict(t.name), "documentation": dict(t.documentation)} for key, t in texts.items()}
    return ProcessVersion(
        process=process,
        number=number,
        published_at=clock.now(),
        published_by_id=publication.by if isinstance(publication.by, int) else None,
        reason=publication.reason,
        texts={**written, **captions.of_tables(checked.parts[process.key])},
        properties=dict(model.properties),
    )


def _release(session: Session, root: str, versions: list[ProcessVersion], publication: Publication) -> Release:
    digest = _digest({version.process.key: version.digest.encode() for version in versions})
    process = next(version.process for version in versions if version.process.key == root)
    query = sa.select(Release).where(Release.process_id == process.id).order_by(Release.number.desc())
    newest = session.scalar(query.limit(1))
    if newest is not None and newest.digest == digest:
        return newest
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
    details = {
        "process": root,
        "release": release.number,
        "profile": publication.profile.value,
        "reason": publication.reason,
        "versions": {version.process.key: version.number for version in versions},
    }
    audit.record(session, audit.Entry(action=Action.PROCESS_PUBLISHED, actor=publication.by, details=details))
    return release
