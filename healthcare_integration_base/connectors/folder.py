"""A watched folder: pick up, archive, put down. Never deletes before the commit."""

import os
import re

from odoo import api, fields, models
from odoo.tools import config

from ..errors import ConfigurationError, RetryableError
from ..models.healthcare_connector import Pulled, Pushed

ROOT_VARIABLE = "HEALTHCARE_FOLDER_ROOT"
ROOT_OPTION = "healthcare_folder_root"
PARTIAL = (".part", ".tmp", ".filepart", ".crdownload")
MAX_BYTES = 256 * 1024 * 1024
"""More than that no flow allows: a file is read whole."""


class HealthcareConnection(models.Model):
    """Adds the folders. They lie below a root that only the server's own configuration
    names, so that no form can reach another part of the disk."""

    _inherit = "healthcare.connection"

    connector = fields.Selection(
        selection_add=[("folder", "Watched folder")],
        ondelete={"folder": "set default"},
    )
    folder_in = fields.Char(
        string="Pick up from", help="Relative to the server's folder root: acme/in"
    )
    folder_out = fields.Char(
        string="Put down in", help="Relative to the server's folder root: acme/out"
    )


class HealthcareConnectorFolder(models.AbstractModel):
    """Files in a folder, the way SFTP servers and translators hand them over.

    A file is stored, committed, and only then moved to ``archive`` beside the pick-up
    folder. Writing goes to a hidden name first and is renamed when it is on disk.
    """

    _name = "healthcare.connector.folder"
    _inherit = "healthcare.connector"
    _description = "Watched folder"
    _fetches = True

    @api.model
    def _root(self):
        root = os.environ.get(ROOT_VARIABLE) or config.get(ROOT_OPTION)
        if not root or not os.path.isdir(root):
            raise ConfigurationError(
                "folder.no_root",
                ROOT_VARIABLE,
                self.env._(
                    "The server has no folder root. Its administrator sets "
                    "healthcare_folder_root in the configuration file."
                ),
            )
        return os.path.realpath(root)

    @api.model
    def _path(self, relative, label):
        """An existing folder below the root.

        :raises ConfigurationError: empty, outside the root, or not there.
        """
        root = self._root()
        if not relative:
            raise ConfigurationError(
                "folder.empty", label, self.env._("Fill in the folder.")
            )
        path = os.path.realpath(os.path.join(root, relative))
        if os.path.commonpath([root, path]) != root:
            raise ConfigurationError(
                "folder.outside_root",
                label,
                self.env._("The folder must lie below the server's folder root."),
            )
        if not os.path.isdir(path):
            raise ConfigurationError(
                "folder.missing",
                label,
                self.env._("The folder does not exist on the server."),
            )
        return path

    def _pull(self, connection):
        """Yield complete files, oldest first; partial and hidden names are left."""
        folder = self._path(connection.folder_in, "folder_in")
        limit = min(MAX_BYTES, connection._file_limit())
        try:
            entries = [
                entry
                for entry in os.scandir(folder)
                if entry.is_file(follow_symlinks=False)
                and not entry.name.startswith(".")
                and not entry.name.endswith(PARTIAL)
            ]
            entries.sort(key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
            large = [entry for entry in entries if entry.stat().st_size > limit]
            for entry in entries:
                if entry not in large:
                    # A name is bytes: what is no UTF-8 in it is shown as a sign.
                    name = os.fsencode(entry.name).decode("utf-8", "replace")
                    yield Pulled(name, _read(entry.path), token=entry.path)
        except OSError as error:
            raise RetryableError("folder.unreadable", f"errno {error.errno}") from None
        if large:
            raise ConfigurationError(
                "folder.file_too_large",
                "folder_in",
                self.env._(
                    "A file is larger than the %(limit)s MB that its flow allows. It "
                    "stays where it is: take it out, or allow more on the flow.",
                    limit=limit // 1024**2,
                ),
            )

    def _settle(self, connection, pulled):
        """Move a stored file to the archive; a name that is taken gets a number."""
        folder, name = os.path.split(pulled.token)
        archive = os.path.join(folder, "archive")
        try:
            os.makedirs(archive, exist_ok=True)
            target = os.path.join(archive, name)
            number = 0
            while os.path.exists(target):
                number += 1
                target = os.path.join(archive, f"{name}.{number}")
            os.rename(pulled.token, target)
        except FileNotFoundError:
            # The partner took it back after we stored it: what counts is stored.
            return
        except OSError:
            raise ConfigurationError(
                "folder.no_archive",
                "folder_in",
                self.env._("Files cannot be moved to the folder archive."),
            ) from None

    def _push(self, connection, outgoing):
        """Write under a hidden name, flush to disk, rename.

        :raises RetryableError: the folder cannot be written now; nothing is visible.
        """
        folder = self._path(connection.folder_out, "folder_out")
        name = re.sub(r"[^A-Za-z0-9._-]", "_", outgoing.name)
        partial = os.path.join(folder, f".{name}.part")
        target = os.path.join(folder, name)
        try:
            with open(partial, "wb") as file:
                file.write(outgoing.payload)
                file.flush()
                os.fsync(file.fileno())
            os.rename(partial, target)
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise RetryableError("folder.unwritable", f"errno {error.errno}") from None
        return Pushed(reference=name)

    def _check(self, connection):
        """Both folders exist and may be used."""
        if not (connection.folder_in or connection.folder_out):
            raise ConfigurationError(
                "folder.empty", "folder_in", self.env._("Fill in at least one folder.")
            )
        for field in ("folder_in", "folder_out"):
            relative = connection[field]
            if relative and not os.access(
                self._path(relative, field), os.R_OK | os.W_OK | os.X_OK
            ):
                raise ConfigurationError(
                    "folder.no_permission",
                    field,
                    self.env._("The server may not read and write the folder."),
                )
        return self.env._("The folders are there and can be read and written.")


def _read(path):
    """The bytes of a file; not of what a link put in its place points to."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        return file.read()
