"""Signed notes: how far a chain had come, its Merkle root and when, under a signature (the format of C2SP)."""

import base64
import binascii
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.ledger.keys import Signer, Verifier
from engine.ledger.merkle import WIDTH

_NOTE = re.compile(r"(?P<text>(?:[^\n]+\n){4})\n— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/=]+)\n")
_AT = "at "


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a note says, and its text as it was signed."""

    chain: int
    size: int
    root: bytes
    at: datetime
    name: str
    signed: bytes
    text: str
    whole: str

    def fits(self, verifier: Verifier) -> bool:
        """Whether the signature names this key."""
        return self.signed[:4] == verifier.id_under(self.name)

    def is_signed_with(self, verifier: Verifier) -> bool:
        """Whether the signature is by this key, over this text."""
        return self.fits(verifier) and verifier.accepts(self.text, self.signed[4:])


def origin(name: str, chain: int) -> str:
    """What a note of a chain calls it: unlike any other in the world, as long as the name is."""
    return f"{name}/audit/{chain}"


def write(signer: Signer, *, chain: int, size: int, root: bytes, at: datetime) -> str:
    """A note about the first `size` entries of a chain, signed."""
    about = origin(signer.name, chain)
    text = f"{about}\n{size}\n{base64.b64encode(root).decode()}\n{_AT}{at.isoformat()}\n"
    signature = signer.verifier.id_under(about) + signer.sign(text)
    return f"{text}\n— {about} {base64.b64encode(signature).decode()}\n"


def read(text: str) -> Iterator[Note]:
    """The notes in a text; what is no note of ours is passed over."""
    for found in _NOTE.finditer(text):
        note = _note(found)
        if note is not None:
            yield note


def append(path: Path, note: str) -> None:
    """Add a note to a file that only ever grows; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(file, f"{note}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def _note(found: re.Match[str]) -> Note | None:
    about, size, root, moment = found["text"].splitlines()
    name, _, chain = about.rpartition("/audit/")
    try:
        note = Note(
            chain=int(chain),
            size=int(size),
            root=base64.b64decode(root, validate=True),
            at=datetime.fromisoformat(moment.removeprefix(_AT)),
            name=found["name"],
            signed=base64.b64decode(found["signature"], validate=True),
            text=found["text"],
            whole=found[0],
        )
    except (ValueError, binascii.Error):
        return None
    return note if name and len(note.root) == WIDTH and note.name == about else None
