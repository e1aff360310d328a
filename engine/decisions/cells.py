"""What a cell tests: the constants in it, and whether they say by themselves where it holds."""

from collections.abc import Iterator

from engine import feel
from engine.decisions.scales import Undecidable
from engine.feel import syntax
from engine.feel.faults import constant_value, is_constant

_ORDER = frozenset({"<", "<=", ">", ">="})


def constants(tests: feel.UnaryTests) -> Iterator[tuple[object, bool]]:
    """The constants with which a cell compares its input, and whether it asks for their order.

    Raises Undecidable for cells that are not made of constants, intervals, comparisons with constants and
    `and`, `or`, `not` over them.
    """
    for test in tests.node.tests:
        yield from _of_test(test)


def is_direct(tests: feel.UnaryTests) -> bool:
    """Whether all tests of a decidable cell are constants, comparisons and intervals themselves."""
    return all(
        isinstance(test, (syntax.OperatorTest, syntax.Interval))
        or (is_constant(test) and not isinstance(constant(test), list))
        for test in tests.node.tests
    )


def constant(node: syntax.Node) -> object:
    """The value of a part without variables; one that came with a problem is no constant."""
    if not is_constant(node):
        raise Undecidable
    result = constant_value(node)
    if result is None or result.problems:
        raise Undecidable
    return result.value


def _of_test(test: syntax.Node) -> Iterator[tuple[object, bool]]:
    match test:
        case syntax.OperatorTest(operator=sign, operand=operand):
            yield _scalar(operand), sign in _ORDER
        case syntax.Interval(low=low, high=high):
            yield from ((_scalar(end), True) for end in (low, high))
        case syntax.ListLiteral(items=items):
            for item in items:
                yield from _of_test(item)
        case _ if is_constant(test):
            yield _scalar(test), False
        case _:
            yield from _of_question(test)


def _of_question(node: syntax.Node) -> Iterator[tuple[object, bool]]:
    """Constants of a condition about `?`."""
    match node:
        case syntax.Conjunction(parts=parts) | syntax.Disjunction(parts=parts):
            for part in parts:
                yield from _of_question(part)
        case syntax.Invocation(function=syntax.Name(name="not"), positional=(operand,)):
            yield from _of_question(operand)
        case syntax.Comparison(operator=sign, left=left, right=right) if _is_input(left) or _is_input(right):
            yield _scalar(right if _is_input(left) else left), sign in _ORDER
        case syntax.Between(value=value, low=low, high=high) if _is_input(value):
            yield from ((_scalar(end), True) for end in (low, high))
        case syntax.Membership(value=value, tests=tests) if _is_input(value):
            for test in tests:
                yield from _of_test(test)
        case _ if is_constant(node):
            return
        case _:
            raise Undecidable


def _is_input(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Name) and node.name == "?"


def _scalar(node: syntax.Node) -> object:
    value = constant(node)
    if isinstance(value, (list, dict, feel.Range, feel.Function)):
        raise Undecidable
    return value
