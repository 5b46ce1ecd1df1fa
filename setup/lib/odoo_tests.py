"""Run the tests of our addons inside Odoo with pytest-odoo, one layer at a time."""

import json
import os
from dataclasses import dataclass

from . import chromium
from .pytest_run import PytestRun, Result

# lib/plugins/healthcare_layers.py decides by class and source what belongs where.
LAYERS = ("odoo", "http", "tours", "journeys", "all")


@dataclass
class OdooTestRun:
    """The tests of one layer on one database.

    :param templates: templates.Templates
    :param database: has the addons installed; tests may change it
    :param name: names configuration, log and report
    """

    templates: object
    database: str
    name: str

    def execute(self, layer, selections=(), stream=False):
        """Run the tests of ``layer`` that ``selections`` name (all without any).

        :param selections: texts like ``addon``, ``addon:Class``, ``addon:Class.method``
        :param stream: show pytest's output as it comes
        """
        folders = self._folders(selections)
        if not folders:
            return Result()
        program = self.templates.program(self.name, database=self.database)
        layout = self.templates.layout
        arguments = ["-p", "healthcare_layers", "-rfEs"]
        arguments += [f"--odoo-config={program.write()}", "--odoo-log-level=warn"]
        arguments += ["--rootdir", str(layout.addons), "-c", os.devnull]
        arguments += ["--odoo-http"] * (layer != "odoo")
        environment = {
            **program.environment(),
            "PATH": chromium.search_path(layout),
            "HEALTHCARE_TEST_LAYER": layer,
            "HEALTHCARE_TEST_ONLY": json.dumps(list(selections)),
        }
        return PytestRun(
            layout,
            f"{self.name}-tests",
            arguments + folders,
            environment,
            as_service=True,
            stream=stream,
        ).execute()

    def _folders(self, selections):
        """Folders of the addons whose tests are wanted."""
        layout = self.templates.layout
        wanted = {item.partition(":")[0] for item in selections}
        found = []
        for folder in layout.addon_folders(tests=True):
            readable = layout.addons / folder.relative_to(layout.clone)
            if (readable / "tests").is_dir() and folder.name in (
                wanted or {folder.name}
            ):
                found.append(str(readable))
        return found
