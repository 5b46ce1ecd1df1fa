#!/usr/bin/env python3
"""Rewrite the golden files of tests/samples on purpose, never in a test run.

Usage: setup/regenerate_samples.py [DOCUMENT[/CASE]...]; read the difference before you
commit it.
"""

import importlib
import sys
from pathlib import Path

from lib import ground

ground.register()


def main(arguments):
    """Rewrite the named golden files, or all of them."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    golden = importlib.import_module("tests.unit.golden")
    samples = importlib.import_module("tests.unit.samples")
    changed = 0
    for path in samples.sample_files():
        name = f"{path.parent.name}/{path.name}"
        if arguments and not any(name.startswith(wanted) for wanted in arguments):
            continue
        target = samples.golden_file(path)
        text = golden.dump(golden.outcome(path.read_bytes(), path.parent.name))
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            print(name)
            changed += 1
    print(f"{changed} golden files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
