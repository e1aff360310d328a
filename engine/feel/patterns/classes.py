"""Which characters an escape or a class of a pattern stands for."""

import unicodedata
from collections.abc import Callable
from typing import TypeAlias

from engine.feel.fuel import Invalid

Predicate: TypeAlias = Callable[[str], bool]

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
_SUBCATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
_CATEGORIES = frozenset(main + sub for main, subs in _SUBCATEGORIES.items() for sub in ("", *subs))
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}


def single(escaped: str) -> str | None:
    """The one character that `\\x` stands for, or None when it stands for many."""
    return _SINGLE.get(escaped)


def several(escaped: str, named: str) -> Predicate:
    """The characters of `\\d`, `\\w`, `\\p{…}` and the like; capitals mean all others."""
    if escaped in "pP":
        inside = _category(named)
    elif escaped.lower() in _MANY:
        inside = _MANY[escaped.lower()]
    else:
        raise Invalid("invalid_pattern", reason="escape", found=escaped)
    return inverted(inside) if escaped.isupper() else inside


def inverted(inside: Predicate) -> Predicate:
    return lambda character: not inside(character)


def exactly(wanted: str, *, fold: bool) -> Predicate:
    if fold and wanted.lower() != wanted.upper():
        variants = _variants(wanted)
        return lambda character: not variants.isdisjoint(_variants(character))
    return wanted.__eq__


def _variants(character: str) -> frozenset[str]:
    """A character in both cases, and what these are in the other case: `k`, `K` and the Kelvin sign are one."""
    cases = {character, character.lower(), character.upper()}
    return frozenset(cases | {each.lower() for each in cases} | {each.upper() for each in cases})


def between(low: str, high: str, *, fold: bool) -> Predicate:
    if low > high:
        raise Invalid("invalid_pattern", reason="range", found=f"{low}-{high}")
    if fold:
        return lambda character: any(low <= each <= high for each in _variants(character) if len(each) == 1)
    return lambda character: low <= character <= high


def any_of(predicates: list[Predicate]) -> Predicate:
    if len(predicates) == 1:
        return predicates[0]
    return lambda character: any(inside(character) for inside in predicates)


def _category(name: str) -> Predicate:
    if name.startswith("Is"):
        if name[2:] not in _BLOCKS:
            raise Invalid("invalid_pattern", reason="block", found=name[:40])
        low, high = _BLOCKS[name[2:]]
        return lambda character: low <= ord(character) <= high
    if name not in _CATEGORIES:
        raise Invalid("invalid_pattern", reason="category", found=name[:40])
    return lambda character: unicodedata.category(character).startswith(name)


def _begins_name(character: str) -> bool:
    return character in "_:" or character.isalpha()


_MANY: dict[str, Predicate] = {
    "s": frozenset(" \t\n\r").__contains__,
    "d": lambda character: unicodedata.category(character) == "Nd",
    "w": lambda character: unicodedata.category(character)[0] not in "PZC",
    "i": _begins_name,
    "c": lambda character: (
        character in "-.\u00b7"
        or _begins_name(character)
        or unicodedata.category(character) in ("Nd", "Mn", "Mc", "Lm")
    ),
}
