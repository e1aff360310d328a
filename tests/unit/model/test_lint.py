"""The check: each code is given where it should be, and right models pass."""

import pytest

from engine import errors
from engine.errors import Severity
from engine.model import lint
from engine.model.lint import Profile, Rules, general
from tests.conventions import tree
from tests.unit.model.bpmn_texts import (
    around,
    diagram,
    edge,
    file,
    flow,
    lanes,
    line,
    node,
    process,
    properties,
    service,
    shape,
    timer,
    zeebe,
)
from tests.unit.model.data_cases import DATA
from tests.unit.model.house_cases import HOUSE
from tests.unit.model.lint_cases import MEANING

_BINDING = {**MEANING, **DATA}

_OTHERWISE_TESTED = {"file_kind_unknown", "no_process", "not_bpmn", "process_duplicate", "general_unreadable"}


def _found(data: bytes, profile: Profile = Profile.RUN, **known: object) -> set[tuple[str, str]]:
    return {(problem.code, problem.element) for problem in lint.check({"a.bpmn": data}, profile=profile, **known)}


def _errors(data: bytes, **known: object) -> list[tuple[str, str]]:
    found = lint.check({"a.bpmn": data}, profile=Profile.MEANING, **known)
    return [(problem.code, problem.element) for problem in found if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("code", _BINDING)
def test_a_rule_of_meaning_binds_under_every_profile(code: str) -> None:
    data, element = _BINDING[code]
    for profile in Profile:
        found = lint.check({"a.bpmn": data}, profile=profile, forms=[])
        problem = next(problem for problem in found if (problem.code, problem.element) == (code, element))
        assert (problem.severity, problem.file) == (Severity.ERROR, "a.bpmn")


@pytest.mark.parametrize("code", HOUSE)
def test_a_house_rule_warns_when_run_and_binds_in_the_house(code: str) -> None:
    data, element = HOUSE[code]
    weights = {}
    for profile in Profile:
        found = lint.check({"a.bpmn": data}, profile=profile, roles=["pm"])
        weights[profile] = {problem.severity for problem in found if (problem.code, problem.element) == (code, element)}
    assert weights[Profile.RUN] == {Severity.WARNING}
    assert weights[Profile.HOUSE] == {Severity.ERROR if lint.CODES[code] is Rules.HOUSE else Severity.WARNING}


def test_every_code_is_tried() -> None:
    deciding = "".join(path.read_text(encoding="utf-8") for path in tree.modules("engine/decisions"))
    own = {code for code in lint.CODES if not code.startswith(("general_", "xml_")) and f'"{code}"' not in deciding}
    tried = {code for code in (*_BINDING, *HOUSE) if not code.startswith("general_")}
    assert tried == own - _OTHERWISE_TESTED


def _complete() -> bytes:
    lane = lanes(node("lane", "lane_pm", "<bpmn:flowNodeRef>t_work</bpmn:flowNodeRef>", name="pm"))
    languages = {"name__da": "Dansk", "name__sv": "Svenska"}
    task = node(
        "userTask",
        "t_work",
        zeebe(
            "<zeebe:userTask />",
            '<zeebe:formDefinition formId="t_work" /><zeebe:taskSchedule dueDate="=workdays(5)" />',
            properties(**languages),
        ),
        name="Work",
    )
    begin, end = node("startEvent", "s_begin"), node("endEvent", "e_done", zeebe(properties(**languages)), name="Done")
    flows = line("s_begin", "t_work", "e_done")
    names = ["s_begin", "t_work", "e_done"]
    shapes = "".join(
        shape(name, 100 + 150 * place, 50, width, width)
        for place, (name, width) in enumerate(zip(names, (36, 100, 36), strict=True))
    )
    shapes += (
        '<bpmndi:BPMNShape bpmnElement="lane_pm"><dc:Bounds x="0" y="0" width="600" height="200" /></bpmndi:BPMNShape>'
    )
    shapes += "".join(edge(name, (0, 0), (9, 9)) for name in ("f_s_begin_t_work", "f_t_work_e_done"))
    own = zeebe(properties(caseTitle='="Case " + name', starters="pm", **languages))
    return file(process(own, lane, begin, task, end, flows, attributes='name="Process"'), diagram(shapes))


def test_a_complete_model_passes_in_the_house() -> None:
    known = {"forms": ["t_work"], "roles": ["pm"], "functions": ["workdays"]}
    assert lint.check({"a.bpmn": _complete()}, profile=Profile.HOUSE, **known) == ()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (node("task", "t"), ("t",)),
        (node("exclusiveGateway", "g") + service("t") + flow("g", "t", "=x"), ("g",)),
        (service("t") + node("boundaryEvent", "b", timer("timeDuration", "P1D"), attachedToRef="t"), ("t",)),
        (service("t") + service("u") + flow("t", "u", "=x"), ("t",)),
        (node("subProcess", "sub", service("t") + service("u")), ("sub",)),
        (node("intermediateCatchEvent", "w", timer("timeCycle", "R3/2026-01-01T00:00:00Z/P1D")), ("w",)),
        (node("intermediateCatchEvent", "w", timer("timeDate", "2026-12-24T12:00:00+01:00")), ("w",)),
        (node("callActivity", "t", zeebe('<zeebe:calledElement processId="=next" />')), ("t",)),
        (node("businessRuleTask", "t", zeebe('<zeebe:calledDecision decisionId="=decision_id" />')), ("t",)),
        (
            node(
                "scriptTask",
                "t",
                zeebe('<zeebe:script expression="=count(holders(&quot;pm&quot;))" resultVariable="n" />'),
            ),
            ("t",),
        ),
        (
            node(
                "serviceTask",
                "t",
                zeebe('<zeebe:taskDefinition type="w" />')
                + "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>0</bpmn:loopCardinality>"
                + "</bpmn:multiInstanceLoopCharacteristics>",
            ),
            ("t",),
        ),
    ],
    ids=[
        "plain task",
        "gateway without default",
        "boundary without flow",
        "conditional flow",
        "no start inside",
        "cycle",
        "date",
        "chosen process",
        "chosen decision",
        "script in FEEL",
        "no items",
    ],
)
def test_what_the_standard_allows_is_not_refused(body: str, names: tuple[str, ...]) -> None:
    assert _errors(around(body, *names)) == []


