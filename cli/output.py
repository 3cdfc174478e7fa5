"""Where results go: a file that is there only once it is complete, or stdout."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from backprop.grammar.problem import CalculationProblem, ProgramProblem

from . import terminal


@contextmanager
def replacing(path: str, option: str = "-o") -> Iterator[IO[bytes]]:
    """Give a file that takes the place of ``path`` at the end, unless something fails.

    It lies in the same folder, so that the replacement is one step; without a name where Linux can,
    so that nothing is left even of a run that is killed. What is no plain file, such as a named pipe,
    is written as it is. Raises Problem if the folder cannot be written.
    """
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        with open(path, "wb") as file:
            yield file
        return
    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    beside = os.path.join(folder, f".{name[:100]}.{os.getpid()}.part")
    try:
        file = open(beside, "xb", opener=_without_a_name)  # noqa: SIM115
    except OSError as error:
        kind = CalculationProblem if error.errno == errno.ENOSPC else ProgramProblem
        message = f"{path} cannot be written: {error.strerror or error}"
        raise kind(message, hint=f"choose another place with {option}") from None
    try:
        with file:
            with suppress(AttributeError):  # not on Windows
                os.fchmod(file.fileno(), _mode(path))
            yield file
            if not os.path.exists(beside):
                # With a folder, Python has links followed, which leads from the number to the file.
                os.link(f"/proc/self/fd/{file.fileno()}", beside, src_dir_fd=file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _without_a_name(path: str, flags: int) -> int:
    """Open a new file in the folder of ``path`` that gets this name later, or at once where it must."""
    if os.path.exists("/proc/self/fd"):
        with suppress(AttributeError, OSError):
            return os.open(os.path.dirname(path), os.O_TMPFILE | os.O_RDWR, 0o600)
    return os.open(path, flags, 0o600)


class _Failed(Exception):
    """The document is not to be kept."""


def written(path: str, write: Callable[[], int | None], *, despite_failures: bool) -> int:
    """Send what is printed to a file, and return the exit code. Raises Problem.

    The file stays as it was where ``write`` fails, or returns a code that says so.
    """
    code = 0
    try:
        with replacing(path) as file:
            with terminal.redirected(file):
                code = write() or 0
            if code and not despite_failures:
                raise _Failed
    except _Failed:
        pass
    except OSError as error:
        raise CalculationProblem(
            f"{path} cannot be written: {error.strerror}", hint="make room, or choose another place with -o"
        ) from None
    return code


@contextmanager
def withheld() -> Iterator[str]:
    """Give the name of a file whose content is printed at the end, unless something fails."""
    with tempfile.NamedTemporaryFile() as copy:
        yield copy.name
        copy.seek(0)
        shutil.copyfileobj(copy, terminal.stdout())


def _mode(path: str) -> int:
    """Return the permissions of a file: those that it has, or those of a new one."""
    with suppress(OSError):
        return stat.S_IMODE(os.stat(path).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
