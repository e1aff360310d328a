"""One's own account: who I am here, my language, theme and password."""

from webapp.account.views import blueprint

__all__ = ["blueprint"]
