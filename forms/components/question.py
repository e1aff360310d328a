"""What every question of a form can do."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from forms import drawing
from forms.components.component import Component, Fault, Named
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text, part, properties

if TYPE_CHECKING:
    from forms.task_form import TaskForm

Typed = str | list[str] | bool


class Unreadable(ValueError):
    """What was typed is no answer; the message says how to mend it."""


class Question(Named):
    """A component that a person answers. WTForms carries what was typed; `read` and `write` turn it into values."""

    kind: drawing.Kind
    field_type: ClassVar[type[Field]]
    needed_texts: ClassVar[tuple[str, ...]] = ("label",)
    other_texts: ClassVar[tuple[str, ...]] = ("description",)
    width: str = "full"

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        super().__init__(definition, sheet, path)
        self.key = str(definition["key"])
        self.name = "-".join((*path, self.key))
        self.required = part(definition, "validate").get("required") is True
        self.readonly = self._is_readonly()
        self.excused = False
        self.typed: Typed = self._first_typed()

    def read(self, typed: Typed) -> object:
        """The value of what was typed, never asked of nothing; raises Unreadable."""
        return typed

    def write(self, value: object) -> Typed:
        """What the input shows for a value, or for a text typed before."""
        return "" if value is None else str(value)

    def from_post(self, values: list[str]) -> Typed:
        """What was typed, out of what the browser sent under this name."""
        return values[0].replace("\r\n", "\n").strip() if values else ""

    def show(self, value: object) -> Text:
        """A value in the reader's language, for reading only."""
        return Text("" if value is None else str(value))

    def not_computed(self) -> str:
        if self.required and not self.readonly:
            return self.gettext(
                "Part of this question could not be computed. Ask a coordinator to have the form mended if you cannot "
                "answer."
            )
        return self.gettext("Part of this question could not be computed. You can go on without it.")

    def missing(self) -> str:
        """The sentence for a question that must be answered."""
        return self.gettext("This field is required.")

    def rules(self) -> list[object]:
        """WTForms validators for what can be read."""
        return []

    def nothing(self) -> object:
        """The value of a question that was not answered."""
        return None

    @property
    def value(self) -> object:
        """The answer; nothing when it cannot be read."""
        if self.blank:
            return self.nothing()
        try:
            return self.read(self.typed)
        except Unreadable:
            return self.nothing()

    @property
    def blank(self) -> bool:
        return self.typed in ("", [], False)

    @property
    def untouched(self) -> bool:
        """Whether there is nothing but what stood there at first."""
        return self.blank or self.typed == self._typed_before_anyone({})

    def field(self) -> "UnboundField[Field]":
        return UnboundField(
            self.field_type,
            label=self.label,
            description=self.hint,
            validators=[Answered(self), *self.rules()],
            default=self.typed,
            render_kw={"readonly": True} if self.readonly else None,
            **self.field_arguments(),
        )

    def field_arguments(self) -> dict[str, Any]:
        """What this type's WTForms field takes besides."""
        return {}

    def known(self) -> dict[str, object]:
        return {self.key: None if self.hidden else self.value}

    def answers(self) -> dict[str, object]:
        return {} if self.hidden or self.definition.get("disabled") is True else {self.key: self.value}

    def typed_answers(self) -> dict[str, object]:
        return {} if self.hidden or self.readonly else {self.key: self.typed}

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        if self.hidden:
            return
        yield drawing.Field(
            id=self.name,
            name=self.name,
            kind=self.kind,
            label=self.label,
            within=self.sheet.within,
            hint=self.hint,
            format_hint=self.format_hint(),
            prefix=self._adorner("prefix"),
            suffix=self._adorner("suffix"),
            required=self.required and not self.readonly,
            readonly=self.readonly,
            options=self.options_shown(),
            typed=self.typed,
            shown=self.show(self.value),
            value=self.value,
            errors=tuple(str(error) for error in form[self.name].errors),
            limits=self.limits(),
            input_mode=self.input_mode(),
            autocomplete=self.setting("autocomplete"),
            width=self.setting("width") or self.width,
            widget=self.setting("widget"),
            rows=self.rows(),
            halves=self.halves(),
        )

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        if self.key in answers:
            value = answers[self.key]
            yield drawing.Line(
                id=self.name,
                label=self.label,
                text=self.show(value),
                value=value,
                kind=self.kind,
                values=self.show_each(value),
            )

    def format_hint(self) -> str:
        return ""

    def options_shown(self) -> tuple[drawing.Option, ...]:
        return ()

    def show_each(self, value: object) -> tuple[str, ...]:
        return ()

    def limits(self) -> drawing.Limits:
        return drawing.Limits()

    def input_mode(self) -> str:
        return ""

    def rows(self) -> int:
        return 0

    def halves(self) -> tuple[drawing.Field, ...]:
        return ()

    def rule(self, name: str) -> object:
        """A validation rule; an expression gives the value it makes."""
        found = part(self.definition, "validate").get(name)
        return self._calculate(found) if isinstance(found, str) and found.startswith("=") else found

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        for place in ("prefix", "suffix"):
            if part(definition, "appearance").get(f"{place}Adorner"):
                for language in languages:
                    if not properties(definition).get(f"{place}Adorner:{language}"):
                        yield "missing_language", {"attribute": f"{place}Adorner", "language": language}

    @classmethod
    def expressions(cls, definition: Definition) -> Iterator[tuple[str, object]]:
        yield from super().expressions(definition)
        if prefill := properties(definition).get("prefill"):
            yield "prefill", prefill
        if isinstance(definition.get("readonly"), str):
            yield "readonly", definition["readonly"]
        for name, rule in part(definition, "validate").items():
            if isinstance(rule, str) and rule.startswith("="):
                yield f"validate.{name}", rule

    def _is_readonly(self) -> bool:
        asked = self.definition.get("readonly")
        return self.definition.get("disabled") is True or asked is True or self._calculate(asked) is True

    def _first_typed(self) -> Typed:
        """What stands in the input: what a person may not change never comes from the browser."""
        if self.sheet.posted is not None and not self.readonly:
            return self.from_post(self.sheet.posted.getlist(self.name))
        return self._typed_before_anyone(self.sheet.data_at(self.path))

    def _typed_before_anyone(self, given: Mapping[str, object]) -> Typed:
        prefill = self.setting("prefill")
        if prefill and (self.readonly or self.key not in given):
            return self.write(self._calculate(prefill))
        return self.write(given.get(self.key, self.definition.get("defaultValue")))

    def _adorner(self, place: str) -> Text:
        """Words beside the input, a unit for instance."""
        plain = part(self.definition, "appearance").get(f"{place}Adorner")
        words = {f"{place}Adorner": plain, "properties": properties(self.definition)}
        return self.sheet.reader.text(words, f"{place}Adorner")


def questions(component: Component) -> Iterator[Question]:
    """The questions shown in a component, in order."""
    return (one for one in component.named() if isinstance(one, Question))


class Answered:
    """Ends the checks of a field that holds nothing, or nothing that can be read."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.field_flags = {"required": True} if question.required and not question.readonly else {}

    def __call__(self, form: BaseForm, field: Field) -> None:
        if self.question.readonly or self.question.excused:
            raise StopValidation()
        if field.data in (None, "", [], False):
            raise StopValidation(*([self.question.missing()] if self.question.required else []))
        try:
            self.question.read(field.data)
        except Unreadable as fault:
            raise StopValidation(str(fault)) from fault
