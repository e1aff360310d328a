"""Mail to people: how it is written and carried, the box of a demonstration, and the links that switch it off."""

from webapp.mail.views import blueprint

__all__ = ["blueprint"]
