"""Rules over several answers, kept among the properties of a form.

`rule:<name>` holds an expression that must be true, `rule:<name>:message` (and `:da`, `:sv`) what to say when it is
not, `rule:<name>:field` the key of the field to say it at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.sheet import Reader
from forms.texts import Definition, Text, properties, written

PREFIX = "rule:"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that must hold between answers."""

    name: str
    expression: str
    field: str
    message: Text

    def holds(self, reader: Reader, scope: Mapping[str, object]) -> bool:
        """Only true is good enough: null means that the answers do not allow to say so.

        A rule that cannot be computed keeps nobody from going on, as no answer could mend it.
        """
        return reader.calculate(self.expression, scope) is True or self.expression in reader.failed


def names(document: Definition) -> list[str]:
    """The rules of a form, in the order written."""
    return [key.removeprefix(PREFIX) for key in properties(document) if key.startswith(PREFIX) and key.count(":") == 1]


def expression(document: Definition, name: str) -> str:
    return str(properties(document).get(f"{PREFIX}{name}") or "")


def field(document: Definition, name: str) -> str:
    return str(properties(document).get(f"{PREFIX}{name}:field") or "")


def of(document: Definition, reader: Reader) -> Iterator[Rule]:
    """The rules with their sentences in the reader's language."""
    for name in names(document):
        message = reader.text(document, f"{PREFIX}{name}:message")
        yield Rule(
            name=name, expression=expression(document, name), field=field(document, name), message=message or Text(name)
        )


def untranslated(document: Definition, name: str, languages: tuple[str, ...]) -> Iterator[str]:
    """The languages in which the sentence of a rule is missing."""
    attribute = f"{PREFIX}{name}:message"
    return (language for language in ("en", *languages) if not written(document, attribute, language))
