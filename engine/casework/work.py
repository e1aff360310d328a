"""One job of a service task, as the handler of its type sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.casework.caseroles import Cast
from engine.casework.cases import Case

Handler = Callable[["Work"], Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class Work:
    """One job as its handler sees it. `key` stays the same however often the job is tried."""

    cast: Cast
    key: str
    headers: Mapping[str, str]
    inputs: Mapping[str, object]

    @property
    def session(self) -> Session:
        """The session of the running transaction."""
        return self.cast.session

    @property
    def case(self) -> Case:
        """The locked case."""
        return self.cast.case


def as_list(value: object) -> list[Any]:
    """Several values, one or none as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
