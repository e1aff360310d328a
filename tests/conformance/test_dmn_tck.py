"""The runner for decision models reads any folder, and tells passed, wrong and refused results apart."""

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.conformance import dmn_tck, dmn_values

DMN = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="http://example.org/%s" name="m">'
DECISION = (
    '<decision id="d_%s" name="%s"><variable name="%s"/>%s<literalExpression><text>%s</text></literalExpression>'
    "</decision>"
)
INPUT = '<inputData id="i_a" name="a price"><variable name="a price" typeRef="number"/></inputData>'
NEEDS_INPUT = '<informationRequirement id="r"><requiredInput href="#i_a"/></informationRequirement>'
SERVICE = '<decisionService id="s" name="both"><outputDecision href="#d_double"/><outputDecision href="#d_name"/>'
GOOD = (
    (DMN % "good")
    + INPUT
    + DECISION % ("double", "double", "double", NEEDS_INPUT, "a price * 2")
    + DECISION % ("name", "name", "name", "", '"x"')
    + f'{SERVICE}<inputData href="#i_a"/></decisionService></definitions>'
)
BAD = (DMN % "bad") + DECISION % ("name", "name", "name", "", "1 +") + "</definitions>"
HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
PRICE = '<inputNode name="a price"><value xsi:type="xsd:decimal">2.5</value></inputNode>'
RESULT = '<resultNode name="%s"><expected>%s</expected></resultNode>'
NUMBER = '<value xsi:type="xsd:decimal">%s</value>'
NAME = RESULT % ("name", '<value xsi:type="xsd:string">x</value>')


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with six results: three are as expected, one is not, one cannot be had, one model is refused."""
    tests = {
        "good": f'<testCase id="1">{PRICE}{RESULT % ("double", NUMBER % 5)}{NAME}</testCase>'
        f'<testCase id="2">{RESULT % ("double", NUMBER % 5)}</testCase>'
        f'<testCase id="3" type="decisionService" invocableName="both">{PRICE}'
        f"{RESULT % ('double', NUMBER % '5.000000001')}</testCase>"
        f'<testCase id="4">{RESULT % ("gone", "")}</testCase>',
        "bad": f'<testCase id="1">{NAME}</testCase>',
    }
    for name, cases in tests.items():
        folder = tmp_path / "compliance-level-9" / name
        folder.mkdir(parents=True)
        (folder / "model.dmn").write_text(GOOD if name == "good" else BAD)
        (folder / "test.xml").write_text(f"{HEAD}<modelName>model.dmn</modelName>{cases}</testCases>")
    return tmp_path


def test_the_last_line_counts_the_results(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dmn_tck.main([str(suite), "--json", str(suite / "report.json")])

    told = capsys.readouterr().out.splitlines()
    assert told[0] == "compliance-level-9: 6 cases, 3 passed; error 1, unsupported 1, wrong 1"
    assert told[-2:] == ["compliance-level-9: 0 of 2 folders passed completely", "3 passed, 3 failed"]
    statuses = [case["status"] for case in json.loads((suite / "report.json").read_text())["cases"]]
    assert statuses == ["unsupported", "pass", "pass", "wrong", "pass", "error"]


def test_one_case_is_told_with_what_was_expected(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dmn_tck.main([str(suite), "--only", "good/test#2"])

    assert "wrong; expected 5, got None; invalid_operand" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ('<value xsi:type="xsd:duration">P1D</value>', '<value xsi:type="xsd:duration">PT24H</value>', True),
        ('<value xsi:type="xsd:duration">P0D</value>', '<value xsi:type="xsd:duration">P0M</value>', False),
        ('<value xsi:type="xsd:time">10:00:00Z</value>', '<value xsi:type="xsd:time">10:00:00+00:00</value>', True),
        ('<value xsi:type="xsd:time">10:00:00Z</value>', '<value xsi:type="xsd:time">10:00:00</value>', False),
        (
            '<value xsi:type="xsd:dateTime">2026-01-01T10:00:00@Europe/Oslo</value>',
            '<value xsi:type="xsd:dateTime">2026-01-01T10:00:00+01:00</value>',
            False,
        ),
        ('<value xsi:type="xsd:string">1</value>', NUMBER % 1, False),
        ('<value xsi:type="xsd:boolean">true</value>', NUMBER % 1, False),
        ('<value xsi:nil="true"/>', "", True),
        (f"<list><item>{NUMBER % 1}</item></list>", f"<list><item>{NUMBER % '1.0'}</item></list>", True),
        (f'<component name="a">{NUMBER % 1}</component>', f'<component name="b">{NUMBER % 1}</component>', False),
    ],
)
def test_values_are_equal_only_to_their_own_kind(left: str, right: str, equal: bool) -> None:
    first, second = (dmn_values.read(etree.fromstring(f"{HEAD}{each}</testCases>")) for each in (left, right))

    assert dmn_values.same(first, second) is equal
