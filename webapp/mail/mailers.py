"""What carries mail: the server of the settings, or the box that a demonstration keeps for itself."""

from email.utils import parseaddr

from flask import Flask

from engine.background.mailing import Mailer
from engine.casework.mails import Mail
from webapp import people
from webapp.mail import letters, tokens
from webapp.settings import Settings
from webapp.smtp import Server, ServerAddress


class ByServer:
    """Hands mail to an SMTP server; whatever comes back goes to an address that tells which mail it was."""

    def __init__(self, app: Flask, settings: Settings, address: ServerAddress) -> None:
        self._app, self._settings = app, settings
        self._home = letters.domain(settings.sender)
        self._server = Server(address, self._home)

    def send(self, mail: Mail) -> None:
        """Write the mail and hand it over."""
        with self._app.app_context():
            people.do_without_database()
            message = letters.message(mail, self._settings.public_url, self._settings.sender)
            sender = f"{tokens.bounce(mail.id, mail.written_at)}@{self._home}"
        self._server.send(message, sender, parseaddr(mail.address)[1])

    def rest(self) -> None:
        """Close the connection."""
        self._server.close()


class IntoTheBox:
    """Leaves mail where it is: the outbox is the box that the page of a demonstration shows."""

    def send(self, mail: Mail) -> None:
        """Nothing is to be carried anywhere."""

    def rest(self) -> None:
        """Nothing is held."""


def of(app: Flask) -> Mailer | None:
    """What carries the mail of an installation; without a server only a demonstration has something."""
    settings: Settings = app.extensions["innotech360-settings"]
    address = settings.mail_server
    if address is not None:
        return ByServer(app, settings, address)
    return IntoTheBox() if settings.demo else None
