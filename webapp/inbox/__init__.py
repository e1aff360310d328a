"""The inbox: what waits for me and for my roles, and notices."""

from webapp.inbox.views import blueprint

__all__ = ["blueprint"]
