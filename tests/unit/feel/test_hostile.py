"""Expressions that want more than their share, or something that is not theirs."""

import time

import pytest

from engine import feel

LONG = '"' + "a" * 3000 + '"'
SHORT = '"' + "a" * 600 + '"'
SHARED = "{a: [1,2,3,4,5,6,7,8,9,10], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
SHARED += "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], r: %s}.r"

TOO_MUCH = {
    "a long loop": "count(for i in 1..1000000000 return i)",
    "nested loops": "count(for a in 1..10000, b in 1..10000, c in 1..10000 return a)",
    "loops in loops": "for i in 1..1000 return sum(for j in 1..1000 return j)",
    "a quantified loop": "every a in 1..100000, b in 1..100000 satisfies a + b > 0",
    "an endless search": "some i in 1..1000000000 satisfies i < 0",
    "a wide range": "for i in [1..10000000000] return i",
    "many days": 'for d in @"0001-01-01"..@"9999-12-31" return d',
    "growing text": "{a: " + LONG + ", b: a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c, e: d+d+d+d+d+d+d+d}",
    "growing lists": "{a: for i in 1..1000 return i, b: concatenate(a,a,a,a,a,a), c: concatenate(b,b,b,b,b,b), "
    "d: concatenate(c,c,c,c,c,c), e: concatenate(d,d,d,d,d,d), f: concatenate(e,e,e,e,e,e)}",
    "joined text": "string join(for i in 1..20000 return " + LONG + ")",
    "growing replacement": "replace(" + LONG + ', "a", "' + "b" * 400 + '")',
    "recursion": "{f: function(n) f(n + 1), r: f(0)}",
    "recursion by itself": "{u: function(f) f(f), r: u(u)}",
    "many calls": "{f: function(n) if n < 2 then n else f(n-1) + f(n-2), r: f(30)}.r",
    "sorting": "sort(for i in 1..20000 return -i, function(a, b) a < b)",
    "comparing all": "duplicate values(for i in 1..5000 return i)",
    "comparing lists": "distinct values(for i in 1..3000 return [i])",
    "searching text": "for i in 1..20000 return contains(" + LONG + ', "b")',
    "powers": "for i in 1..30000 return 1.0000001 ** 123456.789",
    "a partial result inside itself": "for i in 1..10 return partial",
    "shared equality": SHARED % "f = f",
    "shared text": SHARED % "string(f)",
    "shared flattening": SHARED % "flatten(f)",
    "shared result": SHARED % "f",
    "shared types": SHARED % "f instance of list<list<list<list<list<list<number>>>>>>",
    "shared distinct": SHARED % "distinct values([f, f])",
    "a pattern with references": 'matches("' + "a" * 60 + r'", "(a*)(a*)(a*)(a*)\\1\\2\\3b")',
    "a slow pattern often": "for i in 1..1000 return matches(" + LONG + ', "a*b")',
}
ANSWERED = {
    "backtracking": ('matches("' + "a" * 40 + '!", "^(a+)+$")', False),
    "nested stars": ("matches(" + SHORT + ', "(((((a*)*)*)*)*)*b")', False),
    "alternatives": ("matches(" + SHORT + ', "(a|aa)+$b")', False),
    "a huge pattern": ('matches("a", "((a{1000}){1000}){1000}")', None),
    "a power": ("9 ** (9 ** 9)", None),
    "exponents": ("exp(exp(exp(100)))", None),
    "a large number as text": ("string length(string(10 ** 6144)) > 0", True),
    "rounding far out": ("round half up(10 ** 6144, 6176) > 0", True),
    "importing": ('__import__("os").system("true")', None),
    "classes": ("x.__class__.__base__", None),
    "a hidden entry": ('get value(x, "__class__")', None),
    "an external function": ('(function(a) external {java: {class: "java.lang.Runtime"}})(1)', None),
}
REFUSED = {
    "parentheses": "(" * 2000 + "1" + ")" * 2000,
    "lists": "[" * 2000 + "]" * 2000,
    "curly": "{a:" * 2000,
    "signs": "-" * 3000 + "1",
    "paths": "a" + ".a" * 3000,
    "positions": "a" + "[1]" * 2000,
    "calls": "f" + "()" * 2000,
    "conditions": "if a then 1 else " * 400 + "1",
    "comparisons": "=".join(["1"] * 2000),
    "functions": "function() " * 500 + "1",
    "a long sum": "1" + "+1" * 20000,
    "a long name": " ".join(["a"] * 3000),
    "comments": "/*" * 3000,
    "a number": "9" * 7000,
    "an exponent": "1E999999999",
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_taking_too_much_ends_soon_and_is_out_of_fuel(text: str) -> None:
    started = time.process_time()

    with pytest.raises(feel.OutOfFuel):
        feel.evaluate(text, {})

    assert time.process_time() - started < 1


@pytest.mark.parametrize(("text", "expected"), ANSWERED.values(), ids=ANSWERED.keys())
def test_tricks_get_a_plain_answer(text: str, expected: bool | None) -> None:
    started = time.process_time()

    assert feel.evaluate(text, {"x": {"a": 1}}).value is expected
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_texts_out_of_proportion_are_refused(text: str) -> None:
    started = time.process_time()

    with pytest.raises(feel.SyntaxProblem):
        feel.parse(text)
    with pytest.raises(feel.SyntaxProblem):
        feel.parse_unary_tests(text)

    assert time.process_time() - started < 1


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
