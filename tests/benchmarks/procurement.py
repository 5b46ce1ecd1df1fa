"""Buying at size: price lists, receipts, bills and the buyer's lists.

Every topic is a file of ``procurement_cases`` with ``run(workshop, report)``; the
variable ``HEALTHCARE_BENCH_CASES`` (names with commas) leaves the others out.
"""

import importlib.util
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "procurement_cases"


def run(workshop, report):
    """All topics, in the order of their names."""
    chosen = set(filter(None, os.environ.get("HEALTHCARE_BENCH_CASES", "").split(",")))
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        if not chosen or path.stem in chosen:
            _load(path).run(workshop, report)


def _load(path):
    spec = importlib.util.spec_from_file_location(
        f"procurement_cases_{path.stem}", path
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
