"""The clock and the messages of an embedded installation, in the process that serves the pages."""

from flask import Flask

from engine.background.clock import InProcess
from webapp.database import db
from webapp.mail import mailers


def start_background(app: Flask) -> InProcess:
    """Let timers fire and messages go out from now on; the caller stops it."""
    with app.app_context():
        background = InProcess(db.engine, mailers.of(app))
    background.start()
    return background
