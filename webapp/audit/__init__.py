"""The audit trail: what was done, by whom and when, as sentences in the reader's language."""

from webapp.audit import chains, judging, samples
from webapp.audit.views import blueprint

__all__ = ["blueprint", "chains", "judging", "samples"]
