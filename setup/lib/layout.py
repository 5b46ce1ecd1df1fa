"""Where everything lives: the clone, and the folder for run-time files."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from .failure import SetupError
from .identity import Identity, service_identity

CLONE = Path(__file__).resolve().parent.parent.parent
ADDONS = (
    "healthcare_integration_base",
    "healthcare_edi",
    "healthcare_procurement_sync",
    "healthcare_claims_finance",
)
TEST_ADDON = "test_healthcare_journeys"


@dataclass(frozen=True)
class Layout:
    """The folders of one installation.

    ``clone`` is the checkout, ``home`` holds whatever is fetched, built or written.
    """

    clone: Path
    home: Path
    identity: Identity = field(repr=False)

    @property
    def venv(self):
        """The virtual environment with Odoo's Python requirements."""
        return self.home / "venv"

    @property
    def python(self):
        """The interpreter that runs Odoo."""
        return self.venv / "bin" / "python"

    @property
    def log(self):
        """Folder of every log file."""
        return self.home / "log"

    @property
    def addons(self):
        """Folder with our addons, readable by the service user."""
        if self.identity.can_enter(self.clone):
            return self.clone
        return self.home / "addons"

    def folder(self, *parts, owned=False, private=False):
        """Create (if need be) and return a folder below ``home``.

        :param owned: give it to the service user
        :param private: and let nobody else look into it
        """
        path = self.home.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        if owned or private:
            self.identity.own(path)
        if private:
            path.chmod(0o700)
        return path

    @contextlib.contextmanager
    def lock(self, name, wait=True):
        """Let one process at a time build the thing called ``name``.

        :raises SetupError: somebody else is at it and ``wait`` is False
        """
        path = self.folder("locks") / name
        with open(path, "w", encoding="ascii") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise SetupError(
                    f"Another setup/{name} is at work in {self.home}.",
                    "Wait for its end, or name another folder with --home DIR.",
                ) from None
            yield

    def addon_folders(self, tests=False):
        """The folders of our addons that exist, test addon included if asked."""
        names = [self.clone / name for name in ADDONS]
        if tests:
            names.append(self.clone / "tests" / TEST_ADDON)
        return [path for path in names if (path / "__manifest__.py").is_file()]

    def publish_addons(self):
        """Copy the addons beside the data if the service user cannot enter the clone.

        A clone below ``/root`` is such a case.
        """
        if self.addons == self.clone:
            return
        for source in self.addon_folders(tests=True):
            target = self.addons / source.relative_to(self.clone)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(
                source, target, ignore=shutil.ignore_patterns("__pycache__")
            )
        for path in [self.addons, *self.addons.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)

    def addons_path(self, tests=False):
        """The value of Odoo's ``addons_path`` for our addons."""
        folders = [str(self.addons)]
        # Odoo complains about an addons path without an addon in it.
        if tests and (self.clone / "tests" / TEST_ADDON / "__manifest__.py").is_file():
            folders.append(str(self.addons / "tests"))
        return ",".join(folders)


def find_layout(home=None, clone=CLONE):
    """Return the Layout for ``home`` (default: ``.run`` in the clone).

    Root, with a clone that the service user cannot enter, gets a folder below
    ``/var/lib`` instead, because PostgreSQL's files must be reachable by that user.
    """
    identity = service_identity(clone)
    if home:
        path = Path(home).expanduser().resolve()
    elif identity.drop and not identity.can_enter(clone):
        mark = hashlib.sha256(os.fsencode(clone)).hexdigest()[:8]
        path = Path("/var/lib") / f"healthcare-integration-{mark}"
    else:
        path = clone / ".run"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The folder {path} cannot be created: {error.strerror}.",
            "Name another one with --home DIR.",
        ) from error
    if not identity.can_enter(path):
        raise SetupError(
            f"The user {identity.name} cannot enter {path}.",
            "Name a folder that every user can reach with --home DIR.",
        )
    layout = Layout(clone, path, identity)
    layout.folder("log", private=True)
    return layout
