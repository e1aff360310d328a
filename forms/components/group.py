"""Components that hold others."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from forms import drawing
from forms.components import registry
from forms.components.component import Component, Fault, Named
from forms.components.question import questions
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text
from forms.wording import money, wording

if TYPE_CHECKING:
    from forms.task_form import TaskForm


class Group(Component):
    """`group`: a fieldset; with a `path` the answers inside are one context under that name."""

    form_type: ClassVar[str] = "group"
    other_texts: ClassVar[tuple[str, ...]] = ("label",)

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        super().__init__(definition, sheet, path)
        self.key = str(definition.get("path") or "")
        self.inner = (*path, self.key) if self.key else path
        self.children = tuple(registry.build(child, sheet, self.inner) for child in registry.inside(definition))

    def place(self, scope: Mapping[str, object]) -> bool:
        changed = super().place(scope)
        inner = {**scope, **self.known_inside} if self.key else scope
        return any([changed, *(child.place(inner) for child in self.children)])

    def named(self) -> Iterator[Named]:
        if not self.hidden:
            for child in self.children:
                yield from child.named()

    def size(self) -> int:
        return sum(child.size() for child in self.children)

    def focus(self) -> str:
        return next((found for child in self.children if (found := child.focus())), "")

    def known(self) -> dict[str, object]:
        if self.key:
            return {self.key: None if self.hidden else self.known_inside}
        return dict.fromkeys(self.known_inside) if self.hidden else self.known_inside

    def answers(self) -> dict[str, object]:
        return {} if self.hidden else self._under_key(_merged(child.answers() for child in self.children))

    def typed_answers(self) -> dict[str, object]:
        return {} if self.hidden else self._under_key(_merged(child.typed_answers() for child in self.children))

    def review(self, form: "TaskForm") -> bool:
        reviews = [] if self.hidden else [child.review(form) for child in self.children]
        return all(reviews)

    def parts(self, form: "TaskForm") -> Iterator[drawing.Part]:
        if not self.hidden:
            inside = tuple(part for child in self.children for part in child.parts(form))
            yield drawing.Group(id="-".join((*self.sheet.start, self.id)), legend=self.text("label"), parts=inside)

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        inside = answers.get(self.key) if self.key else answers
        if isinstance(inside, Mapping):
            for child in self.children:
                yield from child.lines(inside)

    @property
    def known_inside(self) -> dict[str, object]:
        """What expressions may know of the answers inside, under their own keys."""
        return _merged(child.known() for child in self.children)

    def _under_key(self, inside: dict[str, object]) -> dict[str, object]:
        return {self.key: inside} if self.key else inside


class Money(Group):
    """A group with the property `store: money`: amount and ISO code, never one without the other."""

    form_type: ClassVar[str] = "group/money"
    needed_texts: ClassVar[tuple[str, ...]] = ("label",)
    other_texts: ClassVar[tuple[str, ...]] = ()

    def answers(self) -> dict[str, object]:
        return {} if self.hidden else {self.key: self._value()}

    def known(self) -> dict[str, object]:
        return {self.key: None if self.hidden else self._value()}

    def review(self, form: "TaskForm") -> bool:
        """Blame the half that is missing."""
        halves = {question.key: question for question in questions(self)}
        blank = [key for key, question in halves.items() if question.typed == ""]
        if len(blank) != 1 or form[halves[blank[0]].name].errors:
            return super().review(form)
        sentence = (
            self.gettext("Write the amount as well.")
            if blank[0] == "amount"
            else self.gettext("Choose the currency as well.")
        )
        form.blame(halves[blank[0]].name, sentence)
        return False

    def lines(self, answers: Mapping[str, object]) -> Iterator[drawing.Line]:
        if self.key in answers:
            value = answers[self.key]
            yield drawing.Line(
                id="-".join(self.inner),
                label=self.text("label"),
                text=Text(self._shown(value)),
                value=value,
                kind=drawing.Kind.MONEY,
            )

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        inside = {child.get("key"): child.get("type") for child in registry.inside(definition)}
        if inside != {"amount": "number", "currency": "select"} or not definition.get("path"):
            yield "money_parts", {"found": sorted(str(key) for key in inside)}

    def _value(self) -> dict[str, object] | None:
        inside = self.known_inside
        return None if None in (inside.get("amount"), inside.get("currency")) else inside

    def _shown(self, value: object) -> str:
        if not isinstance(value, Mapping):
            return wording(value, self.sheet.reader)
        return money(cast(object, value.get("amount")), value.get("currency"), self.sheet.reader)


def _merged(answers: Iterator[dict[str, object]]) -> dict[str, object]:
    return {key: value for one in answers for key, value in one.items()}
