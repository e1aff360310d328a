"""The check over whole bundles: what files, forms, decisions and functions know of each other."""

from engine.errors import Severity
from engine.model import lint
from engine.model.lint import Profile
from tests.unit.model.bpmn_texts import (
    around,
    file,
    flow,
    line,
    node,
    process,
    service,
    zeebe,
)
from tests.unit.model.house_cases import HOUSE


def _errors(data: bytes, **known: object) -> list[tuple[str, str]]:
    found = lint.check({"a.bpmn": data}, profile=Profile.MEANING, **known)
    return [(problem.code, problem.element) for problem in found if problem.severity is Severity.ERROR]


def test_functions_given_to_the_check_and_functions_of_the_case_are_known() -> None:
    body = node("exclusiveGateway", "g", default="f_g_e") + service("t") + line("t", "e")
    data = around(body + flow("g", "t", '=workdays(3) != null and count(organisations("region")) > 0'), "g")
    assert _errors(data) == [("function_unknown", "f_g_t")]
    assert _errors(data, functions=["workdays"]) == []


def test_forms_are_only_checked_when_they_are_given() -> None:
    data = around(node("userTask", "t", zeebe('<zeebe:formDefinition formId="f" />')), "t")
    assert _errors(data) == []
    assert _errors(data, forms=["f"]) == []
    assert _errors(data, forms=["other"]) == [("form_unknown", "t")]


def test_called_processes_may_stand_in_another_file_of_the_bundle() -> None:
    caller = around(node("callActivity", "t", zeebe('<zeebe:calledElement processId="q" />')), "t")
    called = file(process(node("startEvent", "qs"), node("endEvent", "qe"), line("qs", "qe"), name="q"))
    assert lint.check({"a.bpmn": caller, "b.bpmn": called}, profile=Profile.MEANING) == ()


def test_two_files_with_the_same_process_are_refused() -> None:
    found = lint.check({"a.bpmn": around(""), "b.bpmn": around("")}, profile=Profile.MEANING)
    assert [(problem.code, problem.file) for problem in found] == [
        ("process_duplicate", "a.bpmn"),
        ("process_duplicate", "b.bpmn"),
    ]


def test_a_bundle_holds_only_models_and_at_least_one_process() -> None:
    assert [problem.code for problem in lint.check({"a.txt": b""})] == ["file_kind_unknown"]
    assert [problem.code for problem in lint.check({"a.bpmn": file()}, profile=Profile.MEANING)] == ["no_process"]


def test_the_same_problem_is_said_once() -> None:
    found = lint.check({"a.bpmn": HOUSE["not_drawn"][0]})
    assert len({(problem.code, problem.element, str(problem.facts)) for problem in found}) == len(found)


def _table(*rules: str, policy: str = "UNIQUE") -> bytes:
    rows = "".join(
        f'<rule id="r{n}"><inputEntry id="i{n}"><text>{test}</text></inputEntry>'
        f'<outputEntry id="o{n}"><text>"x"</text></outputEntry></rule>'
        for n, test in enumerate(rules)
    )
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://x">'
    column = '<input id="in"><inputExpression id="ie" typeRef="number"><text>n</text></inputExpression></input>'
    table = f'<decisionTable id="t" hitPolicy="{policy}">{column}<output id="out" />{rows}</decisionTable>'
    return f'{head}<decision id="dmn_route" name="Route">{table}</decision></definitions>'.encode()


def _deciding() -> bytes:
    called = zeebe('<zeebe:calledDecision decisionId="dmn_route" resultVariable="route" />')
    return around(node("businessRuleTask", "t", called), "t")


def test_a_decision_beside_the_model_is_found_and_its_gaps_are_reported() -> None:
    bundle = {"a.bpmn": _deciding(), "route.dmn": _table("&lt; 5", "&gt; 7")}
    assert lint.check(bundle, profile=Profile.MEANING) == ()
    found = [problem for problem in lint.check(bundle) if problem.file == "route.dmn"]
    assert {(problem.code, problem.severity) for problem in found} == {("gap", Severity.WARNING)}


def test_a_table_that_overlaps_is_refused() -> None:
    found = lint.check({"a.bpmn": _deciding(), "route.dmn": _table("&lt; 5", "&lt; 7", "-")}, profile=Profile.MEANING)
    assert {(problem.code, problem.severity, problem.file) for problem in found} == {
        ("overlap", Severity.ERROR, "route.dmn")
    }


def test_a_decision_table_may_call_only_functions_that_there_are() -> None:
    bundle = {"a.bpmn": _deciding(), "route.dmn": _table("? > magic(3) + count(holders(&quot;pm&quot;))")}
    for profile in Profile:
        found = [problem for problem in lint.check(bundle, profile=profile) if problem.code == "unknown_function"]
        assert [(problem.severity, problem.file, problem.element, problem.facts["function"]) for problem in found] == [
            (Severity.ERROR, "route.dmn", "i0", "magic")
        ]
    assert lint.check(bundle, profile=Profile.MEANING, functions=["magic"]) == ()


def test_a_broken_decision_file_is_refused_without_blaming_its_callers() -> None:
    found = lint.check({"a.bpmn": _deciding(), "route.dmn": _table("&lt; &lt;")}, profile=Profile.MEANING)
    assert {(problem.code, problem.file) for problem in found} == {("expression_unparsable", "route.dmn")}
    hostile = lint.check({"a.bpmn": around(""), "b.dmn": b"<!DOCTYPE d><d/>"}, profile=Profile.MEANING)
    assert {(problem.code, problem.file) for problem in hostile} == {("xml_doctype", "b.dmn")}
