"""``setup/bench NAME [--json FILE] [--quick]``: what it costs, as ratios of one run.

accept       the signed door against a route with the bare INSERT, and others beside
drain        messages opened and applied against a job per message and a bare loop
backlog      the same drain with many finished messages in the table
codecs       formats in MB/s of processor time and memory, against public libraries
procurement  price lists, bills and receipts in batches against one by one, and the
             lists of a buyer with 100,000 orders
claims       posting remittances against a plain loop that makes one entry per claim

PostgreSQL is a cluster of its own with fsync, synchronous_commit and full_page_writes
on. Exit code 0 even if an aim is missed; 1 if a result is wrong.
"""

import argparse
import importlib.util
import json
import sys

from . import postgres, postgres_programs
from .bringup import prepare, prepare_python
from .command import guarded, parser
from .layout import find_layout
from .process import own_environment

NAMES = ("accept", "drain", "backlog", "codecs", "procurement", "claims")
WITHOUT_ODOO = {"codecs"}
INSIDE = "HEALTHCARE_BENCH_INSIDE"


class Workshop:
    """What a benchmark finds: databases on a durable cluster, and the wish for haste.

    :param quick: fewer rounds and smaller batches; the ratios are rougher
    """

    def __init__(self, layout, progress, quick):
        self.layout = layout
        self.progress = progress
        self.quick = quick
        self.cluster = None
        self.templates = None

    def bring_up(self):
        """Start our own cluster and find the template with our addons."""
        from .templates import Templates

        installation = prepare(
            self.layout, self.progress, cluster="bench", durable=True, tests=True
        )
        if installation.cluster is None:
            binaries = postgres_programs.own_binaries(self.layout)
            installation.cluster = postgres.Cluster(
                self.layout, "bench", binaries, durable=True
            )
            installation.server = installation.cluster.start()
        self.cluster = installation.cluster
        self.templates = Templates(installation, self.progress)

    def database(self, name):
        """A fresh copy of the template; returns its name."""
        target = f"bench_{name}"
        self.templates.databases.copy(self.templates.addons(), target)
        return target

    def program(self, name, database):
        """An OdooProgram for scripts on ``database``."""
        return self.templates.program(f"bench-{name}", database=database)

    def settings(self):
        """What PostgreSQL says about its own durability."""
        if self.cluster is None:
            return {"version": None}
        names = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        rows = postgres.query(
            self.layout,
            self.cluster.server,
            "postgres",
            "SELECT name, current_setting(name) FROM pg_settings "
            "WHERE name = ANY(%s) OR name = 'server_version'",
            [list(names)],
        )
        found = dict(rows)
        return {"version": found.pop("server_version"), **found}

    def close(self):
        """Stop the cluster: it is needed by nobody else."""
        if self.cluster:
            self.cluster.stop()


def main(arguments, progress):
    """Entry point of ``setup/bench``."""
    options_parser = parser("bench", __doc__)
    options_parser.formatter_class = argparse.RawDescriptionHelpFormatter
    options_parser.add_argument("name", choices=NAMES)
    options_parser.add_argument(
        "--json", metavar="FILE", help="write the figures there"
    )
    options_parser.add_argument(
        "--quick", action="store_true", help="fewer rounds, smaller batches"
    )
    options = options_parser.parse_args(arguments)
    layout = find_layout(options.home)
    prepare_python(layout, progress)
    become_venv(layout)
    workshop = Workshop(layout, progress, options.quick)
    sys.path.insert(0, str(layout.clone / "tests" / "benchmarks"))
    from measure import Report

    report = Report(options.name, workshop)
    try:
        if options.name not in WITHOUT_ODOO:
            workshop.bring_up()
        report.open()
        _load(layout, options.name).run(workshop, report)
        figures = report.close()
    finally:
        workshop.close()
    print(report.table())
    if options.json:
        with open(options.json, "w", encoding="utf-8") as handle:
            json.dump(figures, handle, indent=1)
    return 1 if report.wrong else 0


def become_venv(layout, command="bench"):
    """Go on under the interpreter that has psycopg2 and the formats' libraries."""
    import os

    if os.environ.get(INSIDE):
        return
    environment = {**own_environment(), INSIDE: "1"}
    environment["PYTHONPATH"] = str(layout.clone / "setup")
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    words = [str(layout.python), "-m", f"lib.{command}", *sys.argv[1:]]
    sys.stdout.flush()
    os.execve(words[0], words, environment)


def _load(layout, name):
    path = layout.clone / "tests" / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    guarded(main)
