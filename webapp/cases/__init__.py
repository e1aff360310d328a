"""Pages of cases: the list, opening one, the case itself, and whether it is confidential."""

from webapp.cases import confidential
from webapp.cases.views import blueprint

__all__ = ["blueprint", "confidential"]
