"""One class per form-js component type, holding all aspects of that type."""

from forms.components import choice, day, group, moment, number, prose, rows, text
from forms.components.component import Component
from forms.components.group import Group
from forms.components.question import Question

__all__ = ["Component", "Group", "Question", "choice", "day", "group", "moment", "number", "prose", "rows", "text"]
