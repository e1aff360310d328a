"""What the address asks of the trail, and what in it cannot be understood."""

from collections.abc import Mapping
from datetime import date, datetime, time

from flask_babel import gettext as _

from engine import errors
from engine.casework import cases
from engine.insight import trail
from forms import dates
from webapp import languages, paging, trailkeys
from webapp.audit import wordlist
from webapp.database import db
from webapp.formats import parse_day, reader_zone
from webapp.sentences import acts

EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)  # days beyond are no moments in every time zone
EXAMPLE = date(2027, 3, 25)
DAYS = ("since", "until")
NAMES = ("q", "case", "action", "actor", "organisation", *DAYS, "order")


def wanted() -> trail.Filter:
    """The search of the address."""
    action = paging.words("action")
    return trail.Filter(
        case=_case(),
        actor=paging.number("actor"),
        actions=acts.chosen(action) if action else (),
        organisation=paging.number("organisation"),
        since=_moment("since", time.min),
        until=_moment("until", time.max),
        words=wordlist.of(db.session(), paging.words("q")),
        order=paging.choice(trail.Order, "order", trail.Order.NEWEST),
        after=trailkeys.parse(paging.words("after")),
    )


def asked() -> Mapping[str, str]:
    """What was asked for, as the address has it."""
    return {name: words for name in NAMES if (words := paging.words(name))}


def faults() -> dict[str, str]:
    """What was typed as a day and is none, with how to write it."""
    language = languages.current()
    example = dates.write(EXAMPLE, language)
    sentence = _("Write a date as %(format)s, for example %(example)s.", format=dates.hint(language), example=example)
    typed = {name: paging.words(name) for name in DAYS}
    return {name: sentence for name, text in typed.items() if text and parse_day(text) is None}


def _case() -> int | None:
    number = paging.words("case")
    if not number:
        return None
    try:
        return cases.by_number(db.session(), number).id
    except errors.NotFound:
        return 0  # no entry belongs to it, so that the list is empty


def _moment(name: str, at: time) -> datetime | None:
    day = parse_day(paging.words(name))
    return datetime.combine(min(max(day, EARLIEST), LATEST), at, reader_zone()) if day else None
