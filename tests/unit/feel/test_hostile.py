"""Expressions that want more than their share, or something that is not theirs."""

import time

import pytest

from engine import feel
from tests.confinement import confined
from tests.unit.feel.hostile import ANSWERED, REFUSED, TOO_MUCH
from tests.unit.feel.values import NOW

AT_ONCE = 0.05
TRIES = 20
VARIABLES = {"x": {"a": 1}, "list": list(range(2000)), "many": {f"k{number}": number for number in range(1000)}}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_bomb_is_out_of_fuel_at_once(text: str) -> None:
    parsed, variables = feel.parse(text), feel.Known(feel.to_feel(VARIABLES))

    with confined():
        assert any(_seconds_until_out_of_fuel(parsed, variables) < AT_ONCE for _ in range(TRIES))


def _seconds_until_out_of_fuel(parsed: feel.Expression, variables: feel.Known) -> float:
    started = time.process_time()
    with pytest.raises(feel.OutOfFuel):
        feel.evaluate(parsed, variables)
    return time.process_time() - started


@pytest.mark.parametrize(("text", "expected"), ANSWERED.values(), ids=ANSWERED.keys())
def test_tricks_get_a_plain_answer(text: str, expected: bool | None) -> None:
    with confined():
        assert feel.evaluate(text, VARIABLES, feel.Surroundings(now=NOW)).value is expected


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_texts_out_of_proportion_are_refused(text: str) -> None:
    with confined():
        with pytest.raises(feel.SyntaxProblem):
            feel.parse(text)
        with pytest.raises(feel.SyntaxProblem):
            feel.parse_unary_tests(text)


def test_less_fuel_is_used_up_sooner() -> None:
    text = "count(for i in 1..100 return i)"

    assert feel.evaluate(text, {}).value == 100
    with pytest.raises(feel.OutOfFuel) as caught:
        feel.evaluate(text, {}, feel.Surroundings(fuel=50))
    assert (caught.value.resource, caught.value.limit) == ("steps", 50)


def test_large_honest_work_is_done() -> None:
    rows = [{"org": f"o{number % 7}", "amount": number} for number in range(2000)]

    assert feel.evaluate('sum(rows[org = "o3"].amount)', {"rows": rows}).value == sum(range(3, 2000, 7))


def test_data_that_looks_like_code_stays_data() -> None:
    data = {"a": "=1+1", "b": "${7*7}", "typename": "BpmnEvent", "__class__": "x"}

    assert feel.evaluate("data", {"data": data}).value == data
