"""Why a case was closed, in words."""

from flask_babel import gettext as _
from flask_babel import pgettext


def reason(key: str) -> str:
    """The words for a closing reason; one that is not known stands as it is."""
    words = {
        "completed": pgettext("outcome of a case", "Completed"),
        "approved": _("Approved for the next phase"),
        "referred": _("Referred"),
        "reused": _("Solved by reuse"),
        "purchase": _("Ordinary purchase"),
        "withdrawn": _("Withdrawn"),
        "stopped": _("Stopped"),
        "legal_stop": _("Legal stop"),
        "lapsed": _("Lapsed"),
    }
    return words.get(key, key)
