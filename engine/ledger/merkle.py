"""Merkle trees over the hashes of a chain (RFC 6962, section 2.1), grown leaf by leaf."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WIDTH = 32  # bytes of a hash


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Frontier:
    """All that is needed of a tree to go on growing it: the roots of its full subtrees, the largest first."""

    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    def append(self, data: bytes) -> None:
        """Add a leaf; subtrees of the same size become one."""
        self.roots.append(leaf(data))
        size = self.size
        while size & 1:
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(node(left, right))
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root of the whole tree; that of an empty one is the hash of nothing."""
        if not self.roots:
            return hashlib.sha256().digest()
        found = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            found = node(left, found)
        return found

    def stored(self) -> bytes:
        """The roots as one row of bytes."""
        return b"".join(self.roots)


def restored(size: int, stored: bytes) -> Frontier:
    """A frontier as it was stored."""
    return Frontier(size, [stored[at : at + WIDTH] for at in range(0, len(stored), WIDTH)])


def inclusion(data: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` (the first is 0) to the root of the tree over all the data."""
    return list(_path([leaf(one) for one in data], index))


def root_from(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root to which a path leads from a leaf of a tree of `size` leaves; None for a path that fits no such tree."""
    found, at, last, rest = leaf(data), index, size - 1, list(path)
    if not 0 <= index < size:
        return None
    while last:
        if at & 1 or at < last:
            if not rest:
                return None
            other = rest.pop(0)
            found = node(other, found) if at & 1 else node(found, other)
        at, last = at >> 1, last >> 1
    return found if not rest else None


def _path(hashes: list[bytes], index: int) -> Iterator[bytes]:
    level, at = hashes, index
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            yield level[beside]
        pairs = range(0, len(level) - 1, 2)
        level = [node(level[one], level[one + 1]) for one in pairs] + (level[-1:] if len(level) % 2 else [])
        at >>= 1
