"""Names in LaTeX: a letter, a Greek one, a word in an upright font, each with its subscript."""

import re
from collections.abc import Collection
from typing import NamedTuple

from .latex_commands import ACCENTS, ASCII, BLANKS, FONTS, LETTERS
from .problem import Place, ProgramProblem, Source

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_GROUP = r"\{((?:[^{}\\]|\\[^A-Za-z]|\\text[a-z]+\{\})*)\}"
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_PLAIN = re.compile(_LETTER)
_WORD = re.compile(rf"{_GROUP}|({_LETTER})")
_ACCENTED = re.compile(rf"\{{\s*({_LETTER}|\\[A-Za-z]+)\s*\}}|({_LETTER}|\\[A-Za-z]+)")
_SUBSCRIPT = re.compile(r"\s*_\s*")
_SCRIPT = re.compile(rf"\\[A-Za-z]+(?:\s*{_GROUP})?|\d(?!\d)|{_LETTER}")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_BLANK = re.compile(r"\s|~|\\[,;:!> ]|[{}]")
_ESCAPED = re.compile(r"\\textbackslash\{\}|\\textasciicircum\{\}|\\textasciitilde\{\}|\\([&%$#_{}])")
_SWITCHED = re.compile(r"\{\s*\\rm(?![A-Za-z])([^{}\\$]*)\}")
_INDEX = r"a subscript is one word, as in x_{2}, x_i or x_{\mathrm{max}}"


class Name(NamedTuple):
    """A name that has been read.

    text     what our language calls it
    end      the offset behind it
    is_word  it stands in a font, so it may be a function
    """

    text: str
    end: int
    is_word: bool = False


