"""What ``setup/run`` does once the server answers: the demo, or your own files.

This is the place where the demo scenario is called. It gets a Context and returns
the lines of a summary.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from . import postgres, scenario_files, scenario_report
from .scenario_demo import Demo
from .scenario_doors import Doors
from .scenario_hospital import IN, OWN_FILES, PORTAL_SUPPLIER
from .shell import run_script


@dataclass
class Context:
    """A running installation, as the scenario sees it.

    :param url: address of the server, without a slash at the end
    :param database: name of the database
    :param credentials: roles.Credential by role (``administrator``,
        ``procurement_officer``, ``ap_clerk``, ``denial_analyst``, ``cash_poster``,
        ``finance_manager``, ``auditor``); without passwords after the first start
    :param files: folder with the user's own files, or None for the demo
    :param program: odoo_program.OdooProgram of the server
    :param progress: console.Progress; use ``progress.step()`` for what takes long
    :param first: False if the scenario has been run on this database before
    """

    url: str
    database: str
    credentials: dict
    files: Path
    program: object
    progress: object
    first: bool = True

    def odoo_shell(self, script, **values):
        """Run ``script`` in Odoo's shell; it reads ``values`` and sets ``result``."""
        return run_script(self.program, self.database, script, values)

    def query(self, statement, values=None):
        """Rows (lists) of one SQL statement on the database."""
        program = self.program
        server = program.server
        return postgres.query(program.layout, server, self.database, statement, values)

    def folder(self, name):
        """A folder for exchange with partners that Odoo can read and write."""
        self.program.layout.folder("partners", private=True)
        return self.program.layout.folder("partners", name, private=True)

    def drop(self, folder, name, payload):
        """Put the bytes ``payload`` as the file ``name`` into a watched folder.

        Written beside it and renamed: a watcher never sees half a file.
        """
        path = Path(folder) / name
        partial = path.with_name(f".{name}.part")
        partial.write_bytes(payload)
        self.program.layout.identity.own(partial)
        os.replace(partial, path)
        return path


def run(context):
    """Run the scenario, or feed the user's own files; returns the lines to print."""
    demo = Demo(context)
    if context.files:
        demo.master()
        return scenario_files.feed(context, demo.doors)
    demo.run()
    return summary(context)


def summary(context):
    """The lines to show at a later start, when the scenario has been run before."""
    doors = Doors(context)
    folder = doors.folder(OWN_FILES["key"], IN)
    hint = f"Your own X12 files: setup/run --files DIR, or put them into {folder}"
    return [*scenario_report.lines(context), *_portal(context, doors), hint]


def _portal(context, doors):
    """Where the supplier without an interface answers its order."""
    letter = doors.folder(PORTAL_SUPPLIER["key"], "mail") / "order.txt"
    if not letter.is_file():
        return []
    return [
        f"{PORTAL_SUPPLIER['name']} confirms, ships and bills its order here, without "
        "an account:",
        f"  {context.url}{letter.read_text(encoding='ascii')}",
    ]
