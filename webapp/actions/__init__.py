"""Case actions: what people send a case outside of their tasks."""

from webapp.actions.views import blueprint

__all__ = ["blueprint"]