class Names:
    """The names of one text. Each is called as a value calls it, if one does: θ or theta, x_1 or x1."""

    def __init__(self, source: Source, given: Collection[str]) -> None:
        self._source = source
        self._given = given
        self._spelled: dict[str, tuple[str, str]] = {}

    def read(self, start: int) -> Name | None:
        """Read the name at an offset; None if there is none. Raises ProgramProblem for one that is wrong."""
        found = self._base(start)
        if found is None:
            return None
        base, identity, end, is_word = found
        if base == "Δ" and not {*self._given} & {"Δ", "Delta"}:
            after = self._base(_skipped(self._source.text, end))
            if after and after[0] != "Δ" and not after[3]:
                base, identity, end, is_word = base + after[0], identity + after[1], after[2], False
        subscript = ""
        is_logarithm = is_word and base == "log"
        if not is_logarithm and (opening := _SUBSCRIPT.match(self._source.text, end)):
            subscript, end = self._subscript(opening.end())
        text = self._chosen(base, subscript)
        self._require_one_spelling(text, (identity, subscript), (start, end))
        return Name(text, end, is_word and not subscript)

    def derivative(self, of: str, by: str, place: Place) -> str:
        """Return what `diff` calls a derivative. Raises ProgramProblem if something else is called so."""
        name = f"d{of}_d{by}"
        self._require_one_spelling(name, (of, f"by {by}"), place)
        return name

    def _base(self, start: int) -> tuple[str, str, int, bool] | None:
        """Return the name without its subscript, how it is spelled, its end, and whether it is a word."""
        text = self._source.text
        if plain := _PLAIN.match(text, start):
            return plain[0], plain[0], plain.end(), False
        if switched := _SWITCHED.match(text, start):
            return self._word(r"\rm", "upright", (start, start + 1), switched[1].strip(), switched.end())
        command = _COMMAND.match(text, start)
        if command is None:
            return None
        name, end = command[1], command.end()
        if name in LETTERS:
            return LETTERS[name], name, start + 1 + len(name), False
        if name in ACCENTS:
            letter = _ACCENTED.match(text, end)
            inside = letter[1] or letter[2] if letter else ""
            base = LETTERS.get(inside[1:], "") if inside.startswith("\\") else inside
            if letter is None or not base:
                raise self._problem(
                    f"\\{name} has one letter here", (start, end), rf"write a name, as in \{name}{{x}}"
                )
            return f"{base}_{ACCENTS[name]}", f"{ACCENTS[name]} {inside}", letter.end(), False
        if name not in FONTS:
            return None
        word = _WORD.match(text, end)
        inner = (_ESCAPED.sub(_unescaped, word[1]) if word[1] is not None else word[2]) if word else ""
        inner = inner.strip() if name.startswith("text") else "".join(inner.split())
        font = name if name in ("mathcal", "mathscr", "mathfrak") else "upright"
        return self._word(f"\\{name}", font, (start, end), inner, word.end() if word else end)

    def _word(
        self, command: str, font: str, place: Place, inner: str, end: int
    ) -> tuple[str, str, int, bool]:
        """Return a name in a font. Raises ProgramProblem for one that is empty, or cannot be written."""
        if not inner or "`" in inner or not inner.isprintable():
            hint = rf"write a name, as in {command}{{rate}}" if command != r"\rm" else r"write {\rm rate}"
            raise self._problem(f"{command} has one word here", place, hint)
        return inner, f"{font} {inner}", end, True

    def _subscript(self, start: int) -> tuple[str, int]:
        """Return what stands below a name, as one word, and where it ends."""
        text = self._source.text
        end = start
        if text[start : start + 1] == "{":
            depth = 0
            for brace in _BRACES.finditer(text, start):
                depth += (brace[0] == "{") - (brace[0] == "}")
                if depth == 0:
                    end = brace.end()
                    break
            else:
                raise self._problem("this brace is never closed", (start, start + 1), "add '}'")
        elif single := _SCRIPT.match(text, start):
            end = single.end()
        elif digits := re.compile(r"\d+").match(text, start):
            raise self._problem(
                "braces are missing around this subscript", digits.span(), f"write _{{{digits[0]}}}"
            )
        word = _COMMAND.sub(_in_subscript, text[start:end].replace(r"\_", "_"))
        word = _BLANK.sub("", word).replace(",", "_").strip("_")
        if not re.fullmatch(r"[\w\u0300-\u036f]+", word):
            raise self._problem("this subscript is no part of a name", (start, max(end, start + 1)), _INDEX)
        return word, end

    def _chosen(self, base: str, subscript: str) -> str:
        """Return the spelling that has a value, or else that of the text."""
        ascii_base = "".join(ASCII.get(letter, letter) for letter in base)
        if not subscript:
            known = [name for name in (base, ascii_base) if name in self._given]
            return known[0] if known else "pi" if base == "π" else base
        ascii_subscript = "".join(ASCII.get(letter, letter) for letter in subscript)
        spellings = [
            f"{one}{between}{other}"
            for between in ("_", "")
            for one, other in ((base, subscript), (ascii_base, ascii_subscript))
        ]
        return next((name for name in spellings if name in self._given), spellings[0])

    def _require_one_spelling(self, text: str, spelled: tuple[str, str], place: Place) -> None:
        """Two things that look different must not become one name."""
        if text != "e" and self._spelled.setdefault(text, spelled) != spelled:
            message = f"this looks different from what is called {text} already"
            raise self._problem(message, place, "write both in the same way, or give one another name")

    def _problem(self, message: str, place: Place, hint: str) -> ProgramProblem:
        return ProgramProblem(message, self._source, place, hint=hint)


def _skipped(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t~":
        start += 1
    return start


def _unescaped(found: re.Match[str]) -> str:
    return found[1] or {"b": "\\", "c": "^", "t": "~"}[found[0][5] if found[0][5] == "b" else found[0][10]]


def _in_subscript(command: re.Match[str]) -> str:
    """Fonts and distances mean nothing below a name, and every other command is a word."""
    name = command[1]
    return "" if name in FONTS or name in BLANKS else LETTERS.get(name, "inf" if name == "infty" else name)
