"""Context functions (clause 10.3.4.9)."""

from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import MAX_DEPTH, Context, Value, kind_of


@builtin("get value", "m: context, key: string", "context: context, keys: list")
def get_value(run: Run, context: Context, key: str | list[Value]) -> Value:
    """The entry under a key, or down a list of keys; null when there is none."""
    value: Value = context
    for each in key if isinstance(key, list) else [key]:
        value = value.get(each) if isinstance(value, dict) and isinstance(each, str) else None
    return value if key != [] else None


@builtin("get entries", "m: context", each=1)
def get_entries(run: Run, context: Context) -> list[Value]:
    run.grow(3 * len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list", each=2)
def context_(run: Run, entries: list[Value]) -> Context:
    made: Context = {}
    for each in entries:
        if not isinstance(each, dict) or not {"key", "value"} <= each.keys() or not isinstance(each["key"], str):
            raise Invalid("invalid_argument", kinds=[kind_of(each)])
        if each["key"] in made:
            raise Invalid("duplicate_key", key=each["key"])
        made[each["key"]] = each["value"]
    return made


@builtin("context put", "context: context, key: string, value: any", "context: context, keys: list, value: any")
def context_put(run: Run, context: Context, key: str | list[Value], value: Value) -> Context:
    """The context with an entry set, also deep inside, where there are contexts all the way."""
    keys = key if isinstance(key, list) else [key]
    if not keys or not all(isinstance(each, str) for each in keys):
        raise Invalid("invalid_argument", kinds=sorted({kind_of(each) for each in keys}))
    return _put(run, context, keys, value)


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Value]) -> Context:
    merged: Context = {}
    for each in contexts:
        if not isinstance(each, dict):
            raise Invalid("invalid_argument", kinds=[kind_of(each)])
        run.grow(len(each))
        merged |= each
    return merged


def _put(run: Run, context: Context, keys: list[str], value: Value) -> Context:
    first, *rest = keys
    run.grow(len(context) + 1)
    if rest:
        inner = context.get(first)
        if not isinstance(inner, dict):
            raise Invalid("invalid_argument", kinds=[kind_of(inner)])
        if len(rest) > MAX_DEPTH:
            raise Invalid("out_of_range", keys=len(keys))
        value = _put(run, inner, rest, value)
    return {**context, first: value}
