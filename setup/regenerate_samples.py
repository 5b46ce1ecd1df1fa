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
    tests = Path(__file__).resolve().parents[1] / "tests"
    sys.path.insert(0, str(tests / "unit"))
    golden = importlib.import_module("golden")
    changed = 0
    for path in sorted((tests / "samples").glob("*/*.edi")):
        name = f"{path.parent.name}/{path.stem}"
        if arguments and not any(name.startswith(wanted) for wanted in arguments):
            continue
        target = path.with_suffix(".json")
        text = golden.dump(golden.outcome(path.read_bytes()))
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            print(name)
            changed += 1
    print(f"{changed} golden files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
