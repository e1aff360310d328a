"""Forms: form-js documents read, shown and validated in the reader's language. Knows neither web nor engine."""

from forms import definitions
from forms.binding import bind, describe, form_class
from forms.checking import check
from forms.drawing import Field, Group, Kind, Line, Option, Prose
from forms.problems import CODES, FormProblem
from forms.task_form import TaskForm
from forms.texts import Text, messages

__all__ = [
    "CODES",
    "Field",
    "FormProblem",
    "Group",
    "Kind",
    "Line",
    "Option",
    "Prose",
    "TaskForm",
    "Text",
    "bind",
    "check",
    "definitions",
    "describe",
    "form_class",
    "messages",
]
