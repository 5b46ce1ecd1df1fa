"""``setup/inspect [--summary] [--format NAME] FILE...``: look into files, without Odoo.

X12, EDIFACT, HL7 v2, FHIR, cXML, UBL, CAMT, BAI2, NACHA and canonical JSON; the format
is known by its first bytes. JSON Lines on standard output, one object per transaction
set, message or document in file order, or with ``--summary`` one object per file;
complaints on standard error. Exit code 0: everything could be decoded, with or without
issues; 1: a file was refused; 2: wrong usage.

``payment_difference`` of an 835 is BPR02 less (sum of CLP04 less sum of PLB). Rows of
``claims_not_balancing`` are CLP01, CLP03, sum of CAS, CLP04; those of
``service_lines_not_balancing_detail`` CLP01, SVC01, SVC02, sum of CAS, SVC03.

Needs Python 3.10 or later. XML formats need lxml: where this Python has none, the
environment of setup/run is used, and made if it is not there yet.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from odoo.addons.healthcare_integration_base.errors import DecodeError

from . import inspection_other, inspection_x12
from .formats import CODECS, codec_name
from .ground import MissingLibraryError, is_missing

#: Formats that are read with lxml.
_XML = {"camt", "cxml", "ubl", "xml"}
#: Set for the second start, in the environment that has every library.
_AGAIN = "HEALTHCARE_INSPECT_AGAIN"


def main(arguments=None):
    """Inspect the files named on the command line; the exit code."""
    options = _parser().parse_args(arguments)
    if _wants_lxml(options) and is_missing("lxml") and not os.environ.get(_AGAIN):
        return _start_again()
    # One by one in file order; the exit code is the worst.
    return max([_file(name, options) for name in options.files])


def _wants_lxml(options):
    """Whether one of the files is XML."""
    if options.format:
        return options.format in _XML
    for name in options.files:
        try:
            with open(name, "rb") as file:
                if codec_name(file.read(4096)) in _XML:
                    return True
        except OSError:
            continue  # said when its turn comes
    return False


def _parser():
    parser = argparse.ArgumentParser(
        prog="setup/inspect",
        description="Show what is in files of partners, as JSON Lines.",
        epilog=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--summary", action="store_true", help="one object per file, not per set"
    )
    parser.add_argument(
        "--format", choices=sorted(CODECS), help="where the file does not show it"
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    return parser


def _file(name, options):
    """Print one file; 0, or 1 when it was refused."""
    try:
        payload = Path(name).read_bytes()
        codec = options.format or codec_name(payload)
        if codec is None:
            # The words of the codec that is asked last say why.
            codec = "x12"
        decoded = CODECS[codec].decode(payload)
        rows = list(_rows(name, codec, payload, decoded, options))
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 1
    except DecodeError as error:
        print(f"{name}: {error.code}: {error.text}", file=sys.stderr)
        return 1
    except MissingLibraryError as error:
        print(f"{name}: the Python library {error} is missing.", file=sys.stderr)
        return 1
    for row in rows:
        print(json.dumps(row))
    if not rows:
        for issue in decoded.issues:
            print(f"{name}: {issue.code} {issue.where}: {issue.text}", file=sys.stderr)
    return 0


def _rows(name, codec, payload, decoded, options):
    if options.summary:
        if codec == "x12":
            yield inspection_x12.summary(name, payload, decoded)
        else:
            yield inspection_other.summary(name, codec, payload, decoded)
        return
    for part in decoded.parts:
        if codec != "x12":
            yield inspection_other.part_row(name, codec, part, decoded)
        elif part.code != "TA1":
            yield inspection_x12.transaction_set(name, part, decoded)


def _start_again():
    """This command once more, by the interpreter that has every library."""
    from .bringup import prepare_python
    from .console import Progress
    from .layout import find_layout

    layout = find_layout(None)
    prepare_python(layout, Progress(sys.stderr))
    sys.stdout.flush()
    script = Path(__file__).resolve().parents[1] / "inspect"
    os.environ[_AGAIN] = "1"
    os.execv(layout.python, [str(layout.python), str(script), *sys.argv[1:]])
