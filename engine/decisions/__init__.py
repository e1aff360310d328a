"""Decisions after DMN 1.5 on FEEL: compile, decide, and analyse tables for overlaps and gaps."""

from engine.decisions import analysis
from engine.decisions.analysis import constant_faults, gaps, overlaps, unknown_functions, unused
from engine.decisions.evaluation import Decision, decide
from engine.decisions.graph import Decisions
from engine.decisions.reading import compile_decisions
from engine.decisions.run import TableOutcome

__all__ = [
    "Decision",
    "Decisions",
    "TableOutcome",
    "analysis",
    "compile_decisions",
    "constant_faults",
    "decide",
    "gaps",
    "overlaps",
    "unknown_functions",
    "unused",
]
