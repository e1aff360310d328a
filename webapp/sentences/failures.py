"""What went wrong and what to do, in words: one pair of sentences per kind of failure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from engine import errors
from engine.errors import EngineError


@dataclass(frozen=True)
class Failure:
    """A page about a failure: its status, a heading, what happened and what to do."""

    status: int
    heading: str
    happened: str
    advice: str


def of_engine(problem: EngineError) -> Failure:
    """The page for an error of the engine: the nearest class of the tree that has words."""
    for kind in type(problem).__mro__:
        if make := _OF_ENGINE.get(kind):
            return make()
    return of_status(500)


def of_status(status: int) -> Failure:
    """The page for a status of HTTP."""
    make = _OF_STATUS.get(status) or (_unexpected if status >= 500 else _bad_request)
    found = make()
    return found if found.status == status else Failure(status, found.heading, found.happened, found.advice)


def away() -> Failure:
    """The database cannot be reached, or is not as this program needs it."""
    return Failure(
        503,
        _("The system cannot reach its data"),
        _("Something is wrong with the database. Nothing of what you did last has been saved."),
        _("Use your browser's back button to keep what you typed, and try again in a few minutes."),
    )


def forged() -> Failure:
    """A form without the token that shows it came from us."""
    return Failure(
        400,
        _("The form could not be sent"),
        _("The page had been open for too long, or you have signed out or in again in another window."),
        _("Go back, load the page again and send the form once more."),
    )


def _bad_request() -> Failure:
    return Failure(
        400,
        _("The request could not be understood"),
        _("Something in the address or the form is not as it should be."),
        _("Go back and try again. Start from the front page if it happens again."),
    )


def _not_allowed() -> Failure:
    return Failure(
        403,
        _("You may not do this"),
        _("Your roles do not allow it."),
        _("Ask the coordinator of the case or your administrator if you think you should be able to."),
    )


def _not_found() -> Failure:
    return Failure(
        404,
        _("The page is not here"),
        _("Either it does not exist, or it belongs to a case you do not take part in."),
        _("Check the address, or find the case or the task from the menu."),
    )


def _wrong_method() -> Failure:
    return Failure(
        405,
        _("The page cannot be used this way"),
        _("The address belongs to a button or a form and cannot be opened by itself."),
        _("Go back to the page with the form."),
    )


def _too_large() -> Failure:
    return Failure(
        413,
        _("What you sent is too large"),
        _("Files and forms may be at most 10 MB together."),
        _("Go back and choose smaller files."),
    )


def _too_often() -> Failure:
    return Failure(
        429,
        _("Too many tries"),
        _("This has been tried too often in a short time."),
        _("Wait five minutes and try again."),
    )


def _unexpected() -> Failure:
    return Failure(
        500,
        _("Something went wrong"),
        _("The fault is ours, and it has been noted. Nothing of what you did last has been saved."),
        _("Try again in a moment. Tell your administrator if it happens again."),
    )


def _busy() -> Failure:
    return Failure(
        503,
        _("Many people are working right now"),
        _("The system could not save or read in time. Nothing of what you did last has been saved."),
        _("Wait a moment and try again. Use your browser's back button to keep what you have typed."),
    )


def _model_failed() -> Failure:
    return Failure(
        500,
        _("The process cannot go on"),
        _("There is a fault in the process, not in what you did. Nothing has been changed."),
        _("Tell a coordinator, who can have the fault mended, and try again afterwards."),
    )


def _conflict() -> Failure:
    return Failure(
        409,
        _("Somebody else was faster"),
        _("What you looked at has changed in the meantime."),
        _("Load the page again to see how it is now."),
    )


def _completed() -> Failure:
    return Failure(
        409,
        _("The task is already completed"),
        _("Somebody has completed the task since you opened it."),
        _("You need not do anything. Go on with your other tasks."),
    )


def _withdrawn() -> Failure:
    return Failure(
        409,
        _("The task is no longer needed"),
        _("The case has gone on without this task."),
        _("You need not do anything. Go on with your other tasks."),
    )


def _taken() -> Failure:
    return Failure(
        409,
        _("Somebody else has the task"),
        _("The task has been taken since you opened it."),
        _("Talk to the person who has it, or go on with your other tasks."),
    )


def _closed() -> Failure:
    return Failure(
        409,
        _("The case is closed"),
        _("Nothing can be changed in a case that has ended."),
        _("You can still read the case and its history."),
    )


def _cannot_move() -> Failure:
    return Failure(
        409,
        _("The case cannot follow this release"),
        _("Something is going on in the case that the other release does not have."),
        _("Wait until the step is done, or choose another release."),
    )


def _rejected() -> Failure:
    return Failure(
        422,
        _("This cannot be accepted"),
        _("What was handed in does not meet the rules."),
        _("Go back, correct it and send it again."),
    )


_OF_ENGINE: Mapping[type, Callable[[], Failure]] = {
    errors.NotFound: _not_found,
    errors.NotAllowed: _not_allowed,
    errors.TaskAlreadyCompleted: _completed,
    errors.TaskWithdrawn: _withdrawn,
    errors.TaskTaken: _taken,
    errors.CaseClosed: _closed,
    errors.CannotMove: _cannot_move,
    errors.Conflict: _conflict,
    errors.Rejected: _rejected,
    errors.ModelFailed: _model_failed,
    errors.Busy: _busy,
}
_OF_STATUS: Mapping[int, Callable[[], Failure]] = {
    400: _bad_request,
    403: _not_allowed,
    404: _not_found,
    405: _wrong_method,
    413: _too_large,
    429: _too_often,
    500: _unexpected,
    503: _busy,
}
