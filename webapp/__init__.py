"""The web side: pages, sign-in, languages and the command line, over the engine."""

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import settings as settings_module
from webapp.settings import Settings

LARGEST_REQUEST = 10 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_FIELDS = 2_000


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with settings from the environment unless given. It starts no clock."""
    settings = settings or settings_module.from_environment()
    app = Flask(__name__)
    app.config.update(_configuration(settings))
    app.extensions["innotech360-settings"] = settings
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _install(app)
    _register(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    from webapp.security import sessions

    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "DURABLE": settings.durable,
        "SECRET_KEY": settings.secret_key,
        "DEMO": settings.demo,
        "ORGANISATION_LANGUAGE": settings.language,
        "ZONE": settings.zone,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_FIELDS,
        **sessions.configuration(secure=settings.secure),
    }


def _install(app: Flask) -> None:
    """The order is the order of a request: session, forgery, language, access; headers close every answer."""
    from webapp import access, addresses, assets, errors, formats, frame, headers, languages, pagewords, security
    from webapp.database import db

    app.before_request(_bound_form)
    addresses.install(app)
    headers.install(app)
    db.init_app(app)
    security.install(app)
    languages.install(app)
    access.install(app)
    errors.install(app)
    assets.install(app)
    formats.install(app)
    frame.install(app)
    pagewords.install(app)


def _bound_form() -> None:
    """Werkzeug bounds the fields of forms that may carry files; the others are bounded as a whole."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM


def _register(app: Flask) -> None:
    from webapp import (
        account,
        actions,
        administration,
        api,
        audit,
        cases,
        inbox,
        mail,
        modeller,
        processes,
        programme,
        start,
        story,
        tasks,
        team,
    )

    for area in (
        start,
        account,
        inbox,
        tasks,
        cases,
        team,
        story,
        actions,
        programme,
        processes,
        modeller,
        audit,
        administration,
        mail,
        api,
    ):
        app.register_blueprint(area.blueprint)
    _register_parts(app)


def _register_parts(app: Flask) -> None:
    """Pages with addresses of their own that belong to an area."""
    from webapp.mail import ofcase
    from webapp.roster import invitations

    for part in (ofcase, invitations):
        app.register_blueprint(part.blueprint)
