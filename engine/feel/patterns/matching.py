"""Runs the instructions of a pattern over a text: backtracking that never visits a state twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel.fuel import Run
from engine.feel.patterns.writing import Instruction, Op

_ROUNDS_PER_STEP = 4
Groups = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched, and its groups."""

    start: int
    end: int
    saved: Groups

    def group(self, text: str, number: int) -> str:
        """The text of a group, empty when it took no part; group 0 is the whole match."""
        if number == 0:
            return text[self.start : self.end]
        places = dict(self.saved)
        if 2 * number in places and 2 * number + 1 in places:
            return text[places[2 * number] : places[2 * number + 1]]
        return ""


@dataclass(frozen=True)
class Program:
    """A pattern ready to run. Without back-references no more rounds than text times instructions; all are paid for."""

    code: tuple[Instruction, ...]
    groups: int
    refers_back: bool
    multiline: bool

    def search(self, run: Run, text: str, start: int = 0) -> Match | None:
        """The leftmost match at or behind a place."""
        visited: set[Any] = set()
        for at in range(start, len(text) + 1):
            found = self._match_at(run, text, at, visited)
            if found is not None:
                return found
        return None

    def matches(self, run: Run, text: str) -> Iterator[Match]:
        """All matches that do not overlap; an empty one moves on by one place."""
        at = 0
        while at <= len(text):
            found = self.search(run, text, at)
            if found is None:
                return
            yield found
            at = found.end + (found.end == found.start)

    def _match_at(self, run: Run, text: str, start: int, visited: set[Any]) -> Match | None:
        stack: list[tuple[int, int, Groups]] = [(0, start, ())]
        paid_at_once = 1 if self.refers_back else _ROUNDS_PER_STEP
        while stack:
            at, place, saved = stack.pop()
            state = (at, place, saved) if self.refers_back else at * (len(text) + 1) + place
            if state in visited:
                continue
            visited.add(state)
            if len(visited) % paid_at_once == 0:
                run.spend(1)
            op, first, second = self.code[at]
            if op is Op.MATCH:
                return Match(start, place, saved)
            if op is Op.SPLIT:
                stack.append((int(second), place, saved))  # type: ignore[call-overload]
                stack.append((int(first), place, saved))  # type: ignore[call-overload]
                continue
            after = self._after(text, (op, first, second), place, saved)
            if after is not None:
                target = int(first) if op is Op.JUMP else at + 1  # type: ignore[call-overload]
                stack.append((target, *after))
        return None

    def _after(
        self, text: str, instruction: tuple[Op, Any, Any], place: int, saved: Groups
    ) -> tuple[int, Groups] | None:
        """The place and groups behind an instruction, or None when it fails here."""
        op, first, second = instruction
        if op is Op.CHARACTER:
            return (place + 1, saved) if place < len(text) and first(text[place]) else None
        if op is Op.SAVE:
            return place, (*(pair for pair in saved if pair[0] != first), (first, place))
        if op is Op.ASSERT:
            return (place, saved) if self._holds(text, first, place) else None
        if op is Op.BACK:
            return self._back(text, first, second, place, saved)
        return place, saved

    def _holds(self, text: str, sign: str, place: int) -> bool:
        if sign == "^":
            return place == 0 or (self.multiline and text[place - 1] == "\n" and place < len(text))
        return place == len(text) or (self.multiline and text[place] == "\n")

    def _back(self, text: str, group: int, fold: bool, place: int, saved: Groups) -> tuple[int, Groups] | None:
        wanted = Match(place, place, saved).group(text, group)
        found = text[place : place + len(wanted)]
        same = found.casefold() == wanted.casefold() if fold else found == wanted
        return (place + len(wanted), saved) if same else None
