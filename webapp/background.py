"""The clock and the messages of an embedded installation, in the process that serves the pages."""

from flask import Flask

from engine.background.clock import InProcess
from engine.background.notary import Notary
from engine.ledger import keys
from webapp.database import db
from webapp.mail import mailers
from webapp.settings import Settings


def start_background(app: Flask) -> InProcess:
    """Let timers fire and messages go out from now on; the caller stops it."""
    with app.app_context():
        background = InProcess(db.engine, mailers.of(app), notary_of(app.extensions["innotech360-settings"]))
    background.start()
    return background


def notary_of(settings: Settings) -> Notary:
    """Who signs the audit trail here; the key is made at the first start. Raises KeyRefused."""
    return Notary(keys.load_or_create(settings.audit_key, settings.host), settings.audit_notes)
