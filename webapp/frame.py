"""What every page has around it: where one is, where one can go, in which language and theme."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _

from engine.people.participants import Participant
from webapp import access, languages, people

BY_SYSTEM = "auto"
PARTS = {
    "tasks": "inbox",
    "actions": "cases",
    "team": "cases",
    "modeller": "processes",
}  # areas that are reached from another


@dataclass(frozen=True)
class Entry:
    """A link of the top bar."""

    name: str
    address: str
    here: bool


@dataclass(frozen=True)
class Frame:
    """Facts of the frame for the template."""

    language: str
    theme: str
    person: Participant | None
    entries: tuple[Entry, ...]
    switches: tuple[tuple[str, str, str], ...]


def install(app: Flask) -> None:
    """Give every template its frame."""
    app.context_processor(lambda: {"frame": current()})


def current() -> Frame:
    """The frame of this request, made once."""
    key = ("without_database" in g, people.somebody() is None, languages.current())
    if g.get("frame_key") != key:
        g.frame_key, g.frame = key, _make()
    found: Frame = g.frame
    return found


def _make() -> Frame:
    person = people.somebody()
    return Frame(
        language=languages.current(),
        theme=person.theme if person else BY_SYSTEM,
        person=person,
        entries=tuple(_entry(name, endpoint) for name, endpoint in _areas() if person and access.allows(endpoint)),
        switches=tuple(languages.switches()),
    )


def _areas() -> list[tuple[str, str]]:
    areas = [
        (_("My tasks"), "inbox.index"),
        (_("Cases"), "cases.index"),
        (_("Programme"), "programme.index"),
        (_("Processes"), "processes.index"),
        (_("Audit trail"), "audit.index"),
        (_("Administration"), "administration.index"),
    ]
    return [*areas, (_("Mail box"), "mail.index")] if current_app.config["DEMO"] else areas


def _entry(name: str, endpoint: str) -> Entry:
    area = endpoint.partition(".")[0]
    there = (request.blueprint or "").partition(".")[0]
    here = area in (there, PARTS.get(there))
    return Entry(name, url_for(endpoint), here)
