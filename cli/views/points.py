"""What `plot` gives to programs: the points."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from backprop.cli.formats import json

from . import Records


class PointsView(NamedTuple):
    """The inputs, the outputs and their derivatives at each point; None for what is undefined."""

    columns: Sequence[str]
    rows: Iterable[Sequence[float | None]]

    def records(self) -> Records:
        return Records(self.columns, self.rows)

    def cells(self) -> Iterator[Sequence[object]]:
        yield from self.rows

    def documents(self) -> Iterator[str]:
        """Offer an object for each point, with null for what is undefined."""
        for row in self.rows:
            yield json.dumps(dict(zip(self.columns, row, strict=True)))
