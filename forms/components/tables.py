"""Rows for reading only, put into columns."""

from collections.abc import Iterator, Mapping, Sequence

from forms import drawing
from forms.components import registry
from forms.texts import Definition, Text, properties

BLANK = Text()


def table(definition: Definition, rows: Sequence[Mapping[str, drawing.Line]]) -> drawing.Table:
    """Columns in the order of the form: those that any row has; where a row lacks one its cell is blank."""
    found = {name: line.label for row in rows for name, line in row.items()}
    names = [name for name in _places(definition) if name in found]
    return drawing.Table(
        columns=tuple(found[name] for name in names),
        rows=tuple(tuple(row[name].text if name in row else BLANK for name in names) for row in rows),
    )


def _places(definition: Definition, before: str = "") -> Iterator[str]:
    """Where each question stands within a row, as the end of its name."""
    for child in registry.inside(definition):
        if child.get("type") != "group":
            yield f"{before}{child.get('key')}"
        elif properties(child).get("store") == "money":
            yield f"{before}{child.get('path')}"
        else:
            yield from _places(child, f"{before}{child['path']}-" if child.get("path") else before)
