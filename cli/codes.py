"""The exit codes, apart from 0."""

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
