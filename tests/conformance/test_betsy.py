"""The runner for executable models reads any folder, and tells passed, wrong and refused cases apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import betsy, betsy_models

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.org">'
PLAIN = (
    HEAD + '<process id="plain" isExecutable="true"><startEvent id="a"/>'
    '<exclusiveGateway id="g" default="f4"/><scriptTask id="b"><script> SCRIPT_task1 </script></scriptTask>'
    '<scriptTask id="c"><script>SCRIPT_task2</script></scriptTask><endEvent id="d"/>'
    '<sequenceFlow id="f1" sourceRef="a" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="b">'
    '<conditionExpression>test.contains("x")</conditionExpression></sequenceFlow>'
    '<sequenceFlow id="f3" sourceRef="b" targetRef="d"/><sequenceFlow id="f4" sourceRef="g" targetRef="c"/>'
    '<sequenceFlow id="f5" sourceRef="c" targetRef="d"/></process></definitions>'
)
DANGLING = (
    HEAD + '<process id="p"><startEvent id="a"/>'
    '<sequenceFlow id="f" sourceRef="a" targetRef="gone"/></process></definitions>'
)


def _case(number: int, given: str, expected: list[str], **more: object) -> dict[str, Any]:
    return {
        "id": f"plain#{number}",
        "test": "plain",
        "number": number,
        "group": "gateways",
        "model": "plain.bpmn",
        "input": given,
        "integer_variable": 0,
        "delay_ms": 0,
        "parallel_process": False,
        "expected": expected,
        **more,
    }


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with four cases: two that pass, one that expects something else, one that is refused."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "plain.bpmn").write_text(PLAIN)
    (tmp_path / "models" / "dangling.bpmn").write_text(DANGLING)
    cases = [
        _case(1, "x", ["SCRIPT_task1"]),
        _case(2, "y", ["SCRIPT_task2"]),
        _case(3, "y", ["SCRIPT_task1"]),
        _case(4, "", [], model="dangling.bpmn"),
    ]
    (tmp_path / "cases.json").write_text(json.dumps({"cases": cases}))
    (tmp_path / "invalid" / "REF_1").mkdir(parents=True)
    (tmp_path / "invalid" / "REF_1" / "dangling.bpmn").write_text(DANGLING)
    return tmp_path


@pytest.mark.parametrize("options", [[], ["--roundtrip"]])
def test_the_last_line_counts_the_cases(suite: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    betsy.main([str(suite), *options, "--json", str(suite / "report.json")])

    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 2 failed"
    report = json.loads((suite / "report.json").read_text())
    assert [case["status"] for case in report["cases"]] == ["pass", "pass", "wrong", "unsupported"]
    assert report["cases"][2]["got"] == ["SCRIPT_task2"]


def test_models_that_have_to_be_refused_are_counted_on_their_own(
    suite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    betsy.main([str(suite), "--invalid"])

    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"


def test_one_case_is_told_with_its_traces(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    betsy.main([str(suite), "--only", "#3"])

    told = capsys.readouterr().out
    assert "expected ['SCRIPT_task1'], got ['SCRIPT_task2']" in told
    assert told.splitlines()[-1] == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ('test.contains("a")', '=contains(test, "a")'),
        ('!test.contains("a")', '=not(contains(test, "a"))'),
        ('test.contains("a")>', '=contains(test, "a")'),
        ("integerVariable<3", "=integerVariable < 3"),
        ("activationCount >= 1", "=activationCount >= 1"),
        ("${integerVariable}", "=integerVariable"),
        ("-1", "=-1"),
        ("true", "=true"),
        ("PT1S", "PT1S"),
    ],
)
def test_a_condition_becomes_feel(text: str, feel: str) -> None:
    assert betsy_models.feel(text) == feel
