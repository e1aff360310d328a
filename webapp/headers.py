"""Headers of every answer: what a browser may load, and what it may keep."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from webapp import assets

View = TypeVar("View", bound=Callable[..., Any])
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
EDITORS = {**POLICY, "style-src-attr": "'unsafe-inline'"}  # they place their parts by styles of elements
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=31536000; includeSubDomains"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "private, no-store"


def install(app: Flask) -> None:
    """Set them once, in one place."""
    app.after_request(_set)


def styles_elements(view: View) -> View:
    """Let the page of a view set styles of single elements, as the editors of diagrams, tables and forms do."""
    view.styles_elements = True  # type: ignore[attr-defined]
    return view


def _set(response: Response) -> Response:
    if getattr(current_app.view_functions.get(request.endpoint or ""), "styles_elements", False):
        response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in EDITORS.items())
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = NEVER
        response.vary.update(["Cookie", "Accept-Language"])
    elif (request.view_args or {})["filename"].startswith(f"{assets.DIST}/") and response.status_code < 400:
        response.headers["Cache-Control"] = FOR_EVER
    return response
