"""Pages where process owners change processes: drafts of whole releases, their files, and the editors."""

from webapp.modeller import drafts, editors, files, publishing
from webapp.modeller.area import blueprint

__all__ = ["blueprint", "drafts", "editors", "files", "publishing"]
