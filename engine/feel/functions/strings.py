"""String functions (clause 10.3.4.3). Lengths and positions count code points."""

from collections.abc import Sequence
from decimal import Decimal

from engine.feel import patterns
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Value, kind_of


@builtin("substring", "string: string, start position: number, length?: number")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    """Part of a string from a position counted from 1, or from the end when negative."""
    whole = int(start) if start.adjusted() < 9 else 0
    if not 1 <= abs(whole) <= len(string):
        raise Invalid("no_such_item", index=str(start)[:40], count=len(string))
    first = whole - 1 if whole > 0 else len(string) + whole
    if length is None:
        return string[first:]
    if length < 1:
        raise Invalid("out_of_range", length=str(length)[:40])
    return string[first : first + int(min(length, Decimal(len(string))))]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    run.grow(len(string))
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    run.grow(len(string))
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("trim", "string: string")
def trim(run: Run, string: str) -> str:
    return string.strip()


@builtin("is blank", "string: string")
def is_blank(run: Run, string: str) -> bool:
    return not string.strip()


@builtin("is empty", "list: list")
def is_empty(run: Run, values: Sequence[Value]) -> bool:
    return not values


@builtin("string join", "list: list, delimiter?: string, prefix?: string, suffix?: string", each=1)
def string_join(
    run: Run, values: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """The strings of a list put together; nulls are left out."""
    kinds = {kind_of(item) for item in values} - {"string", "null"}
    if kinds:
        raise Invalid("invalid_argument", kinds=sorted(kinds))
    strings = [item for item in values if item is not None]
    between = delimiter or ""
    run.grow(sum(len(item) for item in strings) + len(between) * len(strings) + len(prefix or "") + len(suffix or ""))
    return (prefix or "") + between.join(strings) + (suffix or "")


@builtin("matches", "input: string, pattern: string, flags?: string")
def matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    return patterns.compiled(run, pattern, flags or "").search(run, string) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string")
def replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every match replaced; `$1` in the replacement stands for a group, `$0` for the match, `\\$` for a dollar.

    A pattern that matches the empty string is refused, as F&O 5.6.4 does.
    """
    program = patterns.compiled(run, pattern, flags or "")
    if program.search(run, "") is not None:
        raise Invalid("invalid_pattern", reason="matches_nothing")
    parts, end = [], 0
    template = [("text", replacement)] if "q" in (flags or "") else patterns.template(replacement, program.groups)
    for match in program.matches(run, string):
        parts.append(string[end : match.start])
        parts.extend(part if kind == "text" else match.group(string, int(part)) for kind, part in template)
        run.grow(sum(len(part) for part in parts[-len(template) - 1 :]))
        end = match.end
    run.grow(len(string) - end)
    return "".join([*parts, string[end:]])


@builtin("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> list[Value]:
    parts, end = [], 0
    for match in patterns.compiled(run, delimiter, "").matches(run, string):
        parts.append(string[end : match.start])
        end = match.end
    run.grow(len(string) + len(parts))
    return [*parts, string[end:]]


@builtin("extract", "string: string, pattern: string")
def extract(run: Run, string: str, pattern: str) -> list[Value]:
    found = [string[match.start : match.end] for match in patterns.compiled(run, pattern, "").matches(run, string)]
    run.grow(len(string) + len(found))
    return list(found)
