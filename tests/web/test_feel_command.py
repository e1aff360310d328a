"""Trying out expressions on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.commands import main


@pytest.fixture
def context(tmp_path: Path) -> str:
    """A file with variables."""
    file = tmp_path / "answers.json"
    file.write_text('{"need": {"score": 4.5}, "total cost": 12, "title": "Bå\\u00e5d"}', encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["need.score * 2"], "9\n"),
        (["= total cost + 1"], "13\n"),
        (['upper case(title) + "!"'], '"BÅÅD!"\n'),
        (["{a: [1, null]}"], "{a: [1, null]}\n"),
        (["[1..5], > 10", "--test", "need.score"], "true\n"),
        (["workdays(5).days"], "5\n"),
    ],
)
def test_an_expression_is_evaluated_with_the_variables_of_a_file(
    context: str, arguments: list[str], shown: str
) -> None:
    result = CliRunner().invoke(main, ["feel", *arguments, "--context", context])

    assert (result.exit_code, result.output) == (0, shown)


def test_what_becomes_null_is_told_with_the_reason() -> None:
    result = CliRunner().invoke(main, ["feel", "1 + needs"])

    assert (result.exit_code, result.stdout) == (0, "null\n")
    assert "Warning: there is no such variable (at character: 5, name: needs)" in result.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [("1 +", "This is no FEEL: something is missing"), ("for i in 1..10000000 return i", "steps > 100000")],
)
def test_what_cannot_be_evaluated_fails_with_a_sentence(text: str, told: str) -> None:
    result = CliRunner().invoke(main, ["feel", text])

    assert result.exit_code == 1
    assert told in result.stderr


@pytest.mark.parametrize("content", ["[1]", "{", "[" * 100_000])
def test_a_file_without_variables_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "no.json").write_text(content)

    assert CliRunner().invoke(main, ["feel", "1", "--context", str(tmp_path / "no.json")]).exit_code == 2
