"""Types as FEEL writes them, and whether a value conforms to one (clauses 10.3.2.9.1 and 10.3.2.9.4)."""

from engine.feel.arithmetic import as_moment
from engine.feel.fuel import Invalid, Run
from engine.feel.syntax import TypeName
from engine.feel.values import Function, Range, Value, kind_of

ANY = TypeName("Any")
_ALIASES = {"dateTime": "date and time", "dayTimeDuration": "days and time duration"}
_ALIASES |= {"yearMonthDuration": "years and months duration"}
SIMPLE = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "function",
        "range",
    }
)


def conforms(run: Run, wanted: TypeName, value: Value, depth: int = 0) -> bool:
    """Whether a value is of a type; null is only of the type Null. Unknown type names raise Invalid."""
    name = _ALIASES.get(wanted.name, wanted.name)
    if depth > 50:
        raise Invalid("unknown_type", name=name)
    run.spend(2 if depth else 0)
    if name in run.types:
        return _conforms_known(run, run.types[name], value, depth)
    if value is None or name == "Null":
        return value is None and name == "Null"
    if name == "Any":
        return True
    if name not in SIMPLE:
        raise Invalid("unknown_type", name=name)
    if kind_of(value) != name:
        return False
    return _parts_conform(run, wanted, value, depth + 1)


def coerced(run: Run, wanted: TypeName, value: Value) -> Value:
    """The value as a result of the type: as it is, taken out of or put into a list, or Invalid."""
    if value is None or conforms(run, wanted, value):
        return value
    changed = coerced_argument(wanted, value)
    if changed is not None and conforms(run, wanted, changed):
        return changed
    raise Invalid("wrong_type", wanted=wanted.name, kind=kind_of(value))


def coerced_argument(wanted: TypeName, value: Value) -> Value:
    """A first try at making a value fit; the caller checks whether it does."""
    if value is None:
        return None
    if wanted.name == "list" and not isinstance(value, list):
        return [value]
    if wanted.name == "date and time" and kind_of(value) == "date":
        return as_moment(value)
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value


def _conforms_known(run: Run, known_type: object, value: Value, depth: int) -> bool:
    if isinstance(known_type, TypeName):
        return conforms(run, known_type, value, depth + 1)
    if callable(known_type):
        return value is not None and known_type(value) is True
    raise Invalid("unknown_type")


def _parts_conform(run: Run, wanted: TypeName, value: Value, depth: int) -> bool:
    if isinstance(value, list) and wanted.arguments:
        return all(item is None or conforms(run, wanted.arguments[0], item, depth) for item in value)
    if isinstance(value, dict) and wanted.fields:
        return all(
            name in value and (value[name] is None or conforms(run, part, value[name], depth))
            for name, part in wanted.fields
        )
    if isinstance(value, Range) and wanted.arguments:
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(conforms(run, wanted.arguments[0], end, depth) for end in ends)
    if isinstance(value, Function) and wanted.result is not None:
        return _function_conforms(wanted, value)
    return True


def _function_conforms(wanted: TypeName, function: Function) -> bool:
    """Parameters may be wider than asked for, the result narrower."""
    parameters = function.parameters
    if len(parameters) != len(wanted.arguments):
        return False
    takes = all(narrower(asked, given.type or ANY) for asked, given in zip(wanted.arguments, parameters, strict=True))
    return takes and narrower(function.result or ANY, wanted.result or ANY)


def narrower(left: TypeName, right: TypeName) -> bool:
    """Whether every value of the left type is of the right one."""
    if right.name == "Any" or left == right:
        return True
    if left.name != right.name or len(left.arguments) != len(right.arguments):
        return False
    fields = dict(left.fields)
    if any(name not in fields or not narrower(fields[name], part) for name, part in right.fields):
        return False
    arguments = zip(left.arguments, right.arguments, strict=True)
    return all(narrower(*pair) for pair in arguments) and (
        left.result is None or right.result is None or narrower(left.result, right.result)
    )
