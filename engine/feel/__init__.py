"""FEEL, the expression language of DMN 1.5: parse, evaluate with fuel, and keep values as JSON."""

from engine.feel import invocation, iteration, testing
from engine.feel.encoding import decode, encode
from engine.feel.evaluation import (
    Expression,
    Result,
    Surroundings,
    UnaryTests,
    evaluate,
    parse,
    parse_unary_tests,
    test,
)
from engine.feel.faults import constant_faults
from engine.feel.fuel import DEFAULT_FUEL, EvaluationProblem, OutOfFuel
from engine.feel.functions import BUILTINS
from engine.feel.names import functions_used, names_used
from engine.feel.scope import Known
from engine.feel.syntax import SyntaxProblem, TypeName
from engine.feel.text import written
from engine.feel.values import DayTimeDuration, Function, Range, YearMonthDuration, to_feel

__all__ = [
    "BUILTINS",
    "DEFAULT_FUEL",
    "DayTimeDuration",
    "EvaluationProblem",
    "Expression",
    "Function",
    "Known",
    "OutOfFuel",
    "Range",
    "Result",
    "Surroundings",
    "SyntaxProblem",
    "TypeName",
    "UnaryTests",
    "YearMonthDuration",
    "constant_faults",
    "decode",
    "encode",
    "evaluate",
    "functions_used",
    "invocation",
    "iteration",
    "names_used",
    "parse",
    "parse_unary_tests",
    "test",
    "testing",
    "to_feel",
    "written",
]
