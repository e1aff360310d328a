"""Holidays of both countries by name, in every language: the library knows each country's in its own and in English."""

from flask_babel import gettext as _

_BETWEEN = "; "  # two holidays on one day


def name(key: str) -> str:
    """A holiday by the English name that the library gives it; two on one day are both named."""
    words = _names()
    return ", ".join(words.get(one, one) for one in key.split(_BETWEEN))


def _names() -> dict[str, str]:
    return {
        "New Year's Day": _("New Year’s Day"),
        "Epiphany": _("Epiphany"),
        "Maundy Thursday": _("Maundy Thursday"),
        "Good Friday": _("Good Friday"),
        "Easter Sunday": _("Easter Sunday"),
        "Easter Monday": _("Easter Monday"),
        "Great Prayer Day": _("Great Prayer Day"),
        "May Day": _("May Day"),
        "Ascension Day": _("Ascension Day"),
        "Pentecost": _("Whit Sunday"),
        "Pentecost Monday": _("Whit Monday"),
        "Constitution Day": _("Danish Constitution Day"),
        "National Day": _("Sweden’s National Day"),
        "Midsummer Eve": _("Midsummer Eve"),
        "Midsummer Day": _("Midsummer Day"),
        "All Saints' Day": _("All Saints’ Day"),
        "Christmas Eve": _("Christmas Eve"),
        "Christmas Day": _("Christmas Day"),
        "Second Day of Christmas": _("Boxing Day"),
        "New Year's Eve": _("New Year’s Eve"),
    }
