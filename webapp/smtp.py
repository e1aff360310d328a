"""One SMTP server: its address as settings write it, and a connection on which nobody waits for ever."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from engine import errors
from webapp.characters import without_controls

TIMEOUT = 20.0
WHOLE = 6  # so many timeouts at most for a whole mail, however slowly the server answers
PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OPTIONS = {"starttls", "timeout", "ca"}
# Not about one mail: the server is busy or closing, or wants another sign-in than ours.
OF_THE_SERVER = {421, 454, 530, 534, 535, 538}
LONGEST_ANSWER = 300


class StartTls(StrEnum):
    """Whether a plain connection is encrypted before anything is said on it."""

    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "no"


@dataclass(frozen=True, kw_only=True)
class ServerAddress:
    """Where the server is and how to speak to it."""

    host: str
    port: int
    tls: bool
    starttls: StartTls
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    ca: str = ""


def read(url: str) -> ServerAddress:
    """The address `smtp://user:password@host:port?starttls&timeout=20&ca=file` or `smtps://…`; ValueError says why not.

    Without a word about STARTTLS it is used where the server offers it, and required before a password is sent.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("it is written smtp://host:port or smtps://host:port")
    if unknown := set(options) - OPTIONS:
        raise ValueError(f"unknown option: {', '.join(sorted(unknown))}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    starttls = _starttls(options.get("starttls"), has_password=bool(user), host=parts.hostname)
    return ServerAddress(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        starttls=starttls if parts.scheme == "smtp" else StartTls.NEVER,
        user=user,
        password=password,
        timeout=float(options.get("timeout") or TIMEOUT),
        ca=options.get("ca", ""),
    )


def _starttls(wish: str | None, *, has_password: bool, host: str) -> StartTls:
    private = host in LOOPBACK
    if wish is None:
        return StartTls.REQUIRED if has_password and not private else StartTls.OFFERED
    if wish in ("", "1", "yes", StartTls.REQUIRED):
        return StartTls.REQUIRED
    if wish != StartTls.NEVER:
        raise ValueError("starttls is required (starttls) or not used at all (starttls=no)")
    if has_password and not private:
        raise ValueError("a password is not sent over a line that everybody can read")
    return StartTls.NEVER


class Server:
    """A connection that is opened when something is to be sent, and kept while there is more.

    `name` is what we call ourselves to the server.
    """

    def __init__(self, address: ServerAddress, name: str) -> None:
        self.address, self.name = address, name
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, sender: str, receiver: str) -> None:
        """Hand a mail over; raises MailRefused, MailServerAway, or MailNotSent when it may be taken later."""
        kept = self._connection is not None
        try:
            self._send(message, sender, receiver)
        except errors.MailServerAway:
            self.close()
            if not kept:
                raise
            self._send(message, sender, receiver)  # the server had closed what we kept

    def close(self) -> None:
        """Say goodbye, or just go when nobody listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError), self._bounded(connection):
                connection.quit()
            connection.close()

    def _send(self, message: EmailMessage, sender: str, receiver: str) -> None:
        try:
            with _answers(), self._opened() as connection:
                connection.send_message(message, sender, [receiver])
        except errors.MailServerAway:
            self.close()
            raise

    @contextmanager
    def _opened(self) -> Iterator[smtplib.SMTP]:
        fresh = self._connection is None
        connection = self._connection = self._connection or self._made()
        with self._bounded(connection):
            if fresh:
                self._greet(connection)
            yield connection

    def _made(self) -> smtplib.SMTP:
        if self.address.tls:
            return smtplib.SMTP_SSL(local_hostname=self.name, timeout=self.address.timeout, context=self._trust())
        return smtplib.SMTP(local_hostname=self.name, timeout=self.address.timeout)

    def _greet(self, connection: smtplib.SMTP) -> None:
        address = self.address
        connection._host = address.host  # type: ignore[attr-defined]  # the name that a certificate is checked for
        code, text = connection.connect(address.host, address.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        connection.ehlo_or_helo_if_needed()
        if address.starttls is not StartTls.NEVER and connection.has_extn("starttls"):
            connection.starttls(context=self._trust())
            connection.ehlo()
        elif address.starttls is StartTls.REQUIRED:
            raise errors.MailServerAway(text="STARTTLS is not offered")
        if address.user:
            connection.login(address.user, address.password)

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.address.ca or None)

    @contextmanager
    def _bounded(self, connection: smtplib.SMTP) -> Iterator[None]:
        """Cut the line when it takes too long altogether: timeouts of a socket count from each byte anew."""
        watchdog = threading.Timer(self.address.timeout * WHOLE, _cut, [connection])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()


def _cut(connection: smtplib.SMTP) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _answers() -> Iterator[None]:
    """Turn what the library raises into our facts."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        raise _answer(code, text) from refused
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        raise _answer(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPResponseException as refused:
        raise errors.MailServerAway(code=refused.smtp_code, text=_plain(refused.smtp_error)) from refused
    except smtplib.SMTPNotSupportedError as lacking:
        raise errors.MailRefused(text=_plain(str(lacking))) from lacking
    except TimeoutError as late:
        raise errors.MailServerAway(text="timeout") from late
    except (smtplib.SMTPException, OSError) as gone:
        raise errors.MailServerAway(text=_plain(str(gone)) or type(gone).__name__) from gone


def _answer(code: int, text: bytes | str) -> errors.MailNotSent:
    kind = errors.MailServerAway if code in OF_THE_SERVER else errors.MailRefused if code >= 500 else errors.MailNotSent
    return kind(code=code, text=_plain(text))


def _plain(text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(without_controls(words, " ").split())[:LONGEST_ANSWER]
