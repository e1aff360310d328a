"""A diagram as SVG, made from the diagram interchange of the file."""

from engine.model.picture.drawing import draw

__all__ = ["draw"]
