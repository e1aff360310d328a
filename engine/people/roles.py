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
PM = "pm"
BOARD = "board"
CHAIR = "chair"
DEPUTY = "deputy"
ARCHITECT = "architect"
RESEARCHER = "researcher"
FINANCE = "finance"
BENEFIT_OWNER = "benefit_owner"
COMPANY = "company"
MANAGER = "manager"
READER = "reader"
PROCESS_OWNER = "process_owner"
REVIEWER = "reviewer"
ADMIN = "admin"

ROLES = {
    role.key: role
    for role in (
        Role(NEED_OWNER, Scope.CASE),
        Role(COORDINATOR, Scope.PLATFORM, sees_all_cases=True),
        Role(PM, Scope.CASE),
        Role(BOARD, Scope.PLATFORM, sees_all_cases=True),
        Role(CHAIR, Scope.PLATFORM, sees_all_cases=True),
        Role(DEPUTY, Scope.CASE),
        Role(ARCHITECT, Scope.CASE),
        Role("dpo", Scope.ORGANISATION),
        Role("legal", Scope.ORGANISATION),
        Role("ciso", Scope.ORGANISATION),
        Role(RESEARCHER, Scope.CASE),
        Role(COMPANY, Scope.CASE),
        Role("procure", Scope.ORGANISATION),
        Role(FINANCE, Scope.CASE),
        Role(BENEFIT_OWNER, Scope.CASE),
        Role("ops_owner", Scope.ORGANISATION),
        Role("adopter", Scope.ORGANISATION),
        Role("registrar", Scope.ORGANISATION),
        Role(MANAGER, Scope.ORGANISATION),
        Role(REVIEWER, Scope.PLATFORM, sees_all_cases=True),
        Role(PROCESS_OWNER, Scope.PLATFORM),
        Role(READER, Scope.CASE),
        Role(ADMIN, Scope.PLATFORM),
    )
}

# Roles that one person at a time holds in a case; the process knows them as entries of its variable `team`.
TEAM = (PM, RESEARCHER, ARCHITECT, FINANCE, BENEFIT_OWNER, CHAIR, DEPUTY)
SINGLE = frozenset({NEED_OWNER, *TEAM})
# Roles for which nobody is named in a case: who votes stands in the list of voters, the others work on no case.
NEVER_NAMED = frozenset({BOARD, REVIEWER, PROCESS_OWNER, ADMIN})
NAMED_IN_CASES = tuple(key for key in ROLES if key not in NEVER_NAMED)


def scope_of(role: str) -> Scope:
    """The reach of a role; a role that no table knows is held per case."""
    return ROLES[role].scope if role in ROLES else Scope.CASE
