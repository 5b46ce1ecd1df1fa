"""``setup/test``: every test, or the layers that are named.

unit      pure Python and the architecture test, without Odoo
odoo      TransactionCase of each addon, and the log of their installation
http      HttpCase of each addon
tours     browser tests in headless Chromium
journeys  what needs several addons, several processes or a live server
lint      ruff, pylint-odoo, architecture
"""

import argparse

from . import chromium, lint, server
from .bringup import prepare, prepare_python
from .checklog import suspicious
from .command import guarded, parser
from .layout import find_layout
from .odoo_tests import OdooTestRun
from .pytest_run import PytestRun, Result
from .templates import Templates

LAYERS = ("lint", "unit", "odoo", "http", "tours", "journeys")
WITHOUT_ODOO = {"lint", "unit"}


class Testing:
    """One call of setup/test."""

    def __init__(self, options, progress):
        self.options = options
        self.progress = progress
        self.layers = [name for name in LAYERS if name in options.layers] or LAYERS
        self.layout = find_layout(options.home)
        self.total = Result()
        self.templates = None

    def execute(self):
        """Run the layers; returns the exit code."""
        if set(self.layers) <= WITHOUT_ODOO:
            prepare_python(self.layout, self.progress)
        else:
            installation = prepare(
                self.layout, self.progress, cluster="test", durable=False, tests=True
            )
            self.templates = Templates(installation, self.progress)
        for layer in self.layers:
            getattr(self, layer)()
        return self._close()

    def lint(self):
        """Ruff and pylint-odoo, each of which counts as one test."""
        for title, check in lint.CHECKS:
            with self.progress.step(f"lint: {title}") as remarks:
                problems = check(self.layout)
                if problems is None:
                    continue
                result = Result(passed=int(not problems), failed=int(bool(problems)))
                result.details = [f"failed: {title}\n{problems}"] * bool(problems)
                self._add(result, remarks)
        if "unit" not in self.layers:
            self._pure("architecture")

    def unit(self):
        """Tests that need no Odoo."""
        self._pure("unit", "architecture")

    def _pure(self, *folders):
        tests = self.layout.clone / "tests"
        present = [str(tests / name) for name in folders if (tests / name).is_dir()]
        if not present:
            return
        arguments = ["-c", str(tests / "pytest.ini"), "-rfEs", *present]
        for wish in self.options.only:
            arguments += ["-k", wish]
        with self.progress.step(" and ".join(folders)) as remarks:
            run = PytestRun(self.layout, "unit-tests", arguments)
            self._add(run.execute(), remarks)

    def odoo(self):
        """TransactionCase of every addon, and the log of the installation."""
        self._in_odoo("odoo")
        log = self.templates.addons_log()
        lines = suspicious(log.read_text(encoding="utf-8", errors="replace"))
        detail = "failed: the log of the installation\n" + "\n".join(lines[:20])
        result = Result(passed=int(not lines), failed=int(bool(lines)))
        result.details = [detail] * bool(lines)
        self.total.add(result)

    def http(self):
        """HttpCase of every addon."""
        self._in_odoo("http")

    def tours(self):
        """Browser tests; Odoo skips each of them if there is no browser."""
        if not chromium.found(self.layout):
            with self.progress.step("Chromium from Debian's archive"):
                reason = chromium.bring(self.layout)
            if reason:
                self.progress.say(f"The tours are skipped: {reason}.")
        self._in_odoo("tours")

    def journeys(self):
        """The test addon, then the files that start live servers."""
        self._in_odoo("journeys")
        folder = self.layout.clone / "tests" / "journeys"
        if not any(folder.glob("test_*.py")):
            return
        self.templates.addons()
        arguments = ["-p", "no:odoo", "-c", str(folder.parent / "pytest.ini"), "-rfEs"]
        for wish in self.options.only:
            arguments += ["-k", wish]
        environment = {
            "PYTHONPATH": str(self.layout.clone / "setup"),
            "HEALTHCARE_HOME": str(self.layout.home),
        }
        with self.progress.step("journeys on live servers") as remarks:
            before = self._live_servers()
            run = PytestRun(
                self.layout, "live-tests", [*arguments, str(folder)], environment
            )
            try:
                self._add(run.execute(), remarks)
            finally:
                # A test that was ended from outside cannot stop its own server.
                for configuration in self._live_servers() - before:
                    server.stop(configuration, grace=2)

    def _live_servers(self):
        """Configuration files of the live servers that run now."""
        files = (self.layout.home / "conf").glob("live-*.conf")
        return {path for path in files if server.processes(path)}

    def _in_odoo(self, layer):
        template = self.templates.addons()
        database = f"test_{layer}"
        with self.progress.step(f"{layer}: tests in Odoo") as remarks:
            self.templates.databases.copy(template, database)
            run = OdooTestRun(self.templates, database, f"test-{layer}")
            result = run.execute(layer, self.options.only)
            self._add(result, remarks)
        self.templates.databases.drop(database)

    def _add(self, result, remarks):
        remarks.append(result.line())
        self.total.add(result)

    def _close(self):
        say = self.progress.say
        say()
        for detail in self.total.details:
            say(detail)
        if self.total.failed:
            say(f"\nThe logs of each layer are in {self.layout.log}.")
        say(f"Took {self.progress.elapsed:.0f} s.")
        say(self.total.line())
        return 1 if self.total.failed else 0


def main(arguments, progress):
    """Entry point of ``setup/test``."""
    options = parser("test", __doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("layers", nargs="*", metavar="LAYER", help=", ".join(LAYERS))
    options.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="ADDON[:Class[.method]]",
        help="only these tests; for unit and live tests a word of their name",
    )
    chosen = options.parse_args(arguments)
    unknown = set(chosen.layers) - set(LAYERS)
    if unknown:
        options.error(f"there is no layer {', '.join(sorted(unknown))}")
    return Testing(chosen, progress).execute()


if __name__ == "__main__":
    guarded(main)
