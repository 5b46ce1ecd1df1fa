"""Start pytest with our counter and read the counts it leaves behind."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field

from . import process

PLUGINS = "setup/lib/plugins"


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


@dataclass
class PytestRun:
    """One call of pytest in our virtual environment.

    :param name: names the log and the report
    :param as_service: run as the service user (whoever touches Odoo's files must)
    :param seconds: after this time the run is ended and counts as failed
    """

    layout: object
    name: str
    arguments: list
    environment: dict = field(default_factory=dict)
    as_service: bool = False
    stream: bool = False
    seconds: int = 2700

    @property
    def log(self):
        """Where pytest's output goes unless it is streamed."""
        return self.layout.log / f"{self.name}.log"

    def execute(self):
        """Run to the end; returns a Result."""
        report = self.layout.folder("test-reports", owned=True) / f"{self.name}.json"
        report.write_text("")
        identity = self.layout.identity
        environment = process.own_environment()
        if self.as_service:
            identity.own(report)
            environment = identity.environment(self.layout.home)
        environment.update(self.environment)
        paths = [str(self._plugins()), environment.get("PYTHONPATH")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        environment["HEALTHCARE_TEST_REPORT"] = str(report)
        ended = self._call(environment)
        result = self._read(report)
        if not ended:
            result.failed += 1
            result.details.append(f"failed: {self.name} took over {self.seconds} s")
        return result

    def _plugins(self):
        """Folder with our pytest plugins, where the service user can read them."""
        source = self.layout.clone / PLUGINS
        if self.layout.addons == self.layout.clone:
            return source
        target = self.layout.folder("plugins")
        for path in source.glob("*.py"):
            shutil.copy(path, target / path.name)
        return target

    def _call(self, environment):
        """Returns False if the time was up."""
        command = [str(self.layout.python), "-m", "pytest", "-p", "no:cacheprovider"]
        command += ["-p", "healthcare_counter", "-q", "--tb=short", *self.arguments]
        identity = self.layout.identity
        drop = identity.popen_arguments() if self.as_service else {}
        output = None if self.stream else open(self.log, "w")  # noqa: SIM115
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=environment,
            cwd=str(self.layout.home),
            start_new_session=True,
            **drop,
        )
        try:
            child.wait(self.seconds)
            return True
        except subprocess.TimeoutExpired:
            process.end_group(child)
            return False
        except BaseException:
            process.end_group(child)
            raise

    def _read(self, report):
        try:
            return Result(**json.loads(report.read_text(encoding="utf-8")))
        except ValueError:
            text = process.tail(self.log, 15)
            detail = f"failed: {self.name}: pytest broke off\n{text}"
            return Result(failed=1, details=[detail])
