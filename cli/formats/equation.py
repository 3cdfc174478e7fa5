"""Text that folds in front of its last equals sign."""

from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.containers import Lines
from rich.text import Text


class Equation(Text):
    """``∂v1/∂a = b = -3``, which a narrow cell shows as ``∂v1/∂a = b`` over ``= -3``."""

    def wrap(self, console: Console, width: int, *args: Any, **options: Any) -> Lines:
        """Fold at the equals sign first, and elsewhere only if that is not enough."""
        head, _, tail = self.plain.rpartition(" = ")
        if not head or cell_len(self.plain) <= width:
            return super().wrap(console, width, *args, **options)
        folded = Lines()
        for part in (head, f"= {tail}"):
            folded.extend(Text(part, style=self.style).wrap(console, width, *args, **options))
        return folded
