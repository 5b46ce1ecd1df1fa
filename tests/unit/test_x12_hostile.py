"""Files made to cost time or memory: each must be over quickly."""

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.codec.x12.values import read_date
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.reading import ISSUES_MAX
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .growth import assert_grows_no_faster
from .x12_texts import interchange, remittance, transaction_set

READERS = {document.reads: document for document in DOCUMENTS.values()}
SIZE = 2_000_000

HEADER = remittance().split("GS*")[0]
LINES = remittance(terminator="\n", suffix="").split("GS*")[0]
HOSTILE = {
    "no terminator": lambda n: HEADER + "x" * n,
    "only line breaks": lambda n: LINES + "\n" * n,
    "blank lines": lambda n: LINES + " \t\r\n" * (n // 4),
    "only blanks": lambda n: HEADER + "REF*ZZ*A" + " " * n,
    "broken lines": lambda n: HEADER + "REF*A\n" + "\n" * n + "~",
    "many headers": lambda n: "ISA*" * (n // 4),
    "many sets": lambda n: HEADER + "GS*HP~" + "ST*835*1~" * (n // 9),
    "many groups": lambda n: HEADER + "GS*HP~" * (n // 6),
    "many trailers": lambda n: HEADER + "SE*1*1~" * (n // 7),
    "many interchanges": lambda n: (HEADER + "IEA*0*000000001~") * (n // 125),
    "binary lengths": lambda n: (
        HEADER + "GS*HP~ST*275*1~" + "BIN*67000000*x~" * (n // 15)
    ),
    "a long binary": lambda n: HEADER + f"GS*HP~ST*275*1~BIN*{n}*" + "x~" * (n // 2),
    "separators": lambda n: HEADER + "GS*HP~ST*835*1~" + "*" * n + "~",
    "bad amounts": lambda n: HEADER + "GS*HP~ST*835*1~" + "CLP*1*1*x~" * (n // 11),
    "no header": lambda n: "ST*835*1" + "*" * n,
    "guessing": lambda n: "GS*" * (n // 3),
}


def read_all(payload):
    """Decode and read."""
    try:
        for part in X12Codec().decode(payload).parts:
            if part.code in READERS:
                READERS[part.code].read(part)
    except DecodeError:
        pass


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_size_and_no_faster(name):
    assert_grows_no_faster(read_all, lambda size: HOSTILE[name](size).encode(), SIZE)


def test_a_file_that_is_bad_throughout_fills_no_memory():
    (part,) = X12Codec().decode(HOSTILE["bad amounts"](SIZE // 8).encode()).parts
    result = READERS["835"].read(part)
    assert result.blocked
    # Beside them, the segments that are missing.
    assert ISSUES_MAX <= len(result.issues) < ISSUES_MAX + 10


def test_dates_outside_of_any_trade():
    assert read_date("00010101") is None
    assert read_date("99991231") is None


def test_a_chain_of_levels_is_not_walked_to_its_end():
    def chain(count):
        rows = [["BSN", "00", "S", "20260112", "1200"]]
        for number in range(1, count):
            rows += [
                ["HL", str(number), str(number - 1 or ""), "I"],
                ["SN1", "", "1", "EA"],
            ]
        text = interchange(transaction_set("856", rows), group="SH", version="004010")
        return text.encode()

    assert_grows_no_faster(read_all, chain, 20_000)
