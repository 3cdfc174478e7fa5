"""The ways in which a plot is shown: a chart for the terminal, a picture, or its points."""

from collections.abc import Sequence
from typing import Literal

from . import plots

Kind = Literal["chart", "points", "picture"]
_POINTS = {"csv": (), "json": (".jsonl", ".ndjson"), "plain": (), "tsv": ()}


class _Ways:
    """The names of these, as choices of an option and of the name of a file."""

    names: Sequence[str] = ("chart", *_POINTS, *plots.FORMATS)

    def extensions(self, name: str) -> Sequence[str]:
        return (".txt",) if name == "chart" else (f".{name}", *_POINTS.get(name, ()))

    def of_extension(self, extension: str) -> str | None:
        return next((name for name in self.names if extension in self.extensions(name)), None)


WAYS = _Ways()


def kind(name: str) -> Kind:
    """Return what kind of thing a way shows."""
    return "chart" if name == "chart" else "points" if name in _POINTS else "picture"
