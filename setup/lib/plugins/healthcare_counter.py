"""A pytest plugin: count each test once and report to the program that called."""

import json
import os

REPORT = os.environ.get("HEALTHCARE_TEST_REPORT")


class Counter:
    """Counts the outcome of each test once, whatever its phases say."""

    def __init__(self):
        self.outcomes = {}
        self.details = []

    def pytest_runtest_logreport(self, report):
        """Take the worst of set-up, call and tear-down."""
        if report.failed:
            outcome = "failed"
        elif report.skipped:
            outcome = "skipped"
        elif report.when == "call":
            outcome = "passed"
        else:
            return
        rank = ("passed", "skipped", "failed")
        before = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = max(before, outcome, key=rank.index)
        if outcome != "passed":
            self.details.append(f"{outcome}: {report.nodeid}{_reason(report)}")

    def pytest_collectreport(self, report):
        """A file that cannot be imported is a failure."""
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
            lines = str(report.longrepr).strip().splitlines() or [""]
            text = f"cannot be imported: {lines[-1].removeprefix('E').strip()[:200]}"
            self.details.append(f"failed: {report.nodeid} {text}")
        elif report.skipped:
            self.outcomes[report.nodeid] = "skipped"
            self.details.append(f"skipped: {report.nodeid}{_reason(report)}")

    def pytest_sessionfinish(self):
        """Write the report for the caller."""
        if not REPORT:
            return
        values = list(self.outcomes.values())
        counts = {name: values.count(name) for name in ("passed", "failed", "skipped")}
        with open(REPORT, "w", encoding="utf-8") as handle:
            json.dump({**counts, "details": self.details}, handle)


def _reason(report):
    if report.skipped and isinstance(report.longrepr, tuple):
        return f" ({report.longrepr[2]})"
    return ""


def pytest_configure(config):
    """Count with an object of our own."""
    config.pluginmanager.register(Counter(), "healthcare-counter")
