"""What typed words mean in the trail: kinds of acts, roles, tasks and processes that are called so."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.casework import cases
from engine.insight import names
from engine.insight.trail import Words
from engine.ledger.audit import Action
from engine.people.roles import ROLES
from webapp import languages
from webapp.sentences import audit, roles

MOST_ELEMENTS, MOST_CODES, MOST_REASONS = 400, 160, 100
DECISION = "decision:"


def of(session: Session, text: str) -> Words | None:
    """The words in the reader's language; None when nothing was typed."""
    if not text:
        return None
    wanted = cases.folded(text)
    elements: list[tuple[int, str]] = []
    codes = names.reasons_saying(session, wanted, MOST_REASONS)
    codes += [role for role in ROLES if _says(roles.name(role), wanted)]
    for version_id, process, texts in names.model_texts(session):
        for element in _called(texts, wanted):
            if element == process or element.startswith(DECISION):
                codes.append(element.removeprefix(DECISION))
            else:
                elements.append((version_id, element))
    return Words(
        text=text,
        actions=tuple(action.value for action in Action if _says(audit.action(action.value), wanted)),
        codes=tuple(dict.fromkeys(codes))[:MOST_CODES],
        elements=tuple(elements)[-MOST_ELEMENTS:],
    )


def _called(texts: Mapping[str, Any], wanted: str) -> Iterable[str]:
    """The elements of a version whose name says the words; the parts of decision tables have names of their own."""
    for element, entry in texts.items():
        if element.count(":") < 2 and _says(languages.text(entry.get("name", {})), wanted):
            yield element


def _says(name: str, wanted: str) -> bool:
    return wanted in cases.folded(name)
