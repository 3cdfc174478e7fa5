"""The graph as PNG."""

from .svg import picture

FORMAT = picture("png")
