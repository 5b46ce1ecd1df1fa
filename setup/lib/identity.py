"""Under which user PostgreSQL and Odoo run.

PostgreSQL refuses to run as root and Odoo should not. An ordinary user runs both
as himself. Root hands them to the owner of the clone when that is somebody else,
and to ``nobody`` otherwise: no user account is added to the machine.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass

from .failure import SetupError


@dataclass(frozen=True)
class Identity:
    """A user of this machine; ``drop`` says that we must change to it."""

    uid: int
    gid: int
    name: str
    drop: bool

    def popen_arguments(self):
        """Keyword arguments for ``subprocess`` that start a child as this user."""
        if not self.drop:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path):
        """Give ``path`` itself (not what is below it) to this user."""
        if self.drop:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path):
        """True if this user can list and enter the folder ``path``."""
        probe = ["test", "-r", str(path), "-a", "-x", str(path)]
        return subprocess.run(probe, **self.popen_arguments()).returncode == 0

    def environment(self, home):
        """The process environment of a child: ours, with a HOME it may write to.

        :param home: our home folder; the child's is the folder ``user`` in it
        """
        env = own_environment()
        if self.drop:
            folder = home / "user"
            folder.mkdir(exist_ok=True)
            self.own(folder)
            env.update(HOME=str(folder), USER=self.name, LOGNAME=self.name)
        return env


def own_environment():
    """Our environment without what the launcher set for us alone."""
    env = dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        env.pop(name, None)
    return env


def service_identity(clone):
    """Return the Identity that runs PostgreSQL and Odoo for this clone."""
    uid = os.geteuid()
    if uid != 0:
        return Identity(uid, os.getegid(), _name_of(uid), drop=False)
    owner = os.stat(clone).st_uid
    if owner != 0:
        return Identity(owner, os.stat(clone).st_gid, _name_of(owner), drop=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise SetupError(
            "PostgreSQL does not run as root and this machine has no user nobody.",
            "Start this command as an ordinary user.",
        ) from None
    return Identity(nobody.pw_uid, nobody.pw_gid, "nobody", drop=True)


def _name_of(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # containers often run with a uid nobody has named
        return str(uid)
