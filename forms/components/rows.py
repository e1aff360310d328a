"""Questions asked again for each of several things."""

import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from forms import drawing
from forms.components import registry
from forms.components.component import Component, Fault, Named
from forms.components.group import Group
from forms.components.number import decimal_or_none
from forms.components.prose import Expression
from forms.components.question import questions
from forms.components.seeds import MARKER, Plot, Seed
from forms.components.tables import table
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text, properties

if TYPE_CHECKING:
    from forms.task_form import TaskForm

MOST, MOST_EVER = 50, 200


class Rows(Named):
    """`dynamiclist`: the same questions for each row; the answers are a list of contexts under its `path`.

    Properties: `min` and `max` rows, `prefill` an expression that gives rows, `rowLabel` the word for one row.
    """

    form_type: ClassVar[str] = "dynamiclist"
    needed_texts: ClassVar[tuple[str, ...]] = ("label",)
    other_texts: ClassVar[tuple[str, ...]] = ("description", "rowLabel")

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        super().__init__(definition, sheet, path)
        self.key = str(definition["path"])
        self.name = "-".join((*path, self.key))
        self.fewest, self.most = fewest(definition), most(definition)
        self.changeable = definition.get("allowAddRemove") is not False
        self.cut = False
        seeds, self.changed = self._plot().seeds()
        self.rows = [Row(self, number, seed) for number, seed in enumerate(seeds)]

    def place(self, scope: Mapping[str, object]) -> bool:
        """Each row sees its own answers before those around it."""
        changed = any([super().place(scope), *(row.place(scope) for row in self.rows)])
        kept = self.kept
        for row in self.rows:
            row.excuse(row not in kept)
        return changed

    @property
    def kept(self) -> list["Row"]:
        """The rows that count: those filled in, and as many empty ones as must be filled in yet."""
        shown = [row for row in self.rows if not row.gone]
        empty = [row for row in shown if row.empty]
        needed = empty[: max(self.fewest - (len(shown) - len(empty)), 0)]
        return [row for row in shown if row not in empty or row in needed]

    def named(self) -> Iterator[Named]:
        if not self.hidden:
            yield self
            for row in self.rows:
                yield from row.named()

    def size(self) -> int:
        return 1 + sum(row.size() for row in self.rows)

    def focus(self) -> str:
        if self.hidden or self.changed is None:
            return ""
        return self.rows[self.changed].name if self.changed >= 0 else f"{self.name}-add"

    def known(self) -> dict[str, object]:
        return {self.key: None if self.hidden else [row.known_inside for row in self.kept if not row.empty]}

    def answers(self) -> dict[str, object]:
        return {} if self.hidden else {self.key: [row.values for row in self.kept]}

    def typed_answers(self) -> dict[str, object]:
        return {} if self.hidden else {self.key: [row.typed for row in self.rows if not row.gone]}

    def review(self, form: "TaskForm") -> bool:
        if self.hidden:
            return True
        kept = self.kept
        reviews = [row.review(form) for row in kept]
        filled = sum(not row.empty for row in kept)
        told = any(form[question.name].errors for row in kept for question in questions(row))
        if filled < self.fewest and (len(kept) < self.fewest or not told):
            sentence = self.ngettext("Fill in at least %(count)d row.", "Fill in at least %(count)d rows.", self.fewest)
            form.blame(self.name, sentence % {"count": self.fewest})
            return False
        if filled > self.most and self.changeable:
            sentence = self.ngettext(
                "There may be at most %(count)d row.", "There may be at most %(count)d rows.", self.most
            )
            form.blame(self.name, sentence % {"count": self.most})
            return False
        return all(reviews)

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        if self.hidden:
            return
        if not self.changeable and all(question.readonly for row in self.rows for question in questions(row)):
            yield drawing.Listing(id=self.name, hint=self.hint, line=self._line(self._values_shown()))
            return
        yield drawing.Rows(
            id=self.name,
            name=self.name,
            legend=self.label,
            hint=self.hint,
            optional=not self.fewest and self.changeable,
            rows=tuple(row.drawn(form) for row in self.rows if not row.gone),
            errors=tuple(str(error) for error in form[self.name].errors),
            add=self.name if self.changeable and len(self.rows) < self.most else "",
            add_words=self.gettext("Add row"),
            remove_words=self.gettext("Remove this row"),
            focused=self.focus() == f"{self.name}-add",
        )

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        if self.key in answers:
            yield self._line(answers[self.key])

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        for rule, value in (
            *((name, properties(definition).get(name)) for name in ("min", "max")),
            ("defaultRepetitions", definition.get("defaultRepetitions")),
        ):
            if value is not None and _count(value) is None:
                yield "bad_rule", {"rule": rule, "value": str(value)}
            elif (_count(value) or 0) > MOST_EVER:
                yield "too_many_rows", {"rule": rule, "value": str(value), "limit": MOST_EVER}
        if fewest(definition) > most(definition):
            yield "bad_rule", {"rule": "min", "value": str(properties(definition).get("min"))}
        if not any(registry.inside(definition)):
            yield "no_columns", {}

    @classmethod
    def expressions(cls, definition: Definition) -> Iterator[tuple[str, object]]:
        yield from super().expressions(definition)
        if prefill := properties(definition).get("prefill"):
            yield "prefill", prefill

    @property
    def hint(self) -> Text:
        words = super().hint
        sentence = self.gettext("Only the first %(count)d rows are shown here.") % {"count": MOST_EVER}
        return Text(f"{words} {sentence}".strip(), words.lang) if self.cut else words

    def row_words(self, number: int) -> Text:
        """What a row is called: the word for it and its number."""
        words = self.text("rowLabel") or self.label
        return Text(f"{words} {number + 1}", words.lang)

    def _plot(self) -> Plot:
        prefilled = self._calculate(self.setting("prefill"), first=MOST_EVER + 1)
        given = self.sheet.data_at(self.path).get(self.key)
        items = prefilled if isinstance(prefilled, list) else []
        self.cut = len(items) > MOST_EVER
        return Plot(
            name=self.name,
            sheet=self.sheet,
            given=given,
            prefilled=[_row_of(item) for item in items[:MOST_EVER]],
            fresh=max(self.fewest, 0 if prefilled else repeated(self.definition)),
            most=self.most,
            fixed=not self.changeable,
        )

    def _values_shown(self) -> list[object]:
        return [row.known_inside for row in self.rows if not row.gone]

    def _line(self, value: object) -> drawing.Line:
        items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
        rows = [Row(self, number, Seed(prefilled=item)).cells(item) for number, item in enumerate(items)]
        shown = table(self.definition, rows)
        return drawing.Line(
            id=self.name,
            label=self.label,
            text=Text("\n".join(", ".join(text for text in row if text) for row in shown.rows)),
            value=value,
            kind=drawing.Kind.ROWS,
            table=shown,
        )


