"""Public CAMT and BAI2 files: each is read, or refused with a precise issue.

Two public libraries read the same files; where they read something else, it is said
here why ours is right.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from bai2 import bai2 as bai2_library
from pycamt.parser import Camt053Parser

from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import CODECS, DOCUMENTS
from .samples import sample_files

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the public sample files are not beside this clone"
)
FILES = [
    (codec, path)
    for codec, folder in (("camt", "CAMT"), ("bai2", "BAI2"))
    for path in (sorted((SAMPLES / folder).glob("*")) if SAMPLES.is_dir() else ())
]
#: What reading complains about, errors and worse; every other file has none.
ERRORS = {
    # The file shows one of each balance; they have nothing to do with each other.
    "camt053.v2.all-balance-types.xml": ["camt.entries"],
    # 100.00 at both ends, and a credit of a penny between them.
    "citi.bai": ["bai2.entries"],
}
#: Words of these files that must be nowhere in what we keep.
PRIVATE = ("DOE", "NAME NAME", "BUCKINGHAM", "22/03/66", "9008421", "Example Creditor")


def read(codec, payload):
    """``(statements, issues)`` of a whole file."""
    decoded = CODECS[codec].decode(payload)
    statements, issues = [], list(decoded.issues)
    for part in decoded.parts:
        document = document_for(DOCUMENTS.values(), codec, part.code, part.version)
        result = document.read(part)
        issues += [*part.issues, *result.issues]
        statements += result.documents
    return statements, issues


@needs_samples
@pytest.mark.parametrize(("codec", "path"), FILES, ids=[path.name for _, path in FILES])
def test_every_file_is_read(codec, path):
    statements, issues = read(codec, path.read_bytes())
    assert statements
    errors = [issue.code for issue in issues if issue.severity in ("error", "fatal")]
    assert errors == ERRORS.get(path.name, [])
    for statement in statements:
        data = to_json(statement)
        assert from_json(data) == statement
        assert not [word for word in PRIVATE if word in str(data)]


@needs_samples
def test_amounts_are_those_of_the_other_library_unless_it_takes_the_wrong_ones():
    wrong = {
        # It takes the payment's amount in another currency for that of the entry ...
        "camt053.v4.xml": (Decimal("0"), Decimal("8.85")),
        # ... and one of 105.75 out of an entry of 8.85.
        "camt053.v3.xml": (Decimal("105.750"), Decimal("8.85")),
    }
    for path in sorted((SAMPLES / "CAMT").glob("camt053*")):
        statements, _issues = read("camt", path.read_bytes())
        ours = [entry.amount for row in statements for entry in row.entries]
        theirs = [
            Decimal(row["Amount"])
            * (-1 if row["CreditDebitIndicator"] == "DBIT" else 1)
            for row in Camt053Parser(path.read_bytes()).get_transactions()
        ]
        if path.name in wrong:
            assert (theirs, ours) == tuple([amount] for amount in wrong[path.name])
        else:
            assert [abs(amount) for amount in ours] == [
                abs(amount) for amount in theirs
            ]


def _bai2_library(text):
    """``[(account, [(type code, amount in the smallest unit)])]`` of the library."""
    found = bai2_library.parse_from_string(text, check_integrity=False)
    return [
        (
            account.header.customer_account_number,
            [(row.type_code.code, row.amount) for row in account.children],
        )
        for group in found.children
        for account in group.children
    ]


def _ours(payload):
    statements, _issues = read("bai2", payload)
    return [
        (
            row.account,
            [(entry.code, abs(entry.amount).scaleb(2)) for entry in row.entries],
        )
        for row in statements
    ]


@needs_samples
@pytest.mark.parametrize("name", ["blank-trailer.bai", "citi.bai", "moov-sample1.bai"])
def test_bai2_figures_are_those_of_the_other_library(name):
    payload = (SAMPLES / "BAI2" / name).read_bytes()
    assert _ours(payload) == _bai2_library(payload.decode())


@needs_samples
@pytest.mark.parametrize("name", ["moov-sample2.bai", "moov-sample3.bai"])
def test_bai2_files_that_only_we_read(name):
    payload = (SAMPLES / "BAI2" / name).read_bytes()
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library raises
        _bai2_library(payload.decode())
    statements, issues = read("bai2", payload)
    assert statements and not [row for row in issues if "total" in row.code]


def test_our_own_samples_by_the_other_libraries():
    compared = 0
    for path in sample_files("bai2"):
        if path.stem in ("typical", "minimal"):
            payload = path.read_bytes()
            assert _ours(payload) == _bai2_library(payload.decode()), path.name
            compared += 1
    for path in sample_files("camt"):
        if path.parent.name == "camt_053" and path.stem in (
            "typical",
            "several_statements",
        ):
            statements, _issues = read("camt", path.read_bytes())
            ours = [abs(row.amount) for one in statements for row in one.entries]
            theirs = Camt053Parser(path.read_bytes()).get_transactions()
            assert ours == [Decimal(row["Amount"]) for row in theirs], path.name
            compared += 1
    assert compared == 4
