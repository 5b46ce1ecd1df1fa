#!/usr/bin/env python3
"""Write the skeleton of something new: setup/scaffold.py document NAME [--kind KIND].

``document x12_852`` writes ``healthcare_edi/document/x12_852.py``, its line in
``document/__init__.py`` and the samples ``typical`` and ``minimal`` with their golden
files below ``tests/samples/x12_852``; nothing else is touched, and the tests pass. Then
put the set's own segments into the file, and real cases beside the samples.

KIND is the canonical kind the document becomes (``setup/scaffold.py kinds`` lists
them); some sets are known. Nothing that exists is overwritten. Exit code 0: written;
1: refused, with the reason; 2: wrong usage.
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from lib import ground  # noqa: E402

ground.register()

from lib.scaffolding import ScaffoldError, kinds, new_document  # noqa: E402

CLONE = Path(__file__).resolve().parents[1]


def main(arguments=None):
    """Entry point; the exit code."""
    parser = argparse.ArgumentParser(
        prog="setup/scaffold.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("kinds", help="list the canonical kinds")
    document = commands.add_parser("document", help="a new X12 document")
    document.add_argument("name", metavar="NAME", help="x12_ and the set's number")
    document.add_argument("--kind", help="the canonical kind it becomes")
    options = parser.parse_args(arguments)
    if options.command == "kinds":
        print("\n".join(kinds()))
        return 0
    try:
        written = new_document(CLONE, options.name, options.kind)
    except ScaffoldError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(path.relative_to(CLONE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
