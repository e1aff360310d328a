"""From tokens to syntax: Lark's LALR parser builds the nodes bottom-up, so depth costs no Python stack."""

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedToken, VisitError
from lark.lexer import Lexer

from engine.feel import syntax
from engine.feel.syntax import Node, SyntaxProblem
from engine.feel.tokens import tokens
from engine.feel.values import ARITHMETIC

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def expression(text: str, names: frozenset[str]) -> Node:
    """The syntax of an expression; raises SyntaxProblem."""
    node: Node = _parsed(tokens(text, names), "expression_text")
    return node


def unary_tests(text: str, names: frozenset[str]) -> syntax.Tests:
    """The syntax of unary tests; raises SyntaxProblem."""
    stream = tokens(text, names)
    if [token.type for token in stream] == ["MINUS"]:
        return syntax.Tests(())
    negated = _is_negated(stream)
    parsed = _parsed(stream[2:-1] if negated else stream, "tests_text")
    uses_input = any(each.type == "NAME" and each == "?" for each in stream)
    return syntax.Tests(parsed, negated, uses_input)


def unescape(quoted: str) -> str:
    """The text that a string literal stands for, its quotes left out."""
    if "\\" not in quoted:
        return quoted[1:-1]
    text = _ESCAPE.sub(_unescaped, quoted[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _PLAIN_ESCAPES.get(match[3], match[3] if match[3] in "\"'\\" else match[0])
    return chr(min(int(code, 16), 0x10FFFF))


def _is_negated(stream: list[Token]) -> bool:
    """Whether the whole of the tests is `not( … )`."""
    if len(stream) < 4 or stream[0] != "not" or stream[1].type != "_LEFT_ROUND":
        return False
    depth = 0
    for at, token in enumerate(stream):
        depth += (token.type == "_LEFT_ROUND") - (token.type == "_RIGHT_ROUND")
        if at > 0 and depth == 0:
            return at == len(stream) - 1
    return False


def _parsed(stream: list[Token], start: str) -> Any:
    try:
        return _LARK.parse(stream, start=start)
    except UnexpectedInput as problem:
        raise _unexpected(problem, stream) from None
    except VisitError as problem:
        if isinstance(problem.orig_exc, SyntaxProblem):
            raise problem.orig_exc from None
        raise


def _unexpected(problem: UnexpectedInput, stream: list[Token]) -> SyntaxProblem:
    expected: tuple[str, ...] = ()
    found, position = "", stream[-1].end_pos or (stream[-1].start_pos or 0) + len(stream[-1]) if stream else 0
    if isinstance(problem, UnexpectedToken):
        expected = tuple(sorted({_SHOWN.get(name, name.strip("_").lower()) for name in problem.accepts or ()}))
        if problem.token.type != "$END":
            found, position = str(problem.token), problem.token.start_pos or 0
    return SyntaxProblem(code="unexpected", position=position, found=found, expected=expected)


class _Tokens(Lexer):
    """Hands the tokens of tokens.py on to Lark."""

    def __init__(self, configuration: object) -> None:
        """Lark insists on giving its configuration; there is nothing to configure."""

    def lex(self, stream: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        return iter(stream)


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """One method per rule of grammar.lark."""

    def expression_text(self, node: Node) -> Node:
        return node

    def tests_text(self, *tests: Node) -> tuple[Node, ...]:
        return tests

    several_tests = tests_text

    def conditional(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return syntax.Conditional(condition, then, otherwise)

    def iteration(self, *parts: Any) -> Node:
        return syntax.Iteration(parts[:-1], parts[-1])

    def quantified(self, kind: Token, *parts: Any) -> Node:
        return syntax.Quantified(kind.type == "EVERY", parts[:-1], parts[-1])

    def binding(self, name: Token, source: Node) -> Node:
        return syntax.Binding(str(name), source)

    def span_binding(self, name: Token, start: Node, end: Node) -> Node:
        return syntax.Binding(str(name), start, end)

    def function_definition(self, *parts: Any) -> Node:
        parameters = tuple(part for part in parts if isinstance(part, syntax.Parameter))
        external = any(isinstance(part, Token) for part in parts)
        return syntax.FunctionDefinition(parameters, parts[-1], external)

    def parameter(self, name: Token, type_name: syntax.TypeName | None = None) -> syntax.Parameter:
        return syntax.Parameter(str(name), type_name)

    def disjunction(self, *parts: Node) -> Node:
        return syntax.Disjunction(parts)

    def conjunction(self, *parts: Node) -> Node:
        return syntax.Conjunction(parts)

    def comparison(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Comparison(str(operator), left, right, operator.start_pos or 0)

    def between(self, value: Node, low: Node, high: Node) -> Node:
        return syntax.Between(value, low, high)

    def membership(self, value: Node, tests: Node | tuple[Node, ...]) -> Node:
        return syntax.Membership(value, tests if isinstance(tests, tuple) else (tests,))

    def operator_test(self, operator: Token, operand: Node) -> Node:
        return syntax.OperatorTest(str(operator), operand)

    def sum(self, first: Node, *rest: Any) -> Node:
        pairs = tuple((str(operator), operand) for operator, operand in zip(rest[::2], rest[1::2], strict=True))
        return syntax.Chain(first, pairs, rest[0].start_pos or 0)

    product = power = sum

    def negation(self, _: Token, operand: Node) -> Node:
        return syntax.Negation(operand)

    def instance_of(self, value: Node, type_name: syntax.TypeName) -> Node:
        return syntax.InstanceOf(value, type_name)

    def path(self, source: Node, name: Token) -> Node:
        return syntax.Path(source, str(name), name.start_pos or 0)

    def filter(self, source: Node, condition: Node) -> Node:
        return syntax.Filter(source, condition)

    def invocation(self, function: Node, arguments: tuple[str, tuple[Any, ...]] = ("positional", ())) -> Node:
        at = getattr(function, "at", 0)
        if arguments[0] == "named":
            return syntax.Invocation(function, named=arguments[1], at=at)
        return syntax.Invocation(function, arguments[1], at=at)

    def positional(self, *values: Node) -> tuple[str, tuple[Node, ...]]:
        return "positional", values

    def named(self, *pairs: tuple[str, Node]) -> tuple[str, tuple[tuple[str, Node], ...]]:
        return "named", pairs

    def named_argument(self, name: Token, value: Node) -> tuple[str, Node]:
        return str(name), value

    def number(self, token: Token) -> Node:
        value = ARITHMETIC.create_decimal(str(token))
        if not value.is_finite():
            raise SyntaxProblem(code="number_too_large", position=token.start_pos)
        return syntax.Literal(value)

    def string(self, token: Token) -> Node:
        return syntax.Literal(unescape(token))

    def temporal(self, token: Token) -> Node:
        return syntax.TemporalLiteral(unescape(token[token.index('"') :]), token.start_pos or 0)

    def true(self) -> Node:
        return syntax.Literal(True)

    def false(self) -> Node:
        return syntax.Literal(False)

    def null(self) -> Node:
        return syntax.Literal(None)

    def name(self, token: Token) -> Node:
        return syntax.Name(str(token), token.start_pos or 0)

    def parenthesised(self, node: Node) -> Node:
        return node

    def interval(self, left: Token, low: Node, _: Token, high: Node, right: Token) -> Node:
        return syntax.Interval(low, left.type == "_LEFT_SQUARE", high, right.type == "_RIGHT_SQUARE")

    def list(self, *items: Node) -> Node:
        return syntax.ListLiteral(items)

    def context(self, *entries: tuple[str, Node]) -> Node:
        return syntax.ContextLiteral(entries)

    def entry(self, key: Token, value: Node) -> tuple[str, Node]:
        return unescape(key) if key.type == "STRING" else str(key), value

    def named_type(self, *names: Token) -> syntax.TypeName:
        return syntax.TypeName(".".join(names))

    def generic_type(self, name: Token, _: Token, *parts: Any) -> syntax.TypeName:
        return syntax.TypeName(str(name), arguments=parts[:-1])

    def context_type(self, name: Token, _: Token, *parts: Any) -> syntax.TypeName:
        return syntax.TypeName(str(name), fields=parts[:-1])

    def function_type(self, _: Token, *parts: Any) -> syntax.TypeName:
        return syntax.TypeName("function", arguments=parts[:-2], result=parts[-1])

    def field(self, name: Token, type_name: syntax.TypeName) -> tuple[str, syntax.TypeName]:
        return str(name), type_name


_SHOWN = {
    "$END": "end",
    "LESS": "<",
    "MORE": ">",
    "COMPARE": "=",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "DIVIDE": "/",
    "POWER": "**",
    "TEMPORAL": "@",
    "_LEFT_ROUND": "(",
    "_RIGHT_ROUND": ")",
    "_LEFT_SQUARE": "[",
    "_RIGHT_SQUARE": "]",
    "_OPEN_END": "[",
    "_EMPTY_LIST": "[",
    "_LEFT_CURLY": "{",
    "_RIGHT_CURLY": "}",
    "_COMMA": ",",
    "_COLON": ":",
    "_DOT": ".",
    "_DOTS": "..",
    "_ARROW": "->",
    "_INSTANCE_OF": "instance of",
}
_LARK = Lark(
    resources.files("engine.feel").joinpath("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer=_Tokens,
    start=["expression_text", "tests_text"],
    maybe_placeholders=False,
    transformer=_Builder(),
)
