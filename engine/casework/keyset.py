"""Lists read page by page along a key: a page begins after the last row of the one before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

Columns = tuple[Any, ...]
Key = tuple[str, int]
"""Of the last row seen: the value that the list is sorted by, as text, and the row's id."""


@dataclass(frozen=True)
class Sorting:
    """What a list is sorted by, the id that tells equal values apart, and how a value is read from text."""

    value: sa.SQLColumnExpression[Any]
    id: sa.SQLColumnExpression[int]
    read: Callable[[str], object] = str
    descending: bool = False

    def order(self) -> tuple[sa.ColumnElement[Any], ...]:
        """What the database sorts by."""
        return tuple(column.desc() if self.descending else column.asc() for column in (self.value, self.id))

    def beyond(self, key: Key) -> sa.ColumnElement[bool]:
        """The condition that a row comes after the one with this key."""
        value, row = self.read(key[0]), key[1]
        if self.descending:
            return sa.or_(self.value < value, sa.and_(self.value == value, self.id < row))
        return sa.or_(self.value > value, sa.and_(self.value == value, self.id > row))


def page(
    session: Session, query: sa.Select[*Columns], sorting: Sorting, after: Key | None, size: int
) -> tuple[Sequence[sa.Row[*Columns]], Key | None]:
    """One page of rows (entity, value sorted by, …), and the key of the next page when there is one."""
    rows, last = _read(session, query, sorting, after, size)
    return rows, (_text(last[1]), last[0].id) if last is not None else None


def page_of_columns(
    session: Session, query: sa.Select[*Columns], sorting: Sorting, after: Key | None, size: int
) -> tuple[Sequence[sa.Row[*Columns]], Key | None]:
    """Like `page`, for rows that are no entity: (id, value sorted by, …)."""
    rows, last = _read(session, query, sorting, after, size)
    return rows, (_text(last[1]), last[0]) if last is not None else None


def _read(
    session: Session, query: sa.Select[*Columns], sorting: Sorting, after: Key | None, size: int
) -> tuple[Sequence[sa.Row[*Columns]], sa.Row[*Columns] | None]:
    """The rows of a page, and the last of them when others follow."""
    if after is not None:
        query = query.where(sorting.beyond(after))
    rows = session.execute(query.order_by(*sorting.order()).limit(size + 1)).all()
    return rows[:size], rows[size - 1] if len(rows) > size else None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
