"""How data are read: what the command line says of them, and what they show themselves."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import NamedTuple

from backprop.grammar.problem import ProgramProblem

_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*")
_QUOTED = re.compile(r'"[^"]*"?')
_ARRAY = re.compile(rb"\s*\[\s*(?:[\[{\]\d-]|null|\Z)")
_OBJECT = re.compile(rb"\s*\{\s*[\"}]")
_MAGIC = ((b"PAR1", "parquet"), (b"ARROW1", "arrow"))
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")

LEAST = 2**16
"""So many bytes, or a line of text, show what data are."""


class Reading(NamedTuple):
    """What a command line says of the data.

    format             of the files; None: as their names say, or the first bytes of a stream
    separator          what stands between the cells of separated text; None: as the first line shows
    has_header         whether the first line holds the names of the columns; else they are column_1, ...
    has_decimal_comma  whether 1,5 is a number
    """

    format: str | None = None
    separator: str | None = None
    has_header: bool = True
    has_decimal_comma: bool = False

    def format_of(self, start: bytes, title: str) -> str:
        """Return the format of a stream that starts like this. Raises ProgramProblem if it is compressed."""
        if self.format is not None:
            return self.format
        if start.startswith(_COMPRESSED):
            raise ProgramProblem(
                f"{title} is compressed", hint="unpack it first, as in gzip -dc data.csv.gz | ..."
            )
        for magic, name in _MAGIC:
            if start.startswith(magic):
                return name
        start = start.removeprefix(BOM_UTF8)
        line = start.split(b"\n", 1)[0]
        if _ARRAY.match(start) or _OBJECT.match(start):
            return "ndjson" if line.startswith(b"{") and line.rstrip().endswith(b"}") else "json"
        has_tabs = b"\t" in line and b"," not in line and b";" not in line
        return "tsv" if has_tabs and self.separator is None else "csv"

    def between(self, name: str, line: str, title: str) -> str:
        """Return what stands between cells in a format, for the first line of a file.

        In csv it may be a semicolon or a tab, where the line has one outside of quotes and no comma.
        Raises ProgramProblem for a line with commas and semicolons, which can be read in two ways.
        """
        if self.separator is not None:
            return self.separator
        if name == "tsv":
            return "\t"
        plain = _QUOTED.sub("", line)
        if self.has_decimal_comma:
            return "\t" if "\t" in plain and ";" not in plain else ";"
        if "," in plain and ";" in plain:
            raise ProgramProblem(
                f"the first line of {title} holds both , and ;",
                hint="say which one separates its cells, with --separator ';' or --separator ,",
            )
        return next((sign for sign in ",;\t" if sign in plain), ",")

    def require_text(self, name: str) -> None:
        """Raise ProgramProblem for what is said of separated text, where a format is another one."""
        options = {
            "--separator": self.separator is not None,
            "--no-header": not self.has_header,
            "--decimal-comma": self.has_decimal_comma,
        }
        for option, is_given in options.items():
            if is_given:
                raise ProgramProblem(
                    f"{option} is for csv and tsv, but the data are {name}", hint="leave it out"
                )


def is_utf_16(start: bytes) -> bool:
    """Tell whether a text starts as one in UTF-16 does."""
    return start.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def hint_of(text: str, *, has_decimal_comma: bool) -> str | None:
    """Return what a text may be to its writer that is no number here."""
    if _DECIMAL_COMMA.fullmatch(text) and not has_decimal_comma:
        return f"if that is {text.strip().replace(',', '.')}, add --decimal-comma"
    if has_decimal_comma and "." in text:
        return "with --decimal-comma a number has no point"
    return None
