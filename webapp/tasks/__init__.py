"""The task page: what is asked, the form, and what can be done with the task."""

from webapp.tasks import dates  # noqa: F401 - its routes belong to the blueprint
from webapp.tasks.views import blueprint

__all__ = ["blueprint"]
