"""Where results go: a file that is there only once it is complete, or stdout."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem


@contextmanager
def replacing(path: str) -> Iterator[str]:
    """Give the name of a file that takes the place of ``path`` at the end, unless something fails.

    It lies beside it, so that the replacement is one step. What is no plain file, such as a named
    pipe, is written as it is. Raises Problem if the folder cannot be written.
    """
    path = os.path.realpath(path)
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        yield path
        return
    folder, name = os.path.split(path)
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{name[:100]}.", suffix=".part", dir=folder)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from None
    os.close(handle)
    try:
        os.chmod(beside, _mode(path))
        yield beside
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


@contextmanager
def withheld() -> Iterator[str]:
    """Give the name of a file whose content is printed at the end, unless something fails."""
    with tempfile.NamedTemporaryFile() as copy:
        yield copy.name
        copy.seek(0)
        shutil.copyfileobj(copy, sys.stdout.buffer)


def unwritable(path: str, reason: str) -> Problem:
    """Return a sentence for a file that cannot be written."""
    kind = CalculationProblem if reason == os.strerror(28) else ProgramProblem
    return kind(f"{path} cannot be written: {reason}", hint="choose another place with -o")


def _mode(path: str) -> int:
    """Return the permissions of a file: those that it has, or those of a new one."""
    with suppress(OSError):
        return stat.S_IMODE(os.stat(path).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
