"""Is a document a form that can be shown, answered and read in every language?"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from forms import rules
from forms.components import registry
from forms.components.component import Component
from forms.components.question import Question
from forms.components.rows import Rows, fewest, repeated
from forms.problems import FormProblem
from forms.texts import Definition, part

SCHEMA_VERSION = 19
MOST_COMPONENTS, MOST_QUESTIONS = 500, 1_000
RESERVED = ("csrf_token", "_")  # beginnings of names that the page keeps for itself

Parse = Callable[[str], object]
_HOLD_AN_ANSWER = ("group", "expression", Rows.form_type)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def check(
    document: Definition,
    *,
    parse: Parse | None = None,
    read_pattern: Parse | None = None,
    languages: tuple[str, ...] = ("da", "sv"),
) -> list[FormProblem]:
    """Everything wrong with a form document.

    `parse` reads one expression without "=" and `read_pattern` one pattern of an answer, or raises ValueError.
    """
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        return [FormProblem(code="not_a_form", component="")]
    if too_much := _beyond_bounds(document):
        return [too_much]
    return [
        *_schema(document),
        *_ids(document),
        *_keys(document),
        *_nested(document),
        *(problem for child in registry.inside(document) for problem in _component(child, parse, languages)),
        *(problem for one in _walk(document) for problem in _pattern(one, read_pattern)),
        *_rules(document, parse, languages),
    ]


def _beyond_bounds(document: Definition) -> FormProblem | None:
    """Forms that nobody could fill in, and that would take too long to show, are looked at no further."""
    components = questions = 0
    waiting = [(one, 1) for one in registry.inside(document)]
    while waiting and components <= MOST_COMPONENTS:
        one, times = waiting.pop()
        components, questions = components + 1, questions + times
        if one.get("type") == Rows.form_type:
            times *= max(fewest(one), repeated(one), 1)
        waiting.extend((child, times) for child in registry.inside(one))
    if components > MOST_COMPONENTS:
        return FormProblem(code="too_many_components", component="", facts={"limit": MOST_COMPONENTS})
    if questions > MOST_QUESTIONS:
        facts = {"count": questions, "limit": MOST_QUESTIONS}
        return FormProblem(code="too_many_questions", component="", facts=facts)
    return None


def _schema(document: Definition) -> Iterator[FormProblem]:
    version = document.get("schemaVersion")
    if version != SCHEMA_VERSION:
        facts = {"found": version, "expected": SCHEMA_VERSION}
        yield FormProblem(code="schema_version", component="", facts=facts)


def _ids(document: Definition) -> Iterator[FormProblem]:
    everything = list(_walk(document))
    ids = Counter(str(one["id"]) for one in everything if one.get("id"))
    yield from (FormProblem(code="missing_id", component=_name(one)) for one in everything if not one.get("id"))
    yield from (FormProblem(code="duplicate_id", component=name) for name, count in ids.items() if count > 1)


def _keys(group: Definition) -> Iterator[FormProblem]:
    """Keys are unique among the answers of one context, which groups without a path share with their surroundings."""
    seen: set[str] = set()
    for one in _context_of(group):
        key = _key(one)
        if not key:
            yield FormProblem(code="missing_key", component=_name(one))
        elif not _NAME.fullmatch(key):
            yield FormProblem(code="key_not_a_name", component=_name(one), facts={"key": key})
        elif key.startswith(RESERVED):
            yield FormProblem(code="reserved_key", component=_name(one), facts={"key": key})
        elif key in seen:
            yield FormProblem(code="duplicate_key", component=_name(one), facts={"key": key})
        seen.add(key)
        yield from _keys(one)


def _context_of(group: Definition) -> Iterator[Definition]:
    for one in registry.inside(group):
        found = registry.class_of(one)
        if one.get("type") == "group" and not one.get("path"):
            yield from _context_of(one)
        elif found is not None and (issubclass(found, Question) or found.form_type.startswith(_HOLD_AN_ANSWER)):
            yield one


def _nested(document: Definition) -> Iterator[FormProblem]:
    for one in _walk(document):
        if one.get("type") == Rows.form_type:
            inner = (name for name in _walk(one) if name.get("type") == Rows.form_type)
            yield from (FormProblem(code="nested_rows", component=_name(found)) for found in inner)


def _component(one: Definition, parse: Parse | None, languages: tuple[str, ...]) -> Iterator[FormProblem]:
    found = registry.class_of(one)
    if found is None:
        yield FormProblem(code=_code_of_type(one), component=_name(one), facts={"type": str(one.get("type"))})
        return
    for code, facts in found.faults(one, languages):
        yield FormProblem(code=code, component=_name(one), facts=facts)
    yield from _expressions(one, found, parse)
    for child in registry.inside(one):
        yield from _component(child, parse, languages)


def _code_of_type(one: Definition) -> str:
    kind = str(one.get("type"))
    return (
        "refused_type"
        if kind in registry.REFUSED
        else "not_supported_yet"
        if kind in registry.NOT_YET
        else "unknown_type"
    )


def _expressions(one: Definition, found: type[Component], parse: Parse | None) -> Iterator[FormProblem]:
    for attribute, text in found.expressions(one):
        yield from _expression(_name(one), attribute, text, parse)


def _expression(component: str, attribute: str, text: object, parse: Parse | None) -> Iterator[FormProblem]:
    facts = {"attribute": attribute, "text": str(text)}
    if not isinstance(text, str) or not text.startswith("="):
        yield FormProblem(code="not_an_expression", component=component, facts=facts)
        return
    try:
        if parse is not None:
            parse(text.removeprefix("="))
    except ValueError as fault:
        yield FormProblem(code="expression_invalid", component=component, facts={**facts, "reason": str(fault)})


def _pattern(one: Definition, read_pattern: Parse | None) -> Iterator[FormProblem]:
    pattern = part(one, "validate").get("pattern")
    if not pattern or read_pattern is None or str(pattern).startswith("="):
        return
    try:
        read_pattern(str(pattern))
    except ValueError as fault:
        facts = {"rule": "pattern", "value": str(pattern), "reason": str(fault)}
        yield FormProblem(code="bad_rule", component=_name(one), facts=facts)


def _rules(document: Definition, parse: Parse | None, languages: tuple[str, ...]) -> Iterator[FormProblem]:
    keys = {_key(one) for one in _walk(document)}
    for name in rules.names(document):
        attribute, field = f"{rules.PREFIX}{name}", rules.field(document, name)
        yield from _expression("", attribute, rules.expression(document, name), parse)
        if field and field not in keys:
            yield FormProblem(code="unknown_rule_field", component="", facts={"rule": name, "field": field})
        for language in rules.untranslated(document, name, languages):
            facts = {"attribute": f"{attribute}:message", "language": language}
            yield FormProblem(code="missing_language", component="", facts=facts)


def _walk(group: Definition) -> Iterator[Definition]:
    for one in registry.inside(group):
        yield one
        yield from _walk(one)


def _key(one: Definition) -> str:
    return str((one.get("path") if one.get("type") in ("group", Rows.form_type) else one.get("key")) or "")


def _name(one: Definition) -> str:
    return str(one.get("id") or one.get("key") or one.get("type") or "")
