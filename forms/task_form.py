"""A form bound to what one person sees and types."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from forms import drawing, rules
from forms.components import Group, Question
from forms.components.question import questions
from forms.sheet import ADD, REMOVE, TYPED_IN, Sheet
from forms.texts import Translations


class _Meta(DefaultMeta):
    """Messages come from the catalogue of this reading, for WTForms' own validators too."""

    def __init__(self, translations: Translations) -> None:
        self.translations = translations

    def get_translations(self, form: BaseForm) -> Translations:
        return self.translations


class TaskForm(BaseForm):
    """The questions of a task. Not `wtforms.Form`: keys such as `data` or `errors` must not become attributes."""

    root: ClassVar[Group]
    sheet: ClassVar[Sheet]

    def __init__(self) -> None:
        super().__init__(
            {one.name: one.field() for one in self.root.named()},
            meta=_Meta(self.sheet.reader.translations),
        )
        self.process()

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether everything shown is answered well: each field, then groups, then the rules of the form."""
        self.form_errors = []
        fields_are_good = super().validate(extra_validators)
        groups_are_good = self.root.review(self)
        return self._rules_hold() and fields_are_good and groups_are_good

    def answers(self) -> dict[str, object]:
        """FEEL values of what is shown, nested as the form is; null where nothing was answered."""
        return self.root.answers()

    def typed(self) -> dict[str, object]:
        """What was typed, errors and all, fit for JSON: give it back as `data` to go on with a draft."""
        return {TYPED_IN: self.sheet.reader.language, **self.root.typed_answers()}

    def problems(self) -> list[tuple[str, str, str]]:
        """Field id, label and message of each error in the order of the page; those of the whole form have no id."""
        found = [("", "", str(message)) for message in self.form_errors]
        for one in self.root.named():
            found.extend((one.name, one.title, str(message)) for message in self[one.name].errors)
        return found

    @property
    def rows_changed(self) -> bool:
        """Whether a button asked for a row to come or go: show the form again, nothing is handed in."""
        posted = self.sheet.posted
        return posted is not None and (ADD in posted or REMOVE in posted)

    @property
    def focus(self) -> str:
        """The id of the row that came, or of what took the place of the one that went; "" when none did."""
        return self.root.focus()

    def parts(self) -> tuple[drawing.Part, ...]:
        """What to draw: fields, groups and prose in order."""
        return tuple(part for child in self.root.children for part in child.parts(self))

    def fields(self) -> Iterator[drawing.Field]:
        """The fields alone, in order, groups opened."""
        return _fields_in(self.parts())

    def blame(self, name: str, message: str) -> None:
        """Put an error at a field; at the whole form when the field is not shown."""
        if name in self:
            self[name].errors = [*self[name].errors, message]
        else:
            self.form_errors.append(message)

    def _rules_hold(self) -> bool:
        """A rule whose field is wrong already is left out: its answer says nothing."""
        scope = {**self.sheet.context, **self.root.known()}
        broken = [
            rule
            for rule in rules.of(self.root.definition, self.sheet.reader)
            if not (rule.field in self and self[rule.field].errors) and not rule.holds(self.sheet.reader, scope)
        ]
        for rule in broken:
            self.blame(rule.field, rule.message)
        return not broken

    def question(self, name: str) -> Question:
        """The component behind a field shown; raises LookupError."""
        return next(question for question in questions(self.root) if question.name == name)


def _fields_in(drawn: Sequence[drawing.Part]) -> Iterator[drawing.Field]:
    for part in drawn:
        if isinstance(part, drawing.Field):
            yield part
        elif isinstance(part, drawing.Group):
            yield from _fields_in(part.parts)
        elif isinstance(part, drawing.Rows):
            yield from (field for row in part.rows for field in _fields_in(row.parts))
