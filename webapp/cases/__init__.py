"""Pages of cases: the list, opening one, and the case itself."""

from webapp.cases.views import blueprint

__all__ = ["blueprint"]
