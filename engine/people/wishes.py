"""What each person wants to be told by mail, and when."""

from collections.abc import Collection, Mapping
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base


class About(StrEnum):
    """What mail tells of: tasks that are new, deadlines that come near or have passed, what happens in cases.

    The daily overview tells of all that a person wants to read once a day; it is chosen by choosing those.
    """

    TASKS = "tasks"
    REMINDERS = "reminders"
    NEWS = "news"
    DAILY = "daily"


class Choice(StrEnum):
    """When it is told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


Wishes = Mapping[About, Choice]
ORDINARY: Wishes = {About.TASKS: Choice.DAILY, About.REMINDERS: Choice.DAILY, About.NEWS: Choice.AT_ONCE}
"""What holds for whoever has chosen nothing; these can be chosen."""


class MailWish(Base):
    """One choice of a person that is not the ordinary one, or was chosen all the same."""

    __tablename__ = "mail_wish"

    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    choice: Mapped[str] = mapped_column(sa.String(20))


def of(session: Session, people: Collection[int]) -> dict[int, Wishes]:
    """What each of these people wants, the ordinary where nothing was chosen."""
    chosen: dict[int, dict[About, Choice]] = {person: dict(ORDINARY) for person in people}
    query = sa.select(MailWish).where(MailWish.participant_id.in_(people))
    for wish in session.scalars(query):
        chosen[wish.participant_id][About(wish.about)] = Choice(wish.choice)
    return dict(chosen)


def choose(session: Session, person: int, wishes: Wishes) -> Wishes:
    """Keep what a person chooses; gives what held before of that."""
    before = of(session, [person])[person]
    for about, choice in wishes.items():
        session.merge(MailWish(participant_id=person, about=about.value, choice=choice.value))
    return {about: before[about] for about in wishes}


def stop(session: Session, person: int, about: About) -> tuple[Wishes, Wishes]:
    """Send a person no more mail of a kind, of the overview all that it tells of; gives what held and what holds."""
    held = of(session, [person])[person]
    stopped = [about] if about in ORDINARY else [one for one, choice in held.items() if choice is Choice.DAILY]
    after = dict.fromkeys(stopped, Choice.NEVER)
    return choose(session, person, after), after
