"""The shipped table of G0: eight rules, exactly one for every combination of allowed inputs."""

from itertools import product
from pathlib import Path

import pytest

import bpmn
from engine import decisions
from engine.decisions import Decisions, analysis

TABLE = "dmn_g0_triage"
INPUTS = ("mgmt_support", "geo", "x", "climate", "s", "r")
RULES = {
    "g0_1": ("clarify", lambda m, g, x, c, s, r: not m),
    "g0_2": ("refer", lambda m, g, x, c, s, r: m and not g),
    "g0_3": ("reuse", lambda m, g, x, c, s, r: m and g and x),
    "g0_4": ("refer", lambda m, g, x, c, s, r: m and g and not x and c == 0),
    "g0_5": ("park", lambda m, g, x, c, s, r: m and g and not x and c >= 1 and s <= 3),
    "g0_6": ("hear", lambda m, g, x, c, s, r: m and g and not x and c >= 1 and 4 <= s <= 6 and r == 0),
    "g0_7": ("standard", lambda m, g, x, c, s, r: m and g and not x and c >= 1 and 4 <= s <= 6 and r >= 1),
    "g0_8": ("fast", lambda m, g, x, c, s, r: m and g and not x and c >= 1 and s >= 7),
}


@pytest.fixture(scope="module")
def triage() -> Decisions:
    data = (Path(bpmn.__file__).parent / "p0_need" / f"{TABLE}.dmn").read_bytes()
    return decisions.compile_decisions({f"{TABLE}.dmn": data})


@pytest.mark.parametrize(
    ("values", "rule", "route"),
    [
        ((False, True, True, 3, 9, 5), "g0_1", "clarify"),
        ((True, False, True, 3, 9, 5), "g0_2", "refer"),
        ((True, True, True, 0, 0, 0), "g0_3", "reuse"),
        ((True, True, False, 0, 9, 5), "g0_4", "refer"),
        ((True, True, False, 1, 3, 5), "g0_5", "park"),
        ((True, True, False, 1, 4, 0), "g0_6", "hear"),
        ((True, True, False, 3, 6, 1), "g0_7", "standard"),
        ((True, True, False, 1, 7, 0), "g0_8", "fast"),
    ],
)
def test_each_rule_has_its_needs(triage: Decisions, values: tuple[object, ...], rule: str, route: str) -> None:
    found = decisions.decide(triage, TABLE, dict(zip(INPUTS, values, strict=True)))

    assert (found.value, found.tables[0].rules, found.problems) == (route, (rule,), ())


def test_exactly_one_rule_holds_for_every_combination(triage: Decisions) -> None:
    truths = (False, True)
    for values in product(truths, truths, truths, range(4), range(10), (0, 1, 40)):
        (expected,) = [(rule, route) for rule, (route, holds) in RULES.items() if holds(*values)]

        found = decisions.decide(triage, TABLE, dict(zip(INPUTS, values, strict=True)))

        assert (found.tables[0].rules, found.value, found.problems) == ((expected[0],), expected[1], ())


def test_the_table_is_proven_to_have_neither_gaps_nor_overlaps(triage: Decisions) -> None:
    assert analysis.gaps(triage) == ()
    assert analysis.overlaps(triage) == ()


def test_values_that_are_not_known_yet_matter_only_where_a_rule_asks_for_them(triage: Decisions) -> None:
    support = {"mgmt_support": True, "geo": True}

    assert decisions.decide(triage, TABLE, {"mgmt_support": False}).value == "clarify"
    assert decisions.decide(triage, TABLE, {**support, "x": True}).value == "reuse"
    assert decisions.decide(triage, TABLE, {**support, "x": False, "climate": 1, "s": 2, "r": None}).value == "park"
    assert decisions.decide(triage, TABLE, {**support, "x": False, "climate": 1, "s": 8, "r": None}).problems == ()


@pytest.mark.parametrize("missing", ["s", "r"])
def test_a_missing_value_that_a_rule_asks_for_gives_no_route_and_is_named(triage: Decisions, missing: str) -> None:
    values = dict(zip(INPUTS, (True, True, False, 1, 5, 0), strict=True)) | {missing: None}

    found = decisions.decide(triage, TABLE, values)

    assert found.value is None
    assert [(each.code, each.facts["inputs"][missing]) for each in found.problems] == [("no_rule_holds", None)]


def test_a_score_that_cannot_be_is_refused(triage: Decisions) -> None:
    values = dict(zip(INPUTS, (True, True, False, 1, 10, 0), strict=True))

    assert [each.code for each in decisions.decide(triage, TABLE, values).problems] == ["input_not_allowed"]


def test_everything_people_read_is_there_in_three_languages(triage: Decisions) -> None:
    texts = triage.texts(TABLE)
    routes = {route for route, _ in RULES.values()}
    keys = {"name", "output:route"} | {f"input:{name}" for name in INPUTS}
    keys |= {f"rule:{rule}" for rule in RULES} | {f"value:{route}" for route in routes}

    assert [key for key in sorted(keys) for end in ("", ":da", ":sv") if not texts.get(key + end)] == []
