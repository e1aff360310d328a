"""The programme: what coordinators send all open cases at once, and how far it has come."""

from webapp.programme.views import blueprint

__all__ = ["blueprint"]
