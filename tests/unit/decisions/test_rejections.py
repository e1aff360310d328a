"""What is wrong with a file is found when it is compiled, all of it at once."""

import pytest

from engine import decisions, errors
from engine.errors import Problem
from engine.model import lint
from tests.unit.decisions.dmn_texts import decision, file, input_data, knowledge, literal, table


def problems(*elements: str, **files: bytes) -> tuple[Problem, ...]:
    bundle = {"test.dmn": file(*elements), **{f"{name}.dmn": data for name, data in files.items()}}
    with pytest.raises(errors.ModelRejected) as rejected:
        decisions.compile_decisions(bundle)
    assert {problem.code for problem in rejected.value.problems} <= set(lint.CODES)
    return rejected.value.problems


def codes(*elements: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.element) for problem in problems(*elements)]


@pytest.mark.parametrize("edition", ["20151101/dmn.xsd", "20180521/MODEL/", "20191111/MODEL/", "20211108/MODEL/"])
def test_older_editions_are_read_as_well(edition: str) -> None:
    for scheme in ("http", "https"):
        data = file(decision("d", literal("1")), edition=f"{scheme}://www.omg.org/spec/DMN/{edition}")

        assert decisions.decide(decisions.compile_decisions({"old.dmn": data}), "d", {}).value == 1


@pytest.mark.parametrize(
    "cell", ["lambda x: x", "x == 1", "().__class__", "[i for i in range(3)]", "'text'", "1 if a else 2"]
)
def test_a_cell_in_python_is_refused_with_its_place(cell: str) -> None:
    (found,) = problems(decision("d", table([f"{cell} => 1", "- => 2"])))

    assert (found.code, found.element, found.file) == ("expression_unparsable", "r1_0", "test.dmn")
    assert found.facts["text"] == cell
    assert "position" in found.facts


def test_all_problems_of_all_files_come_together() -> None:
    found = problems(
        decision("a", literal("1 +")),
        decision("b", table(["< => 1"]).replace("UNIQUE", "BEST")),
        decision("c", literal("a"), ["decision:nowhere"]),
        other=b"<definitions",
    )

    assert {(each.file, each.code) for each in found} == {
        ("test.dmn", "expression_unparsable"),
        ("test.dmn", "unknown_hit_policy"),
        ("test.dmn", "unknown_requirement"),
        ("other.dmn", "xml_not_well_formed"),
    }
    assert len(found) == 5


def test_ids_must_be_there_and_be_the_only_ones() -> None:
    anonymous = decision("a", literal("1")).replace('id="a" ', "")

    assert codes(anonymous) == [("missing_id", "definitions")]
    assert codes(decision("a", literal("1")), decision("a", literal("2"))) == [("duplicate_id", "a")]
    assert codes(decision("d", table(["- => 1"]).replace('id="r1"', ""))) == [("missing_id", "table")]


def test_one_decision_id_in_two_files_is_a_problem() -> None:
    (found,) = problems(decision("a", literal("1")), other=file(decision("a", literal("2"))))

    assert (found.code, found.file, found.facts) == ("duplicate_id", "other.dmn", {"id": "a", "other": "test.dmn"})


def test_decisions_may_not_need_themselves() -> None:
    circle = [decision(name, literal("1"), [f"decision:{other}"]) for name, other in ("ab", "bc", "ca")]

    assert codes(*circle) == [(code, name) for name in "abc" for code in ["circular_requirement"]]