def test_links_and_handlers_count_as_ways() -> None:
    link = '<bpmn:linkEventDefinition name="over" />'
    body = node("intermediateThrowEvent", "a", link) + node("intermediateCatchEvent", "c", link)
    assert _errors(around(body + flow("s", "a") + flow("c", "e"))) == []


def test_a_model_with_python_or_javascript_is_refused_whatever_names_the_language() -> None:
    for language in ("python", "javascript", "application/x-python", ""):
        script = node(
            "scriptTask", "t", "<bpmn:script>__import__('os').system('true')</bpmn:script>", scriptFormat=language
        )
        assert ("script_not_feel", "t") in _errors(around(script, "t"))
    named = node("scriptTask", "t", zeebe('<zeebe:script expression="=1" resultVariable="x" />'), scriptFormat="python")
    assert _errors(around(named, "t")) == [("script_not_feel", "t")]


def test_a_listener_of_another_engine_is_refused() -> None:
    listener = zeebe('<camunda:executionListener class="com.example.Run" event="start" />')
    assert ("camunda_code", "t") in _errors(around(node("task", "t", listener), "t"))


@pytest.mark.parametrize("text", ["PT1H", "P1DT2H", "P2W", "PT0S", "=x", "=duration(&quot;P1D&quot;)"])
def test_durations_that_are_well_formed_pass(text: str) -> None:
    rule = f"<bpmn:timerEventDefinition><bpmn:timeDuration>{text}</bpmn:timeDuration></bpmn:timerEventDefinition>"
    assert _errors(around(node("intermediateCatchEvent", "w", rule), "w")) == []


