"""What a page draws: an ordered tree of fields, groups and prose, and lines for reading only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from markupsafe import Markup

from forms.texts import Text

NO_WORDS = Text()


class Kind(StrEnum):
    """How an answer is asked for and shown."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "tel"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    MONEY = "money"
    COMPUTED = "computed"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose; `id` is that of its input, the first has the field's own."""

    value: str
    label: Text
    id: str
    selected: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the browser may hint at; lengths in characters, bounds as people write them."""

    min_length: int | None = None
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question. `typed` is the text to show in the input, `value` what it was read as."""

    part: ClassVar[str] = "field"

    id: str
    name: str
    kind: Kind
    label: Text
    hint: Text = NO_WORDS
    format_hint: str = ""
    prefix: Text = NO_WORDS
    suffix: Text = NO_WORDS
    required: bool = False
    readonly: bool = False
    options: tuple[Option, ...] = ()
    typed: str | list[str] | bool = ""
    shown: str = ""
    value: object = None
    errors: tuple[str, ...] = ()
    limits: Limits = Limits()
    input_mode: str = ""
    autocomplete: str = ""
    width: str = "full"
    widget: str = ""
    rows: int = 0

    @property
    def optional(self) -> bool:
        """Whether the label says "(optional)"."""
        return not (self.required or self.readonly)

    @property
    def lang(self) -> str | None:
        """Language of the label where it is not the reader's."""
        return self.label.lang


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Words between the questions, cleaned."""

    part: ClassVar[str] = "prose"

    html: Markup
    lang: str | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions that belong together; without a legend they stand plain."""

    part: ClassVar[str] = "group"

    id: str
    legend: Text = NO_WORDS
    parts: tuple["Part", ...] = field(default_factory=tuple)


Part = Field | Prose | Group


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer for reading only: `text` in the reader's language, several chosen ones also as `values`."""

    id: str
    label: Text
    text: Text
    value: object
    kind: Kind
    values: tuple[str, ...] = ()

    @property
    def value_text(self) -> str:
        return self.text
