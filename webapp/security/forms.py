"""The forms of signing in, with the limit on tries and a status that says how it went."""

import unicodedata
from typing import Any

from flask import after_this_request, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import ChangePasswordForm, LoginForm, current_user, verify_password
from flask_security.utils import get_message, validate_redirect_url
from werkzeug.wrappers import Response
from wtforms import Field, PasswordField, ValidationError

from engine.database import transaction
from webapp.database import db
from webapp.plainforms import PlainForm
from webapp.security import acts, limits
from webapp.security.account import Account

REFUSED, TOO_OFTEN = 422, 429
LONGEST_PASSWORD = 200


class SignInForm(LoginForm):
    """Address and password. Nobody stays signed in beyond the session, so there is no "remember me"."""

    remember = None  # type: ignore[assignment]
    blocked = False

    def validate(self, **arguments: Any) -> bool:
        """Refuse before looking at the password when too many tries have failed; count every failure."""
        counted = limits.keys(self.email.data or "", limits.address())
        if limits.exceeded(db.session(), counted):
            self.blocked = True
            _answer_with(TOO_OFTEN)
            return False
        if self._can_be_right() and super().validate(**arguments):
            return True
        if self.email.data and self.password.data:
            known = self.user if isinstance(self.user, Account) else None
            with transaction(db.session()) as session:
                if not self.user_authenticated:
                    limits.note(session, counted)
                acts.sign_in_failed(session, known)
        _answer_with(REFUSED)
        return False

    def validate_next(self, field: Field) -> None:
        """A page of another site is not gone to; who gives the right password is let in all the same."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

    def _can_be_right(self) -> bool:
        """Whether anybody can have the password; no account is looked up for one that nobody has."""
        password = self.password.data or ""
        if len(password) <= LONGEST_PASSWORD and "\0" not in password:
            return True
        self.form_errors.append(get_message("GENERIC_AUTHN_FAILED")[0])
        return False

    def problems(self) -> list[tuple[str, str, str]]:
        """Field, label and message of each field that was sent empty, for the summary."""
        if not self.is_submitted() or self.blocked:
            return []
        wanted = (
            (self.email, _("E-mail address"), _("Write your e-mail address.")),
            (self.password, _("Password"), _("Write your password.")),
        )
        return [(field.id, label, message) for field, label, message in wanted if not (field.data or "").strip()]

    def refusal(self) -> str:
        """Why nobody was signed in, or nothing; it never tells whether there is such an account."""
        if self.blocked:
            return _("Too many sign-ins have failed. Wait five minutes and try again.")
        return _("The e-mail address or the password is not right.") if self.form_errors else ""


class NewPasswordForm(ChangePasswordForm):
    """The old password and the new one, twice. The library stops at the first fault; here each field tells its own."""

    def validate_password(self, field: Field) -> None:
        """The password now must be given, right, and another than the new one."""
        passwords = current_app.extensions["security"].password_util
        if not (field.data or "").strip():
            raise ValidationError(get_message("PASSWORD_NOT_PROVIDED")[0])
        if len(field.data) > LONGEST_PASSWORD or "\0" in field.data:
            raise ValidationError(get_message("INVALID_PASSWORD")[0])
        if not verify_password(passwords.normalize(field.data), current_user.password):
            raise ValidationError(get_message("INVALID_PASSWORD")[0])
        if field.data == self.new_password.data:
            raise ValidationError(get_message("PASSWORD_IS_THE_SAME")[0])

    def validate_new_password(self, field: Field) -> None:
        """The new password must be strong enough, and one that can be typed again."""
        _require_strong(field)

    def validate(self, **arguments: Any) -> bool:
        """As in the library, with a status that tells."""
        if super().validate(**arguments):
            return True
        _answer_with(REFUSED)
        return False

    def problems(self) -> list[tuple[str, str, str]]:
        """Field, label and message of each error, for the summary."""
        fields = (
            (self.password, _("Your password now")),
            (self.new_password, _("New password")),
            (self.new_password_confirm, _("New password once more")),
        )
        return [(field.id, label, str(error)) for field, label in fields for error in field.errors]


class ChosenPasswordForm(PlainForm):
    """A first password, or a new one in place of one that is lost, twice."""

    new_password = PasswordField(lazy_gettext("New password"))
    new_password_confirm = PasswordField(lazy_gettext("New password once more"))

    def validate_new_password(self, field: Field) -> None:
        """Strong enough, and one that can be typed again."""
        _require_strong(field)

    def validate_new_password_confirm(self, field: Field) -> None:
        """The same twice."""
        if field.data != self.new_password.data:
            raise ValidationError(get_message("RETYPE_PASSWORD_MISMATCH")[0])

    def chosen(self) -> str:
        """The password as it is hashed."""
        return str(current_app.extensions["security"].password_util.normalize(self.new_password.data or ""))


def _require_strong(field: Field) -> None:
    if len(field.data or "") > LONGEST_PASSWORD:
        raise ValidationError(_("Use at most %(count)s characters.", count=LONGEST_PASSWORD))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in field.data or ""):
        raise ValidationError(_("Use only characters that you can see and type again, and spaces."))
    faults, _normal = current_app.extensions["security"].password_util.validate(field.data or "", False)
    if faults:
        raise ValidationError(" ".join(map(str, faults)))


def _answer_with(status: int) -> None:
    @after_this_request
    def set_status(response: Response) -> Response:
        if response.status_code == 200:
            response.status_code = status
            if status == TOO_OFTEN:
                response.headers["Retry-After"] = str(int(limits.WINDOW.total_seconds()))
        return response
