"""The roles that tasks ask for, and how far each reaches."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Where a role is held."""

    CASE = "case"
    ORGANISATION = "org"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Role:
    """A role by its key; `sees_all_cases` marks those whose work spans every case."""

    key: str
    scope: Scope
    sees_all_cases: bool = False


COORDINATOR = "tf_coord"
NEED_OWNER = "need_owner"
PROCESS_OWNER = "process_owner"
REVIEWER = "reviewer"
ADMIN = "admin"
MANAGER = "manager"

ROLES = {
    role.key: role
    for role in (
        Role(NEED_OWNER, Scope.CASE),
        Role(COORDINATOR, Scope.PLATFORM, sees_all_cases=True),
        Role("pm", Scope.CASE),
        Role("board", Scope.PLATFORM, sees_all_cases=True),
        Role("chair", Scope.PLATFORM, sees_all_cases=True),
        Role("deputy", Scope.CASE),
        Role("architect", Scope.CASE),
        Role("dpo", Scope.ORGANISATION),
        Role("legal", Scope.ORGANISATION),
        Role("ciso", Scope.ORGANISATION),
        Role("researcher", Scope.CASE),
        Role("company", Scope.CASE),
        Role("procure", Scope.ORGANISATION),
        Role("finance", Scope.CASE),
        Role("benefit_owner", Scope.CASE),
        Role("ops_owner", Scope.ORGANISATION),
        Role("adopter", Scope.ORGANISATION),
        Role("registrar", Scope.ORGANISATION),
        Role(MANAGER, Scope.ORGANISATION),
        Role(REVIEWER, Scope.PLATFORM, sees_all_cases=True),
        Role(PROCESS_OWNER, Scope.PLATFORM),
        Role("reader", Scope.CASE),
        Role(ADMIN, Scope.PLATFORM),
    )
}


def scope_of(role: str) -> Scope:
    """The reach of a role; a role that no table knows is held per case."""
    return ROLES[role].scope if role in ROLES else Scope.CASE
