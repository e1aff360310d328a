"""Any value in the reader's language, for places that do not know its question."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from forms import dates, numbers
from forms.sheet import Reader


def wording(value: object, reader: Reader) -> str:
    """Numbers, days, money and yes or no as people write them; lists with commas, other contexts with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return reader.translations.gettext("Yes") if value else reader.translations.gettext("No")
    if isinstance(value, Decimal | int):
        return numbers.write(value, reader.language, grouped=True)
    if isinstance(value, date) and not isinstance(value, datetime):
        return dates.show(value, reader.language)
    if isinstance(value, list | tuple):
        return ", ".join(wording(item, reader) for item in value)
    if isinstance(value, Mapping):
        return _context(value, reader)
    return str(value)


def money(amount: object, currency: object, reader: Reader) -> str:
    """The amount with its ISO code, as short forms mean different currencies in the two countries."""
    return f"{wording(amount, reader)} {currency}" if amount is not None else ""


def _context(value: Mapping[str, object], reader: Reader) -> str:
    if set(value) == {"amount", "currency"}:
        return money(value["amount"], value["currency"], reader)
    return "; ".join(wording(item, reader) for item in value.values())
