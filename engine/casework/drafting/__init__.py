"""Drafts of processes: the files of a release being changed by its owners, with every state that was saved."""

from engine.casework.drafting.beginning import begin, begin_new
from engine.casework.drafting.ending import discard, publish
from engine.casework.drafting.reading import aside, base_of, contents, current, every, files, find, state
from engine.casework.drafting.records import FileState, ProcessDraft
from engine.casework.drafting.renewing import renew
from engine.casework.drafting.saving import Saving, drop, remove, save, save_all, settle

__all__ = [
    "FileState",
    "ProcessDraft",
    "Saving",
    "aside",
    "base_of",
    "begin",
    "begin_new",
    "contents",
    "current",
    "discard",
    "drop",
    "every",
    "files",
    "find",
    "publish",
    "remove",
    "renew",
    "save",
    "save_all",
    "settle",
    "state",
]
