"""The language a reader sees, and texts of models in it."""

import functools
import gettext
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import flask_babel
from babel import Locale
from flask import Flask, current_app, has_request_context, redirect, request, session
from flask_babel import Babel, get_locale
from markupsafe import Markup
from werkzeug.wrappers import Response

import forms
import translations
from forms import Text
from webapp import people

LOCALES = {"en": "en_GB", "da": "da", "sv": "sv"}
NAMES = {"da": "Dansk", "sv": "Svenska", "en": "English"}
COOKIE = "language"
PARAMETER = "lang"
A_YEAR = 365 * 24 * 3600
# What a browser may ask for, and what is closest to it: Norwegian readers are better served in Danish than in English.
ACCEPTED = {"da": "da", "sv": "sv", "en": "en", "nb": "da", "nn": "da", "no": "da"}
LAST_RESORT = "en"


def install(app: Flask) -> None:
    """Choose a language for every request, and let `?lang=` change it."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations.DIRECTORY)
    Babel(app, default_locale=LOCALES["en"], locale_selector=lambda: LOCALES[_selected()])
    app.before_request(_switch)
    app.jinja_env.filters["in_language"] = marked


def current() -> str:
    """The reader's language: "da", "sv" or "en"."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LOCALES else LAST_RESORT


def locale() -> Locale:
    """The reader's locale for dates and numbers."""
    return Locale.parse(LOCALES[current()])


def fallbacks() -> tuple[str, ...]:
    """Languages to show when a text lacks the reader's: that of the organisation, then English."""
    person = people.somebody()
    home = person.organisation.language if person is not None else _of_organisation()
    return (home, LAST_RESORT)


def text(texts: Mapping[str, str]) -> Text:
    """A text of a model in the reader's language, else the organisation's, else English, else any."""
    return in_language(texts, current(), fallbacks())


def in_language(texts: Mapping[str, str], language: str, others: tuple[str, ...] = (LAST_RESORT,)) -> Text:
    """Pure form of `text`. The answer's `lang` names its language where it is not the one asked for."""
    for candidate in (language, *others, *texts):
        if words := texts.get(candidate):
            return Text(words, None if candidate == language else candidate)
    return Text()


def marked(words: str | Mapping[str, str]) -> Markup | str:
    """For templates: words, in a `span` with their language where it is not the reader's."""
    found = text(words) if isinstance(words, Mapping) else words
    language = getattr(found, "lang", None)
    return Markup('<span lang="{}">{}</span>').format(language, str(found)) if language else str(found)


def form_messages() -> gettext.NullTranslations:
    """What forms say about answers, in the reader's language."""
    return forms.messages(current(), translations.DIRECTORY)


@functools.cache
def catalogue(domain: str, language: str) -> gettext.NullTranslations:
    """The sentences of a domain in a language; English ones stand in the sources, so that its catalogue is empty."""
    return forms.catalogue(domain, language, translations.DIRECTORY) or gettext.NullTranslations()


def switches() -> list[tuple[str, str, str]]:
    """For the top bar: code, name in its own language and address of each language that is not the current one."""
    return [(code, name, _address_in(code)) for code, name in NAMES.items() if code != current()]


def choose_for_now(response: Response, language: str) -> None:
    """Remember a choice: for this visit, and on this machine for the next."""
    if people.somebody() is not None:
        session["language"] = language
    response.set_cookie(
        COOKIE,
        language,
        max_age=A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def forget_choice() -> None:
    """From now on the person's own setting counts: somebody has signed in, or changed it."""
    session.pop("language", None)
    flask_babel.refresh()


def _selected() -> str:
    """Choice of this visit, the person's setting, cookie, browser, organisation."""
    if not has_request_context():
        return _of_organisation()
    person = people.somebody()
    asked = [person and session.get("language"), person and person.language, request.cookies.get(COOKIE)]
    for language in asked:
        if language in LOCALES:
            return str(language)
    accepted = request.accept_languages.best_match(list(ACCEPTED))
    return ACCEPTED[accepted] if accepted else _of_organisation()


def _of_organisation() -> str:
    return str(current_app.config["ORGANISATION_LANGUAGE"])


def _switch() -> Response | None:
    if PARAMETER not in request.args or request.method not in ("GET", "HEAD"):
        return None
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    response = redirect(_address(arguments))
    language = request.args[PARAMETER]
    if language in LOCALES:
        choose_for_now(response, language)
    return response


def _address_in(language: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    return _address([*kept, (PARAMETER, language)])


def _address(arguments: list[tuple[str, str]]) -> str:
    """This page, or the start where it cannot be asked for by its address; one slash at the front, so no other site."""
    rule = request.url_rule
    readable = request.method in ("GET", "HEAD") or (rule is not None and "GET" in (rule.methods or ()))
    path = "/" + request.path.lstrip("/\\") if readable else "/"
    query = urlencode(arguments)
    return quote(path) + (f"?{query}" if query else "")
