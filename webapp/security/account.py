"""The sign-in class over the engine's table of accounts."""

from flask_security import UserMixin
from sqlalchemy.orm import relationship

from engine.database import Base
from engine.people.accounts import account
from engine.people.participants import Participant


class Account(UserMixin):
    """How a participant signs in. It maps `account` alone, so that no row of a participant is ever two objects."""

    roles = ()  # type: ignore[assignment] # rights come from memberships, which the engine reads

    id: int
    participant_id: int
    email: str
    password: str | None
    enabled: bool
    fs_uniquifier: str
    participant: Participant

    @property
    def active(self) -> bool:  # type: ignore[override]
        """Whether the account may be used: it and its person must both be active."""
        return self.enabled and self.participant.active


Base.registry.map_imperatively(
    Account,
    account,
    properties={
        "enabled": account.c.active,
        "participant": relationship(Participant, lazy="joined", innerjoin=True, viewonly=True),
    },
)
