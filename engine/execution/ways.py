"""The flows of one process or sub-process, as the tokens in it go."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine.execution.plans import Text


@dataclass(frozen=True, kw_only=True)
class Way:
    """One flow: from where to where, its id in the drawing ("" when nobody drew it), and when it is taken."""

    flow: str
    source: str
    target: str
    drawn: str
    condition: Text | None
    default: bool


@dataclass(frozen=True)
class Web:
    """The flows of a scope, and which activity each boundary event stands on."""

    ways: tuple[Way, ...]
    hosts: Mapping[str, str]

    def out_of(self, name: str) -> tuple[Way, ...]:
        """The flows that leave an element, in the order of the file."""
        return tuple(way for way in self.ways if way.source == name)

    def into(self, name: str) -> tuple[Way, ...]:
        """The flows that lead to an element."""
        return tuple(way for way in self.ways if way.target == name)

    def before(self, names: Iterable[str], *, without: str = "") -> frozenset[str]:
        """The elements from which a token can come to one of these, itself included, not passing `without`."""
        behind = self._behind()
        found: set[str] = set()
        left = [name for name in names if name != without]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += [source for source in behind.get(name, ()) if source != without]
        return frozenset(found)

    def round_trips(self) -> frozenset[str]:
        """The elements that a token can come to again."""
        behind = self._behind()
        return frozenset(name for name in behind if name in self.before(behind[name]))

    def _behind(self) -> Mapping[str, Collection[str]]:
        behind: dict[str, list[str]] = {}
        for way in self.ways:
            behind.setdefault(way.target, []).append(way.source)
        for border, host in self.hosts.items():
            behind.setdefault(border, []).append(host)
        return behind
