"""Forms: form-js documents read, shown and validated in the reader's language. Knows neither web nor engine."""

from forms import changes, definitions
from forms.binding import bind, describe, form_class
from forms.checking import check
from forms.drawing import Field, Group, Kind, Line, Listing, Option, Prose, Row, Rows, Table
from forms.problems import CODES, FormProblem
from forms.sheet import Evaluate, NotComputed
from forms.task_form import TaskForm
from forms.texts import Text, catalogue, messages

__all__ = [
    "CODES",
    "Evaluate",
    "Field",
    "FormProblem",
    "Group",
    "Kind",
    "Line",
    "Listing",
    "NotComputed",
    "Option",
    "Prose",
    "Row",
    "Rows",
    "Table",
    "TaskForm",
    "Text",
    "bind",
    "catalogue",
    "changes",
    "check",
    "definitions",
    "describe",
    "form_class",
    "messages",
]
