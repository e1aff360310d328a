"""Who may use a route. Every view function says it; a route that says nothing is open to nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, flash, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from webapp import people

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "security.login"


@dataclass(frozen=True)
class Rule:
    """Open to anyone, to whoever is signed in, to holders of one of the roles, or to who shows a key (`keyed`)."""

    signed_in: bool
    roles: frozenset[str] = frozenset()
    keyed: bool = False


class RouteWithoutRule(RuntimeError):
    """A view function does not say who may use it."""


ANYONE, SIGNED_IN = Rule(signed_in=False), Rule(signed_in=True)
# Routes whose view functions belong to libraries.
LISTED: Mapping[str, Rule] = {
    "static": ANYONE,
    SIGN_IN: ANYONE,
    "security.logout": ANYONE,
    "security.change_password": SIGNED_IN,
}


def anyone(view: View) -> View:
    """Open to anyone, signed in or not."""
    return _mark(view, ANYONE)


def signed_in(view: View) -> View:
    """Open to everybody who is signed in; what each may see is decided per object."""
    return _mark(view, SIGNED_IN)


def holding(*roles: str) -> Callable[[View], View]:
    """Open to people who hold one of the roles today."""
    return lambda view: _mark(view, Rule(signed_in=True, roles=frozenset(roles)))


def with_key(view: View) -> View:
    """Open to machines that show a key in every request, which the view asks for; who is signed in does not count."""
    return _mark(view, Rule(signed_in=False, keyed=True))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule of a route, or None when it has none."""
    if endpoint in LISTED:
        return LISTED[endpoint]
    rule: Rule | None = getattr(app.view_functions.get(endpoint), "access_rule", None)
    return rule


def allows(endpoint: str) -> bool:
    """Whether the route exists and the person there may use it: what navigation shows."""
    rule = rule_of(current_app, endpoint)
    if rule is None or (rule.signed_in and people.somebody() is None):
        return False
    return not rule.roles or bool(rule.roles & people.asker().roles)


def install(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(enforce)


def enforce() -> Response | None:
    """Send strangers to the sign-in, refuse who lacks the role, and close a route that has no rule."""
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise RouteWithoutRule(request.endpoint)
    if rule.signed_in and people.somebody() is None:
        return _to_sign_in()
    if rule.roles and not rule.roles & people.asker().roles:
        raise errors.NotAllowed(route=request.endpoint)
    return None


def _to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if "_user_id" in session:  # the cookie is good, but its sign-in is not any more
        session.clear()
        flash(_("You have been signed out: the sign-in was ended, or the account was changed. Sign in again."), "info")
    address = url_for(SIGN_IN, next=wanted if wanted != "/" else None)
    if request.headers.get("HX-Request"):
        return make_response("", 401, {"HX-Redirect": address})
    return redirect(address, 303)


def _mark(view: View, rule: Rule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view
