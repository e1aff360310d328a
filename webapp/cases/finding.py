"""The case of an address, for whoever may see it."""

from flask import request

from engine.casework import cases, permissions
from engine.casework.cases import Case
from engine.casework.readings import Page
from webapp.cases import reading
from webapp.database import db
from webapp.people import asker

PAGES = {"story.show": Page.STORY, "story.pdf": Page.PDF}


def visible(number: str) -> Case:
    """The case with a number; NotFound also when the reader may not see it. That they read it is noted."""
    case = cases.by_number(db.session(), number)
    permissions.require_see_case(db.session(), case, asker())
    reading.note(case, PAGES.get(request.endpoint or "", Page.CASE))
    return case
