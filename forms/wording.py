"""Any value in the reader's language, for places that do not know its question."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from forms import dates, numbers, times
from forms.sheet import Reader


def wording(value: object, reader: Reader) -> str:
    """Numbers, days, money and yes or no as people write them; lists with commas, other contexts with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return reader.translations.gettext("Yes") if value else reader.translations.gettext("No")
    if isinstance(value, Decimal | int):
        return numbers.write(value, reader.language, grouped=True)
    if isinstance(value, date | time):
        return _when(value, reader)
    if isinstance(value, list | tuple):
        return ", ".join(wording(item, reader) for item in value)
    if isinstance(value, Mapping):
        return _context(value, reader)
    return str(value)


def money(amount: object, currency: object, reader: Reader) -> str:
    """The amount with its ISO code, as short forms mean different currencies in the two countries."""
    return f"{wording(amount, reader)} {currency}" if amount is not None else ""


def _when(value: date | time, reader: Reader) -> str:
    if isinstance(value, time):
        return times.show(value, reader.language)
    if not isinstance(value, datetime):
        return dates.show(value, reader.language)
    local = times.local(value, reader.zone)
    words = {
        "day": dates.show(local.date(), reader.language),
        "time": times.show(local.time(), reader.language),
    }
    return reader.translations.gettext("%(day)s at %(time)s") % words


def _context(value: Mapping[str, object], reader: Reader) -> str:
    if set(value) == {"amount", "currency"}:
        return money(value["amount"], value["currency"], reader)
    return "; ".join(wording(item, reader) for item in value.values())
