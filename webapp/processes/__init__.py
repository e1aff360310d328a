"""Pages of processes: versions, diagrams, files, and publishing with its list of problems."""

from webapp.processes.views import blueprint

__all__ = ["blueprint"]
