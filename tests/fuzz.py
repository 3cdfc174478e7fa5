"""Programs at random, and what the command line does with them.

``python -m tests.fuzz`` runs as many as are asked for and prints the figures. With ``--guided`` they
are found by atheris, which looks for inputs that reach new code.
"""

import contextlib
import io
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from backprop.cli import commands, formats
from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS

from .operands import in_call

SECONDS = 1.0
"""The processor time that no program may take: a sign of something worse than linear time."""

HANGING = 10.0
"""What it may take on a machine that is busy with others, which slow it down; after that it is stopped."""

_WAITING = 30
"""So many times longer it may take on the clock: a program that waits takes no processor time."""

_OPERANDS = "a b x θ x̄ v1 c_1 f 2 0 -1 1e308 .5 1_000 5e-324 1.2.3 1e999 pi tau é 2x ½ ٣ `T (C)` `".split(" ")
_SYMBOLS = (
    "+ - * / % ** ^ = += **= == != <= < > ≥ => ( ) ( ) , ; · − ² ⁻¹ # | || && ! ? : $ √ ∞ ' “ ”".split()
)
_WORDS = [
    "2x",
    "(a)(b)",
    "x²",
    "√(",
    "∛x",
    "a[1]",
    "b[i, j]",
    "Sin[x]",
    "car.mass",
    "x_{1}",
    "np.",
    "std::",
    "%e",
    ":=",
    "sin^2(",
    "a > 0 ? b : x",
    "where(",
    "not ",
    " and ",
    " or ",
    "f(x) = ",
    "g(a, b) = ",
    "f(",
    "a = 2;",
    "a = b;",
    " if ",
]
_ODD = [
    " ",
    "\t",
    "\0",
    "\x1b",
    "\ud800",
    "\udcff",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\N{GRINNING FACE}",
    "\u0301" * 30,
    "\u0301\u0323" * 300,
    "a" + "\u0301" * 300,
    "\xa0",
]
_PIECES = [*_OPERANDS, *_SYMBOLS, *_WORDS, *_ODD, *(f"{name}(" for name in (*FUNCTIONS, *FOLDS, *ALIASES))]
_SEEDS = [
    "L = (a*b + c) * f",
    "N(x) = (1 + erf(x/sqrt(2)))/2; P = N(a) - N(b)",
    "y = where(x > 0 and not (a < 1 or b != 2), log(x), -x**2) % 3",
    "d = a*b; e = a + b; f = d*e; f += relu(d - e)**2",
    "loss = mean((a - 1)**2, (b - 2)**2) + 1e-3*hypot(a, b) - logaddexp(a, b, x)",
    "y = 2x² - 3(a + b)(a - b)√(x + 1)/car.mass[1] + (x > 0 && a < 1 ? sin²(x) : %e^a)",
    "x̄ = sum(a, b, x)/3; σ = sqrt(((a - x̄)**2 + (b - x̄)**2)/2); `z score` = (a - x̄)/σ",
]
_EACH = [name for name in formats.FORMATS.names if formats.FORMATS.load(name).start is None]
"""The formats of many programs."""

_VALUES = [["a=2", "b=-3", "x=0"], ["a=1e200", "b=-0.0", "x=1e-300", "c=1", "f=-1e-9"]]


def pieces(chance: random.Random) -> str:
    """Return pieces of programs in any order."""
    return "".join(chance.choices(_PIECES, k=chance.randint(1, 20)))


def mutation(chance: random.Random) -> str:
    """Return a program with a few characters replaced, added, removed or repeated."""
    text = chance.choice(_SEEDS)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        start = chance.randrange(len(text) + 1)
        end = start + chance.choice((0, 0, 1, 1, 2, 8))
        text = text[:start] + chance.choice(["", text[start:end] * 2, chance.choice(_PIECES)]) + text[end:]
    return text


def noise(chance: random.Random) -> str:
    """Return random bytes, as the shell would hand them over."""
    return chance.randbytes(chance.randint(1, 30)).decode("utf-8", "surrogateescape")


_LEAVES = ("a", "b", "x", "2", "0", "0.5", "1e-300", "1e200", "pi")


