"""One sentence per audit entry about a draft of a process, made when it is read."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from engine.ledger.audit import Action

Details = Mapping[str, Any]


def _begun(details: Details, _page: object) -> str:
    if details["release"] is None:
        return _("Began the draft of a new process, “%(process)s”.", process=details["process"])
    return _("Began a draft of “%(process)s”.", process=details["process"])


def _saved(details: Details, _page: object) -> str:
    names = ", ".join([*details["files"], *details["aside"]])
    if not details["aside"]:
        return _("Saved %(names)s in the draft of “%(process)s”.", names=names, process=details["process"])
    return _(
        "Saved %(names)s in the draft of “%(process)s”; somebody else had changed %(aside)s meanwhile.",
        names=names,
        process=details["process"],
        aside=", ".join(details["aside"]),
    )


def _removed(details: Details, _page: object) -> str:
    return _("Removed %(name)s from the draft of “%(process)s”.", name=details["file"], process=details["process"])


def _settled(details: Details, _page: object) -> str:
    return _(
        "Chose between two states of %(name)s in the draft of “%(process)s”.",
        name=details["file"],
        process=details["process"],
    )


def _renewed(details: Details, _page: object) -> str:
    return _("Brought the newest release into the draft of “%(process)s”.", process=details["process"])


def _discarded(details: Details, _page: object) -> str:
    return _("Discarded the draft of “%(process)s”.", process=details["process"])


SENTENCES: Mapping[str, Callable[[Details, object], str]] = {
    Action.DRAFT_BEGUN: _begun,
    Action.DRAFT_SAVED: _saved,
    Action.DRAFT_FILE_REMOVED: _removed,
    Action.DRAFT_SETTLED: _settled,
    Action.DRAFT_RENEWED: _renewed,
    Action.DRAFT_DISCARDED: _discarded,
}


def kinds() -> dict[str, str]:
    """What kinds of acts on drafts there are, for choosing in a list."""
    return {
        Action.DRAFT_BEGUN: _("Draft begun"),
        Action.DRAFT_SAVED: _("Draft saved"),
        Action.DRAFT_FILE_REMOVED: _("File removed from a draft"),
        Action.DRAFT_SETTLED: _("Draft: choice between two states"),
        Action.DRAFT_RENEWED: _("Draft: release brought in"),
        Action.DRAFT_DISCARDED: _("Draft discarded"),
    }
