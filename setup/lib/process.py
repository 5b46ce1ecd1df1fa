"""Start other programs so that an interruption leaves none of them behind."""

import contextlib
import ctypes
import os
import signal
import subprocess

from .failure import SetupError
from .identity import own_environment

# What a tool prints -> what the reader should do. Matched in the last lines.
REMEDIES = (
    ("No space left on device", "Free some disk space; 3 GB are needed."),
    ("Temporary failure resolving", "Check the network connection of this machine."),
    ("Could not resolve", "Check the network connection of this machine."),
    ("Failed to establish a new connection", "Check the network connection."),
    ("No matching distribution found", "Check that pip can reach a package index."),
    ("Permission denied", "Check who owns the folder, or name another with --home."),
    ("Release file for", "Check the clock of this machine; Debian dates its lists."),
    ("ensurepip is not", "Install the package python3-venv."),
)
PR_SET_PDEATHSIG = 1


def tail(path, lines=12):
    """The last lines of the log file ``path`` as one string."""
    try:
        with open(path, encoding="utf-8", errors="replace") as handle:
            return "".join(handle.readlines()[-lines:]).rstrip()
    except OSError:
        return ""


def remedy_for(text, log):
    """A remedy that fits what a failed program printed."""
    for sign, remedy in REMEDIES:
        if sign in text:
            return remedy
    return f"Read {log}, mend what it says and start the same command again."


def run(
    command, layout, *, log, title, as_service=False, stdin=None, env=None, cwd=None
):
    """Run ``command`` to its end with its output in the log file ``log``.

    :param log: name of the file below the log folder; appended to
    :param title: what the program does, for the error message
    :param as_service: run it as the service user
    :param stdin: text for its standard input
    :raises SetupError: it did not start, or ended with another code than 0
    """
    path = layout.log / log
    identity = layout.identity
    arguments = identity.popen_arguments() if as_service else {}
    environment = identity.environment(layout.home) if as_service else own_environment()
    environment.update(env or {})
    with open(path, "a", encoding="utf-8") as handle:
        size = handle.tell()
        try:
            child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=str(cwd or layout.home),
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **arguments,
            )
        except OSError as error:
            raise SetupError(
                f"{title}: {command[0]} does not start ({error.strerror})."
            ) from error
        finish(child, stdin)
    if child.returncode:
        printed = _read_from(path, size)
        raise SetupError(
            f"{title} ended with code {child.returncode}:\n{_last(printed)}",
            remedy_for(printed, path),
        )


def _die_with_parent():
    """Ask the kernel to end this child should we be killed (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def finish(child, stdin=None):
    """Wait for ``child``; end its whole process group if we are interrupted."""
    try:
        child.communicate(stdin.encode() if stdin else None)
    except BaseException:
        end_group(child)
        raise


def end_group(child, grace=10):
    """Ask the process group of ``child`` to end, then insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except (ProcessLookupError, PermissionError):
            return
        try:
            child.wait(grace)
            return
        except subprocess.TimeoutExpired:
            continue


def _read_from(path, offset):
    with open(path, "rb") as handle:
        handle.seek(offset)
        return handle.read().decode("utf-8", "replace")


def _last(text, lines=8):
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])
