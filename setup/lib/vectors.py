"""``setup/vectors``: run test vectors through the product and say which of them pass.

One line ``ID pass`` or ``ID fail REASON`` per vector, in the order of the file (vectors
without an id are ``GROUP#n``), then ``N passed, N failed``. Each vector that needs Odoo
starts from a fresh copy of the template database. Exit code 0: all passed; 1: some
failed; 2: wrong usage, a file that cannot be read, or nothing selected.
"""

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import vectors_pure
from .bringup import prepare
from .command import guarded, parser
from .console import Progress
from .layout import find_layout
from .templates import Templates
from .vectors_pool import Pool

#: Lists of a file that are no vectors by themselves.
CONTEXT = ("meta", "defaults")
#: Groups that are run in Odoo, by kind; all others need no database.
IN_ODOO = {
    "claims": {"vectors"},
    "procurement": {
        "match",
        "identifiers",
        "normalisation",
        "ack_lines",
        "uom",
        "price_selection",
        "kpi",
    },
}
WORKERS = 2


@dataclass
class Vector:
    """One vector: ``label`` is printed, ``content`` is the file's own object, with
    ``group`` and what the file says for all (``meta``, ``defaults``) added.
    """

    label: str
    group: str
    content: dict = field(repr=False)
    errors: list = None


def load(path):
    """The vectors of a file in file order.

    :raises ValueError: it is not a JSON object with lists in it
    """
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError("a JSON object is expected")
    shared = {name: data[name] for name in CONTEXT if name in data}
    found = []
    for group, rows in data.items():
        if group in CONTEXT or not isinstance(rows, list):
            continue
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise ValueError(f"{group}#{number} is not an object")
            label = str(row.get("id") or f"{group}#{number}")
            found.append(Vector(label, group, shared | {"group": group} | row))
    return found


def select(vectors, options):
    """The vectors that the options ask for."""
    chosen = []
    for vector in vectors:
        if options.group and vector.group not in options.group:
            continue
        if options.recipe and vector.content.get("recipe") not in options.recipe:
            continue
        if options.id and vector.label not in options.id:
            continue
        chosen.append(vector)
    return chosen


class Report:
    """Prints results in file order as soon as all before them are known."""

    def __init__(self, vectors):
        self._waiting = list(vectors)
        self.passed = self.failed = 0

    def flush(self):
        """Print what can be printed."""
        while self._waiting and self._waiting[0].errors is not None:
            vector = self._waiting.pop(0)
            if vector.errors:
                self.failed += 1
                reason = "; ".join(" ".join(str(e).split()) for e in vector.errors)
                print(f"{vector.label} fail {reason}", flush=True)
            else:
                self.passed += 1
                print(f"{vector.label} pass", flush=True)

    def close(self):
        """Print the sum; the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def run(kind, vectors, home):
    """Run the vectors; returns the exit code."""
    report = Report(vectors)
    in_odoo = [row for row in vectors if row.group in IN_ODOO[kind]]
    for vector in vectors:
        if vector.errors is None and vector.group not in IN_ODOO[kind]:
            vector.errors = vectors_pure.run(vector.content)
    if in_odoo:
        layout = find_layout(home)
        progress = Progress(sys.stderr)
        installation = prepare(
            layout, progress, cluster="test", durable=False, tests=True
        )
        templates = Templates(installation, progress)
        pool = Pool(templates, kind, min(WORKERS, len(in_odoo)))
        pool.run(in_odoo, report.flush)
    report.flush()
    return report.close()


def main(arguments, progress):
    """Entry point of ``setup/vectors``."""
    options = parser("vectors", __doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("kind", choices=sorted(IN_ODOO))
    options.add_argument("file", metavar="FILE")
    for name in ("recipe", "group", "id"):
        options.add_argument(
            f"--{name}",
            action="append",
            metavar=name[0].upper(),
            help="may be repeated",
        )
    chosen = options.parse_args(arguments)
    try:
        vectors = select(load(chosen.file), chosen)
    except (OSError, ValueError) as error:
        print(f"{chosen.file} cannot be used: {error}", file=sys.stderr)
        return 2
    if not vectors:
        print("No vector of the file is selected.", file=sys.stderr)
        return 2
    return run(chosen.kind, vectors, chosen.home)


if __name__ == "__main__":
    guarded(main)
