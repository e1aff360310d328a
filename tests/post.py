"""Real SMTP servers for tests: one that takes mail, answers as it is told, or does not answer at all."""

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass
class PostOffice:
    """Keeps what it takes. `answers` are given to the next receivers, one after the other, before any is let in."""

    taken: list[Envelope] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"

    @property
    def url(self) -> str:
        """Where it is, as settings write it."""
        return f"smtp://{HOST}:{self.port}?timeout=2"

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, as mail programs read it."""
        return [message_from_bytes(_bytes(one.content), policy=default) for one in self.taken]  # type: ignore[misc]


@contextlib.contextmanager
def open_office(**wishes: object) -> Iterator[PostOffice]:
    """A post office that takes mail until the block ends."""
    office = PostOffice()
    controller = Controller(office, hostname=HOST, port=_free_port(), **wishes)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop(no_assert=True)


@contextlib.contextmanager
def deaf_server(say: bytes = b"", every: float = 0.0) -> Iterator[int]:
    """A server that lets everybody in and says nothing, or one letter after the other; gives its port."""
    with socket.create_server((HOST, _free_port())) as server:
        server.settimeout(0.1)
        over = threading.Event()
        guests: list[socket.socket] = []
        thread = threading.Thread(target=_mumble, args=[server, over, guests, say, every])
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()
            for guest in guests:
                guest.close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server on this machine, and the file by which it is trusted."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, kept = folder / "shown.pem", folder / "kept.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, kept)
    return context, shown


def closed_port() -> int:
    """A port at which nobody listens."""
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _mumble(
    server: socket.socket, over: threading.Event, guests: list[socket.socket], say: bytes, every: float
) -> None:
    letters = iter(say * 10_000)
    while not over.wait(every):
        with contextlib.suppress(TimeoutError):
            guests.append(server.accept()[0])
        for guest in guests if say else ():
            with contextlib.suppress(OSError):
                guest.send(bytes([next(letters)]))


def _bytes(content: str | bytes | None) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()
