"""Calls and function values: finding what a name calls, and closures over the scope they were written in."""

from collections.abc import Sequence

from engine.feel import calls
from engine.feel.compilation import Step, builds, step_for
from engine.feel.fuel import Run
from engine.feel.functions import BUILTINS
from engine.feel.scope import MISSING, Scope
from engine.feel.syntax import FunctionDefinition, Invocation, Name, Node
from engine.feel.values import CALL_COST, Argument, Function, Value, kind_of


def function_named(run: Run, name: str) -> Function | None:
    """The function given to the evaluation under a name, else the built-in one."""
    given = run.functions.get(name)
    return BUILTINS.get(name) if given is None else calls.from_python(name, given)


@builds(Name)
def _name(node: Name) -> Step:
    name, at = node.name, node.at

    def step(scope: Scope) -> Value:
        inner: Scope | None = scope
        while inner is not None:
            value = inner.names.get(name, MISSING)
            if value is not MISSING:
                return value
            inner = inner.outer
        function = function_named(scope.run, name)
        return scope.run.null("unknown_name", at, name=name) if function is None else function

    return step


@builds(Invocation)
def _invocation(node: Invocation) -> Step:
    function, at = _callee(node.function), node.at
    positional = [step_for(argument) for argument in node.positional]
    named = [(name, step_for(argument)) for name, argument in node.named]

    def step(scope: Scope) -> Value:
        called = function(scope)
        if not isinstance(called, Function):
            return None
        if named:
            return calls.call_named(scope.run, called, {name: value(scope) for name, value in named}, at)
        return calls.call(scope.run, called, [argument(scope) for argument in positional], at)

    return step


def _callee(node: Node) -> Step:
    """What is called; a variable that is no function does not hide a function of its name."""
    if not isinstance(node, Name):
        return _required_function(step_for(node))
    name, at = node.name, node.at

    def step(scope: Scope) -> Value:
        value = scope.find(name)
        if isinstance(value, Function):
            return value
        function = function_named(scope.run, name)
        if function is None:
            code = "unknown_function" if value is MISSING or value is None else "no_function"
            return scope.run.null(code, at, name=name)
        return function

    return step


def _required_function(value_of: Step) -> Step:
    def step(scope: Scope) -> Value:
        value = value_of(scope)
        if not isinstance(value, Function):
            return scope.run.null("no_function", kind=kind_of(value))
        return value

    return step


@builds(FunctionDefinition)
def _definition(node: FunctionDefinition) -> Step:
    if node.external:
        return lambda scope: scope.run.null("external_function")
    names = [parameter.name for parameter in node.parameters]
    signature = tuple(Argument(each.name, type=each.type) for each in node.parameters)
    body, depth, size = step_for(node.body), node.body.depth + 3, node.body.size

    def step(scope: Scope) -> Value:
        scope.run.spend(CALL_COST)

        def called(run: Run, arguments: Sequence[Value]) -> Value:
            run.enter(depth)
            run.spend(size)
            try:
                return body(Scope(run, dict(zip(names, arguments, strict=True)), scope))
            finally:
                run.leave(depth)

        return Function("", (signature,), called)

    return step
