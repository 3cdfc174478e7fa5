"""The commands and what they print."""

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
"""The exit codes, apart from 0."""
