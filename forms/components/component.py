"""What every component of a form can do."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from wtforms import Field
from wtforms.fields.core import UnboundField

from forms import drawing
from forms.components import registry
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text, part, properties, written

if TYPE_CHECKING:
    from forms.task_form import TaskForm

Fault = tuple[str, Mapping[str, object]]


class Component:
    """One element of a form at one reading of it; a subclass per form-js type holds all aspects of that type."""

    form_type: ClassVar[str] = ""
    needed_texts: ClassVar[tuple[str, ...]] = ()
    other_texts: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "form_type" in cls.__dict__:
            registry.TYPES[cls.form_type] = cls

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        """`path` leads to the group whose answers this one's belong to."""
        self.definition = definition
        self.sheet = sheet
        self.path = path
        self.scope: Mapping[str, object] = sheet.context
        self.hidden = False

    @property
    def id(self) -> str:
        return str(self.definition.get("id") or self.definition.get("key") or "")

    def place(self, scope: Mapping[str, object]) -> bool:
        """Take the names that expressions may use and decide anew what is hidden; True when that has changed."""
        before, self.scope = self.hidden, scope
        self.hidden = self._calculate(part(self.definition, "conditional").get("hide")) is True
        return self.hidden != before

    def named(self) -> Iterator["Named"]:
        """What is shown and has a name at which errors are told, in order."""
        yield from ()

    def size(self) -> int:
        """How many components this one is, those inside it included."""
        return 1

    def focus(self) -> str:
        """The id of what a button of this form has changed, where to go on."""
        return ""

    def known(self) -> dict[str, object]:
        """What expressions may know of the answers: hidden and unreadable ones are null."""
        return {}

    def answers(self) -> dict[str, object]:
        """The values of what is shown."""
        return {}

    def typed_answers(self) -> dict[str, object]:
        """The texts as typed of what is shown, fit for JSON."""
        return {}

    def review(self, form: "TaskForm") -> bool:
        """Check what concerns several fields, once each alone has been checked."""
        return True

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        """What the page draws."""
        yield from ()

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        """What reading only shows of given answers."""
        yield from ()

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        """What is wrong with the definition of one such component, those inside it left out."""
        for attribute in cls.needed_texts:
            if not written(definition, attribute, "en"):
                yield "missing_text", {"attribute": attribute}
        for attribute in (*cls.needed_texts, *cls.other_texts):
            yield from _untranslated(definition, attribute, languages)

    @classmethod
    def expressions(cls, definition: Definition) -> Iterator[tuple[str, object]]:
        """The attributes that hold expressions, each with its text."""
        if hide := part(definition, "conditional").get("hide"):
            yield "conditional.hide", hide
        for attribute in (*cls.needed_texts, *cls.other_texts):
            for key in (attribute, f"{attribute}:da", f"{attribute}:sv"):
                text = definition.get(key) or properties(definition).get(key)
                if isinstance(text, str) and text.startswith("="):
                    yield key, text

    def text(self, attribute: str) -> Text:
        """Words in the reader's language; an expression gives the words it makes."""
        found = self.sheet.reader.text(self.definition, attribute)
        if not found.startswith("="):
            return found
        made = self._calculate(str(found))
        return Text("" if made is None else str(made), found.lang)

    def setting(self, name: str) -> str:
        """A custom property that is no text to show."""
        found = properties(self.definition).get(name)
        return "" if found is None else str(found)

    def gettext(self, message: str) -> str:
        return self.sheet.reader.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.sheet.reader.translations.ngettext(singular, plural, number)

    @property
    def computed(self) -> bool:
        """Whether every expression of the component that was asked for has a value."""
        failed = self.sheet.reader.failed
        return not failed or failed.isdisjoint(str(text) for _, text in self.expressions(self.definition))

    def _calculate(self, expression: object, first: int | None = None) -> object:
        return self.sheet.reader.calculate(expression, self.scope, first)


class Named(Component):
    """A component with a name of its own on the page; WTForms keeps its errors."""

    key: str
    name: str

    @property
    def label(self) -> Text:
        return self.text("label") or Text(self.key)

    @property
    def title(self) -> str:
        """The label, with the row that it stands in."""
        return f"{self.sheet.within}, {self.label}" if self.sheet.within else str(self.label)

    @property
    def hint(self) -> Text:
        """The explanation, with what is missing because it could not be computed."""
        words = self.text("description")
        return words if self.computed else Text(f"{words} {self.not_computed()}".strip(), words.lang)

    def not_computed(self) -> str:
        """The sentence for what is missing of this component."""
        return self.gettext("Part of this could not be computed.")

    def field(self) -> "UnboundField[Field]":
        """The WTForms field, not yet bound to a form."""
        return UnboundField(Field, label=self.label)

    def named(self) -> Iterator["Named"]:
        if not self.hidden:
            yield self


def _untranslated(definition: Definition, attribute: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    if not written(definition, attribute, "en"):
        return
    for language in languages:
        if not written(definition, attribute, language):
            yield "missing_language", {"attribute": attribute, "language": language}