@pytest.mark.parametrize("text", ["", "P", "PT", "P1H", "-PT1H", "1 day", "PT1H30", f"P{'9' * 30}D", "*/5 * * * *"])
def test_durations_that_are_not_well_formed_are_refused(text: str) -> None:
    assert ("timer_malformed", "w") in _errors(
        around(node("intermediateCatchEvent", "w", timer("timeDuration", text)), "w")
    )


@pytest.mark.parametrize(
    ("one", "other", "complete"),
    [
        ("=x", "=not(x)", True),
        ("=x = true", "=x = false", True),
        ("=ready = true", "=ready = false", True),
        ("=x > 3", "=x <= 3", True),
        ('=a.b = "yes"', '=a.b != "yes"', True),
        ('=a = "yes"', '=a = "no"', False),
        ("=x > 3", "=x < 3", False),
        ("=a and b = 1", "=a and b != 1", False),
        ("=x", "=y", False),
    ],
)
def test_a_choice_is_complete_when_one_condition_negates_another(one: str, other: str, complete: bool) -> None:
    ways = flow("g", "a", one) + flow("g", "b", other) + line("a", "e") + line("b", "e") + flow("s", "g")
    body = node("startEvent", "s") + node("exclusiveGateway", "g") + service("a") + service("b") + node("endEvent", "e")
    assert (("choice_incomplete", "g") in _found(file(process(body, ways)))) is not complete


def test_a_join_after_a_fork_and_a_choice_inside_it_is_no_trap() -> None:
    parts = (
        node("startEvent", "s")
        + node("parallelGateway", "f")
        + service("a")
        + service("b")
        + node("parallelGateway", "j")
        + node("endEvent", "e")
    )
    ways = line("s", "f", "a", "j", "e") + line("f", "b", "j")
    assert not {code for code, _ in _found(file(process(parts, ways)))} & {"join_never_fills"}


def test_roles_written_in_feel_or_with_an_organisation_are_read() -> None:
    for groups, bad in (
        ('=["pm", "ghost"]', True),
        ("pm@bolgelev", False),
        ('="dpo@" + item.org', False),
        ("pm, ghost", True),
    ):
        escaped = groups.replace('"', "&quot;")
        task = node("userTask", "t", zeebe(f'<zeebe:assignmentDefinition candidateGroups="{escaped}" />'))
        assert (("role_unknown", "t") in _found(around(task, "t"), roles=["pm", "dpo"])) is bad


def test_four_eyes_may_name_tasks_of_other_files() -> None:
    task = node("userTask", "t", zeebe(properties(separateFrom="u")))
    other = file(process(node("userTask", "u"), name="q"))
    found = lint.check({"a.bpmn": around(task, "t"), "b.bpmn": other})
    assert "separate_from_unknown" not in {problem.code for problem in found}


def test_style_is_not_looked_at_while_references_are_broken() -> None:
    data = around(service("t") + flow("t", "gone"), "t")
    assert not {code for code, _ in _found(data, Profile.HOUSE) if code.startswith("general_") or code == "not_drawn"}


def test_calls_that_fan_out_are_checked_in_a_moment() -> None:
    def calls(number: int) -> str:
        return "".join(
            node("callActivity", f"c{number}_{n}", zeebe(f'<zeebe:calledElement processId="p{n}" />'))
            for n in range(number)
        )

    found = lint.check({"a.bpmn": file(*(process(calls(n), service(f"t{n}"), name=f"p{n}") for n in range(25)))})
    assert "calls_in_circle" not in {problem.code for problem in found}


def test_a_file_the_package_cannot_read_is_reported_and_the_check_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise general.ParseError("no")

    monkeypatch.setattr(general.BpmnModdle, "from_xml", refuse)
    assert ("general_unreadable", "definitions") in _found(around(""))


def test_problems_carry_facts_and_no_sentences() -> None:
    (problem,) = [
        found for found in lint.check({"a.bpmn": MEANING["function_unknown"][0]}) if found.code == "function_unknown"
    ]
    assert problem == errors.Problem(
        code="function_unknown",
        element="f_g_a",
        file="a.bpmn",
        facts={"attribute": "conditionExpression", "function": "magic"},
    )
