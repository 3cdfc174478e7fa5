"""The graph as PNG."""

from . import Format, picture

FORMAT = Format([".png"], picture.writer("png"), remark=picture.remark)