def expression(chance: random.Random, leaves: Sequence[str] = _LEAVES, depth: int = 4) -> str:
    """Return a program that can be read: an expression of any operations."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(leaves)
    if chance.random() < 0.4:
        left, right = expression(chance, leaves, depth - 1), expression(chance, leaves, depth - 1)
        return f"({left} {chance.choice('+ - * / % **'.split())} {right})"
    if chance.random() < 0.1:
        return f"where({expression(chance, leaves, depth - 1)} {chance.choice('< <= == !='.split())} x, a, b)"
    name, operation = chance.choice([*FUNCTIONS.items()])
    operands = [expression(chance, leaves, depth - 1) for _ in operation.operands]
    return f"{name}({', '.join(in_call(operation, operands))})"


def programs(seed: int, count: int) -> Iterator[str]:
    """Yield random programs of all kinds, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice((pieces, mutation, expression, noise))(chance)


def run(arguments: Sequence[str], stdin: bytes = b"") -> tuple[int, str, str]:
    """Run a command line in this process; return its exit code, and what it wrote on stdout and stderr."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")]
    before = sys.stdin, sys.stdout, sys.stderr, sys.argv
    sys.stdin, sys.stdout, sys.stderr = streams
    sys.argv = ["backprop", *arguments]
    try:
        code = commands.run()
    finally:
        sys.stdin, sys.stdout, sys.stderr, sys.argv = before
    written = []
    for stream in streams[1:]:
        stream.flush()
        written.append(stream.buffer.getvalue().decode())
    return code, written[0], written[1]


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes more processor time."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, stop)
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _WAITING * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def one(text: str, number: int) -> int:
    """Run one program as an argument, and return its exit code; raise where it breaks a promise."""
    format_ = formats.FORMATS.names[number % len(formats.FORMATS.names)]
    code, stdout, stderr = run(["eval", "--format", format_, *_VALUES[number % 2], f" {text}"])
    assert code in (0, 1, 2), code
    assert "Traceback" not in stderr
    assert (code == 0) <= bool(stdout), "no result and no error"
    assert (code == 0) or stderr.startswith("error: ") or "\nerror: " in stderr, stderr
    return code


def many(texts: Sequence[str], number: int) -> int:
    """Run many programs as lines of stdin, and return the exit code; raise where it breaks a promise."""
    format_ = _EACH[number % len(_EACH)]
    lines = "\n".join(text.replace("\n", ";").replace("\ud800", "\ufffd") for text in texts)
    stdin = lines.encode("utf-8", "surrogateescape")
    code, stdout, stderr = run(["eval", "--each", "--format", format_, *_VALUES[number % 2]], stdin)
    assert code in (0, 1), code
    assert "Traceback" not in stderr
    assert stdout
    return code


@click.command()
@click.option("--count", default=200_000, show_default=True, help="How many programs.")
@click.option("--seed", default=1, show_default=True)
@click.option("--guided", is_flag=True, help="Let atheris find them; it must be installed.")
def main(count: int, seed: int, *, guided: bool) -> None:
    """Run random programs, one command line each, and print the figures."""
    if guided:
        _guided(count)
        return
    codes: Counter[int] = Counter()
    slowest, slow_text, started = 0.0, "", time.perf_counter()
    for number, text in enumerate(programs(seed, count)):
        before = time.process_time()
        try:
            with limited(HANGING):
                codes[one(text, number)] += 1
        except BaseException:
            click.echo(f"program {number}: {text!r}", err=True)
            raise
        if (taken := time.process_time() - before) > slowest:
            slowest, slow_text = taken, text
    seconds = time.perf_counter() - started
    click.echo(f"{count} programs in {seconds:.0f} s; exit codes {dict(sorted(codes.items()))}")
    click.echo(f"the slowest took {slowest * 1000:.1f} ms: {slow_text!r}")
    if slowest > SECONDS:
        sys.exit(1)


def _guided(count: int) -> None:
    import atheris

    def test(data: bytes) -> None:
        with limited(SECONDS):
            one(data.decode("utf-8", "surrogateescape").replace("\0", "\ufffd"), len(data))

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-runs={count}", "-max_len=200"], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
