"""What may stand in the path of an address: numbers a row can have, and words without control characters."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

LARGEST = 2**31 - 1  # of a whole number in a column; no row is ever asked for beyond it


class RowNumber(IntegerConverter):
    """A whole number in plain digits; others are no address of ours."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, **bounds: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **bounds})


class Word(UnicodeConverter):
    """One part of a path; databases refuse some of the control characters, so none is let in."""

    def __init__(self, map: Map, **lengths: Any) -> None:
        super().__init__(map, **lengths)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


def install(app: Flask) -> None:
    """Read the addresses of all areas this way; before they are registered."""
    app.url_map.converters.update(int=RowNumber, string=Word, default=Word)
