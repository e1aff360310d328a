"""Regular expressions as XPath defines them (F&O 5.6), matched in time that grows with text and pattern only.

Python's `re` backtracks without bound and reads another syntax; neither is wanted for patterns from outside.
"""

from functools import lru_cache

from engine.feel.fuel import Invalid, Run
from engine.feel.patterns.matching import Program
from engine.feel.patterns.reading import Reader
from engine.feel.patterns.writing import MAX_INSTRUCTIONS, Writer

_FLAGS = frozenset("smixq")
MAX_PATTERN = 1_000
_READING_COST, _WRITING_COST = 8, 4


def compiled(run: Run, pattern: str, flags: str) -> Program:
    """The pattern ready for matching; raises Invalid (`invalid_pattern`, `invalid_flags`).

    Paid for as if it were new each time, so that the fuel of an evaluation does not hang on what was asked before.
    """
    run.spend(_READING_COST * len(pattern))
    found = _compiled(pattern, flags)
    if isinstance(found, Invalid):
        run.spend(_WRITING_COST * MAX_INSTRUCTIONS if found.facts.get("reason") == "too_large" else 0)
        raise Invalid(found.code, **found.facts)
    run.spend(_WRITING_COST * len(found.code))
    return found


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Program | Invalid:
    try:
        return _program(pattern, flags)
    except Invalid as problem:
        return problem


def _program(pattern: str, flags: str) -> Program:
    if not _FLAGS.issuperset(flags):
        raise Invalid("invalid_flags", flags=flags[:20])
    if len(pattern) > MAX_PATTERN:
        raise Invalid("invalid_pattern", reason="too_long", limit=MAX_PATTERN)
    reader = Reader(pattern, flags)
    tree = reader.read()
    return Program(Writer().program(tree), reader.groups, reader.refers_back, "m" in flags)


def template(replacement: str, groups: int) -> list[tuple[str, str]]:
    """A replacement as parts: ("text", …) and ("group", number); raises Invalid for a stray `\\` or `$`."""
    parts: list[tuple[str, str]] = []
    plain, at = "", 0
    while at < len(replacement):
        character, following = replacement[at], replacement[at + 1 : at + 2]
        if character == "\\" and following in ("\\", "$") and following:
            plain += following
            at += 2
        elif character == "$" and following.isascii() and following.isdigit():
            number = _group_number(replacement, at + 1, groups)
            parts += [("text", plain), ("group", number)]
            plain, at = "", at + 1 + len(number)
        elif character in "\\$":
            raise Invalid("invalid_replacement", position=at)
        else:
            plain += character
            at += 1
    return [*parts, ("text", plain)]


def _group_number(replacement: str, at: int, groups: int) -> str:
    """As many digits as still name a group of the pattern, at least one."""
    end = at + 1
    while replacement[end : end + 1].isdigit() and int(replacement[at : end + 1]) <= groups:
        end += 1
    return replacement[at:end]
