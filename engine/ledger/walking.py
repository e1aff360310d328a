"""A walk along one chain: every entry must follow from the one before it, and the tree over them fit signed notes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.ledger.audit import START, canonical, link, task_of
from engine.ledger.merkle import Frontier


@dataclass
class Walk:
    """Where a walk has come: the last sound link and the tree up to it.

    `expected` holds the roots of signed notes by the number of entries they are about; `matched` is the last of them
    that fitted, `mismatch` the first that did not.
    """

    expected: Mapping[int, bytes] = field(default_factory=dict)
    previous: bytes = START
    tree: Frontier = field(default_factory=Frontier)
    matched: int = 0
    mismatch: int | None = None

    @property
    def seq(self) -> int:
        """The number of the last link walked."""
        return self.tree.size

    def along(self, entries: Iterable[Any]) -> str | None:
        """Walk on; gives what is wrong with the entry after `seq`, or None at the end."""
        for entry in entries:
            fault = _fault_of(entry, self.seq + 1, self.previous)
            if fault:
                return fault
            self.previous = entry.hash
            self.tree.append(entry.hash)
            self._compare()
        return None

    def _compare(self) -> None:
        root = self.expected.get(self.tree.size)
        if root is None or self.mismatch is not None:
            return
        if root == self.tree.root():
            self.matched = self.tree.size
        else:
            self.mismatch = self.tree.size


def _fault_of(entry: Any, seq: int, previous: bytes) -> str | None:
    if entry.seq != seq:
        return "missing"
    if entry.prev != previous:
        return "unlinked"
    if link(previous, entry.body) != entry.hash or not _columns_agree(entry):
        return "changed"
    return None


def _columns_agree(entry: Any) -> bool:
    try:
        facts = json.loads(entry.body)
        actor = facts["actor"] if isinstance(facts["actor"], int) else None
        task = task_of(facts["details"])
        repeated = (facts["chain"], facts["seq"], facts["at"], facts["action"], actor, facts["case"], task)
        columns = (entry.chain, entry.seq, _moment(entry.at), entry.action, entry.actor_id, entry.case_id)
        return repeated == (*columns, entry.task_id) and canonical(facts) == entry.body
    except (AttributeError, KeyError, TypeError, ValueError):  # a body or a moment that the product never wrote
        return False


def _moment(stored: object) -> str:
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)
    return at.astimezone(UTC).isoformat()
