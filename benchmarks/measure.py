"""Measuring whole processes, in turns."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

BACKPROP = str(Path(sysconfig.get_path("scripts")) / "backprop")
PYTHON = sys.executable


class Figure(NamedTuple):
    """A median, and its ratio to another one of the same run."""

    what: str
    median: float
    unit: str
    ratio: float | None = None
    to: str = ""


def seconds(command: Sequence[str], stdin: bytes = b"") -> float:
    """Return the wall time of one run of a command; what it prints is thrown away."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, input=stdin, stdout=subprocess.DEVNULL, env=variables, check=True)
    return time.perf_counter() - started


def in_turns(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Return the median wall time of each command, run one after the other, after a warm-up."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if number:
                times[name].append(taken)
    return {name: median(found) for name, found in times.items()}


def peak_mebibytes(command: Sequence[str], stdin: Path) -> float:
    """Return the peak memory of one run of a command, measured by a process that runs nothing else."""
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[2:], stdin=open(sys.argv[1]), stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([PYTHON, "-c", program, str(stdin), *command], capture_output=True, check=True)
    return int(done.stdout) / 1024
