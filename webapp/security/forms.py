"""The forms of signing in, with the limit on tries and a status that says how it went."""

from typing import Any

from flask import after_this_request, request
from flask_babel import gettext as _
from flask_security import ChangePasswordForm, LoginForm
from werkzeug.wrappers import Response

from engine.database import transaction
from webapp.database import db
from webapp.security import acts, limits
from webapp.security.account import Account

REFUSED, TOO_OFTEN = 422, 429


class SignInForm(LoginForm):
    """Address and password. Nobody stays signed in beyond the session, so there is no "remember me"."""

    remember = None  # type: ignore[assignment]
    blocked = False

    def validate(self, **arguments: Any) -> bool:
        """Refuse before looking at the password when too many tries have failed; count every failure."""
        counted = limits.keys(self.email.data or "", request.remote_addr or "")
        if limits.exceeded(db.session(), counted):
            self.blocked = True
            _answer_with(TOO_OFTEN)
            return False
        if super().validate(**arguments):
            return True
        if self.email.data and self.password.data:
            known = self.user if isinstance(self.user, Account) else None
            with transaction(db.session()) as session:
                limits.note(session, counted)
                acts.sign_in_failed(session, known)
        _answer_with(REFUSED)
        return False

    def refusal(self) -> str:
        """Why nobody was signed in, or nothing; it never tells whether there is such an account."""
        if self.blocked:
            return _("Too many sign-ins have failed. Wait five minutes and try again.")
        return _("The e-mail address or the password is not right.") if self.form_errors else ""


class NewPasswordForm(ChangePasswordForm):
    """The old password and the new one, twice."""

    def validate(self, **arguments: Any) -> bool:
        """As in the library, with a status that tells."""
        if super().validate(**arguments):
            return True
        _answer_with(REFUSED)
        return False

    def problems(self) -> list[tuple[str, str, str]]:
        """Field, label and message of each error, for the summary."""
        fields = (self.password, self.new_password, self.new_password_confirm)
        return [(field.id, str(field.label.text), str(error)) for field in fields for error in field.errors]


def _answer_with(status: int) -> None:
    @after_this_request
    def set_status(response: Response) -> Response:
        if response.status_code == 200:
            response.status_code = status
            if status == TOO_OFTEN:
                response.headers["Retry-After"] = str(int(limits.WINDOW.total_seconds()))
        return response
