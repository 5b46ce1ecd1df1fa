"""The virtual environment: Odoo's Python requirements, pinned, and queue_job."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import process
from .failure import SetupError

SETUP = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 10), (3, 13)
NAMES = ("python3.11", "python3.12", "python3.13", "python3.10", "python3")
PROBE = "import ensurepip, sys, venv; print(*sys.version_info[:2])"


def ready(layout, source, tests):
    """True if the environment is complete for ``source`` and our requirements.

    :param source: folder with the package ``odoo``; None if Odoo is not needed
    """
    try:
        stamp = (layout.venv / "complete").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    if source is None:
        source = stamp[0]
    # More than we need is fine.
    return stamp in (_stamp(source, tests), _stamp(source, tests=True))


def build(layout, source, tests):
    """Create or complete the virtual environment.

    :param source: folder with the package ``odoo``, or None to do without Odoo
    :param tests: also install what setup/test needs
    """
    stamp = layout.venv / "complete"
    stamp.unlink(missing_ok=True)
    if not _works(layout):
        shutil.rmtree(layout.venv, ignore_errors=True)
        _create(layout)
    _pip(layout, "install", "wheel", "-r", SETUP / "requirements.txt")
    if tests:
        _pip(layout, "install", "-r", SETUP / "test-requirements.txt")
    if source:
        site = next((layout.venv / "lib").glob("python3*/site-packages"))
        (site / "odoo19.pth").write_text(f"{source}\n", encoding="utf-8")
        # With dependencies, pip backtracks for a minute over 'odoo' and then fails.
        _pip(layout, "install", "--no-deps", "-r", SETUP / "oca-requirements.txt")
    stamp.write_text("\n".join(_stamp(source, tests)) + "\n", encoding="utf-8")


def _stamp(source, tests):
    names = ["requirements.txt", "oca-requirements.txt"]
    names += ["test-requirements.txt"] * tests
    digest = hashlib.sha256()
    for name in names:
        digest.update((SETUP / name).read_bytes())
    return [str(source), digest.hexdigest()]


def _works(layout):
    """False if there is no environment yet, or its interpreter has gone."""
    probe = [layout.python, "-m", "pip", "--version"]
    try:
        return subprocess.run(probe, capture_output=True).returncode == 0
    except OSError:
        return False


def _create(layout):
    interpreter = _interpreter(layout)
    process.run(
        [interpreter, "-m", "venv", layout.venv],
        layout,
        log="pip.log",
        title="Creating a virtual environment",
    )


def _pip(layout, *arguments):
    process.run(
        [layout.python, "-m", "pip", "--disable-pip-version-check", *arguments],
        layout,
        log="pip.log",
        title="Installing Python packages",
    )


def _interpreter(layout):
    """A Python 3.10 to 3.13 with ensurepip that the service user can start."""
    candidates = [f"/usr/bin/{name}" for name in NAMES]
    candidates.append(os.path.realpath(sys.executable))
    candidates += filter(None, map(shutil.which, NAMES))
    for candidate in candidates:
        if OLDEST <= _version(layout, candidate) <= NEWEST:
            return candidate
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_venv(layout)
        if OLDEST <= _version(layout, "/usr/bin/python3") <= NEWEST:
            return "/usr/bin/python3"
    raise SetupError(
        "No Python 3.10 to 3.13 with its venv module was found.",
        "Install the packages python3 and python3-venv.",
    )


def _install_venv(layout):
    for arguments in (["update"], ["install", "--no-install-recommends"]):
        packages = ["python3", "python3-venv"] if arguments[0] == "install" else []
        process.run(
            ["apt-get", "-q", "-y", *arguments, *packages],
            layout,
            log="apt.log",
            title="Installing python3-venv",
            env={"DEBIAN_FRONTEND": "noninteractive"},
        )


def _version(layout, interpreter):
    """Version of ``interpreter`` as a pair; (0, 0) if it is of no use to us."""
    identity = layout.identity
    try:
        answer = subprocess.run(
            [interpreter, "-c", PROBE],
            capture_output=True,
            text=True,
            cwd="/",
            env=identity.environment(layout.home),
            **identity.popen_arguments(),
        )
    except OSError:
        return (0, 0)
    if answer.returncode:
        return (0, 0)
    major, minor = answer.stdout.split()
    return (int(major), int(minor))
