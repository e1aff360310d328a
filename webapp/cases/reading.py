"""The reading log of confidential cases: written after the answer has been sent, in a transaction of its own."""

import structlog
from flask import after_this_request, request
from sqlalchemy import exc
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.wrappers import Response

from engine import database, errors
from engine.casework import readings
from engine.casework.cases import Case
from engine.casework.readings import Page
from engine.database import transaction
from webapp.database import db
from webapp.people import me

log = structlog.get_logger(__name__)


def note(case: Case, page: Page) -> None:
    """Let it be recorded that the reader has opened a page of a confidential case, once they have got it."""
    if not case.confidential or request.method != "GET":
        return
    sessions, case_id, reader = database.session_factory(db.engine), case.id, me().id

    @after_this_request
    def remember(response: Response) -> Response:
        if response.status_code < 400:
            response.call_on_close(lambda: _write(sessions, case_id, reader, page))
        return response


def _write(sessions: sessionmaker[Session], case_id: int, reader: int, page: Page) -> None:
    try:
        with sessions() as session, transaction(session):
            readings.note(session, case_id, reader, page)
    except (exc.SQLAlchemyError, errors.EngineError):  # the page is read by now: whoever runs the system must know
        log.exception("reading of a confidential case was not recorded", case=case_id, reader=reader, page=page)
