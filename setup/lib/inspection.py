"""``setup/inspect [--summary] FILE...``: look into X12 files, without Odoo.

JSON Lines on standard output, one object per transaction set in file order, or with
``--summary`` one object per file; complaints on standard error. Exit code 0: everything
could be decoded, with or without issues; 1: a file was refused; 2: wrong usage.

``payment_difference`` of an 835 is BPR02 less (sum of CLP04 less sum of PLB). Rows of
``claims_not_balancing`` are CLP01, CLP03, sum of CAS, CLP04; those of
``service_lines_not_balancing_detail`` CLP01, SVC01, SVC02, sum of CAS, SVC03.
"""

import argparse
import json
import sys
from pathlib import Path

from . import ground

ground.register()

from odoo.addons.healthcare_edi.codec.x12 import X12Codec  # noqa: E402
from odoo.addons.healthcare_edi.codec.x12.values import read_decimal  # noqa: E402
from odoo.addons.healthcare_edi.document import DOCUMENTS  # noqa: E402
from odoo.addons.healthcare_integration_base.errors import DecodeError  # noqa: E402

from .figures_835 import Remittance, file_figures  # noqa: E402

READERS = {document.reads: document for document in DOCUMENTS.values()}


def main(arguments=None):
    """Inspect the files named on the command line; the exit code."""
    parser = argparse.ArgumentParser(
        prog="setup/inspect",
        description="Show what is in X12 files, as JSON Lines.",
        epilog=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--summary", action="store_true", help="one object per file, not per set"
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    code = 0
    for name in options.files:
        try:
            payload = Path(name).read_bytes()
            decoded = X12Codec().decode(payload)
        except OSError as error:
            print(f"{name}: {error.strerror}", file=sys.stderr)
            code = 1
        except DecodeError as error:
            print(f"{name}: {error.code}: {error.text}", file=sys.stderr)
            code = 1
        else:
            if options.summary:
                _print(summary(name, payload, decoded))
            else:
                _sets(name, decoded)
    return code


def _print(row):
    print(json.dumps(row))


def _sets(name, decoded):
    found = False
    for part in decoded.parts:
        if part.code != "TA1":
            found = True
            _print(transaction_set(name, part, decoded))
    if not found:
        for issue in decoded.issues:
            print(f"{name}: {issue.code} {issue.where}: {issue.text}", file=sys.stderr)


def transaction_set(name, part, decoded):
    """One transaction set as JSON."""
    facts = part.facts
    issues = [
        *(issue for issue in decoded.issues if _concerns(issue, part)),
        *part.issues,
        *_reading_issues(part),
    ]
    codes = {issue.code for issue in part.issues}
    row = {
        "file": name,
        "kind": part.code,
        "version": part.version or None,
        "isa13": facts["isa13"],
        "gs06": facts["gs06"],
        "st02": facts["st02"],
        "where": part.where,
        "delimiters": {
            key: value or None for key, value in facts["delimiters"].items()
        },
        "segments_counted": facts["segments_counted"],
        "se01": facts["se01"],
        "se01_ok": facts["se01"] is not None and "x12.se01.count" not in codes,
        "se02_ok": facts["se02"] is not None and "x12.se02.control" not in codes,
        "issues": [issue.to_json() for issue in issues],
    }
    if part.code == "835":
        row |= _header_figures(part, decoded)
        row |= Remittance(part, read_decimal).figures()
    return row


def _header_figures(part, decoded):
    """Separators once more under the names of the 835 figures; null without ISA."""
    keys = ("element_sep", "component_sep", "repetition_sep", "terminator")
    number = _interchange_number(part)
    if number is None:
        return dict.fromkeys((*keys, "gs08", "isa_fixed_width"))
    interchange = decoded.facts["interchanges"][number]
    delimiters = interchange["delimiters"]
    values = (
        delimiters["element"],
        delimiters["component"],
        interchange["isa11"],
        delimiters["terminator"],
    )
    return dict(zip(keys, values, strict=True)) | {
        "gs08": part.facts["gs08"],
        "isa_fixed_width": interchange["isa_is_106_chars"],
    }


def _interchange_number(part):
    if not part.where.startswith("ISA["):
        return None
    return int(part.where[4 : part.where.index("]")]) - 1


def _concerns(issue, part):
    """Whether an issue of the envelope stands around this transaction set."""
    place = issue.where.rpartition("/")[0] if "-" in issue.where else issue.where
    return not place or part.where == place or part.where.startswith(place + "/")


def _reading_issues(part):
    document = READERS.get(part.code)
    if document is None:
        return
    result = document.read(part)
    yield from result.issues
    for found in result.documents:
        if found.KIND == "remittance":
            yield from found.issues()


def summary(name, payload, decoded):
    """One file as JSON."""
    facts = decoded.facts
    row = {
        "file": name,
        "bytes": len(payload),
        "encoding": facts["encoding"],
        "bom": facts["bom"],
        "crlf": b"\r\n" in payload,
        "lf": b"\n" in payload,
        "prefix_before_isa": facts["prefix"],
        "interchanges": [_interchange(item) for item in facts["interchanges"]],
    }
    remittances = [
        Remittance(part, read_decimal) for part in decoded.parts if part.code == "835"
    ]
    if remittances:
        row |= file_figures(remittances)
    return row


def _interchange(facts):
    delimiters = facts["delimiters"]
    return {
        "isa13": facts["isa"][13],
        "isa12": facts["isa"][12],
        "element": delimiters["element"],
        "component": delimiters["component"] or None,
        "repetition_isa11": facts["isa11"],
        "terminator": delimiters["terminator"],
        "isa_is_106_chars": facts["isa_is_106_chars"],
        "segments": facts["segments"],
        "gs": len(facts["groups"]),
        "gs08": [group["gs08"] for group in facts["groups"]],
        "st": facts["sets"],
        "se_bad": facts["bad_sets"],
        "ta1": facts["acknowledgments"],
        "iea_ok": facts["iea_ok"],
    }
