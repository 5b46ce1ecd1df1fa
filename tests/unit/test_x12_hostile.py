"""Files made to cost time or memory: each must be over quickly."""

import time

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.codec.x12.values import read_date
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.reading import ISSUES_MAX
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .x12_texts import interchange, remittance, transaction_set

READERS = {document.reads: document for document in DOCUMENTS.values()}
SIZE = 2_000_000
#: Seconds of processor time; the honest reading of as many bytes takes a tenth of it.
LIMIT = 3.0

HEADER = remittance().split("GS*")[0]
LINES = remittance(terminator="\n", suffix="").split("GS*")[0]
HOSTILE = {
    "no terminator": HEADER + "x" * SIZE,
    "only line breaks": LINES + "\n" * SIZE,
    "blank lines": LINES + " \t\r\n" * (SIZE // 4),
    "only blanks": HEADER + "REF*ZZ*A" + " " * SIZE,
    "broken lines": HEADER + "REF*A\n" + "\n" * SIZE + "~",
    "many headers": "ISA*" * (SIZE // 4),
    "many sets": HEADER + "GS*HP~" + "ST*835*1~" * (SIZE // 9),
    "many groups": HEADER + "GS*HP~" * (SIZE // 6),
    "many trailers": HEADER + "SE*1*1~" * (SIZE // 7),
    "many interchanges": (HEADER + "IEA*0*000000001~") * (SIZE // 125),
    "binary lengths": HEADER + "GS*HP~ST*275*1~" + "BIN*67000000*x~" * (SIZE // 15),
    "separators": HEADER + "GS*HP~ST*835*1~" + "*" * SIZE + "~",
    "bad amounts": HEADER + "GS*HP~ST*835*1~" + "CLP*1*1*x~" * (SIZE // 11),
    "no header": "ST*835*1" + "*" * SIZE,
    "guessing": "GS*" * (SIZE // 3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(name):
    payload = HOSTILE[name].encode()
    started = time.process_time()
    try:
        for part in X12Codec().decode(payload).parts:
            if part.code in READERS:
                READERS[part.code].read(part)
    except DecodeError:
        pass
    assert time.process_time() - started < LIMIT


def test_a_file_that_is_bad_throughout_fills_no_memory():
    (part,) = X12Codec().decode(HOSTILE["bad amounts"].encode()).parts
    result = READERS["835"].read(part)
    assert result.blocked
    # Beside them, the segments that are missing.
    assert ISSUES_MAX <= len(result.issues) < ISSUES_MAX + 10


def test_dates_outside_of_any_trade():
    assert read_date("00010101") is None
    assert read_date("99991231") is None


def test_a_chain_of_levels_is_not_walked_to_its_end():
    rows = [["BSN", "00", "S", "20260112", "1200"]]
    for number in range(1, 20_000):
        rows += [
            ["HL", str(number), str(number - 1 or ""), "I"],
            ["SN1", "", "1", "EA"],
        ]
    text = interchange(transaction_set("856", rows), group="SH", version="004010")
    started = time.process_time()
    (part,) = X12Codec().decode(text.encode()).parts
    READERS["856"].read(part)
    assert time.process_time() - started < LIMIT
