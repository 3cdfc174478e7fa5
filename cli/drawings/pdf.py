"""The graph as PDF, for print."""

from .svg import picture

FORMAT = picture("pdf")
