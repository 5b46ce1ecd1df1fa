"""Headless Chromium for the tours: the machine's, or Debian's package."""

import os
import shutil

from . import odoo_source, process
from .failure import SetupError

# The names under which Odoo looks for a browser.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def found():
    """True if Odoo will find a browser."""
    return any(shutil.which(name) for name in NAMES)


def missing_reason():
    """Why no browser can be installed, or an empty string if one can."""
    if os.geteuid() != 0:
        return "no Chromium on this machine, and only root can install one"
    if not odoo_source.is_debian():
        return "no Chromium on this machine, and it is not Debian"
    return ""


def install(layout):
    """Install Debian's package with package lists of our own; root only.

    Returns an empty string, or the reason why it did not work: a missing browser
    skips the tours, it does not fail the tests.
    """
    options = odoo_source.apt_options(layout, "machine-lists")
    try:
        for words in (["update"], ["install", "--no-install-recommends", "chromium"]):
            process.run(
                ["apt-get", "-q", "-y", *options, *words],
                layout,
                log="chromium.log",
                title="Installing Chromium",
                env={"DEBIAN_FRONTEND": "noninteractive"},
            )
    except SetupError as error:
        return error.cause.splitlines()[0]
    return ""
