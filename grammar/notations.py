"""The notations that a program may be in: our own language, and LaTeX."""

from collections.abc import Collection

from .problem import Problem, Source

NAMES = ("program", "latex")


def in_our_language(
    source: Source, *given: Collection[str], notation: str | None = None
) -> tuple[Source, list[Problem]]:
    """Return a program in our language, and a note on how it was read if it was in another one.

    ``notation`` is one of `NAMES`; unless told, LaTeX is what holds its commands. Names are spelled as
    in ``given``, where they are there: θ or theta. Raises ProgramProblem.
    """
    text = source.text
    if notation == "program" or (notation is None and not ("\\" in text or "{" in text or "$" in text)):
        return source, []
    from . import latex

    if notation is None and not latex.is_latex(text):
        return source, []
    translated = latex.translated(source, {name for names in given for name in names})
    return translated, [latex.note(translated)]
