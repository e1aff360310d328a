"""From text to tokens, with names that hold spaces and operators resolved longest first (clause 10.3.1.5)."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lark import Token

from engine.feel.syntax import MAX_DEPTH, MAX_TEXT, SyntaxProblem

_START = (
    r"A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_SPACE = r"[\s\u180E\u200B\uFEFF]"
_SCAN = re.compile(
    rf"""(?P<space>{_SPACE}+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    |(?P<temporal>@{_SPACE}*"(?:[^"\\]|\\.)*")
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[{_START}][{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040]*|\?)
    |(?P<symbol>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=(){{}}\[\],:.'])""",
    re.VERBOSE | re.DOTALL,
)
_SIMPLE = re.compile(rf"[{_START}][{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040]*")
_KEYWORDS = {
    "if": "_IF",
    "then": "_THEN",
    "else": "_ELSE",
    "for": "_FOR",
    "in": "_IN",
    "return": "_RETURN",
    "some": "SOME",
    "every": "EVERY",
    "satisfies": "_SATISFIES",
    "and": "_AND",
    "or": "_OR",
    "between": "_BETWEEN",
    "true": "_TRUE",
    "false": "_FALSE",
    "null": "_NULL",
}
_SYMBOLS = {
    "**": "POWER",
    "..": "_DOTS",
    "<=": "COMPARE",
    ">=": "COMPARE",
    "!=": "COMPARE",
    "->": "_ARROW",
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES",
    "/": "DIVIDE",
    "<": "LESS",
    ">": "MORE",
    "=": "COMPARE",
    "(": "_LEFT_ROUND",
    ")": "_RIGHT_ROUND",
    "{": "_LEFT_CURLY",
    "}": "_RIGHT_CURLY",
    "[": "_LEFT_SQUARE",
    "]": "_RIGHT_SQUARE",
    ",": "_COMMA",
    ":": "_COLON",
    ".": "_DOT",
    "'": "_QUOTE",
}
_MAX_PARTS = 40
"""Parts of a name: looking for longer ones again and again would take too long."""
_INFIX_WORDS = frozenset({"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of text before names are put together."""

    kind: str
    text: str
    start: int
    end: int


class KnownNames:
    """Names of several parts as a tree of their parts; names of one part need no knowing."""

    def __init__(self, names: Iterable[str]) -> None:
        self._tree: _Tree = _Tree()
        for name in names:
            self._add(name)

    def longest(self, raws: list[Raw], at: int) -> tuple[int, str]:
        """The longest known name that begins at a piece: number of pieces and name, or (0, "")."""
        found, tree, count = (0, ""), self._tree, 0
        while at + count < len(raws) and raws[at + count].text in tree.parts:
            tree = tree.parts[raws[at + count].text]
            count += 1
            if tree.name:
                found = count, tree.name
        return found

    def _add(self, name: str) -> None:
        try:
            parts = [raw.text for raw in scan(name)]
        except SyntaxProblem:
            return
        if not 1 < len(parts) <= _MAX_PARTS:
            return
        tree = self._tree
        for part in parts:
            tree = tree.parts.setdefault(part, _Tree())
        tree.name = name


@dataclass(slots=True)
class _Tree:
    name: str = ""
    parts: dict[str, "_Tree"] = field(default_factory=dict)


def several_parts(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that are more than one plain word."""
    return frozenset(name for name in names if name.strip() and not _SIMPLE.fullmatch(name))


def scan(text: str) -> list[Raw]:
    """The pieces of a text, without space and comments; raises SyntaxProblem."""
    if len(text) > MAX_TEXT:
        raise SyntaxProblem(code="too_long", length=len(text), limit=MAX_TEXT)
    raws, position = [], 0
    while position < len(text):
        match = _SCAN.match(text, position)
        if match is None:
            raise SyntaxProblem(code="unexpected", position=position, found=text[position], expected=())
        if match.lastgroup != "space":
            raws.append(Raw(match.lastgroup or "", match.group(), position, match.end()))
        position = match.end()
    return raws


def tokens(text: str, known: frozenset[str]) -> list[Token]:
    """The tokens of the grammar; `known` names may hold spaces and operators."""
    raws = scan(text)
    _require_shallow(raws)
    return list(_Reader(raws, [_known(known), KnownNames(_declared(text, raws))]).read())


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> KnownNames:
    return KnownNames(names)


def _require_shallow(raws: list[Raw]) -> None:
    depth = 0
    for raw in raws:
        if raw.kind == "symbol":
            depth += (raw.text in "({[") - (raw.text in ")}]")
        if depth > MAX_DEPTH:
            raise SyntaxProblem(code="too_deep", position=raw.start, limit=MAX_DEPTH)


def _declared(text: str, raws: list[Raw]) -> Iterator[str]:
    """Names that the text itself introduces: keys, parameters, variables of loops."""
    for at, raw in enumerate(raws):
        if raw.text in ("{", ",", "(") and raw.kind == "symbol":
            yield from _name_until(text, raws, at + 1, (":",), symbols=True)
            if at > 0 and raws[at - 1].text == "function":
                yield from _parameters(text, raws, at + 1)
            if at + 2 < len(raws) and raws[at + 1].kind == "string" and raws[at + 2].text == ":":
                yield raws[at + 1].text[1:-1]
        if raw.text in ("for", "some", "every", ","):
            yield from _name_until(text, raws, at + 1, ("in",), symbols=False)


def _parameters(text: str, raws: list[Raw], at: int) -> Iterator[str]:
    while at < len(raws) and raws[at].text not in (")", "function"):
        yield from _name_until(text, raws, at, (",", ")", ":"), symbols=True)
        while at < len(raws) and raws[at].text not in (",", ")", "function"):
            at += 1
        at += at < len(raws) and raws[at].text == ","


def _name_until(text: str, raws: list[Raw], at: int, ends: tuple[str, ...], *, symbols: bool) -> Iterator[str]:
    """The name from a piece up to one of the ends, if everything between can be part of a name."""
    last, furthest = at, min(len(raws), at + _MAX_PARTS + 1)
    while last < furthest and raws[last].text not in ends and _in_name(raws[last], symbols):
        last += 1
    if last < len(raws) and raws[last].text in ends and last > at + 1 and raws[at].kind == "word":
        yield " ".join(text[raws[at].start : raws[last - 1].end].split())


def _in_name(raw: Raw, symbols: bool) -> bool:
    if raw.kind == "symbol":
        return symbols and raw.text in "+-*/.'"
    return raw.kind == "number" or (raw.kind == "word" and (symbols or raw.text not in _KEYWORDS))


class _Reader:
    """Walks the pieces once and gives the tokens; keeps the open brackets to tell `[` from the end of `]a..b[`."""

    def __init__(self, raws: list[Raw], names: list[KnownNames]) -> None:
        self.raws = raws
        self.names = names
        self.at = 0
        self.ranges: list[bool] = []
        self.previous = ""

    def read(self) -> Iterator[Token]:
        kinds: dict[str, Callable[[Raw], Token]] = {"word": self._word, "symbol": self._symbol}
        while self.at < len(self.raws):
            raw = self.raws[self.at]
            self.at += 1
            token = kinds.get(raw.kind, self._other)(raw)
            self.previous = token.type
            yield token

    def _other(self, raw: Raw) -> Token:
        return Token(raw.kind.upper(), raw.text, raw.start)

    def _word(self, raw: Raw) -> Token:
        count, name = max(names.longest(self.raws, self.at - 1) for names in self.names)
        if count:
            self.at += count - 1
            return Token("NAME", name, raw.start)
        if self.previous == "_DOT":
            return Token("NAME", self._words_in_a_row(raw), raw.start)
        if self._is_key():
            return Token("NAME", raw.text, raw.start)
        return Token(self._word_type(raw), raw.text, raw.start)

    def _word_type(self, raw: Raw) -> str:
        following = self._text(self.at)
        if raw.text == "instance" and following == "of":
            self.at += 1
            return "_INSTANCE_OF"
        if raw.text == "function" and following in ("(", "<"):
            return "_FUNCTION"
        if raw.text == "external" and following == "{" and self.previous == "_RIGHT_ROUND":
            return "EXTERNAL"
        return _KEYWORDS.get(raw.text, "NAME")

    def _words_in_a_row(self, raw: Raw) -> str:
        """A name behind a dot need not be known: plain words that follow belong to it."""
        words = [raw.text]
        while self.at < len(self.raws) and self._continues_name(self.raws[self.at]):
            words.append(self.raws[self.at].text)
            self.at += 1
        return " ".join(words)

    def _continues_name(self, raw: Raw) -> bool:
        return raw.kind == "word" and raw.text not in _KEYWORDS and raw.text not in ("instance", "?")

    def _is_key(self) -> bool:
        return self.previous in ("_LEFT_CURLY", "_COMMA", "_LEFT_ROUND", "LESS") and self._text(self.at) == ":"

    def _symbol(self, raw: Raw) -> Token:
        kind = _SYMBOLS[raw.text]
        if raw.text == ".." and self.ranges:
            self.ranges[-1] = True
        elif raw.text == "[" and self._text(self.at) == "]":
            self.at += 1
            kind = "_EMPTY_LIST"
        elif raw.text == "[" and self._ends_range():
            self.ranges.pop()
            kind = "_OPEN_END"
        elif raw.text in "({[" or (raw.text == "]" and not self._after_operand()):
            self.ranges.append(False)
        elif raw.text in ")}]" and self.ranges:
            self.ranges.pop()
        return Token(kind, raw.text, raw.start)

    def _ends_range(self) -> bool:
        if not (self.ranges and self.ranges[-1] and self._after_operand()):
            return False
        following = self.raws[self.at] if self.at < len(self.raws) else None
        if following is None or following.text in _INFIX_WORDS:
            return True
        return following.kind == "symbol" and following.text not in ("(", "[", "{", "-")

    def _after_operand(self) -> bool:
        operands = ("NAME", "NUMBER", "STRING", "TEMPORAL", "_TRUE", "_FALSE", "_NULL", "_EMPTY_LIST", "_OPEN_END")
        return self.previous in operands or self.previous.startswith("_RIGHT")

    def _text(self, at: int) -> str:
        return self.raws[at].text if at < len(self.raws) and self.raws[at].kind != "string" else ""
