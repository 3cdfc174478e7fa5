"""Where the command `backprop` starts: what a shell expects of a program, whatever it does."""

import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line, and exit with its code; quietly when interrupted or no longer read."""
    try:
        from .commands import run

        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader has gone. Python would flush once more on its way out, so nothing is left to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


if __name__ == "__main__":
    main()
