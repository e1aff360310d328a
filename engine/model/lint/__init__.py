"""Checking model files before anybody executes them: rules of meaning, and rules of the house."""

from engine.model.lint.checking import check
from engine.model.lint.codes import CODES, Profile, Rules

__all__ = ["CODES", "Profile", "Rules", "check"]
