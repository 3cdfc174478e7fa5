"""What the commands that print a document have in common: -o, which takes it to a file, and --color."""

import os
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol

import click

from . import terminal
from .diagnostics import note
from .request import takes

STDOUT = ("-", "/dev/stdout", "/dev/fd/1")
"""The names of -o for stdout, which is written as it is, whatever file it goes to."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Choices(Protocol):
    """Formats by name, with the extensions of their files, as `Modules` has them."""

    @property
    def names(self) -> Sequence[str]: ...

    def extensions(self, name: str) -> Sequence[str]: ...

    def of_extension(self, extension: str) -> str | None: ...


def output(example: str, what: str = "") -> Decorator:
    """Return the option -o; ``example`` is a name of a file, ``what`` is written, if not what is printed."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, allow_dash=True),
        help=f"Write {what}to a file, such as {example}, which is replaced only once all is done.",
    )


def _choose_colours(context: click.Context, option: click.Parameter, choice: str) -> None:  # noqa: ARG001
    terminal.choose_colours(choice)


COLOUR = click.option(
    "--color",
    type=click.Choice(["always", "never", "auto"]),
    default="auto",
    show_default=True,
    is_eager=True,
    expose_value=False,
    callback=_choose_colours,
    help="Colour what is printed; auto: at a terminal.",
)


def takes_output(
    example: str,
    choices: Choices | None = None,
    parameter: str = "format_",
    *,
    option: str = "--format",
    despite: str | None = None,
) -> Decorator:
    """Return what gives a command -o and --color.

    ``parameter`` and ``option`` are those of its format, one of the ``choices``: where the command line
    names none, it gets that of the file. The file stays as it was if the command fails, unless the flag
    ``despite`` says that failures belong to the result.
    """

    def with_output(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*arguments: Any, output: str | None, **options: Any) -> Any:
            path = None if output in STDOUT else output
            if choices is not None:
                options[parameter] = chosen(path, options[parameter], choices, option)
            if path is None:
                return command(*arguments, **options)
            from .output import written

            return written(
                path,
                lambda: command(*arguments, **options),
                despite_failures=bool(despite and options[despite]),
            )

        return takes(output(example), COLOUR)(run)

    return with_output


def chosen(path: str | None, name: str | None, choices: Choices, option: str) -> str:
    """Return the format of a file, or of stdout: the one that an option names, or that of its extension.

    Raises UsageError for an extension that says none; a note tells of one that is overruled.
    """
    extension = os.path.splitext(path)[1].lower() if path is not None else ""
    if name is None:
        if path is None or _is_device(path):
            return choices.names[0]
        found = choices.of_extension(extension)
        if found is None:
            able = ", ".join(_with_extension(name, choices) for name in choices.names)
            message = f"the extension of {path} says no format; give it with {option}, one of {able}"
            raise click.UsageError(message)
        return found
    if path is not None and extension not in choices.extensions(name) and choices.of_extension(extension):
        note(f"{path} is written as {name}, as {option} says")
    return name


def _with_extension(name: str, choices: Choices) -> str:
    first = choices.extensions(name)[0]
    return name if first == f".{name}" else f"{name} ({first})"


def _is_device(path: str) -> bool:
    """Tell whether a name says nothing of what is in a file, as that of a pipe does."""
    return os.path.exists(path) and not os.path.isfile(path)
