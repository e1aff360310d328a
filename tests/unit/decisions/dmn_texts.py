"""Small DMN files for the tests, written as short as they can be read."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from engine import decisions

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def file(*elements: str, namespace: str = "http://example.org/test", edition: str = NAMESPACE) -> bytes:
    """A file of the given elements."""
    opening = f'<definitions xmlns="{edition}" id="definitions" name="test" namespace="{namespace}">'
    return f"{opening}{''.join(elements)}</definitions>".encode()


def text(content: str) -> str:
    return f"<text>{escape(content)}</text>"


def literal(content: str) -> str:
    return f"<literalExpression>{text(content)}</literalExpression>"


def decision(name: str, logic: str, requires: Sequence[str] = (), type_ref: str = "") -> str:
    """A decision whose id is its name; `requires` are elements like `decision:other`."""
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f"<variable name={quoteattr(name)}{kind}/>"
    return f'<decision id="{name}" name="{name}">{variable}{"".join(map(_requirement, requires))}{logic}</decision>'


def knowledge(name: str, parameters: str, logic: str, requires: Sequence[str] = ()) -> str:
    """A knowledge model; `parameters` are names with spaces between."""
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    body = f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>"
    needed = "".join(map(_requirement, requires))
    inner = f'<variable name="{name}"/>{body}{needed}'
    return f'<businessKnowledgeModel id="{name}" name="{name}">{inner}</businessKnowledgeModel>'


def input_data(name: str, type_ref: str = "Any") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def table(
    rules: Sequence[str],
    *,
    policy: str = "UNIQUE",
    inputs: Mapping[str, str] | None = None,
    outputs: Mapping[str, str] | None = None,
    default: str = "",
    prefix: str = "",
) -> str:
    """A table; each rule is written `cell ; cell => output ; output`; ids are `r1`, `r2` … behind `prefix`.

    Inputs map expressions to allowed values, outputs names to theirs; `policy` may name an aggregation.
    """
    inputs, outputs = {"a": ""} if inputs is None else inputs, outputs or {"result": ""}
    name, _, aggregation = policy.partition(":")
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    asked = "".join(_input(*each) for each in inputs.items())
    answers = "".join(_output(*each, default) for each in outputs.items())
    body = "".join(_rule(f"{prefix}r{at}", each) for at, each in enumerate(rules, 1))
    return f'<decisionTable id="{prefix}table" hitPolicy="{name}"{extra}>{asked}{answers}{body}</decisionTable>'


def compiled(*elements: str) -> decisions.Decisions:
    """The elements as the one file of a bundle."""
    return decisions.compile_decisions({"test.dmn": file(*elements)})


def decided(logic: str, /, **inputs: object) -> decisions.Decision:
    """What a single decision without requirements comes to."""
    return decisions.decide(compiled(decision("d", logic)), "d", inputs)


def _requirement(target: str) -> str:
    kind, _, name = target.partition(":")
    outer = "knowledge" if kind == "knowledge" else "information"
    inner = {"knowledge": "requiredKnowledge", "decision": "requiredDecision", "input": "requiredInput"}[kind]
    href = name if "#" in name else f"#{name}"
    return f'<{outer}Requirement><{inner} href="{href}"/></{outer}Requirement>'


def _input(expression: str, allowed: str) -> str:
    values = f"<inputValues>{text(allowed)}</inputValues>" if allowed else ""
    return f"<input><inputExpression>{text(expression)}</inputExpression>{values}</input>"


def _output(name: str, allowed: str, default: str) -> str:
    values = f"<outputValues>{text(allowed)}</outputValues>" if allowed else ""
    fallback = f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    return f'<output name="{name}">{values}{fallback}</output>'


def _rule(name: str, written: str) -> str:
    asked, _, answers = written.partition("=>")
    cells = [each.strip() for each in asked.split(";") if each.strip()]
    inputs = "".join(f'<inputEntry id="{name}_{place}">{text(each)}</inputEntry>' for place, each in enumerate(cells))
    outputs = "".join(f"<outputEntry>{text(each.strip())}</outputEntry>" for each in answers.split(";"))
    return f'<rule id="{name}">{inputs}{outputs}</rule>'
