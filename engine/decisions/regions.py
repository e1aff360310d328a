"""A column of a table cut into regions in which no test changes its answer, so that a few values stand for all.

The constants of the tests and of the allowed values are the only places where an answer can change. Sets of
regions are whole numbers, one bit for each region.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

from engine import feel
from engine.decisions import cells
from engine.decisions.scales import Scale, Undecidable, of_one_kind, scale_of
from engine.feel import syntax

MAX_SAMPLES = 20_000
_ELSE = "\u2026"


@dataclass(frozen=True, kw_only=True)
class Regions:
    """The regions of a column in order: constants, what lies between them, and null where a test names it.

    `places`: of ordered regions, 2n+1 for constant n and the even numbers for what lies around it; `samples` are
    values for which FEEL is asked about conditions that do not say themselves where they hold.
    """

    scale: Scale | None
    keys: Sequence[Any]
    literals: Sequence[str]
    places: Sequence[int]
    samples: Sequence[object]
    null: bool
    asked: list[int] = field(default_factory=lambda: [0])

    @property
    def all(self) -> int:
        return (1 << len(self.samples)) - 1

    def holding(self, tests: feel.UnaryTests | None) -> int:
        """The regions in which tests hold; raises Undecidable when too many values would have to be tried."""
        if tests is None:
            return self.all
        if not cells.is_direct(tests):
            return self._tried(tests)
        answers = [self._direct(test) for test in tests.node.tests]
        holds = reduce(or_, (each for each, _ in answers), 0)
        unknown = reduce(or_, (each for _, each in answers), 0) & ~holds
        return self.all & ~holds & ~unknown if tests.node.negated else holds

    def written(self, part: int) -> str:
        """Regions as tests that hold exactly there."""
        return ", ".join(self._written(part))

    def _tried(self, tests: feel.UnaryTests) -> int:
        self.asked[0] += len(self.samples)
        if self.asked[0] > MAX_SAMPLES:
            raise Undecidable
        results = (feel.test(tests, sample, {}).value for sample in self.samples)
        return sum(1 << at for at, result in enumerate(results) if result is True)

    def _direct(self, test: syntax.Node) -> tuple[int, int]:
        """Where one test holds, and where it has no answer."""
        nothing = 1 << len(self.places) if self.null else 0
        match test:
            case syntax.OperatorTest(operator="!=", operand=operand):
                return self.all & ~self._at(cells.constant(operand)), 0
            case syntax.OperatorTest(operator=sign, operand=operand) if sign != "=":
                place, top = self._place(cells.constant(operand)), 2 * len(self.keys)
                ends = {"<": (0, place - 1), "<=": (0, place), ">": (place + 1, top), ">=": (place, top)}
                return self._between(*ends[sign]), nothing
            case syntax.OperatorTest(operand=operand):
                return self._at(cells.constant(operand)), 0
            case syntax.Interval(low=low_end, high=high_end):
                low, high = (self._place(cells.constant(end)) for end in (low_end, high_end))
                return self._between(low + (not test.low_included), high - (not test.high_included)), nothing
        return self._at(cells.constant(test)), 0

    def _at(self, value: object) -> int:
        if value is None:
            return 1 << len(self.places) if self.null else 0
        place = self._place(value)
        return self._between(place, place)

    def _place(self, value: object) -> int:
        key = value if self.scale is None else self.scale.key(value)
        return 2 * bisect_left(self.keys, key) + 1

    def _between(self, low: int, high: int) -> int:
        """The regions from one place to another."""
        first, last = bisect_left(self.places, low), bisect_right(self.places, high)
        return (1 << last) - (1 << first) if first < last else 0

    def _written(self, part: int) -> Iterator[str]:
        chosen = [at for at in range(len(self.places)) if part >> at & 1]
        if self.scale is None:
            yield from self._enumerated(chosen)
        else:
            for _, run in groupby(enumerate(chosen), lambda pair: pair[1] - pair[0]):
                ats = [at for _, at in run]
                yield self._interval(self.places[ats[0]], self.places[ats[-1]])
        if part >> len(self.places) & 1:
            yield "null"

    def _enumerated(self, chosen: Sequence[int]) -> Iterator[str]:
        others = len(self.keys)
        left_out = [self.literals[at] for at in range(others) if at not in chosen]
        if others in chosen:
            yield f"not({', '.join(left_out)})" if left_out else "-"
        else:
            yield from (self.literals[at] for at in chosen)

    def _interval(self, low: int, high: int) -> str:
        """A stretch of places as one test."""
        if low == high and low % 2:
            return self.literals[low // 2]
        top = 2 * len(self.keys)
        if low == 0 or high == top:
            if low == 0 and high == top:
                return "-"
            sign = "<" if low == 0 else ">"
            at, included = (high, high % 2) if low == 0 else (low, low % 2)
            point = self.literals[(at - 1) // 2]
            return f"{sign}{'=' if included else ''} {point}"
        start, end = self.literals[(low - 1) // 2], self.literals[high // 2]
        return f"{'[' if low % 2 else ']'}{start}..{end}{']' if high % 2 else '['}"


def regions(tests: Iterable[feel.UnaryTests], kind: str | None, *, whole: bool = False) -> Regions:
    """All values of a column of a FEEL type (None: not known), null only where a test names it.

    `whole`: only whole numbers occur. Raises Undecidable for tests that cannot be analysed.
    """
    found = [pair for each in tests for pair in cells.constants(each)]
    values = [value for value, _ in found if value is not None]
    null = any(value is None for value, _ in found)
    python = of_one_kind(values)
    ordered = any(asked for _, asked in found)
    if any(asked and value is None for value, asked in found) or (ordered and python is bool):
        raise Undecidable
    if kind == "boolean" or python is bool:
        if python not in (bool, None):
            raise Undecidable
        return _enumeration([False, True], ["false", "true"], null, open_to_others=False)
    scale = None if python is None else scale_of(python, whole=whole)
    if scale is None and python is not None:
        raise Undecidable
    if scale is None or (python is str and not ordered):
        texts = sorted({value for value in values if isinstance(value, str)})
        return _enumeration(texts, [feel.written(text) for text in texts], null, open_to_others=True)
    return _ordered(scale, values, null)


def _enumeration(keys: Sequence[Any], literals: list[str], null: bool, *, open_to_others: bool) -> Regions:
    places = [2 * at + 1 for at in range(len(keys))] + ([2 * len(keys) + 2] if open_to_others else [])
    samples: list[object] = [*keys, *([_other_than(keys)] if open_to_others else []), *([None] if null else [])]
    return Regions(scale=None, keys=keys, literals=literals, places=places, samples=samples, null=null)


def _ordered(scale: Scale, values: list[object], null: bool) -> Regions:
    """Below the first constant, each constant, what lies between two, above the last."""
    by_key = {scale.key(value): value for value in values}
    keys = sorted(by_key)
    places: list[int] = []
    samples: list[object] = []

    def add(place: int, key: object) -> None:
        if key is not None:
            places.append(place)
            samples.append(scale.value(key))

    add(0, scale.step(keys[0], -1))
    for at, key in enumerate(keys):
        add(2 * at + 1, key)
        last = at + 1 == len(keys)
        add(2 * at + 2, scale.step(key, 1) if last else scale.middle(key, keys[at + 1]))
    literals = [scale.literal(by_key[key]) for key in keys]
    samples += [None] if null else []
    return Regions(scale=scale, keys=keys, literals=literals, places=places, samples=samples, null=null)


def _other_than(texts: Sequence[object]) -> str:
    other = _ELSE
    while other in texts:
        other += _ELSE
    return other
