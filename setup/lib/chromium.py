"""Headless Chromium for the tours: the machine's, or Debian's package.

Root installs the package. An ordinary user gets the same package and what it needs
unpacked into the home folder, with package lists of our own in both cases.
"""

import os
import shutil
from pathlib import Path

from . import odoo_source, process
from .failure import SetupError

# The names under which Odoo looks for a browser.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core")
LAUNCHER = """#!/bin/sh
# Chromium with the libraries and fonts beside it.
root={root}
LD_LIBRARY_PATH={libraries} FONTCONFIG_FILE=$root/fonts.conf \\
    exec "$root/usr/lib/chromium/chromium" "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{root}/font-cache</cachedir>
</fontconfig>
"""


def search_path(layout):
    """The PATH on which a browser of ours is found as well."""
    return f"{layout.home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def found(layout):
    """True if Odoo will find a browser."""
    path = search_path(layout)
    return any(shutil.which(name, path=path) for name in NAMES)


def bring(layout):
    """Install or unpack Debian's package.

    Returns an empty string, or the reason why it did not work: a missing browser
    skips the tours, it does not fail the tests.
    """
    if not odoo_source.is_debian():
        return "no Chromium on this machine, and it is not Debian"
    try:
        options = odoo_source.apt_options(layout, "machine-lists")
        if os.geteuid() == 0:
            _apt(layout, *options, "update")
            _apt(layout, *options, "install", "--no-install-recommends", *PACKAGES)
        else:
            _unpack(layout, [*options, "-o", "Debug::NoLocking=true"])
    except SetupError as error:
        return error.cause.splitlines()[0]
    return ""


def _apt(layout, *arguments):
    process.run(
        ["apt-get", "-q", "-y", *arguments],
        layout,
        log="chromium.log",
        title="Installing Chromium",
        env={"DEBIAN_FRONTEND": "noninteractive"},
    )


def _unpack(layout, options):
    """Download the package with everything it needs, and unpack it all."""
    _apt(layout, *options, "update")
    wanted = ["install", "--download-only", "--no-install-recommends", *PACKAGES]
    _apt(layout, *options, *wanted)
    target, building = layout.home / "chromium", layout.home / "chromium.building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    archives = layout.home / "cache" / "apt" / "archives"
    for package in sorted(archives.glob("*.deb")):
        process.run(
            ["dpkg-deb", "-x", package, building],
            layout,
            log="chromium.log",
            title=f"Unpacking {package.name}",
        )
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)
    shutil.rmtree(archives)
    _write_launcher(layout, target)


def _write_launcher(layout, root):
    found = sorted(root.glob("**/*-linux-gnu*/**/*.so*"), key=lambda path: str(path))
    # Some libraries have a folder of their own, which the system's linker knows.
    folders = dict.fromkeys(str(path.parent) for path in found)
    libraries = os.pathsep.join(sorted(folders, key=len))
    Path(root, "fonts.conf").write_text(FONTS.format(root=root), encoding="utf-8")
    launcher = layout.folder("bin") / "chromium"
    text = LAUNCHER.format(root=root, libraries=libraries)
    launcher.write_text(text, encoding="utf-8")
    launcher.chmod(0o755)
