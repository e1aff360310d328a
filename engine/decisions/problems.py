"""Collecting what is wrong with a file, so that an owner sees all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from engine import errors, feel
from engine.decisions import markup


@dataclass
class Report:
    """The problems of one file, in the order they were found."""

    file: str
    found: list[errors.Problem] = field(default_factory=list)

    def add(self, code: str, node: etree._Element, **facts: object) -> None:
        """Note a problem at the nearest element that has an id."""
        element = markup.nearest_id(node)
        self.found.append(errors.Problem(code=code, element=element, facts=facts, file=self.file))

    def expression(self, text: str, node: etree._Element, names: Iterable[str]) -> feel.Expression | None:
        """The parsed FEEL text, or None with a problem `expression_unparsable`."""
        try:
            return feel.parse(text, names)
        except feel.SyntaxProblem as problem:
            self._unparsable(node, text, problem)
            return None

    def tests(self, text: str, node: etree._Element, names: Iterable[str]) -> feel.UnaryTests | None:
        """The parsed unary tests, or None with a problem `expression_unparsable`."""
        try:
            return feel.parse_unary_tests(text, names)
        except feel.SyntaxProblem as problem:
            self._unparsable(node, text, problem)
            return None

    def _unparsable(self, node: etree._Element, text: str, problem: feel.SyntaxProblem) -> None:
        facts = {key: value for key, value in problem.facts.items() if key != "code"}
        self.add("expression_unparsable", node, text=text[:200], reason=problem.facts.get("code"), **facts)
