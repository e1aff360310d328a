"""Decision models that want more than their share, or something that is not theirs."""

import pytest

from engine import decisions, errors, feel
from tests.confinement import confined
from tests.unit.decisions.dmn_texts import decision, file, knowledge, literal, table


def _part(name: str, base: str) -> str:
    return f'<itemComponent name="{name}"><typeRef>{base}</typeRef></itemComponent>'


def _loop(source: str, body: str) -> str:
    return f'<for iteratorVariable="i"><in>{literal(source)}</in><return>{literal(body)}</return></for>'


def _wide(rules: int, columns: int, cell: str, policy: str) -> str:
    """A table in which every rule tests other columns."""
    written = [
        " ; ".join(cell.format(rule) if (rule + column) % 3 else "-" for column in range(columns)) + " => 1"
        for rule in range(rules)
    ]
    return table(written, policy=policy, inputs={f"a{column}": "" for column in range(columns)})


_XPATH = "http://www.w3.org/1999/XPath"
_JAVA = '<context><contextEntry><variable name="class"/>' + literal('"java.lang.Runtime"') + "</contextEntry></context>"
_TYPES = "".join(
    f'<itemDefinition name="t{level}">'
    + "".join(_part(f"c{n}", f"t{level + 1}") for n in range(10))
    + "</itemDefinition>"
    for level in range(9)
)
TOO_MUCH = {
    "a model that calls itself": file(
        knowledge("f", "n", literal("f(n + 1)"), ["knowledge:f"]), decision("d", literal("f(1)"), ["knowledge:f"])
    ),
    "two models that call each other": file(
        knowledge("f", "n", literal("g(n + 1)"), ["knowledge:g"]),
        knowledge("g", "n", literal("f(n + 1)"), ["knowledge:f"]),
        decision("d", literal("f(1)"), ["knowledge:f"]),
    ),
    "a model that calls itself twice": file(
        knowledge("f", "n", literal("if n < 2 then n else f(n - 1) + f(n - 2)"), ["knowledge:f"]),
        decision("d", literal("f(40)"), ["knowledge:f"]),
    ),
    "a boxed loop": file(decision("d", _loop("for i in 1..1000000000 return i", "i"))),
    "a boxed loop over what it has made": file(decision("d", _loop("for a in 1..9000 return a", "partial"))),
    "cells that loop": file(
        decision("d", table([f"count(for i in 1..9000 return i) > ? => {n}" for n in range(400)], policy="COLLECT"))
    ),
    "answers that loop": file(
        decision("d", table([f"- => for i in 1..9000 return [i, {n}]" for n in range(400)], policy="COLLECT"))
    ),
    "decisions that double each other": file(
        *(decision(f"d{n}", literal(f"[d{n + 1}, d{n + 1}]"), [f"decision:d{n + 1}"]) for n in range(40)),
        decision("d40", literal("1")),
    ),
    "a long chain of decisions": file(
        *(decision(f"d{n}", literal(f"d{n + 1} + 1"), [f"decision:d{n + 1}"]) for n in range(500)),
        decision("d500", literal("1")),
    ),
}
ANSWERED = {
    "types of types": file(
        f'{_TYPES}<itemDefinition name="t9"><typeRef>number</typeRef></itemDefinition>',
        decision("d", literal("{c0: 1}"), type_ref="t0"),
    ),
    "a table that is hard to search": file(decision("d", _wide(120, 30, "> {}", "FIRST"))),
    "a table that is hard to compare": file(decision("d", _wide(120, 30, "[{0}..{0}.5]", "UNIQUE"))),
    "many rules with many values": file(decision("d", table([f'"v{n}", "w{n}" => {n}' for n in range(700)]))),
    "many rules with intervals": file(decision("d", table([f"[{n}..{n + 1}[ => {n}" for n in range(700)]))),
    "cells of Python": file(decision("d", table(['? = __import__("os").system("true") and 1 = 0 => 1']))),
    "an answer of Python": file(decision("d", literal('__import__("os").system("true")'))),
}
REFUSED = {
    "a function in Java": file(
        f'<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java">{_JAVA}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    ),
    "a function in PMML": file(decision("d", f'<functionDefinition kind="PMML">{_JAVA}</functionDefinition>')),
    "another language": file(decision("d", literal("1").replace(">", f' expressionLanguage="{_XPATH}">', 1))),
    "an import from a disk": file(
        '<import name="x" namespace="http://example.org/x" locationURI="file:///etc/passwd" importType="'
        'https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    ),
    "entities": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + file(decision("d", literal("&x;"))),
    "contexts in contexts": file(
        decision("d", "<context><contextEntry>" * 60 + literal("1") + "</contextEntry></context>" * 60)
    ),
    "a circle of decisions": file(
        decision("d", literal("e"), ["decision:e"]), decision("e", literal("d"), ["decision:d"])
    ),
    "a circle of types": file(
        '<itemDefinition name="a"><typeRef>b</typeRef></itemDefinition>'
        '<itemDefinition name="b"><typeRef>a</typeRef></itemDefinition>'
    ),
    "more rules than anybody reads": file(decision("d", table([f"{n} => {n}" for n in range(1001)]))),
    "a very long text": file(decision("d", literal("1" + "+1" * 5000))),
}


@pytest.mark.parametrize("content", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_bomb_is_out_of_fuel(content: bytes) -> None:
    with confined(), pytest.raises(feel.OutOfFuel):
        _decided(content)


@pytest.mark.parametrize("content", ANSWERED.values(), ids=ANSWERED.keys())
def test_tricks_come_to_nothing(content: bytes) -> None:
    with confined():
        assert _decided(content) is None


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_out_of_proportion_or_foreign_is_refused(content: bytes) -> None:
    with confined(), pytest.raises(errors.ModelRejected):
        decisions.compile_decisions({"hostile.dmn": content})


def _decided(content: bytes) -> object:
    compiled = decisions.compile_decisions({"hostile.dmn": content})
    for analysis in (decisions.overlaps, decisions.gaps, decisions.unused, decisions.unknown_functions):
        assert len(analysis(compiled)) <= 20
    return decisions.decide(compiled, compiled.ids[0], {}).value
