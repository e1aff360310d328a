"""Calling functions: choosing the signature, fitting the arguments, and turning failure into null."""

import inspect
from collections.abc import Callable, Mapping, Sequence

from engine.feel import types
from engine.feel.fuel import Invalid, Run
from engine.feel.values import Argument, Function, Value, kind_of, to_feel

_FAILURES = (TypeError, ValueError, ArithmeticError, LookupError)


def call(run: Run, function: Function, arguments: Sequence[Value], at: int | None = None) -> Value:
    """The function's value for arguments by position; null and a problem when it has none."""
    try:
        return _called(run, function, arguments)
    except Invalid as problem:
        return run.null(problem.code, at, function=function.name, **problem.facts)


def call_named(run: Run, function: Function, named: Mapping[str, Value], at: int | None = None) -> Value:
    """The function's value for arguments by name."""
    for signature in function.signatures:
        arguments = _by_position(signature, named)
        if arguments is not None:
            return call(run, function, arguments, at)
    return run.null("wrong_arguments", at, function=function.name, names=sorted(named))


def from_python(name: str, given: Callable[..., object]) -> Function:
    """A Python callable over FEEL values as a FEEL function."""
    if isinstance(given, Function):
        return given

    def body(run: Run, arguments: Sequence[Value]) -> Value:
        try:
            return to_feel(given(*arguments))
        except _FAILURES as problem:
            raise Invalid("function_failed", reason=type(problem).__name__) from problem

    return Function(name, _python_signature(given), body)


def _python_signature(given: Callable[..., object]) -> tuple[tuple[Argument, ...], ...]:
    try:
        parameters = inspect.signature(given).parameters.values()
    except (TypeError, ValueError):
        return ((Argument("values", rest=True),),)
    arguments = tuple(
        Argument(each.name, optional=each.default is not each.empty, rest=each.kind is each.VAR_POSITIONAL)
        for each in parameters
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD, each.VAR_POSITIONAL)
    )
    return (arguments,)


def _called(run: Run, function: Function, arguments: Sequence[Value]) -> Value:
    size = 0
    for each in arguments:
        if isinstance(each, (list, dict, str)):
            size += len(each)
    run.spend(function.cost + size * function.each + size // 16)
    fitted = _fitted(run, function, arguments)
    result = function.body(run, fitted)
    if function.result is not None:
        return types.coerced(run, function.result, result)
    return result


def _fitted(run: Run, function: Function, arguments: Sequence[Value]) -> Sequence[Value]:
    """The arguments as the first signature that takes them wants them: as they are, else coerced."""
    possible = [each for each in function.signatures if _takes(each, len(arguments))]
    if not possible:
        raise Invalid("wrong_arguments", count=len(arguments))
    for signature in possible:
        if all(_fits(run, argument, value) for argument, value in _paired(signature, arguments)):
            return arguments
    for signature in possible:
        coerced = [_coerced(argument, value) for argument, value in _paired(signature, arguments)]
        if all(_fits(run, argument, value) for argument, value in _paired(signature, coerced)):
            return coerced
    raise Invalid("invalid_argument", kinds=[kind_of(value) for value in arguments])


def _takes(signature: tuple[Argument, ...], count: int) -> bool:
    if signature and signature[-1].rest:
        return count >= len(signature) - 1
    return sum(not each.optional for each in signature) <= count <= len(signature)


def _paired(signature: tuple[Argument, ...], values: Sequence[Value]) -> list[tuple[Argument, Value]]:
    return [(signature[min(at, len(signature) - 1)], value) for at, value in enumerate(values)]


def _fits(run: Run, argument: Argument, value: Value) -> bool:
    if argument.type is not None:
        return value is None or types.conforms(run, argument.type, value)
    if not argument.kinds:
        return True
    return kind_of(value) in argument.kinds or (value is None and argument.optional)


def _coerced(argument: Argument, value: Value) -> Value:
    """Clause 10.3.2.9.4: one value for a list of one, a list of one for its value, a date for its midnight."""
    if argument.type is not None:
        return types.coerced_argument(argument.type, value)
    if not argument.kinds or kind_of(value) in argument.kinds:
        return value
    if "list" in argument.kinds and value is not None:
        return [value]
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value


def _by_position(signature: tuple[Argument, ...], named: Mapping[str, Value]) -> list[Value] | None:
    names = [each.name for each in signature]
    if not set(named) <= set(names):
        return None
    if any(each.name not in named and not each.optional for each in signature):
        return None
    last = max((names.index(name) for name in named), default=-1)
    return [named.get(name) for name in names[: last + 1]]
