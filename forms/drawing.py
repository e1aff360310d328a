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
    TIME = "time"
    MOMENT = "moment"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    MONEY = "money"
    COMPUTED = "computed"
    ROWS = "rows"


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
    """One question. `typed` is the text to show in the input, `value` what it was read as.

    A moment has two inputs, its `halves`; the first carries the id of the question. `within` names the row.
    """

    part: ClassVar[str] = "field"

    id: str
    name: str
    kind: Kind
    label: Text
    within: str = ""
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
    halves: tuple["Field", ...] = ()

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


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: `remove` is the value of its button, `marker` name and value of the hidden input that it needs."""

    id: str
    legend: Text
    marker: tuple[str, str]
    parts: tuple["Part", ...]
    remove: str = ""
    focused: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A list of rows. Where the reader may change their number, `add` is the value of the button for one more."""

    part: ClassVar[str] = "rows"

    id: str
    name: str
    legend: Text
    hint: Text = NO_WORDS
    optional: bool = False
    rows: tuple[Row, ...] = ()
    errors: tuple[str, ...] = ()
    add: str = ""
    add_words: str = ""
    remove_words: str = ""
    focused: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows for reading only: the words of each column, and of each row one text per column."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer for reading only: `text` in the reader's language, several chosen as `values`, rows as a `table`."""

    id: str
    label: Text
    text: Text
    value: object
    kind: Kind
    values: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Rows that nobody can change, amid the questions."""

    part: ClassVar[str] = "listing"

    id: str
    hint: Text
    line: Line


Part = Field | Prose | Group | Rows | Listing
