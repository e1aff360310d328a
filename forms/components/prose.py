"""Components that ask nothing."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from forms import drawing, markdown
from forms.components.component import Component
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text, properties
from forms.wording import wording

if TYPE_CHECKING:
    from forms.task_form import TaskForm


class Words(Component):
    """`text`: Markdown, or an expression that makes Markdown."""

    form_type: ClassVar[str] = "text"
    needed_texts: ClassVar[tuple[str, ...]] = ("text",)

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        words = self.text(self.needed_texts[0])
        if words and not self.hidden:
            yield drawing.Prose(html=self.render(words), lang=words.lang)

    def render(self, words: str) -> Markup:
        return markdown.render(words)


class Html(Words):
    """`html`: HTML, cleaned."""

    form_type: ClassVar[str] = "html"
    needed_texts: ClassVar[tuple[str, ...]] = ("content",)

    def render(self, words: str) -> Markup:
        return markdown.clean(words)


class Separator(Component):
    """`separator`: a line across."""

    form_type: ClassVar[str] = "separator"

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        if not self.hidden:
            yield drawing.Prose(html=Markup("<hr>"))


class Spacer(Component):
    """`spacer`: distance, which the style sheet gives by itself."""

    form_type: ClassVar[str] = "spacer"


class Expression(Component):
    """`expression`: a value computed from answers and context; shown where it has a label, stored under its key."""

    form_type: ClassVar[str] = "expression"
    other_texts: ClassVar[tuple[str, ...]] = ("label", "description")

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        super().__init__(definition, sheet, path)
        self.key = str(definition["key"])
        self.name = "-".join((*path, self.key))

    @property
    def value(self) -> object:
        return self._calculate(self.definition.get("expression"))

    def known(self) -> dict[str, object]:
        return {self.key: None if self.hidden else self.value}

    def answers(self) -> dict[str, object]:
        return {} if self.hidden else {self.key: self.value}

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        label = self.text("label")
        if label and not self.hidden:
            shown = wording(self.value, self.sheet.reader)
            if not self.computed:
                shown = self.gettext("This could not be computed. You can go on without it.")
            yield drawing.Field(
                id=self.name,
                name=self.name,
                kind=drawing.Kind.COMPUTED,
                label=label,
                hint=self.text("description"),
                readonly=True,
                typed=shown,
                shown=shown,
                value=self.value,
                widget=str(properties(self.definition).get("widget") or ""),
            )

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        label, value = self.text("label"), answers.get(self.key)
        if label and self.key in answers:
            text = Text(wording(value, self.sheet.reader))
            yield drawing.Line(id=self.name, label=label, text=text, value=value, kind=drawing.Kind.COMPUTED)

    @classmethod
    def expressions(cls, definition: Definition) -> Iterator[tuple[str, object]]:
        yield from super().expressions(definition)
        yield "expression", definition.get("expression", "")
