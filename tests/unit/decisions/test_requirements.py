"""Requirement graphs: decisions, knowledge models, services, imports."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from engine import decisions, errors, feel
from tests.unit.decisions.dmn_texts import compiled, decision, file, input_data, knowledge, literal, table


def service(name: str, outputs: list[str], inputs: list[str], given: list[str]) -> str:
    parts = [f'<outputDecision href="#{each}"/>' for each in outputs]
    parts += [f'<inputDecision href="#{each}"/>' for each in given]
    parts += [f'<inputData href="#{each}"/>' for each in inputs]
    return f'<decisionService id="{name}" name="{name}"><variable name="{name}"/>{"".join(parts)}</decisionService>'


def test_a_required_decision_is_known_by_its_name() -> None:
    model = compiled(
        decision("reasons", table(['> 1 => "too many"', '> 2 => "far too many"'], policy="COLLECT")),
        decision("answer", literal('if count(reasons) = 0 then "go" else "rework"'), ["decision:reasons"]),
    )

    assert decisions.decide(model, "answer", {"a": 3}).value == "rework"
    assert decisions.decide(model, "answer", {"a": 0}).value == "go"


def test_a_decision_required_twice_is_evaluated_once() -> None:
    model = compiled(
        decision("base", table(["- => a"])),
        decision("left", literal("base + 1"), ["decision:base"]),
        decision("right", literal("base + 2"), ["decision:base"]),
        decision("top", literal("left + right"), ["decision:left", "decision:right"]),
    )

    found = decisions.decide(model, "top", {"a": 10})

    assert (found.value, len(found.tables)) == (23, 1)


def test_tables_are_recorded_in_the_order_of_their_evaluation() -> None:
    model = compiled(
        decision("first", table(["- => 1"])),
        decision("second", table(["> 0 => first"], prefix="second_"), ["decision:first"]),
    )

    assert [each.decision_id for each in decisions.decide(model, "second", {"a": 1}).tables] == ["first", "second"]


def test_inputs_are_read_by_name_and_the_missing_one_is_null() -> None:
    model = compiled(input_data("score", "number"), decision("d", literal("score = null"), ["input:score"]))

    assert decisions.decide(model, "d", {}).value is True
    assert decisions.decide(model, "d", {"score": 1}).value is False


def test_an_input_of_the_wrong_type_is_null_with_a_problem() -> None:
    model = compiled(input_data("score", "number"), decision("d", literal("score"), ["input:score"]))

    found = decisions.decide(model, "d", {"score": "many"})

    assert found.value is None
    assert [(each.code, each.element) for each in found.problems] == [("wrong_type", "score")]


def test_a_value_that_is_no_feel_value_is_null_with_a_problem() -> None:
    found = decisions.decide(compiled(decision("d", literal("a"))), "d", {"a": object()})

    assert (found.value, [each.code for each in found.problems]) == (None, ["foreign_value"])


def test_a_knowledge_model_is_called_with_names_or_places() -> None:
    model = compiled(
        knowledge("share", "part whole", literal("100 * part / whole")),
        decision("d", literal("[share(1, 4), share(whole: 2, part: 1)]"), ["knowledge:share"]),
    )

    assert decisions.decide(model, "d", {}).value == [Decimal(25), Decimal(50)]


def test_a_knowledge_model_sees_its_parameters_and_nothing_else() -> None:
    model = compiled(knowledge("f", "x", literal("secret")), decision("d", literal("f(1)"), ["knowledge:f"]))

    found = decisions.decide(model, "d", {"secret": 42})

    assert (found.value, [each.code for each in found.problems]) == (None, ["unknown_name"])


def test_a_knowledge_model_may_call_itself() -> None:
    body = literal("if n <= 1 then 1 else n * factorial(n - 1)")
    model = compiled(
        knowledge("factorial", "n", body, ["knowledge:factorial"]),
        decision("d", literal("factorial(5)"), ["knowledge:factorial"]),
    )

    assert decisions.decide(model, "d", {}).value == 120


def test_two_knowledge_models_may_call_each_other() -> None:
    model = compiled(
        knowledge("even_", "n", literal("if n = 0 then true else odd_(n - 1)"), ["knowledge:odd_"]),
        knowledge("odd_", "n", literal("if n = 0 then false else even_(n - 1)"), ["knowledge:even_"]),
        decision("d", literal("even_(6)"), ["knowledge:even_"]),
    )

    assert decisions.decide(model, "d", {}).value is True


def test_a_knowledge_model_that_never_ends_runs_out_of_fuel() -> None:
    model = compiled(
        knowledge("f", "n", literal("f(n + 1)"), ["knowledge:f"]),
        decision("d", literal("f(1)"), ["knowledge:f"]),
    )

    with pytest.raises(feel.OutOfFuel):
        decisions.decide(model, "d", {})


def test_calls_that_double_at_every_level_run_out_of_fuel() -> None:
    names = [f"f{at}" for at in range(30)]
    models = [
        knowledge(each, "n", literal(f"{deeper}(n) + {deeper}(n)"), [f"knowledge:{deeper}"])
        for each, deeper in pairwise(names)
    ]
    model = compiled(*models, knowledge("f29", "n", literal("n")), decision("d", literal("f0(1)"), ["knowledge:f0"]))

    with pytest.raises(feel.OutOfFuel):
        decisions.decide(model, "d", {})


def test_loops_in_many_places_share_one_budget() -> None:
    model = compiled(
        knowledge("busy", "n", literal("count(for x in 1..20000 return x * n)")),
        decision("d", literal("[" + ", ".join(["busy(1)"] * 100) + "]"), ["knowledge:busy"]),
    )

    with pytest.raises(feel.OutOfFuel):
        decisions.decide(model, "d", {})


def test_a_service_takes_decisions_as_inputs_instead_of_evaluating_them() -> None:
    model = compiled(
        input_data("x"),
        decision("given", literal('"worked out"')),
        decision("answer", literal('given + " " + x'), ["decision:given", "input:x"]),
        service("ask", ["answer"], ["x"], ["given"]),
    )

    assert decisions.decide(model, "ask", {"x": "1", "given": "handed in"}).value == "handed in 1"
    assert decisions.decide(model, "answer", {"x": "1"}).value == "worked out 1"


def test_a_service_with_two_outputs_gives_a_context() -> None:
    model = compiled(
        decision("one", literal("1")), decision("two", literal("2")), service("both", ["one", "two"], [], [])
    )

    assert decisions.decide(model, "both", {}).value == {"one": Decimal(1), "two": Decimal(2)}


def test_a_service_can_be_called_like_a_function_with_input_data_first() -> None:
    model = compiled(
        input_data("x"),
        decision("given", literal("0")),
        decision("answer", literal("x - given"), ["decision:given", "input:x"]),
        service("ask", ["answer"], ["x"], ["given"]),
        decision("top", literal("ask(10, 3)"), ["knowledge:ask"]),
    )

    assert decisions.decide(model, "top", {}).value == 7


def test_what_is_imported_is_called_through_the_name_of_the_import() -> None:
    library = file(
        knowledge("double it", "n", literal("n * 2")).replace('id="double it"', 'id="k"'), namespace="urn:lib"
    )
    user = file(
        '<import namespace="urn:lib" name="lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
        decision("d", literal("lib.double it(21)"), ["knowledge:urn:lib#k"]),
    )
    model = decisions.compile_decisions({"lib.dmn": library, "user.dmn": user})

    assert decisions.decide(model, "d", {}).value == 42


def test_inputs_of_what_is_imported_may_come_under_the_name_of_the_import() -> None:
    kind = 'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"'
    greeting = file(
        input_data("who", "string"), decision("greet", literal('"Hi " + who'), ["input:who"]), namespace="urn:greet"
    )
    others = {
        name: file(
            f'<import namespace="urn:greet" name="g" {kind}/>',
            decision(f"say_{name}", literal("g.greet"), ["decision:urn:greet#greet"]),
            namespace=f"urn:{name}",
        )
        for name in ("one", "two")
    }
    top = file(
        *(f'<import namespace="urn:{name}" name="{name}" {kind}/>' for name in others),
        decision(
            "all",
            literal('one.say_one + ", " + two.say_two'),
            ["decision:urn:one#say_one", "decision:urn:two#say_two"],
        ),
    )
    model = decisions.compile_decisions({"g.dmn": greeting, "top.dmn": top, **others})

    assert decisions.decide(model, "all", {"who": "Ann"}).value == "Hi Ann, Hi Ann"
    nested = {"one": {"g": {"who": "Ann"}}, "two": {"g": {"who": "Bo"}}}
    assert decisions.decide(model, "all", nested).value == "Hi Ann, Hi Bo"


def test_two_files_may_use_the_same_ids_for_their_inputs() -> None:
    one = file(input_data("x", "number"), decision("one", literal("x"), ["input:x"]))
    other = file(input_data("x", "string"), decision("other", literal("x"), ["input:x"]))
    model = decisions.compile_decisions({"one.dmn": one, "other.dmn": other})

    assert decisions.decide(model, "one", {"x": 1}).value == 1
    assert decisions.decide(model, "other", {"x": "text"}).value == "text"


def test_functions_and_the_instant_are_handed_to_expressions() -> None:
    model = compiled(decision("d", literal("[twice(4), now().year]")))
    now = datetime(2026, 5, 1, tzinfo=UTC)

    assert decisions.decide(model, "d", {}, functions={"twice": lambda n: n * 2}, now=now).value == [8, 2026]


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(errors.NotFound):
        decisions.decide(compiled(decision("d", literal("1"))), "other", {})


def test_a_decision_without_logic_is_null_with_a_problem() -> None:
    found = decisions.decide(compiled(decision("d", "")), "d", {})

    assert (found.value, [each.code for each in found.problems]) == (None, ["no_logic"])


def test_a_long_chain_of_decisions_ends_with_a_value_or_out_of_fuel() -> None:
    chain = [decision("d0", literal("1"))]
    chain += [decision(f"d{at}", literal(f"d{at - 1} + 1"), [f"decision:d{at - 1}"]) for at in range(1, 40)]

    assert decisions.decide(compiled(*chain), "d39", {}).value == 40
