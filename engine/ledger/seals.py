"""Seals: digests in the trail of what stands beside it, so that a change of that is found too."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from engine.ledger.audit import canonical

SALT = "salt"
_WIDTH = 16


@dataclass(frozen=True, kw_only=True)
class Differing:
    """A task whose stored answers are not those that were sealed: its case, and the entry that holds the seal."""

    task: int
    case: str
    chain: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class Compared:
    """How many tasks had their answers compared with the seal, how many have none, and which differ."""

    covered: int = 0
    uncovered: int = 0
    differing: tuple[Differing, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differing


def salted(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts with a random value beside them: who has the seal alone cannot try out what it may be of."""
    return {**facts, SALT: secrets.token_hex(_WIDTH)}


def of(facts: Mapping[str, object]) -> str:
    """SHA-256 over canonical JSON, in hexadecimal. Half a character counts too: that no column holds it shows later."""
    return hashlib.sha256(canonical(facts).encode(errors="surrogatepass")).hexdigest()


def fits(seal: object, stored: str | None) -> bool:
    """Whether a seal is of what is stored as JSON; what cannot be read as facts fits none."""
    try:
        facts = json.loads(stored or "null")
        return isinstance(facts, dict) and of(facts) == seal
    except (ValueError, RecursionError):  # a text that the product never wrote
        return False
