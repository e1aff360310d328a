"""The key that signs notes of the audit trail: an Ed25519 key in a file outside the database."""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ONLY_OWNER_READS = 0o400
_ED25519 = b"\x01"  # the kind of signature in the format of signed notes


class KeyRefused(Exception):
    """The file holds no key of ours, or others than its owner can read it."""


@dataclass(frozen=True)
class Verifier:
    """The public half: checks what was signed."""

    key: Ed25519PublicKey

    def id_under(self, name: str) -> bytes:
        """Four bytes by which a signature names its key."""
        return hashlib.sha256(name.encode() + b"\n" + _ED25519 + self._raw()).digest()[:4]

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the signature was made over this text with the private half."""
        try:
            self.key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True

    def written(self, name: str) -> str:
        """The key as one line, for whoever checks notes elsewhere: name, id and key."""
        return f"{name}+{self.id_under(name).hex()}+{base64.b64encode(_ED25519 + self._raw()).decode()}"

    def _raw(self) -> bytes:
        return self.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


@dataclass(frozen=True)
class Signer:
    """The private half, and who signs: the name stands in every note."""

    key: Ed25519PrivateKey
    name: str

    def sign(self, text: str) -> bytes:
        """The signature over a text."""
        return self.key.sign(text.encode())

    @property
    def verifier(self) -> Verifier:
        """What checks the signatures."""
        return Verifier(self.key.public_key())


def load_or_create(path: Path, name: str) -> Signer:
    """The key of a file, made when there is none yet; raises KeyRefused."""
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise KeyRefused(f"{path} can be read by others than its owner: give it mode 0400")
    return Signer(_private(path), name)


def verifier(path: Path) -> Verifier:
    """What checks signatures, from a file with the private or the public half (PEM); raises KeyRefused."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise KeyRefused(f"{path}: {problem.strerror}") from problem
    if b"PRIVATE" in content:
        return Verifier(_private(path).public_key())
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise KeyRefused(f"{path} holds no key") from problem
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} holds another kind of key than Ed25519")
    return Verifier(key)


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyRefused(f"{path} cannot be read as a key") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds another kind of key than Ed25519")
    return key


def _create(path: Path) -> None:
    kept = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER_READS)
    with os.fdopen(file, "wb") as stream:
        stream.write(kept)