class Row(Group):
    """One row of a list: a group whose name is its number."""

    def __init__(self, rows: Rows, number: int, seed: Seed) -> None:
        self.seed = seed
        self.words = rows.row_words(number)
        self.changeable = rows.changeable
        path = (*rows.path, rows.key)
        definition = {"path": str(number), "components": rows.definition.get("components")}
        super().__init__(definition, seed.sheet(rows.sheet, (*path, str(number)), str(self.words)), path)
        self.name = "-".join(self.inner)

    def place(self, scope: Mapping[str, object]) -> bool:
        return super().place({**scope, **self.seed.prefilled})

    @property
    def gone(self) -> bool:
        """Whether everything in it is hidden."""
        return not any(self.named()) and not self.values

    @functools.cached_property
    def _has_formula(self) -> bool:
        return any(isinstance(one, Expression) for one in _within(self))

    @property
    def empty(self) -> bool:
        """Whether nobody has filled in anything; a row given beforehand is empty when it says nothing at all."""
        asked = list(questions(self))
        if self.seed.origin is not None:
            return self.changeable and not self._has_formula and all(question.blank for question in asked)
        asked = [question for question in asked if not question.readonly]
        return all(question.untouched for question in asked) and any(question.blank for question in asked)

    def excuse(self, excused: bool) -> None:
        """Let the questions pass unchecked, as the row will be left out."""
        for question in questions(self):
            question.excused = excused

    @property
    def values(self) -> Mapping[str, object]:
        """The answers in this row."""
        inside = self.answers()[self.key]
        return inside if isinstance(inside, Mapping) else {}

    @property
    def typed(self) -> Mapping[str, object]:
        """The row as typed, marked so that what the form has filled in finds it again."""
        inside = self.typed_answers()[self.key]
        return {MARKER: self._marker(), **(inside if isinstance(inside, Mapping) else {})}

    def drawn(self, form: "TaskForm") -> drawing.Row:
        """What the page draws of the row."""
        return drawing.Row(
            id=self.name,
            legend=self.words,
            marker=(f"{self.name}-{MARKER}", self._marker()),
            parts=tuple(part for child in self.children for part in child.parts(form)),
            remove=self.name if self.changeable else "",
            focused=form.focus == self.name,
        )

    def cells(self, answers: Mapping[str, object]) -> dict[str, drawing.Line]:
        """Lines for reading only by the place of their question in the row."""
        return {line.id.removeprefix(f"{self.name}-"): line for line in self.lines({self.key: answers})}

    def _marker(self) -> str:
        return "" if self.seed.origin is None else str(self.seed.origin)


def fewest(definition: Definition) -> int:
    """How many rows must be filled in: the property `min`, at least one where the list is required."""
    required = isinstance(rules := definition.get("validate"), Mapping) and rules.get("required") is True
    return max(min(_count(properties(definition).get("min")) or 0, MOST_EVER), int(required))


def most(definition: Definition) -> int:
    """How many rows there may be."""
    found = _count(properties(definition).get("max"))
    return MOST if found is None else min(found, MOST_EVER)


def repeated(definition: Definition) -> int:
    """How many rows stand there at first."""
    return min(_count(definition.get("defaultRepetitions", 1)) or 0, MOST_EVER)


def _count(value: object) -> int | None:
    found = decimal_or_none(value)
    return int(found) if found is not None and found == int(found) and found >= 0 else None


def _row_of(item: object) -> Mapping[str, object]:
    """A row given beforehand; expressions in it know a plain value as `item`."""
    return item if isinstance(item, Mapping) else {"item": item}


def _within(group: Group) -> Iterator[Component]:
    for child in group.children:
        yield child
        if isinstance(child, Group):
            yield from _within(child)
