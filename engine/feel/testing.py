"""`in` and unary tests: when a value passes a test (clauses 7.3.2 and 10.3.2.2)."""

from collections.abc import Callable

from engine.feel import comparison
from engine.feel.compilation import Step, builds, null, step_for
from engine.feel.fuel import Invalid, Run
from engine.feel.scope import Scope
from engine.feel.syntax import Membership, Name, Node, OperatorTest, Tests
from engine.feel.values import Range, Value, kind_of

Test = Callable[[Scope, Value], bool | None]


@builds(OperatorTest)
def _operator_range(node: OperatorTest) -> Step:
    """`(< 5)` as a value: everything that passes."""
    operand, operator = step_for(node.operand), node.operator

    def step(scope: Scope) -> Value:
        value = operand(scope)
        if operator == "!=" or not comparison.orderable(value):
            return scope.run.null("invalid_range", operator=operator, kind=kind_of(value))
        if operator == "=":
            return Range(value, value)
        if operator in ("<", "<="):
            return Range(None, value, False, operator == "<=")
        return Range(value, None, operator == ">=", False)

    return step


@builds(Membership)
def _membership(node: Membership) -> Step:
    value, tests = step_for(node.value), [_test(test) for test in node.tests]

    def step(scope: Scope) -> Value:
        return _any(scope, tests, value(scope))

    return step


@builds(Tests)
def _tests(node: Tests) -> Step:
    """Unary tests against `?`."""
    if not node.tests:
        return lambda scope: True
    tests = [_test(test) for test in node.tests]
    negated = node.negated

    def step(scope: Scope) -> Value:
        passed = _any(scope, tests, scope.find("?"))
        return passed if not negated or passed is None else not passed

    return step


def _any(scope: Scope, tests: list[Test], value: Value) -> bool | None:
    result: bool | None = False
    for test in tests:
        result = comparison.disjunction(result, _outcome(scope, test, value))
        if result is True:
            return True
    return result


def _outcome(scope: Scope, test: Test, value: Value) -> bool | None:
    try:
        return test(scope, value)
    except Invalid as problem:
        null(scope.run, problem)
        return None


def _test(node: Node) -> Test:
    if isinstance(node, OperatorTest):
        operator, operand = node.operator, step_for(node.operand)
        return lambda scope, value: comparison.compare(scope.run, operator, value, operand(scope))
    step, asks = step_for(node), _asks_about_input(node)

    def test(scope: Scope, value: Value) -> bool | None:
        wanted = step(scope)
        if asks and isinstance(wanted, bool):
            return wanted
        return _passes(scope.run, value, wanted)

    return test


def _asks_about_input(node: Node) -> bool:
    """Whether `?` stands somewhere in the test, so that its own truth is the answer."""
    if isinstance(node, Name):
        return node.name == "?"
    return any(_asks_about_input(child) for child in node.children())


def _passes(run: Run, value: Value, wanted: Value) -> bool | None:
    """Equal to it, in it when it is a list or a range, or it is a truth about something else."""
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return comparison.contains(run, wanted, value)
    if isinstance(wanted, list):
        return _in_list(run, value, wanted)
    if isinstance(wanted, bool) and value is not None and not isinstance(value, bool):
        return wanted
    return comparison.equal(run, value, wanted)


def _in_list(run: Run, value: Value, wanted: list[Value]) -> bool:
    if isinstance(value, list) and comparison.same(run, value, wanted):
        return True
    run.spend(1 + len(wanted))
    for item in wanted:
        if comparison.same(run, value, item):
            return True
        if isinstance(item, Range) and not isinstance(value, Range) and _inside(run, item, value):
            return True
    return False


def _inside(run: Run, interval: Range, value: Value) -> bool:
    try:
        return comparison.contains(run, interval, value) is True
    except Invalid:
        return False
