"""A case's whole story: everything known of it in order, for print and as PDF."""

from webapp.story.views import blueprint

__all__ = ["blueprint"]
