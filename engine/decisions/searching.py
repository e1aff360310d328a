"""The search for inputs that no rule takes, column by column."""

from collections.abc import Iterator, Sequence

from engine.decisions.columns import Column

MAX_WORK = 2_000_000


class TooLong(Exception):
    """The search has compared enough."""


class Search:
    """Follows the rules that can still hold from column to column; where none is left there is a gap.

    Sets of rules and of regions are bits of a number; `holding` says where each rule holds, column by column.
    """

    def __init__(self, columns: Sequence[Column], holding: Sequence[Sequence[int]]) -> None:
        self._columns = columns
        self._domains = [column.domain for column in columns]
        self._by_region = [_transposed(*each) for each in zip(self._domains, holding, strict=True)]
        self._open = self._open_rules(holding)
        self._covered: set[tuple[int, int]] = set()
        self._left = MAX_WORK

    def gaps(self, rules: int, domains: Sequence[int] | None = None) -> Iterator[dict[str, str]]:
        """Each gap that a set of rules leaves in the domains of the columns, as input → tests; raises TooLong."""
        self._covered.clear()
        for path in self._from(0, rules, self._domains if domains is None else domains):
            texts = {column.name: "-" for column in self._columns}
            yield texts | {self._columns[at].name: self._columns[at].written(part) for at, part in enumerate(path)}

    def _from(self, at: int, rules: int, domains: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Paths from this column on that end without a rule."""
        if not rules:
            yield ()
            return
        if rules & self._open[at] or (at, rules) in self._covered:
            return
        found = False
        for left, part in self._parts(at, rules, domains[at]).items():
            for path in self._from(at + 1, left, domains):
                found = True
                yield (part, *path)
        if not found:
            self._covered.add((at, rules))

    def _parts(self, at: int, rules: int, domain: int) -> dict[int, int]:
        """The regions of a column, put together where the same rules go on."""
        self._left -= len(self._by_region[at])
        if self._left < 0:
            raise TooLong
        parts: dict[int, int] = {}
        for region, holding in self._by_region[at]:
            if region & domain:
                left = rules & holding
                parts[left] = parts.get(left, 0) | region
        return parts

    def _open_rules(self, holding: Sequence[Sequence[int]]) -> list[int]:
        """For each column the rules that hold everywhere from there on; behind the last one all of them."""
        openings = [-1]
        for domain, parts in zip(reversed(self._domains), reversed(holding), strict=True):
            everywhere = sum(1 << rule for rule, part in enumerate(parts) if part & domain == domain)
            openings.append(openings[-1] & everywhere)
        return openings[::-1]


def _transposed(domain: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    """Each region of a domain with the rules that hold in it."""
    rules = [0] * domain.bit_length()
    for rule, part in enumerate(parts):
        rest, bit = part & domain, 1 << rule
        while rest:
            lowest = rest & -rest
            rules[lowest.bit_length() - 1] |= bit
            rest ^= lowest
    return [(1 << at, holding) for at, holding in enumerate(rules) if domain >> at & 1]
