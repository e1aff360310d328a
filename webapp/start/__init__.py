"""Pages for everybody: the start, the accessibility statement and how personal data is treated."""

from webapp.start.views import blueprint

__all__ = ["blueprint"]
