"""What can be said of a case in a list."""

from flask_babel import gettext as _

from engine.casework.cases import Case


def title(case: Case) -> str:
    """What a case is called: its title, or that it has none yet."""
    return case.title or _("Untitled yet")
