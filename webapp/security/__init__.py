"""Signing in and out: Flask-Security over the engine's accounts, with limits and audit entries."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request
from flask_security import Security
from flask_security.signals import password_changed, user_authenticated
from flask_wtf import CSRFProtect
from werkzeug.exceptions import UnsupportedMediaType

import translations
from webapp import access, demo
from webapp.security import acts, sessions
from webapp.security.datastore import Accounts
from webapp.security.forms import NewPasswordForm, SignInForm

SHORTEST_PASSWORD = 12


def install(app: Flask) -> None:
    """Sessions first, then tokens against forgery, then accounts."""
    app.config.update(_configuration())
    app.before_request(_refuse_json)
    sessions.install(app)
    CSRFProtect(app)
    security = Security(app, Accounts(), login_form=SignInForm, change_password_form=NewPasswordForm)
    security.principal.skip_static = True  # files ask the database nothing
    security.want_json(lambda _request: False)
    security.login_context_processor(demo.on_sign_in_page)
    user_authenticated.connect(acts.signed_in, app)
    password_changed.connect(acts.password_changed, app)


def _refuse_json() -> None:
    """Pages send forms, and only routes for machines read JSON; the library behind the sign-in would, too."""
    rule = access.rule_of(current_app, request.endpoint or "")
    if request.is_json and not (rule is not None and rule.keyed):
        raise UnsupportedMediaType()


def _configuration() -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_CHANGE_VIEW": "account.show",
        "SECURITY_POST_LOGIN_VIEW": "start.index",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_I18N_DIRNAME": ["builtin", str(translations.DIRECTORY)],
        "WTF_CSRF_TIME_LIMIT": None,
    }
