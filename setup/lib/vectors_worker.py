"""The Odoo process behind ``setup/vectors``: one vector per line in, one answer out.

The registry is loaded once. Before each vector the database is dropped and copied from
the template under the same name, which is a matter of a second where loading a registry
takes several.
"""

import contextlib
import importlib
import json
import os
import sys
import traceback

import odoo
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


class Bench:
    """A database that can be made new, and its registry."""

    def __init__(self, database, template):
        self.database = database
        self.template = template
        self.registry = Registry(database)
        self.fresh = True

    def renew(self):
        """Make the database a copy of the template again."""
        if self.fresh:
            self.fresh = False
            return
        sql_db.close_db(self.database)
        with contextlib.closing(sql_db.db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend'",
                [self.database],
            )
            cr.execute(f'DROP DATABASE IF EXISTS "{self.database}"')
            cr.execute(f'CREATE DATABASE "{self.database}" TEMPLATE "{self.template}"')
        self.registry.clear_all_caches()
        self.registry.cache_invalidated.clear()

    def run(self, adapter, vector):
        """The errors of one vector."""
        self.renew()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            errors = adapter.run(env, vector)
            cr.rollback()
        return [str(error) for error in errors]


def _adapter(kind):
    try:
        return importlib.import_module(f"lib.vectors_{kind}")
    except ModuleNotFoundError as error:
        if error.name != f"lib.vectors_{kind}":
            raise
        return None


def main(configuration, database, template, kind):
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not get between the answers
    config.parse_config(["-c", configuration, "-d", database, "--no-http"])
    odoo.modules.module.initialize_sys_path()
    bench = Bench(database, template)
    adapter = _adapter(kind)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        vector = json.loads(line)
        if adapter is None:
            errors = ["not supported yet"]
        else:
            try:
                errors = bench.run(adapter, vector)
            except Exception as error:
                traceback.print_exc()
                errors = [f"{type(error).__name__}: {error}"]
        print(json.dumps({"errors": errors}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
