"""A file that is streamed says what it says when it is read as a whole."""

import io

import pytest

from odoo.addons.healthcare_claims_finance.document import (
    bai2_statement,
    camt_statement,
    nacha_entries,
)
from odoo.addons.healthcare_integration_base.document.choice import document_for
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import CODECS, DOCUMENTS
from .samples import sample_files


def streamed(codec, payload):
    """``(entries, issues)`` of a stream."""
    stream = io.BytesIO(payload)
    rows = {
        "camt": lambda: camt_statement.stream_entries(stream),
        "bai2": lambda: bai2_statement.stream_entries(CODECS["bai2"], stream),
        "nacha": lambda: nacha_entries.stream_entries(CODECS["nacha"], stream),
    }[codec]()
    entries, issues, seen, ended = [], [], None, True
    for reading, entry in rows:
        if entry is not None:
            entries.append(entry)
        elif reading is seen and not ended:
            issues += reading.result().issues
            ended = True
        else:
            seen, ended = reading, False
    return entries, issues


def whole(codec, payload):
    """``(entries, issues)`` of the same bytes in one piece."""
    entries, issues = [], []
    for part in CODECS[codec].decode(payload).parts:
        document = document_for(DOCUMENTS.values(), codec, part.code, part.version)
        result = document.read(part)
        issues += result.issues
        entries += [entry for row in result.documents for entry in row.entries]
    return entries, issues


@pytest.mark.parametrize(
    ("codec", "path"),
    [
        (codec, path)
        for codec in ("camt", "bai2", "nacha")
        for path in sample_files(codec)
    ],
    ids=lambda value: getattr(value, "stem", value),
)
def test_streamed_as_in_one_piece(codec, path):
    payload = path.read_bytes()
    try:
        expected = whole(codec, payload)
    except DecodeError as error:
        with pytest.raises(DecodeError, match=error.code):
            streamed(codec, payload)
        return
    entries, issues = streamed(codec, payload)
    assert [issue.code for issue in issues] == [issue.code for issue in expected[1]]
    if not any(issue.blocks for issue in issues):
        # A part that is blocked has no documents; its stream says so at the end.
        assert entries == expected[0]


def test_a_long_statement_is_never_held():
    """What was read is gone: the tree keeps one entry and the head."""
    row = (
        '<Ntry><Amt Ccy="USD">1</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Sts><Cd>BOOK</Cd></Sts></Ntry>\n"
    )
    payload = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>XX</IBAN></Id></Acct>"
        + row * 5_000
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()
    longest = count = 0
    for statement, entry in camt_statement.stream_entries(io.BytesIO(payload)):
        if entry is not None:
            count += 1
            longest = max(longest, len(statement.part.tree))
    assert count == 5_000
    # A chunk of the file is parsed ahead; nothing of the rest is there.
    assert longest < 1_500


def test_files_of_one_line_and_any_length():
    """Without line ends, records are parted at their slashes, over chunk edges too."""
    rows = ["01,A,B,260113,0600,1,,,2/", "02,B,A,1,260112,2359,USD,2/", "03,42,USD/"]
    rows += [f"16,142,100,Z,,,TEXT {number}/" for number in range(10_000)]
    rows += ["49,1000000,10002/", "98,1000000,1,10004/", "99,1000000,1,10006/"]
    payload = "".join(rows).encode()
    entries, issues = streamed("bai2", payload)
    assert (len(entries), issues) == (10_000, [])
    ach = next(path for path in sample_files("nacha") if path.stem == "one_long_line")
    line = ach.read_bytes()
    head, batch, entry, addenda = (line[at : at + 94] for at in range(0, 376, 94))
    long_line = head + batch + (entry + addenda) * 2_000
    assert len(streamed("nacha", long_line)[0]) == 2_000
