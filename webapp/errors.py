"""Errors as pages: class of the engine or of HTTP → status and sentences, in the frame, in the reader's language."""

from collections.abc import Callable

import sqlalchemy as sa
import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from engine.database import is_busy
from engine.errors import Busy, EngineError
from webapp import people
from webapp.api import problems
from webapp.sentences import failures
from webapp.sentences.failures import Failure

RETRY_AFTER = "2"
Answer = tuple[str, int, dict[str, str]]
Keeper = Callable[[], tuple[str, int]]
_keepers: dict[str, Keeper] = {}
log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(EngineError, _of_engine)
    app.register_error_handler(sa.exc.OperationalError, _of_database)
    app.register_error_handler(CSRFError, _of_forgery)
    app.register_error_handler(HTTPException, _of_http)


def keeps(endpoint: str) -> Callable[[Keeper], Keeper]:
    """Let a function answer where a form of the route came without a valid token, so that nothing typed is lost."""

    def remember(keeper: Keeper) -> Keeper:
        _keepers[endpoint] = keeper
        return keeper

    return remember


def _of_engine(problem: EngineError) -> Answer:
    failure = failures.of_engine(problem)
    if failure.status >= 500:
        log.warning("engine error", problem=type(problem).__name__)
    return _page(failure)


def _of_database(problem: sa.exc.OperationalError) -> Answer:
    """The database is busy or away: the page must do without it."""
    log.error("database error", busy=is_busy(problem), problem=str(problem.orig))
    people.do_without_database()
    return _page(failures.of_engine(Busy()) if is_busy(problem) else failures.away())


def _of_forgery(_problem: CSRFError) -> Answer | tuple[str, int]:
    keeper = _keepers.get(request.endpoint or "")
    try:
        return keeper() if keeper is not None else _page(failures.forged())
    except EngineError:  # what was typed belongs to nothing that its writer may see
        return _page(failures.forged())


def _of_http(problem: HTTPException) -> Answer | Response:
    status = problem.code or 500
    if status < 400:
        return problem.get_response()
    original = getattr(problem, "original_exception", None)
    if isinstance(original, EngineError):  # raised too late for its own handler, while an answer was being finished
        return _of_engine(original)
    if status == 500:
        people.do_without_database()
    body, _, headers = _page(failures.of_status(status))
    kept = {name: value for name, value in problem.get_headers() if name in ("Allow", "Retry-After")}
    return body, status, {**headers, **kept}


def _page(failure: Failure) -> Answer:
    headers = {"Retry-After": RETRY_AFTER} if failure.status == 503 else {}
    if request.path.startswith(problems.PREFIX):
        answer = problems.written(failure.status, failure.heading, detail=failure.happened)
        return answer.get_data(as_text=True), failure.status, {**headers, "Content-Type": problems.MIME}
    try:
        return render_template("errors/page.html", failure=failure), failure.status, headers
    except sa.exc.SQLAlchemyError:
        people.do_without_database()
        return render_template("errors/page.html", failure=failure), failure.status, headers