def test_a_rule_has_a_cell_for_each_column() -> None:
    (found,) = problems(decision("d", table(["1 ; 2 => 3"])))

    assert (found.code, found.element, found.facts) == ("cells_missing", "r1", {"expected": 2, "found": 3})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (table(["- => 1"]).replace("UNIQUE", "PRIORITY"), "priority_without_values"),
        (table(["- => 1"], policy="COLLECT:MEDIAN"), "unknown_aggregation"),
        (table(["- => 1"], policy="FIRST:SUM"), "aggregation_without_collect"),
        (table(["- => 1 ; 2"], policy="COLLECT:SUM", outputs={"x": "", "y": ""}), "aggregation_of_several_outputs"),
        (table(["- => 1 ; 2"], outputs={"x": "", "": ""}), "output_without_name"),
        (table(["- => 1"], inputs={"": ""}), "input_without_expression"),
        (table(["- => 1"], inputs={"a": "1 +"}), "expression_unparsable"),
        (table(["- => 1"], outputs={"o": "]1"}), "expression_unparsable"),
    ],
)
def test_a_table_that_cannot_work_is_refused_by_name(written: str, code: str) -> None:
    assert code in [found for found, _ in codes(decision("d", written))]


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_functions_outside_of_feel_are_refused(kind: str) -> None:
    written = knowledge("f", "x", literal("{class: java.lang.Math}")).replace(
        "<encapsulatedLogic>", f'<encapsulatedLogic kind="{kind}">'
    )

    assert ("external_function", "f") in codes(written)


def test_an_external_function_in_the_text_is_null_when_called() -> None:
    text = 'function(x) external {java: {class: "java.lang.Math", method signature: "abs(double)"}}'
    model = decisions.compile_decisions({"test.dmn": file(decision("d", literal(text)))})

    found = decisions.decide(model, "d", {})

    assert (found.value, [each.code for each in found.problems]) == (None, ["external_function"])


def test_other_languages_are_refused() -> None:
    written = literal("1").replace("<literalExpression>", '<literalExpression expressionLanguage="python">')

    assert codes(decision("d", written)) == [("unknown_language", "d")]


def test_types_must_be_known_and_may_not_rest_on_themselves() -> None:
    circle = [
        f"<itemDefinition name='{one}'><typeRef>{other}</typeRef></itemDefinition>" for one, other in ("ab", "ba")
    ]

    assert codes(decision("d", literal("1"), type_ref="strnig")) == [("unknown_type", "d")]
    assert [code for code, _ in codes(*circle)] == ["circular_type", "circular_type"]


def test_a_type_may_have_components_of_its_own_kind() -> None:
    tree = "<itemDefinition name='t'><itemComponent name='next'><typeRef>t</typeRef></itemComponent></itemDefinition>"
    data = file(tree, decision("d", literal("{next: {next: null}}"), type_ref="t"))

    found = decisions.decide(decisions.compile_decisions({"test.dmn": data}), "d", {})

    assert found.value == {"next": {"next": None}}


def test_an_import_outside_of_the_bundle_is_refused() -> None:
    assert codes('<import id="i" namespace="urn:none" name="n" importType="x"/>') == [("unknown_import", "i")]


def test_a_file_that_is_no_dmn_is_refused() -> None:
    with pytest.raises(errors.ModelRejected) as rejected:
        decisions.compile_decisions({"a.dmn": b"<definitions xmlns='urn:other'/>"})

    assert [each.code for each in rejected.value.problems] == ["not_dmn"]


def test_entities_never_reach_the_model() -> None:
    data = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + file(decision("d", literal("1")))
    with pytest.raises(errors.ModelRejected) as rejected:
        decisions.compile_decisions({"a.dmn": data})

    assert [each.code for each in rejected.value.problems] == ["xml_doctype"]


def test_logic_nested_too_deeply_is_refused() -> None:
    deep = "<list>" * 60 + literal("1") + "</list>" * 60

    assert [code for code, _ in codes(decision("d", deep))] == ["logic_too_deep"]


def test_incomplete_boxes_are_named() -> None:
    assert codes(decision("d", "<conditional/>")) == [("logic_incomplete", "d")] * 3


def test_inputs_of_other_files_are_no_hidden_requirements() -> None:
    found = problems(decision("d", literal("x"), ["input:x"]), other=file(input_data("x"), namespace="urn:other"))

    assert [each.code for each in found] == ["unknown_requirement"]
