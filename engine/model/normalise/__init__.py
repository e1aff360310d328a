"""Rewriting what the library drops or refuses into plain BPMN, on a copy, with a map back to what was drawn."""

from engine.model.normalise import sides
from engine.model.normalise.rewriting import Normalised, normalise

__all__ = ["Normalised", "normalise", "sides"]
