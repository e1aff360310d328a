"""The check itself: read every file, run the rules of the profile, give file and weight to what they find."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from engine import decisions, errors, xml
from engine.model import documents, vocabulary
from engine.model.documents import Document
from engine.model.lint import (
    codes,
    data,
    data_types,
    events,
    expressions,
    flows,
    general,
    loops,
    reach,
    references,
    support,
    timers,
    work,
)
from engine.model.lint.codes import Profile
from engine.model.lint.house import asked, tasks, texts, ways
from engine.model.lint.subject import Bundle, Rule, Subject

SHAPE: tuple[Rule, ...] = (references.ids, references.references, references.duplicate_ids_across)
MEANING: tuple[Rule, ...] = (
    references.shared_definitions,
    references.sides,
    flows.ends,
    flows.conditions,
    flows.defaults,
    flows.gateways,
    flows.message_flows,
    events.places,
    events.triggers,
    events.boundaries,
    events.starts,
    events.pairs,
    events.links,
    events.event_definitions,
    events.compensation,
    reach.reachable,
    reach.sizes,
    timers.rules,
    loops.markers,
    loops.quantities,
    loops.scopes,
    expressions.expressions,
    work.scripts,
    work.foreign,
    work.jobs,
    work.kinds,
    work.calls,
    data.sets,
    data.associations,
    data.places,
    data_types.associations,
    data_types.payloads,
    data_types.collections,
    data_types.calls,
    support.refused,
)
HOUSE: tuple[Rule, ...] = (
    tasks.user_tasks,
    tasks.roles,
    tasks.four_eyes,
    tasks.late_timers,
    tasks.settings,
    tasks.mappings,
    asked.case_actions,
    texts.names,
    texts.translations,
    texts.id_style,
    ways.drawn,
    ways.choices,
    ways.joins,
    ways.circles,
    timers.short_periods,
    general.rules,
)


def check(
    bundle: Mapping[str, bytes],
    *,
    forms: Collection[str] | None = None,
    profile: Profile = Profile.RUN,
    functions: Collection[str] = (),
    roles: Collection[str] = (),
) -> tuple[errors.Problem, ...]:
    """Every problem of a bundle (file name → bytes, *.bpmn and *.dmn), file by file; raises nothing.

    Errors bind, warnings inform: see Profile. `forms` None leaves forms unchecked, no `roles` leaves roles
    unchecked; `functions` are FEEL functions beyond the built-in ones. A file that cannot be read gives its
    reading problem only.
    """
    found: list[errors.Problem] = []
    read = {name: document for name in bundle if (document := _read(name, bundle, found)) is not None}
    tables, decision_ids = _decisions(bundle, profile, expressions.known(functions))
    whole = Bundle(documents=read, decisions=decision_ids, forms=forms, functions=functions, roles=roles)
    for name, document in read.items():
        found.extend(
            replace(problem, file=name) for problem in _of_file(Subject(document=document, bundle=whole), profile)
        )
    if read and not any(document.processes for document in read.values()):
        found.append(errors.Problem(code="no_process", file=next(iter(read))))
    return tuple(_weighed(problem, profile) for problem in _once([*found, *tables]))


def _read(name: str, bundle: Mapping[str, bytes], found: list[errors.Problem]) -> Document | None:
    if name.endswith(".dmn"):
        return None
    if not name.endswith(".bpmn"):
        found.append(errors.Problem(code="file_kind_unknown", file=name))
        return None
    try:
        return documents.read(bundle[name])
    except errors.ModelRejected as refused:
        found.extend(replace(problem, file=name) for problem in refused.problems)
        return None


def _of_file(subject: Subject, profile: Profile) -> Iterator[errors.Problem]:
    """Rules about meaning need sound references, the package's and ours about style need neither."""
    broken = [problem for rule in SHAPE for problem in rule(subject)]
    yield from broken
    for rule in MEANING:
        yield from rule(subject)
    if profile is not Profile.MEANING and not broken:
        for rule in HOUSE:
            yield from rule(subject)


def _decisions(
    bundle: Mapping[str, bytes], profile: Profile, functions: frozenset[str]
) -> tuple[tuple[errors.Problem, ...], frozenset[str]]:
    files = {name: content for name, content in bundle.items() if name.endswith(".dmn")}
    if not files:
        return (), frozenset()
    try:
        compiled = decisions.compile_decisions(files)
    except errors.ModelRejected as refused:
        return refused.problems, frozenset(_written_decisions(files))
    hints = () if profile is Profile.MEANING else (*decisions.gaps(compiled), *decisions.unused(compiled))
    strange = decisions.unknown_functions(compiled, functions)
    found = (*strange, *decisions.constant_faults(compiled), *decisions.overlaps(compiled), *hints)
    return found, frozenset(compiled.ids)


def _written_decisions(files: Mapping[str, bytes]) -> Iterator[str]:
    """The ids as they stand in files that do not compile, so that callers are not blamed as well."""
    for content in files.values():
        try:
            root = xml.read(content)
        except errors.ModelRejected:
            continue
        for node in root.iter("{*}decision", "{*}decisionService"):
            yield node.get("id") or vocabulary.local(node)


def _once(found: list[errors.Problem]) -> Iterator[errors.Problem]:
    seen: set[tuple[object, ...]] = set()
    for problem in found:
        key = (problem.file, problem.element, problem.code, repr(sorted(problem.facts.items(), key=repr)))
        if key not in seen:
            seen.add(key)
            yield problem


def _weighed(problem: errors.Problem, profile: Profile) -> errors.Problem:
    rules = codes.CODES.get(problem.code)
    return problem if rules is None else replace(problem, severity=rules.severity(profile))
