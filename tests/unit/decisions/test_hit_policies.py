"""Every hit policy: which rules make the result, and what happens when they do not agree."""

from decimal import Decimal

import pytest

from engine.decisions import Decision
from tests.unit.decisions.dmn_texts import decided, table


def rules(decision: Decision) -> tuple[str, ...]:
    return decision.tables[0].rules


def codes(decision: Decision) -> list[str]:
    return [problem.code for problem in decision.problems]


def test_a_unique_table_gives_the_output_of_the_rule_that_holds() -> None:
    decision = decided(table(['< 10 => "low"', '>= 10 => "high"']), a=12)

    assert (decision.value, rules(decision), codes(decision)) == ("high", ("r2",), [])


def test_the_record_of_a_table_names_decision_table_and_inputs() -> None:
    outcome = decided(table(['< 10 => "low"', '>= 10 => "high"']), a=12).tables[0]

    assert (outcome.decision_id, outcome.table, outcome.inputs) == ("d", "table", {"a": Decimal(12)})


def test_a_unique_table_in_which_two_rules_hold_is_null_and_says_which() -> None:
    decision = decided(table(['< 10 => "low"', '< 20 => "middle"']), a=5)

    assert decision.value is None
    assert rules(decision) == ("r1", "r2")
    assert [(each.code, each.element, each.facts["rules"]) for each in decision.problems] == [
        ("several_rules_hold", "table", ("r1", "r2"))
    ]


def test_the_first_rule_that_holds_ends_the_search() -> None:
    decision = decided(table(['< 10 => "low"', '< 20 => "middle"', "- => missing"], policy="FIRST"), a=5)

    assert (decision.value, rules(decision), codes(decision)) == ("low", ("r1",), [])


def test_any_allows_several_rules_with_the_same_output() -> None:
    decision = decided(table(['< 10 => "yes"', '< 20 => "yes"'], policy="ANY"), a=5)

    assert (decision.value, rules(decision), codes(decision)) == ("yes", ("r1", "r2"), [])


def test_any_with_different_outputs_is_null_with_a_problem() -> None:
    decision = decided(table(['< 10 => "yes"', '< 20 => "no"'], policy="ANY"), a=5)

    assert (decision.value, codes(decision)) == (None, ["rules_disagree"])


def test_any_tells_a_number_from_a_truth() -> None:
    assert codes(decided(table(["- => 1", "- => true"], policy="ANY"), a=5)) == ["rules_disagree"]


def test_priority_follows_the_order_of_the_output_values_and_names_the_deciding_rule_first() -> None:
    decision = decided(
        table(['- => "low"', '> 1 => "high"'], policy="PRIORITY", outputs={"level": '"high", "low"'}), a=5
    )

    assert (decision.value, rules(decision)) == ("high", ("r2", "r1"))


def test_priority_over_several_outputs_compares_from_left_to_right() -> None:
    outputs = {"level": '"high", "low"', "route": '"a", "b"'}
    found = decided(
        table(['- => "low" ; "a"', '- => "high" ; "b"', '- => "high" ; "a"'], policy="PRIORITY", outputs=outputs), a=1
    )

    assert found.value == {"level": "high", "route": "a"}


def test_output_order_lists_all_outputs_by_priority() -> None:
    decision = decided(
        table(['- => "low"', '- => "high"', '- => "low"'], policy="OUTPUT ORDER", outputs={"o": '"high", "low"'}), a=5
    )

    assert (decision.value, rules(decision)) == (["high", "low", "low"], ("r2", "r1", "r3"))


def test_rule_order_and_collect_list_outputs_as_the_rules_stand() -> None:
    for policy in ("RULE ORDER", "COLLECT"):
        decision = decided(table(['> 1 => "x"', '> 9 => "y"', '> 2 => "z"'], policy=policy), a=5)

        assert (decision.value, rules(decision)) == (["x", "z"], ("r1", "r3"))


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 7), ("MIN", 2), ("MAX", 5), ("COUNT", 2)])
def test_collect_adds_up_the_outputs(aggregation: str, expected: int) -> None:
    decision = decided(table(["> 1 => 2", "> 9 => 90", "> 2 => 5"], policy=f"COLLECT:{aggregation}"), a=5)

    assert decision.value == expected


def test_collect_without_a_hit_is_an_empty_list_and_no_problem() -> None:
    decision = decided(table(["> 1 => 2"], policy="COLLECT"), a=0)

    assert (decision.value, decision.problems) == ([], ())


def test_counting_no_hits_gives_zero() -> None:
    assert decided(table(["> 1 => 2"], policy="COLLECT:COUNT"), a=0).value == 0


def test_a_sum_over_texts_is_null_with_a_problem() -> None:
    decision = decided(table(['- => "x"'], policy="COLLECT:SUM"), a=0)

    assert (decision.value, codes(decision)) == (None, ["not_aggregable"])


def test_several_outputs_make_a_context() -> None:
    decision = decided(table(['- => "high" ; 3'], outputs={"level": "", "score": ""}), a=5)

    assert decision.value == {"level": "high", "score": Decimal(3)}


def test_an_empty_output_is_null_without_a_problem() -> None:
    decision = decided(table(["- =>"]), a=5)

    assert (decision.value, decision.problems) == (None, ())


def test_the_default_answers_when_no_rule_holds() -> None:
    decision = decided(table(['> 9 => "high"'], default='"normal"'), a=5)

    assert (decision.value, rules(decision), codes(decision)) == ("normal", (), [])


def test_without_rule_and_default_the_answer_is_null_and_the_inputs_are_named() -> None:
    decision = decided(table(['> 9 => "high"']), a=5)

    assert decision.value is None
    assert [(each.code, each.facts["inputs"]) for each in decision.problems] == [("no_rule_holds", {"a": Decimal(5)})]


def test_a_missing_value_passes_only_open_cells_and_is_no_problem_there() -> None:
    two = {"a": "", "b": ""}
    decision = decided(
        table(['< 3 ; - => "x"', '- ; > 1 => "y"', '- ; - => "z"'], policy="COLLECT", inputs=two), a=None, b=5
    )

    assert (decision.value, decision.problems) == (["y", "z"], ())


def test_a_value_outside_of_the_allowed_ones_is_refused() -> None:
    decision = decided(table(["- => 1"], inputs={"a": "0, 1, 2"}), a=3)

    assert (decision.value, codes(decision)) == (None, ["input_not_allowed"])


def test_an_output_outside_of_the_allowed_ones_is_null_with_a_problem() -> None:
    decision = decided(table(["- => a"], outputs={"o": '"x", "y"'}), a="z")

    assert (decision.value, codes(decision)) == (None, ["output_not_allowed"])


def test_a_column_asked_twice_keeps_both_values() -> None:
    once = table(["- ; - => 1"], inputs={"a": "", "a ": ""})

    assert decided(once, a=1).tables[0].inputs == {"a": Decimal(1), "a'": Decimal(1)}
