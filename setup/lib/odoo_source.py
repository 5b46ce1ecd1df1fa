"""Odoo 19: the checkout that ODOO_SOURCE names, or Debian's package.

Odoo is not on PyPI. Debian's unstable suite carries it as ``odoo-19``; it is fetched
with lists and caches of our own, so that the machine's apt configuration stays as it
is, and apt checks its signature. Only its Python tree is used, which runs on Python
3.10 to 3.13.
"""

import glob
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import process
from .failure import SetupError

SERIES = 19
# The web client's links to jquery and the fonts are relative to the package, and the
# login page answers 500 without them.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
PACKAGE_TREE = Path("usr/lib/python3/dist-packages")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/etc/apt/trusted.gpg.d",
)
# Missing in Debian's package; the web client asks for it on every page.
STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def find_source(layout):
    """The folder to put on Python's path, or None if Odoo has to be fetched.

    :raises SetupError: ODOO_SOURCE is set to something that is no Odoo 19
    """
    named = os.environ.get("ODOO_SOURCE")
    if named:
        path = Path(named).expanduser().resolve()
        version = series(path)
        if version != SERIES:
            what = f"Odoo {version}" if version else "no Odoo"
            raise SetupError(
                f"ODOO_SOURCE={named} is {what}; Odoo {SERIES} is needed.",
                f"Point it to a checkout of Odoo's branch {SERIES}.0.",
            )
        if not layout.identity.can_enter(path):
            raise SetupError(
                f"The user {layout.identity.name} cannot enter ODOO_SOURCE={named}.",
                "Make the checkout readable for every user.",
            )
        return path
    fetched = layout.home / "odoo" / PACKAGE_TREE
    return fetched if series(fetched) == SERIES else None


def series(path):
    """The major version of the Odoo in ``path``; 0 if there is none."""
    try:
        text = (path / "odoo" / "release.py").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"^version_info = \(\D*(\d+)", text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def is_debian():
    """True on Debian itself; its derivatives have no suite with Odoo 19."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False
    return bool(re.search(r"^ID=\"?debian\"?$", text, re.MULTILINE)) and all(
        shutil.which(name) for name in ("apt-get", "dpkg-deb", "tar")
    )


def require_way(layout):
    """Fail early, in one line, where Odoo can neither be found nor fetched."""
    if find_source(layout) is None and not is_debian():
        raise SetupError(
            "This machine is not Debian: set ODOO_SOURCE to a checkout of Odoo 19 "
            "and start again."
        )


def fetch(layout):
    """Download and unpack Odoo from Debian's archive; returns its folder."""
    require_way(layout)
    packages = layout.folder("cache", "packages")
    if not glob.glob(str(packages / "odoo-19_*.deb")):
        _download(layout, packages)
    _unpack(layout, packages)
    shutil.rmtree(packages)
    return layout.home / "odoo" / PACKAGE_TREE


def apt_options(layout, lists):
    """Options that make apt keep its lists (in the folder ``lists``) with us."""
    base = layout.folder("cache", "apt")
    layout.folder("cache", "apt", lists, "partial")
    layout.folder("cache", "apt", "archives", "partial")
    options = ["-o", f"Dir::State::lists={base / lists}", "-o", f"Dir::Cache={base}"]
    options += ["-o", f"Dir::Cache::archives={base / 'archives'}"]
    if os.geteuid() == 0:
        # apt would change to the user _apt, who cannot write into our folder.
        options += ["-o", "APT::Sandbox::User=root"]
    return options


def _apt(layout, *arguments, cwd=None):
    process.run(
        ["apt-get", "-q", "-y", *arguments],
        layout,
        log="apt.log",
        title="Fetching Odoo from Debian's archive",
        cwd=cwd,
    )


def _archive_address(layout):
    """Address of the Debian mirror that the machine itself uses."""
    options = apt_options(layout, "machine-lists")
    # indextargets only knows what has been fetched.
    _apt(layout, *options, "update")
    answer = subprocess.run(
        ["apt-get", *options, "indextargets", "--format", "$(LABEL) $(REPO_URI)"],
        capture_output=True,
        text=True,
    )
    for line in answer.stdout.splitlines():
        label, _, address = line.partition(" ")
        if label == "Debian":
            return address
    raise SetupError(
        "The machine's apt sources name no Debian archive.",
        "Add one, or set ODOO_SOURCE to a checkout of Odoo 19.",
    )


def _download(layout, packages):
    sources = layout.folder("cache", "apt") / "odoo.sources"
    lines = ["Types: deb", f"URIs: {_archive_address(layout)}", "Suites: sid"]
    lines.append("Components: main")
    keyring = next((path for path in KEYRINGS if os.path.isfile(path)), None)
    if keyring:
        lines.append(f"Signed-By: {keyring}")
    sources.write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = apt_options(layout, "odoo-lists")
    options += ["-o", f"Dir::Etc::sourcelist={sources}"]
    options += ["-o", "Dir::Etc::sourceparts=/dev/null"]
    _apt(layout, *options, "update")
    # Renamed when complete: an interrupted download is not taken for a whole one.
    partial = layout.folder("cache", "partial-packages")
    for leftover in partial.iterdir():
        leftover.unlink()
    _apt(layout, *options, "download", *PACKAGES, cwd=partial)
    shutil.rmtree(packages, ignore_errors=True)
    partial.rename(packages)


def _unpack(layout, packages):
    """Unpack without translations and without the other countries' charts."""
    target = layout.home / "odoo"
    building = layout.home / "odoo.building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    for package in sorted(packages.glob("*.deb")):
        if package.name.startswith("odoo-19"):
            _extract(layout, package, building, "--exclude=*/l10n_*")
            _extract(layout, package, building, "--wildcards", "*/odoo/addons/l10n_us*")
        else:
            _extract(layout, package, building)
    stub = building / PACKAGE_TREE / STUB
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// Left out of Debian's package.\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)


def _extract(layout, package, target, *options):
    command = 'dpkg-deb --fsys-tarfile "$0" | tar -x --exclude="*/i18n/*" "$@"'
    process.run(
        ["sh", "-c", command, package, "--no-same-owner", "-C", target, *options],
        layout,
        log="unpack.log",
        title=f"Unpacking {package.name}",
    )
