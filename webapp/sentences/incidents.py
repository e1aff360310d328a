"""Why a case is halted, in words."""

from flask_babel import gettext as _

from engine.casework.processes import ProcessVersion
from webapp import languages


def words(code: str, where: str) -> str:
    """What failed, as one sentence; `where` is what people call the step."""
    sentences = {
        "job_failed": _("An automatic step could not be done: %(where)s.", where=where),
        "no_flow": _(
            "No way out of “%(where)s” fits the answers. The process owner must look at its conditions.", where=where
        ),
        "engine_failed": _("The process engine failed. Nothing was lost; the case stands where it was."),
        "stuck": _("The process waits at “%(where)s” for something that can never come.", where=where),
        "uncaught_error": _("An error that nobody handles was raised at “%(where)s”.", where=where),
        "too_many_steps": _("The process ran in circles at “%(where)s” and was stopped.", where=where),
    }
    return sentences.get(code, _("The process cannot go on at “%(where)s”.", where=where))


def place(version: ProcessVersion | None, element: str) -> str:
    """What a step is called; a step without a name gives that of its process."""
    if version is None:
        return element
    return languages.text(version.name(element) if element else {}) or languages.text(version.name()) or element
