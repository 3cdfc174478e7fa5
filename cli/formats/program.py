"""Program: a result as a program of our own language, for the next command."""

from . import Format

EXTENSIONS = [".bp"]
FORMAT = Format("programs", lambda shown, _: shown.programs(), is_exact=True)
