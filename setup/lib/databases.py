"""Databases: create, copy, rename and drop them, each with its filestore."""

import os
import shutil
from pathlib import Path

from . import postgres


class Databases:
    """The databases of one server, together with Odoo's files of each.

    :param server: a postgres.Server
    :param data: Odoo's data folder (its ``filestore`` holds one folder per database)
    """

    def __init__(self, layout, server, data):
        self.layout = layout
        self.server = server
        self.data = Path(data)

    def _query(self, statement, values=None, database="postgres"):
        return postgres.query(self.layout, self.server, database, statement, values)

    def names(self, prefix=""):
        """Names of the databases that start with ``prefix``."""
        rows = self._query("SELECT datname FROM pg_database ORDER BY datname")
        return [name for (name,) in rows if name.startswith(prefix)]

    def exists(self, name):
        """True if the database ``name`` exists."""
        return name in self.names()

    def create(self, name):
        """Create an empty database that sorts by code point, as Odoo's tests want."""
        self._query(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C'"
        )

    def drop(self, name):
        """Drop the database ``name`` and its files, whoever is connected."""
        self._query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid() "
            # Autovacuum is the server's own and gives way to DROP by itself.
            "AND backend_type = 'client backend'",
            [name],
        )
        self._query(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """Make ``target`` a copy of ``source`` (replacing it), files included."""
        self.drop(target)
        self._query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        self._copy_files(source, target)

    def rename(self, source, target):
        """Give a finished database its final name."""
        self._query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        shutil.rmtree(self.filestore(target), ignore_errors=True)
        if self.filestore(source).is_dir():
            self.filestore(source).rename(self.filestore(target))

    def filestore(self, name):
        """Odoo's folder of attachments for the database ``name``."""
        return self.data / "filestore" / name

    def _copy_files(self, source, target):
        """Hard links are enough: Odoo never changes a stored file in place."""
        origin = self.filestore(source)
        if not origin.is_dir():
            return
        copy = self.filestore(target)
        shutil.copytree(origin, copy, copy_function=os.link, dirs_exist_ok=True)
        for path in [copy, *copy.rglob("*")]:
            if path.is_dir():
                self.layout.identity.own(path)
