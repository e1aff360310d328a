"""Pages of the people of a case: who holds which role, who votes, which organisations take part."""

from webapp.team.views import blueprint

__all__ = ["blueprint"]
