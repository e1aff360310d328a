"""Flask-Security's door to the accounts: what it changes is kept aside until the one commit of the request."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_security import SQLAlchemyUserDatastore, UserMixin
from sqlalchemy.orm import Session

from engine.database import transaction
from engine.people import signins
from engine.people.accounts import account
from engine.people.signins import SignIn
from webapp.database import db
from webapp.security import sessions
from webapp.security.account import Account

WRITTEN = ("password", "fs_uniquifier")


class Accounts(SQLAlchemyUserDatastore):
    """Reads through the request's session, which cannot write; writes in `transaction`."""

    def __init__(self) -> None:
        super().__init__(db, Account, None)  # type: ignore[arg-type] # roles are the engine's, not the library's

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:
        """As the library does; but by the mark in a cookie only while the sign-in that it names has not been ended."""
        if "fs_uniquifier" not in kwargs:
            return super().find_user(case_insensitive, **kwargs)
        query = sa.select(Account).join(SignIn, SignIn.participant_id == account.c.participant_id)
        query = query.where(account.c.fs_uniquifier == kwargs["fs_uniquifier"], SignIn.key == sessions.key())
        return self.db.session().scalar(query)

    def put(self, model: Account) -> Account:
        """Note what has changed and take the object out of the session, which would try to write it."""
        state = sa.inspect(model)
        values = {name: getattr(model, name) for name in WRITTEN if state.attrs[name].history.has_changes()}
        if model in self.db.session:
            self.db.session.expunge(model)
        if values:
            later(lambda session: _change(session, model.id, values))
        return model

    def delete(self, model: Account) -> None:
        """Accounts are closed, never deleted: the audit trail points to them."""
        raise NotImplementedError

    def commit(self) -> None:
        """Write what was noted; nothing noted, nothing written."""
        noted: list[Callable[[Session], None]] = g.pop("account_changes", [])
        if not noted:
            return
        with transaction(self.db.session()) as session:
            for write in noted:
                write(session)


def later(write: Callable[[Session], None]) -> None:
    """Let the request's commit write something more."""
    if "account_changes" not in g:
        g.account_changes = []
    g.account_changes.append(write)


def _change(session: Session, account_id: int, values: dict[str, Any]) -> None:
    changed = account.update().where(account.c.id == account_id).values(**values)
    person = session.scalar(changed.returning(account.c.participant_id))
    if "fs_uniquifier" in values and person is not None:
        signins.end_all(session, person)
