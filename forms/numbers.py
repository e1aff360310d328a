"""Numbers as people in Denmark, Sweden and Britain write them."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from babel.numbers import format_decimal

LOCALES = {"en": "en_GB"}
MOST_DIGITS, MOST_WRITTEN = 34, 100

_SPACES = re.compile("[ \u00a0\u202f\u2009]")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


class NotANumber(ValueError):
    """The text is no number in this language."""


class Ambiguous(ValueError):
    """The text could be two numbers, a thousand times apart."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """`decimal` ends the whole part, `group` may stand between thousands; spaces always may."""

    decimal: str
    group: str
    group_is_usual: bool = True


_POINT = Signs(decimal=".", group=",")
_COMMA = Signs(decimal=",", group=".")
_COMMA_AND_SPACE = Signs(decimal=",", group=".", group_is_usual=False)
_SIGNS = {"da": _COMMA, "sv": _COMMA_AND_SPACE, "en": _POINT}


def read(text: str, language: str) -> Decimal:
    """The number meant; raises NotANumber, or Ambiguous where guessing could be a factor of a thousand off."""
    signs = _SIGNS.get(language, _POINT)
    bare = text.strip().replace("\u2212", "-")
    sign, unsigned = (-1, bare[1:].lstrip()) if bare.startswith("-") else (1, bare)
    whole, fraction = _parted(unsigned, signs)
    digits = _whole_digits(whole, signs.group)
    if not _DIGITS.fullmatch(digits) or not (fraction is None or _DIGITS.fullmatch(fraction)):
        raise NotANumber(text)
    if len(digits) + len(fraction or "") > MOST_DIGITS:
        raise NotANumber(text)
    return sign * Decimal(f"{digits}.{fraction or 0}" if fraction else digits)


def write(number: Decimal | int, language: str, *, grouped: bool = False) -> str:
    """The number as the reader writes it, all its decimals kept; thousands parted only when `grouped`.

    One with more digits than anybody can read is written with a power of ten.
    """
    exact = Decimal(number)
    signs = _SIGNS.get(language, _POINT)
    if max(abs(exact.adjusted()), len(exact.as_tuple().digits)) > MOST_WRITTEN:
        return f"{exact:.{MOST_DIGITS}E}".replace(".", signs.decimal)
    with localcontext(prec=3 * MOST_WRITTEN):
        return str(
            format_decimal(
                exact, locale=LOCALES.get(language, language), decimal_quantization=False, group_separator=grouped
            )
        )


def _parted(unsigned: str, signs: Signs) -> tuple[str, str | None]:
    """Whole part and decimals. A lone foreign sign ends the whole part, unless it could part thousands."""
    if signs.decimal in unsigned:
        whole, _, fraction = unsigned.partition(signs.decimal)
        return whole, fraction
    if unsigned.count(signs.group) != 1:
        return unsigned, None
    whole, _, rest = unsigned.partition(signs.group)
    if not _could_part_thousands(whole, rest):
        return whole, rest
    if not signs.group_is_usual:
        raise Ambiguous(unsigned)
    return unsigned, None


def _could_part_thousands(whole: str, rest: str) -> bool:
    return len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def _whole_digits(whole: str, group: str) -> str:
    """The digits without what parts thousands, which may stand at every third place only."""
    spaced = _SPACES.sub(" ", whole.strip())
    groups = spaced.split(" " if " " in spaced else group)
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(three) == 3 for three in groups[1:])):
        raise NotANumber(whole)
    return "".join(groups)
