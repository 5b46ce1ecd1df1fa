"""Static checks: each returns what is wrong as text, or an empty string."""

import os
import subprocess

from .process import own_environment


def _output(layout, *command):
    answer = subprocess.run(
        [str(layout.python), "-m", *command],
        capture_output=True,
        text=True,
        cwd=str(layout.clone),
        env={**own_environment(), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if answer.returncode == 0:
        return ""
    return (answer.stdout + answer.stderr)[-6000:].strip() or "ended with an error"


def ruff(layout):
    """The rules of .ruff.toml."""
    return _output(layout, "ruff", "check", "--no-cache", "--output-format=concise")


def ruff_format(layout):
    """The layout of the code."""
    return _output(layout, "ruff", "format", "--no-cache", "--check")


def pylint_odoo(layout):
    """The mandatory set of the OCA."""
    addons = [
        os.path.relpath(path, layout.clone) for path in layout.addon_folders(True)
    ]
    if not addons:
        return None
    return _output(layout, "pylint", "--rcfile=.pylintrc", "-j2", *addons)


CHECKS = (("ruff", ruff), ("ruff format", ruff_format), ("pylint-odoo", pylint_odoo))
