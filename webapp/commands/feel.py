"""An expression tried out on the command line."""

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import click

from engine import clock, feel
from engine.casework import rules
from webapp.sentences.problems import words

_REASONS = words.WORDS["reason"]


@click.command("feel")
@click.argument("expression")
@click.option(
    "--context",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file: an object whose keys are the variables.",
)
@click.option("--test", "tested", metavar="VALUE", help="Put the text as unary tests to this value, written in FEEL.")
def command(expression: str, context: Path | None, tested: str | None) -> None:
    """Evaluate a FEEL expression and print its value; warnings say where it became null."""
    variables = _variables(context)
    try:
        result = _result(expression, tested, variables)
    except feel.SyntaxProblem as problem:
        click.echo(f"This is no FEEL: {_told(str(problem.facts.get('code')), problem.facts)}", err=True)
        sys.exit(1)
    except feel.OutOfFuel as problem:
        click.echo(f"This takes more than an expression may: {problem}", err=True)
        sys.exit(1)
    for warning in result.problems:
        click.echo(f"Warning: {_told(warning.code, {'position': warning.position, **warning.facts})}", err=True)
    click.echo(feel.written(result.value))


def _result(expression: str, tested: str | None, variables: Mapping[str, object]) -> feel.Result:
    known = feel.Surroundings(functions=rules.FUNCTIONS, now=clock.now())
    text = expression.removeprefix("=")
    if tested is None:
        return feel.evaluate(text, variables, known)
    value = feel.evaluate(tested, variables, known).value
    return feel.test(text, value, variables, known)


def _variables(context: Path | None) -> Mapping[str, object]:
    if context is None:
        return {}
    try:
        read = json.loads(context.read_text(encoding="utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise click.UsageError(f"{context} is no JSON: {problem}") from problem
    if not isinstance(read, dict):
        raise click.UsageError(f"{context} holds no JSON object.")
    return read


def _told(code: str, facts: Mapping[str, object]) -> str:
    """The reason in words, and the facts behind it."""
    rest = ", ".join(_facts(facts))
    return f"{_REASONS.get(code, code)} ({rest})" if rest else _REASONS.get(code, code)


def _facts(facts: Mapping[str, object]) -> Iterator[str]:
    names = words.WORDS["fact"]
    for name, value in facts.items():
        if name != "code" and value not in (None, "", ()):
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            shown = value + 1 if name == "position" and isinstance(value, int) else shown
            yield f"{names.get(name, name)}: {shown}"
