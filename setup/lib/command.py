"""The frame of every command: arguments, interruptions, one message on failure."""

import argparse
import signal
import sys

from .console import Progress
from .failure import SetupError


def parser(prog, description):
    """An argument parser with the option that every command has."""
    result = argparse.ArgumentParser(prog=f"setup/{prog}", description=description)
    result.add_argument(
        "--home",
        metavar="DIR",
        help="folder for everything fetched, built or written (default: .run)",
    )
    return result


def _interrupt(number, frame):
    raise KeyboardInterrupt


def guarded(main, arguments=None):
    """Call ``main(arguments, progress)`` and end the process with its exit code.

    A SetupError is shown as its cause and its remedy; a signal ends us cleanly, and
    whatever was half built is built again at the next start.
    """
    # A shell starts background commands with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    progress = Progress()
    try:
        code = main(arguments if arguments is not None else sys.argv[1:], progress)
    except SetupError as error:
        where = f" in the step '{progress.current}'" if progress.current else ""
        print(f"\nFailed{where}: {error.cause}", file=sys.stderr)
        if error.remedy:
            print(f"What to do: {error.remedy}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on where it stopped.")
        code = 130
    sys.exit(code or 0)
