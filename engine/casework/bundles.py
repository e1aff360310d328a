"""Files handed in together: everything that is wrong with them, and what they hold once nothing is."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from engine import errors, execution, xml
from engine.casework import processes, remindings, rules
from engine.ledger.audit import Actor
from engine.model import actions, documents, lint
from engine.people.roles import ROLES

Problems = tuple[errors.Problem, ...]
Documents = Mapping[str, documents.Document]
FormCheck = Callable[[str, bytes], Iterable[errors.Problem]]
MOST_FILES = 200
MOST_ELEMENTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Base:
    """The release that files handed in were completed from."""

    process: str
    release: int


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files handed in together: models by file name (*.bpmn, *.dmn) and forms by form id.

    `base` is the release that gave the files which were not handed in, where they complete one.
    """

    models: Mapping[str, bytes]
    forms: Mapping[str, bytes]
    base: Base | None = None


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Who publishes, why, under which rules, and who checks the forms.

    `ladders` are the keys of the installation's reminder ladders; None leaves them unchecked.
    """

    by: int | Actor
    reason: str
    check_form: FormCheck
    profile: lint.Profile = lint.Profile.HOUSE
    ladders: Collection[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A bundle that may be published: its parts by process, the process that calls the others, and all advice."""

    publication: Publication
    root: str
    parts: Mapping[str, dict[str, bytes]]
    documents: Documents
    base: Base | None
    advice: Problems


def checked(bundle: Bundle, publication: Publication) -> Checked:
    """A bundle ready to be published; raises ModelRejected with every problem. It takes long and needs no database."""
    problems, read = _examined(bundle, publication)
    if binding(problems):
        raise errors.ModelRejected(problems)
    tables = {name: defined(content) for name, content in bundle.models.items() if name.endswith(".dmn")}
    parts: dict[str, dict[str, bytes]] = {}
    by_process: dict[str, documents.Document] = {}
    for name, document in read.items():
        for process in document.processes:
            by_process[process.id] = document
            parts[process.id] = {name: bundle.models[name], **_used_by(process, bundle, tables)}
    return Checked(
        publication=publication,
        root=_roots(read)[0],
        parts=parts,
        documents=by_process,
        base=bundle.base,
        advice=problems,
    )


def check(bundle: Bundle, publication: Publication) -> Problems:
    """Everything the rules say about a bundle, errors and warnings; nothing is stored."""
    return _examined(bundle, publication)[0]


def binding(problems: Iterable[errors.Problem]) -> list[errors.Problem]:
    """The problems that keep a bundle from being published."""
    return [problem for problem in problems if problem.severity is errors.Severity.ERROR]


def defined(content: bytes) -> set[tuple[str, str]]:
    """Kind and id of the processes and decisions that a file defines."""
    nodes = xml.read(content).iter("{*}process", "{*}decision")
    return {(etree.QName(node).localname, node.get("id", "")) for node in nodes}


def _examined(bundle: Bundle, publication: Publication) -> tuple[Problems, Documents]:
    """What is wrong with a bundle, and its diagrams by file name as far as nothing binding is."""
    too_much = _beyond_bounds(bundle)
    if too_much:
        return tuple(too_much), {}
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
    read = _documents(bundle)
    found.extend(remindings.problems(read, publication.ladders, publication.profile))
    if not binding(found):
        try:
            execution.compile_bundle(bundle.models, rules.environment())
        except errors.ModelRejected as refused:
            found.extend(refused.problems)
    if binding(found):
        return tuple(found), {}
    return (*found, *_root_problems(read), *_unused_forms(bundle, read)), read


def _beyond_bounds(bundle: Bundle) -> list[errors.Problem]:
    """Bundles that would take too long to check are not begun with."""
    files = len(bundle.models) + len(bundle.forms)
    if files > MOST_FILES:
        return [errors.Problem(code="too_many_files", facts={"count": files, "limit": MOST_FILES})]
    elements = sum(map(_elements, bundle.models.values()))
    if elements > MOST_ELEMENTS:
        return [errors.Problem(code="too_many_elements", facts={"count": elements, "limit": MOST_ELEMENTS})]
    return []


def _elements(content: bytes) -> int:
    try:
        return sum(1 for _ in xml.read(content).iter("*"))
    except errors.ModelRejected:  # told by the check itself, in its place
        return 0


def _documents(bundle: Bundle) -> Documents:
    """The diagrams by file name; what is wrong with one that cannot be read is told by the check itself."""
    read = {}
    for name, content in sorted(bundle.models.items()):
        if name.endswith(".bpmn"):
            with suppress(errors.ModelRejected):
                read[name] = documents.read(content)
    return read


def _calls(document: documents.Document) -> set[str]:
    elements = (element for process in document.processes for element in process.elements.values())
    return {element.extensions.called_process for element in elements if element.extensions.called_process}


def _roots(read: Documents) -> list[str]:
    called = {key for document in read.values() for key in _calls(document)}
    return [process.id for document in read.values() for process in document.processes if process.id not in called]


def _root_problems(read: Documents) -> list[errors.Problem]:
    roots = _roots(read)
    if len(roots) == 1:
        return []
    return [errors.Problem(code="no_single_root", facts={"roots": ", ".join(roots)})]


def _unused_forms(bundle: Bundle, read: Documents) -> list[errors.Problem]:
    """Forms that neither a task nor a case action asks for are kept by nobody."""
    asked = {
        form
        for document in read.values()
        for process in document.processes
        for element in process.elements.values()
        for form in _forms(element)
    }
    return [
        errors.Problem(
            code="form_unused", severity=errors.Severity.WARNING, facts={"form": form}, file=processes.form_file(form)
        )
        for form in sorted(bundle.forms.keys() - asked)
    ]


def _used_by(
    process: documents.ProcessModel, bundle: Bundle, tables: Mapping[str, set[tuple[str, str]]]
) -> dict[str, bytes]:
    """Forms and decision files that a process asks for; `tables` says what each decision file defines."""
    used: dict[str, bytes] = {}
    for element in process.elements.values():
        used.update({processes.form_file(form): bundle.forms[form] for form in _forms(element) if form in bundle.forms})
        decision_id = element.extensions.decision_id
        if decision_id:
            wanted = ("decision", decision_id)
            names = (name for name, there in tables.items() if decision_id.startswith("=") or wanted in there)
            used.update({name: bundle.models[name] for name in names})
    return used


def _forms(element: documents.Element) -> Iterator[str]:
    """The forms that an element asks people to fill in: as a task, and as a case action."""
    yield from filter(None, (element.extensions.form_id, element.extensions.properties.get(actions.FORM)))
