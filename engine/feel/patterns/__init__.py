"""Regular expressions as XPath defines them (F&O 5.6), matched in time that grows with text and pattern only.

Python's `re` backtracks without bound and reads another syntax; neither is wanted for patterns from outside.
"""

from functools import lru_cache

from engine.feel.fuel import Invalid
from engine.feel.patterns.matching import Program
from engine.feel.patterns.reading import Reader
from engine.feel.patterns.writing import Writer

_FLAGS = frozenset("smixq")
MAX_PATTERN = 1_000


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Program:
    """The pattern ready for matching; raises Invalid (`invalid_pattern`, `invalid_flags`)."""
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
    at = 0
    while at < len(replacement):
        character, following = replacement[at], replacement[at + 1 : at + 2]
        if character == "\\" and following in ("\\", "$") and following:
            parts.append(("text", following))
            at += 2
        elif character == "$" and following.isascii() and following.isdigit():
            number = _group_number(replacement, at + 1, groups)
            parts.append(("group", number))
            at += 1 + len(number)
        elif character in "\\$":
            raise Invalid("invalid_replacement", position=at)
        else:
            parts.append(("text", character))
            at += 1
    return parts


def _group_number(replacement: str, at: int, groups: int) -> str:
    """As many digits as still name a group of the pattern, at least one."""
    end = at + 1
    while replacement[end : end + 1].isdigit() and int(replacement[at : end + 1]) <= groups:
        end += 1
    return replacement[at:end]
