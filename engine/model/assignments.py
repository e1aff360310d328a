"""Who a task asks for, as far as the model says it in plain words."""

import re

from engine.model.documents import Element, ProcessModel

_TEXT = re.compile(r'"([a-z][a-z0-9_]*)(?:@[^"]*)?"')
_ITEM = r'(?:"[^"]*"|"[^"]*@"\s*\+\s*[\w.]+)'
_LITERAL_LIST = re.compile(rf"=\s*(?:\[\s*)?{_ITEM}(?:\s*,\s*{_ITEM})*\s*(?:\]\s*)?")


def written_roles(text: str) -> tuple[str, ...]:
    """The role keys that stand in an assignment as text: a comma list, or a FEEL string or list of strings.

    `role@organisation` gives the role, also where the organisation is computed: `"pm@" + item.org`. Anything else
    that is computed gives nothing.
    """
    if not text.startswith("="):
        return tuple(part.strip().partition("@")[0] for part in text.split(",") if part.strip())
    return tuple(_TEXT.findall(text)) if _LITERAL_LIST.fullmatch(text) else ()


def roles(process: ProcessModel, element: Element) -> tuple[str, ...]:
    """The roles of a step: those written, else the expression as it stands, else the lane; empty for none."""
    groups = element.extensions.candidate_groups
    if groups:
        return written_roles(groups) or (groups,)
    lane = process.lane_of(element.id)
    return (lane,) if lane else ()
