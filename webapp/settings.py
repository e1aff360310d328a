"""What an installation decides: read once from the environment, never changed."""

import os
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from translations import LANGUAGES
from webapp import smtp

DATABASE = "sqlite:///var/innotech360.sqlite"
ADDRESS = "http://127.0.0.1:8360"
DEVELOPMENT_KEY = "for work on this machine only, never for people"
SHORTEST_KEY = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class SettingsRefused(ValueError):
    """With these settings people's data would not be safe, or no page could be shown."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`public_url` is where people reach the product; anywhere but this machine the strict rules hold.

    `mail_url` is the server that takes mail, `mail_from` the address that it comes from. The audit trail is signed with
    the key in the file `audit_key_path`, and what is signed is added to the file `audit_notes_path`.
    """

    database_url: str = DATABASE
    secret_key: str = DEVELOPMENT_KEY
    public_url: str = ADDRESS
    demo: bool = False
    durable: bool = False
    proxies: int = 0
    language: str = "en"
    zone: str = "Europe/Copenhagen"
    mail_url: str = ""
    mail_from: str = ""
    audit_key_path: str = ""
    audit_notes_path: str = ""

    def __post_init__(self) -> None:
        if self.secure and (self.secret_key == DEVELOPMENT_KEY or len(self.secret_key) < SHORTEST_KEY):
            raise SettingsRefused(f"SECRET_KEY must have at least {SHORTEST_KEY} characters of its own")
        if self.secure and not self.public_url.startswith("https://"):
            raise SettingsRefused("PUBLIC_URL must begin with https:// unless it is this machine")
        if self.language not in LANGUAGES:
            raise SettingsRefused(f"LANGUAGE_OF_ORGANISATION must be one of {', '.join(LANGUAGES)}")
        if self.zone not in zoneinfo.available_timezones():
            raise SettingsRefused("ZONE must be the name of a time zone, as Europe/Copenhagen")
        self._require_sound_mail()
        object.__setattr__(self, "database_url", _database(self.database_url))

    @property
    def secure(self) -> bool:
        """Whether the product is reached over a network: secure cookies, HSTS, a key of its own."""
        address = urlsplit(self.public_url)
        return address.scheme != "http" or address.hostname not in LOOPBACK

    @property
    def mail_server(self) -> smtp.ServerAddress | None:
        """The server that takes mail, if there is one."""
        return smtp.read(self.mail_url) if self.mail_url else None

    @property
    def sender(self) -> str:
        """Name and address that mail comes from; an invented one where no mail leaves the house."""
        return self.mail_from or f"InnoTech 360 <innotech360@{urlsplit(self.public_url).hostname}>"

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, when the database is one."""
        url = sa.make_url(self.database_url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @property
    def host(self) -> str:
        """The machine that people reach the product at: it stands in what is signed here."""
        return urlsplit(self.public_url).netloc

    @property
    def audit_key(self) -> Path:
        """The file of the key that signs the audit trail."""
        return Path(self.audit_key_path) if self.audit_key_path else self._beside("audit-key.pem")

    @property
    def audit_notes(self) -> Path:
        """The file of signed notes."""
        return Path(self.audit_notes_path) if self.audit_notes_path else self._beside("audit-notes.txt")

    def _beside(self, name: str) -> Path:
        """A file of this installation: beside its database and named after it, so that both go or stay together."""
        file = self.sqlite_file
        return file.with_name(f"{file.name}.{name}") if file is not None else Path("var").resolve() / name

    def _require_sound_mail(self) -> None:
        try:
            server = self.mail_server
        except ValueError as reason:
            raise SettingsRefused(f"MAIL_URL cannot be used: {reason}") from None
        if server is not None and not _is_address(parseaddr(self.mail_from)[1]):
            raise SettingsRefused("MAIL_FROM must be the address that mail comes from, as post@example.org")


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings as the environment has them; a name with `_FILE` at its end points to a file that holds the value."""
    address = _value(environment, "PUBLIC_URL") or ADDRESS
    local = urlsplit(address).hostname in LOOPBACK
    return Settings(
        database_url=_value(environment, "DATABASE_URL") or DATABASE,
        secret_key=_value(environment, "SECRET_KEY") or DEVELOPMENT_KEY,
        public_url=address,
        demo=_is_on(environment, "DEMO", otherwise=local),
        durable=_is_on(environment, "DURABLE", otherwise=False),
        proxies=int(_value(environment, "PROXIES") or 0),
        language=_value(environment, "LANGUAGE_OF_ORGANISATION") or "en",
        zone=_value(environment, "ZONE") or "Europe/Copenhagen",
        mail_url=_value(environment, "MAIL_URL"),
        mail_from=_value(environment, "MAIL_FROM"),
        audit_key_path=_value(environment, "AUDIT_KEY_PATH"),
        audit_notes_path=_value(environment, "AUDIT_NOTES_PATH"),
    )


def _value(environment: Mapping[str, str], name: str) -> str:
    file = environment.get(f"{name}_FILE", "")
    return Path(file).read_text(encoding="utf-8").strip() if file else environment.get(name, "").strip()


def _is_address(text: str) -> bool:
    name, _, domain = text.rpartition("@")
    return bool(name) and "." in domain.strip(".") and text.isascii() and " " not in text


def _is_on(environment: Mapping[str, str], name: str, *, otherwise: bool) -> bool:
    value = _value(environment, name).lower()
    return value in {"1", "yes", "true", "on"} if value else otherwise


def _database(address: str) -> str:
    """The address with our driver named and the path of a file made absolute."""
    url = sa.make_url(address)
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(Path(url.database).resolve()))
    return url.render_as_string(hide_password=False)
