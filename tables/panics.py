"""What Polars prints by itself when it meets what it did not expect."""

import io
import os
import sys

_STDERR = 2


def silence() -> None:
    """Keep it off stderr, for the rest of the process: threads of Polars may panic after an error too.

    They write to the file number of stderr, so stderr gets another one.
    """
    try:
        if sys.stderr.fileno() != _STDERR:
            return
    except (OSError, ValueError):
        return
    assert isinstance(sys.stderr, io.TextIOWrapper)
    sys.stderr.flush()
    encoding, errors = sys.stderr.encoding, sys.stderr.errors
    sys.stderr = open(os.dup(_STDERR), "w", buffering=1, encoding=encoding, errors=errors)  # noqa: SIM115
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
