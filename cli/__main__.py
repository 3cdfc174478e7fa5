"""Where the command `backprop` starts: what a shell expects of a program, whatever it does."""

import gc
import os
import sys
from contextlib import suppress

from . import FAILED, INTERRUPTED

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""Hardly anything here refers to itself, and a start is a little faster than with Python's 700."""


def main() -> None:
    """Run the command line, and exit with its code; quietly when interrupted or no longer read."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by the shell, as in >&-
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
    try:
        from .commands import run

        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        _discard_stdout()
        code = 0
    except OSError as error:
        sys.stderr.write(f"error: the result cannot be written: {error.strerror}\n")
        _discard_stdout()
        code = FAILED
    if _has_threads():  # which may still run Python, and it aborts on its way out then
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _has_threads() -> bool:
    """Tell whether threads may run beside this one: those of Polars, or one that reads."""
    threading = sys.modules.get("threading")
    return "polars" in sys.modules or (threading is not None and threading.active_count() > 1)


def _discard_stdout() -> None:
    """Let Python, which flushes once more on its way out, write what is left to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
