"""Run the tests of our addons inside Odoo, layer by layer, and count them."""

import json
import os
import subprocess
from dataclasses import dataclass, field

from . import process

# Which tests belong to a layer: lib/pytest_layers.py decides by class and source.
LAYERS = ("odoo", "http", "tours", "journeys", "all")


@dataclass
class Result:
    """Counts of one test run; ``details`` says what failed and what was skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    details: list = field(default_factory=list)

    def line(self):
        """The closing line of a test run."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    def add(self, other):
        """Add the counts of ``other`` to ours."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.details += other.details


class OdooTestRun:
    """pytest with pytest-odoo on one database.

    :param database: has the addons installed; it may be changed by the tests
    """

    def __init__(self, templates, database, name):
        self.templates = templates
        self.layout = templates.layout
        self.database = database
        self.name = name

    def execute(self, layer, selections=(), stream=False):
        """Run the tests of ``layer`` that ``selections`` name (all without any).

        :param selections: texts like ``addon``, ``addon:Class``, ``addon:Class.method``
        :param stream: show pytest's output as it comes
        """
        program = self.templates.program(self.name, database=self.database)
        configuration = program.write()
        report = self.layout.folder("test-reports", owned=True) / f"{self.name}.json"
        report.unlink(missing_ok=True)
        report.touch()
        self.layout.identity.own(report)
        environment = self.layout.identity.environment(self.layout.home)
        environment.update(program.environment())
        environment.update(
            PYTHONPATH=str(self._plugins()),
            HEALTHCARE_TEST_LAYER=layer,
            HEALTHCARE_TEST_ONLY=json.dumps(list(selections)),
            HEALTHCARE_TEST_REPORT=str(report),
        )
        log = self.layout.log / f"{self.name}-tests.log"
        command = self._command(configuration, layer, selections)
        self._call(command, environment, None if stream else log)
        return self._read(report, log)

    def _plugins(self):
        """Folder with the pytest plugin, where the service user can read it."""
        if self.layout.addons == self.layout.clone:
            return self.layout.clone / "setup" / "lib" / "plugins"
        target = self.layout.folder("plugins")
        for source in (self.layout.clone / "setup/lib/plugins").glob("*.py"):
            (target / source.name).write_text(source.read_text(encoding="utf-8"))
        return target

    def _command(self, configuration, layer, selections):
        folders = {path.name: path for path in self._test_folders()}
        wanted = {item.partition(":")[0] for item in selections} or set(folders)
        paths = [str(folders[name]) for name in sorted(wanted) if name in folders]
        command = [str(self.layout.python), "-m", "pytest", "-p", "no:cacheprovider"]
        command += ["-p", "healthcare_layers", "-q", "--tb=short", "-rfEs"]
        command += [f"--odoo-config={configuration}", "--odoo-log-level=warn"]
        command += ["--rootdir", str(self.layout.addons), "-c", os.devnull]
        if layer != "odoo":
            command.append("--odoo-http")
        return command + paths

    def _test_folders(self):
        for folder in self.layout.addon_folders(tests=True):
            published = self.layout.addons / folder.relative_to(self.layout.clone)
            if (published / "tests").is_dir():
                yield published

    def _call(self, command, environment, log):
        output = open(log, "w", encoding="utf-8") if log else None  # noqa: SIM115
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            env=environment,
            cwd=str(self.layout.home),
            start_new_session=True,
            **self.layout.identity.popen_arguments(),
        )
        process.finish(child)

    def _read(self, report, log):
        try:
            data = json.loads(report.read_text(encoding="utf-8"))
        except ValueError:
            text = process.tail(log, 15)
            return Result(failed=1, details=[f"{self.name}: pytest broke off\n{text}"])
        return Result(**data)
