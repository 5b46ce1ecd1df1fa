"""A running Odoo server: start it, wait for it, find its processes, stop it.

The processes are found by the configuration file on their command line, which lies
in our own home folder: no pid file can be stale, and nothing else can match.
"""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import process
from .failure import SetupError


def processes(configuration):
    """Pids of the processes started with ``configuration``, parents first."""
    wanted = os.fsencode(configuration)
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                stat = (entry / "stat").read_text()
            except OSError:  # ended while we looked
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            if wanted in words and state != "Z":
                found[int(entry.name)] = int(parent)
    return sorted(found, key=lambda pid: (found[pid] in found, pid))


def start(program, log):
    """Start Odoo with the OdooProgram ``program``; returns the Popen.

    :param log: path of the log file, which the service user must be able to write
    """
    layout = program.layout
    program.write()
    path = Path(log)
    path.touch()
    layout.identity.own(path)
    environment = layout.identity.environment(layout.home)
    environment.update(program.environment())
    with open(path, "ab") as output:
        return subprocess.Popen(
            program.server_command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=str(layout.home),
            start_new_session=True,
            **layout.identity.popen_arguments(),
        )


def wait_until_ready(url, child, log, seconds=120, began=0):
    """Wait until ``url`` answers 200.

    :param child: Popen of the server; its death ends the waiting
    :param began: offset in ``log`` from where to quote
    :raises SetupError: the server ended, or did not answer in time
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise SetupError(
                f"Odoo ended with code {child.returncode}:\n{process.tail(log)}",
                f"Read {log}.",
            )
        if answers(url):
            return
        time.sleep(0.3)
    raise SetupError(f"Odoo does not answer within {seconds} s.", f"Read {log}.")


def answers(url):
    """True if ``url`` answers 200 within five seconds."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError, ValueError):
        return False


def stop(configuration, grace=20):
    """Stop every process of ``configuration``; returns how many there were."""
    pids = processes(configuration)
    if not pids:
        return 0
    _signal(pids[:1], signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and _at_work(configuration):
        time.sleep(0.2)
    # A worker in a long transaction does not answer the polite request.
    _signal(processes(configuration), signal.SIGKILL)
    return len(pids)


def _at_work(configuration):
    """Pids that may have a transaction open: whoever has no children of ours.

    The parent needs not be waited for: it looks only every four seconds whether its
    workers have ended.
    """
    running = processes(configuration)
    parents = {_parent(pid) for pid in running}
    return [pid for pid in running if pid not in parents and not _is_evented(pid)]


def _parent(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def _is_evented(pid):
    """True for the process that only keeps the browsers' channels open."""
    try:
        return b"gevent" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _signal(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def port_is_free(port, interface="127.0.0.1"):
    """True if we can listen on ``port``."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError:
            return False
    return True


def free_port(first=8200, last=8900):
    """A port P such that it and those that Odoo takes beside it are free."""
    for port in range(first, last, 5):
        if all(port_is_free(port + offset) for offset in (0, 1, 3, 4)):
            return port
    raise SetupError("No free port was found between 8200 and 8900.")
