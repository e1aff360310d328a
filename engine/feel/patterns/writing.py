"""The pieces of a pattern, and the instructions they become."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from engine.feel.fuel import Invalid
from engine.feel.patterns.classes import Predicate

MAX_INSTRUCTIONS = 4_000


class Op(IntEnum):
    """What an instruction does; each is a triple (op, a, b)."""

    CHARACTER = 0
    SPLIT = 1
    JUMP = 2
    SAVE = 3
    ASSERT = 4
    BACK = 5
    MATCH = 6


@dataclass(frozen=True)
class Piece:
    """Part of a pattern."""


@dataclass(frozen=True)
class Character(Piece):
    accepts: Predicate


@dataclass(frozen=True)
class Assertion(Piece):
    """`^` or `$`."""

    sign: str


@dataclass(frozen=True)
class Back(Piece):
    """The text of an earlier group again."""

    group: int
    fold: bool


@dataclass(frozen=True)
class Sequence(Piece):
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Alternatives(Piece):
    branches: tuple[Piece, ...]


@dataclass(frozen=True)
class Group(Piece):
    inner: Piece
    number: int


@dataclass(frozen=True)
class Repeat(Piece):
    """From `low` to `high` times, None for any number; lazy ones try as few as possible."""

    inner: Piece
    low: int
    high: int | None
    greedy: bool


Instruction = tuple[Op, Any, Any]


class Writer:
    """Appends the instructions of pieces, and patches the targets of jumps."""

    def __init__(self) -> None:
        self.code: list[Instruction] = []

    def program(self, tree: Piece) -> tuple[Instruction, ...]:
        self._write(tree)
        self._emit(Op.MATCH)
        return tuple(self.code)

    def _emit(self, op: Op, first: object = None, second: object = None) -> int:
        if len(self.code) >= MAX_INSTRUCTIONS:
            raise Invalid("invalid_pattern", reason="too_large", limit=MAX_INSTRUCTIONS)
        self.code.append((op, first, second))
        return len(self.code) - 1

    def _write(self, piece: Piece) -> None:
        match piece:
            case Character(accepts):
                self._emit(Op.CHARACTER, accepts)
            case Assertion(sign):
                self._emit(Op.ASSERT, sign)
            case Back(group, fold):
                self._emit(Op.BACK, group, fold)
            case Sequence(pieces):
                for each in pieces:
                    self._write(each)
            case Group(inner, number):
                self._emit(Op.SAVE, 2 * number)
                self._write(inner)
                self._emit(Op.SAVE, 2 * number + 1)
            case Alternatives(branches):
                self._write_alternatives(branches)
            case Repeat():
                self._write_repeat(piece)

    def _write_alternatives(self, branches: tuple[Piece, ...]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self._emit(Op.SPLIT)
            self._write(branch)
            ends.append(self._emit(Op.JUMP))
            self.code[split] = (Op.SPLIT, split + 1, len(self.code))
        self._write(branches[-1])
        for end in ends:
            self.code[end] = (Op.JUMP, len(self.code), None)

    def _write_repeat(self, piece: Repeat) -> None:
        for _ in range(piece.low):
            self._write(piece.inner)
        if piece.high is None:
            split = self._emit(Op.SPLIT)
            self._write(piece.inner)
            self._emit(Op.JUMP, split)
            self._patch(split, piece.greedy)
            return
        splits = []
        for _ in range(piece.high - piece.low):
            splits.append(self._emit(Op.SPLIT))
            self._write(piece.inner)
        for split in splits:
            self._patch(split, piece.greedy)

    def _patch(self, split: int, greedy: bool) -> None:
        inside, outside = split + 1, len(self.code)
        self.code[split] = (Op.SPLIT, inside, outside) if greedy else (Op.SPLIT, outside, inside)
