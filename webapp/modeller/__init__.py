"""Pages where process owners change processes: drafts of whole releases, their files, and the editors."""

from webapp.modeller import drafts, files, publishing
from webapp.modeller.area import blueprint

__all__ = ["blueprint", "drafts", "files", "publishing"]
