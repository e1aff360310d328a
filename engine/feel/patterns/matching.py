"""Runs the instructions of a pattern over a text: backtracking that never visits a state twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel.fuel import Run
from engine.feel.patterns.writing import Instruction, Op

_ROUND_COST, _MATCH_COST = 2, 8
_CHARACTER, _SPLIT, _JUMP, _MATCH = int(Op.CHARACTER), int(Op.SPLIT), int(Op.JUMP), int(Op.MATCH)
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
        op, first, _ = self.code[0]
        fixed = op == Op.ASSERT and first == "^" and not self.multiline
        begins: Any = first if op == Op.CHARACTER else None
        for at in range(start, min(len(text), 0 if fixed else len(text)) + 1):
            if begins is not None and (at == len(text) or not begins(text[at])):
                run.spend(1)
                continue
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
            run.spend(_MATCH_COST)
            yield found
            at = found.end + (found.end == found.start)

    def _match_at(self, run: Run, text: str, start: int, visited: set[Any]) -> Match | None:
        code, end, plain = self.code, len(text), not self.refers_back
        stack: list[tuple[int, int, Groups]] = [(0, start, ())]
        while stack:
            at, place, saved = stack.pop()
            while True:
                state: Any = at * (end + 1) + place if plain else (at, place, saved)
                if state in visited:
                    break
                visited.add(state)
                run.spend(_ROUND_COST)
                op, first, second = code[at]
                if op == _CHARACTER:
                    if place == end or not first(text[place]):
                        break
                    at, place = at + 1, place + 1
                elif op == _SPLIT:
                    stack.append((second, place, saved))
                    at = first
                elif op == _MATCH:
                    return Match(start, place, saved)
                else:
                    after = self._after(run, text, (op, first, second), place, saved)
                    if after is None:
                        break
                    place, saved = after
                    at = first if op == _JUMP else at + 1
        return None

    def _after(
        self, run: Run, text: str, instruction: tuple[Op, Any, Any], place: int, saved: Groups
    ) -> tuple[int, Groups] | None:
        """The place and groups behind an instruction, or None when it fails here."""
        op, first, second = instruction
        if op is Op.SAVE:
            run.spend(1 + len(saved))
            return place, (*(pair for pair in saved if pair[0] != first), (first, place))
        if op is Op.ASSERT:
            return (place, saved) if self._holds(text, first, place) else None
        if op is Op.BACK:
            run.spend(2)
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
