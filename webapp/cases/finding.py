"""The case of an address, for whoever may see it."""

from engine.casework import cases, permissions
from engine.casework.cases import Case
from webapp.database import db
from webapp.people import asker


def visible(number: str) -> Case:
    """The case with a number; NotFound also when the reader may not see it."""
    case = cases.by_number(db.session(), number)
    permissions.require_see_case(db.session(), case, asker())
    return case
