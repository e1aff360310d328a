"""What each row of a list begins as: from the browser, a draft, earlier answers or rows given beforehand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.sheet import ADD, REMOVE, Moved, Posted, Sheet

MARKER = "_row"  # of each row on the page and in a draft; says which of the rows given beforehand it is
SHOWN = "_rows"  # on the page, names the lists that were shown

_MOST_READ = 500


@dataclass(frozen=True, kw_only=True)
class Seed:
    """One row: `given` as typed or answered, `prefilled` by the form as row number `origin`, `posted_as` a number."""

    given: Mapping[str, object] = field(default_factory=dict)
    prefilled: Mapping[str, object] = field(default_factory=dict)
    origin: int | None = None
    posted_as: int | None = None

    def sheet(self, around: Sheet, place: tuple[str, ...], within: str) -> Sheet:
        """The row's own sheet, where its names lie at `place`."""
        posted = around.posted if self.posted_as is not None else None
        if posted is not None:
            then = "-".join((*place[:-1], f"{self.posted_as}-"))
            posted = Moved(posted=posted, then=then, now="-".join((*place, "")))
        data = _over(self.prefilled, self.given)
        context = {**around.context, **self.prefilled}
        return replace(around, posted=posted, data=around.marked(data), context=context, start=place, within=within)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What is known of a list before it has rows. `fresh` is how many there are at first, `fixed` that they stay."""

    name: str
    sheet: Sheet
    given: object
    prefilled: Sequence[Mapping[str, object]]
    fresh: int
    most: int
    fixed: bool

    def seeds(self) -> tuple[list[Seed], int | None]:
        """The rows in order, and which of them a button has changed: the new one, or where one is gone."""
        found = self._found()
        if self.fixed or self.sheet.posted is None:
            return found, None
        return self._pressed(found, self.sheet.posted)

    def _found(self) -> list[Seed]:
        posted = self.sheet.posted
        if posted is not None:
            numbers = self._posted_numbers(posted)
            if numbers or self.name in posted.getlist(SHOWN):
                return self._settled(self._posted(posted, numbers))
        elif isinstance(self.given, list):
            return self._settled(self._remembered(self.given))
        return self._at_first()

    def _at_first(self) -> list[Seed]:
        seeds = [self._prefilled(origin) for origin in range(len(self.prefilled))]
        return seeds if seeds and self.fixed else seeds + [Seed()] * (self.fresh - len(seeds))

    def _posted_numbers(self, posted: Posted) -> list[int]:
        pattern = re.compile(rf"{re.escape(self.name)}-(0|[1-9][0-9]{{0,3}})-")
        return sorted({int(match[1]) for name in posted if (match := pattern.match(name))})[:_MOST_READ]

    def _posted(self, posted: Posted, numbers: list[int]) -> list[Seed]:
        origins = self._origins([(posted.getlist(f"{self.name}-{number}-{MARKER}") or [""])[0] for number in numbers])
        return [
            replace(self._prefilled(origin), posted_as=number) for number, origin in zip(numbers, origins, strict=True)
        ]

    def _remembered(self, given: list[object]) -> list[Seed]:
        """Rows of a draft, which are marked, or of answers, which are not."""
        rows = [row if isinstance(row, Mapping) else {} for row in given]
        origins = self._origins([row.get(MARKER, position if self.fixed else "") for position, row in enumerate(rows)])
        return [replace(self._prefilled(origin), given=row) for row, origin in zip(rows, origins, strict=True)]

    def _origins(self, markers: Sequence[object]) -> list[int | None]:
        """Each row given beforehand is claimed once at most."""
        claimed: list[int | None] = []
        for marker in markers:
            digits = str(marker)
            number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else None
            known = number is not None and number < len(self.prefilled) and number not in claimed
            claimed.append(number if known else None)
        return claimed

    def _settled(self, found: list[Seed]) -> list[Seed]:
        """Where the rows stay, every one of them is there, whatever was sent."""
        if not self.fixed:
            return found
        if self.prefilled:
            there = {seed.origin: seed for seed in found}
            return [there.get(seed.origin, seed) for seed in self._at_first()]
        return found + [Seed()] * (self.fresh - len(found))

    def _pressed(self, found: list[Seed], posted: Posted) -> tuple[list[Seed], int | None]:
        for value in posted.getlist(REMOVE):
            gone = [place for place, seed in enumerate(found) if value == f"{self.name}-{seed.posted_as}"]
            if gone:
                left = found[: gone[0]] + found[gone[0] + 1 :]
                return left, min(gone[0], len(left) - 1)
        if self.name in posted.getlist(ADD) and len(found) < self.most:
            return [*found, Seed()], len(found)
        return found, None

    def _prefilled(self, origin: int | None) -> Seed:
        return Seed() if origin is None else Seed(prefilled=self.prefilled[origin], origin=origin)


def _over(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """One context laid over another, the contexts within them as well."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _over(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
