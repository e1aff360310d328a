"""Words for what differs between two versions of a process."""

from flask_babel import gettext as _


def state(name: str) -> str:
    """What happened to an element or a file."""
    words = {"added": _("Added"), "changed": _("Changed"), "removed": _("Removed"), "moved": _("Moved")}
    return words.get(name, name)


def aspect(fact: str) -> str:
    """What of an element of a diagram has changed."""
    words = {
        "kind": _("its kind"),
        "scope": _("where it belongs"),
        "name": _("its name"),
        "ends": _("what it joins"),
        "default": _("the default way"),
        "settings": _("settings and translations"),
        "documentation": _("its description"),
        "condition": _("its condition"),
        "members": _("what stands in it"),
        "trigger": _("what triggers it"),
        "loop": _("how it is repeated"),
    }
    return words.get(fact, _("other properties"))


def part_of_table(kind: str, number: int, decision: str) -> str:
    """A part of a decision file, and where it stands."""
    if kind == "rule":
        return _("Rule %(number)s of “%(decision)s”", number=number, decision=decision)
    if kind == "input":
        return _("Input %(number)s of “%(decision)s”", number=number, decision=decision)
    if kind == "output":
        return _("Output %(number)s of “%(decision)s”", number=number, decision=decision)
    return _("Decision") if kind == "decision" else _("Part of the decisions")


def part_of_form(kind: str) -> str:
    """A part of a form."""
    if kind in ("text", "html", "image", "table", "separator", "spacer", "iframe", "documentPreview", "button"):
        return _("Text or picture")
    return _("Group") if kind in ("group", "dynamiclist") else _("Question")
