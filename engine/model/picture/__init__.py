"""A diagram as SVG, made from the diagram interchange of the file, and a first picture where a file has none."""

from engine.model.picture.arranging import arranged
from engine.model.picture.drawing import draw

__all__ = ["arranged", "draw"]
