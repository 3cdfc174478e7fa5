"""The graph as SVG, for pages and slides."""

from . import Format, picture

FORMAT = Format([".svg"], picture.writer("svg"), remark=picture.remark)
