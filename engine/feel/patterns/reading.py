"""The syntax of patterns, read into a tree of `writing.Piece`s."""

from engine.feel.fuel import Invalid
from engine.feel.patterns import classes
from engine.feel.patterns.classes import Predicate
from engine.feel.patterns.writing import Alternatives, Assertion, Back, Character, Group, Piece, Repeat, Sequence

MAX_NESTING = 40
MAX_COUNT = 1_000


class Reader:
    """Reads one pattern; afterwards `groups` is their number, `refers_back` whether there are back-references."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.fold = "i" in flags
        self.literal = "q" in flags
        self.pattern = without_space(pattern) if "x" in flags and not self.literal else pattern
        self.dot_all = "s" in flags
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.nesting = 0
        self.refers_back = False

    def read(self) -> Piece:
        if self.literal:
            return Sequence(tuple(Character(classes.exactly(each, fold=self.fold)) for each in self.pattern))
        tree = self._alternatives()
        if self.at < len(self.pattern):
            raise self._invalid("unbalanced")
        return tree

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _next(self) -> str:
        character = self.pattern[self.at : self.at + 1]
        if not character:
            raise self._invalid("ends")
        self.at += 1
        return character

    def _take(self, wanted: str) -> bool:
        if self.pattern.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def _invalid(self, reason: str) -> Invalid:
        return Invalid("invalid_pattern", reason=reason, position=self.at)

    def _alternatives(self) -> Piece:
        branches = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else Alternatives(tuple(branches))

    def _branch(self) -> Piece:
        pieces = []
        while self._peek() not in ("", "|", ")"):
            pieces.append(self._quantified(self._atom()))
        return Sequence(tuple(pieces))

    def _quantified(self, atom: Piece) -> Piece:
        sign = self._peek()
        if sign in ("?", "*", "+"):
            self.at += 1
            low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
        elif sign == "{":
            self.at += 1
            low, high = self._counts()
        else:
            return atom
        return Repeat(atom, low, high, greedy=not self._take("?"))

    def _counts(self) -> tuple[int, int | None]:
        text, _, _ = self.pattern[self.at :].partition("}")
        self.at += len(text) + 1
        low, comma, high = text.partition(",")
        numbers = [part for part in (low, high) if part]
        if self.at > len(self.pattern) or not low or not all(part.isascii() and part.isdigit() for part in numbers):
            raise self._invalid("quantity")
        most = int(high) if high else None if comma else int(low)
        if int(low) > MAX_COUNT or (most is not None and not int(low) <= most <= MAX_COUNT):
            raise self._invalid("quantity")
        return int(low), most

    def _atom(self) -> Piece:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return Character(self._class())
        if character == ".":
            return Character((lambda _: True) if self.dot_all else (lambda each: each not in "\n\r"))
        if character in "^$":
            return Assertion(character)
        if character == "\\":
            return self._escape()
        if character in "?*+{}]":
            raise self._invalid("stray")
        return Character(classes.exactly(character, fold=self.fold))

    def _group(self) -> Piece:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self._invalid("nesting")
        number = None
        if not self._take("?:"):
            if self._peek() == "?":
                raise self._invalid("group")
            self.groups += 1
            number = self.groups
        inner = self._alternatives()
        if not self._take(")"):
            raise self._invalid("unbalanced")
        self.nesting -= 1
        if number is None:
            return inner
        self.closed.add(number)
        return Group(inner, number)

    def _escape(self) -> Piece:
        character = self._next()
        if character in "123456789":
            return self._back(character)
        return Character(self._escaped(character))

    def _back(self, digits: str) -> Piece:
        while self._peek().isdigit() and int(digits + self._peek()) <= self.groups:
            digits += self._next()
        if int(digits) not in self.closed:
            raise self._invalid("reference")
        self.refers_back = True
        return Back(int(digits), self.fold)

    def _escaped(self, character: str) -> Predicate:
        exact = classes.single(character)
        if exact is not None:
            return classes.exactly(exact, fold=self.fold)
        return classes.several(character, self._property_name() if character in "pP" else "")

    def _property_name(self) -> str:
        if not self._take("{"):
            raise self._invalid("category")
        name, closing, _ = self.pattern[self.at :].partition("}")
        self.at += len(name) + len(closing)
        if not closing:
            raise self._invalid("category")
        return name

    def _class(self) -> Predicate:
        """A class behind its `[`, with negation and subtraction."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self._invalid("nesting")
        negated = self._take("^")
        inside = classes.any_of(self._members())
        without = self._class() if self._take("-[") else None
        if not self._take("]"):
            raise self._invalid("class")
        self.nesting -= 1
        wanted = classes.inverted(inside) if negated else inside
        if without is None:
            return wanted
        return lambda character: wanted(character) and not without(character)

    def _members(self) -> list[Predicate]:
        members: list[Predicate] = []
        while not self.pattern.startswith(("]", "-["), self.at) or not members:
            if self._peek() in ("]", ""):
                raise self._invalid("class")
            members.append(self._member())
        return members

    def _member(self) -> Predicate:
        low = self._class_character()
        if not isinstance(low, str):
            return low
        following = self.pattern[self.at + 1 : self.at + 2]
        if self.pattern.startswith("-", self.at) and following not in ("]", "[", ""):
            self.at += 1
            high = self._class_character()
            if not isinstance(high, str):
                raise self._invalid("range")
            return classes.between(low, high, fold=self.fold)
        return classes.exactly(low, fold=self.fold)

    def _class_character(self) -> str | Predicate:
        character = self._next()
        if character == "[":
            raise self._invalid("class")
        if character != "\\":
            return character
        escaped = self._next()
        exact = classes.single(escaped)
        return self._escaped(escaped) if exact is None else exact


def without_space(pattern: str) -> str:
    """What the flag `x` leaves: white space counts only inside of classes."""
    kept, depth, escaped = [], 0, False
    for character in pattern:
        if depth == 0 and character in " \t\n\r":
            continue
        kept.append(character)
        if not escaped:
            depth += (character == "[") - (character == "]" and depth > 0)
        escaped = character == "\\" and not escaped
    return "".join(kept)
