"""What real X12 files do, one test per habit; the table is ``tests/PITFALLS.md``."""

from decimal import Decimal

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS

from .x12_texts import REMITTANCE, interchange, remittance, transaction_set

READ_835 = DOCUMENTS["x12_835"].read


def _read(rows, **options):
    """The document, the issues of reading and those of balancing of an 835."""
    text = interchange(transaction_set("835", rows), **options)
    (part,) = X12Codec().decode(text.encode()).parts
    result = READ_835(part)
    (document,) = result.documents
    return document, result.issues, document.issues()


def _replaced(tag, *rows):
    """The invented remittance with other segments of one tag."""
    found, done = [], False
    for row in REMITTANCE:
        if row[0] != tag:
            found.append(row)
        elif not done:
            found += rows
            done = True
    return found


def _with(*rows):
    """The invented remittance with more segments at its end."""
    return [*REMITTANCE, *rows]


def test_a_name_that_begins_like_a_header():
    rows = _replaced("NM1", ["NM1", "QC", "1", "ISAAC", "ISA"])
    text = interchange(transaction_set("835", rows))
    decoded = X12Codec().decode(("NOTE ISA*AC\n" + text).encode())
    assert len(decoded.facts["interchanges"]) == 1
    assert [part.where for part in decoded.parts] == ["ISA[1]/GS[1]/ST[1]"]


def test_hundreds_of_interchanges():
    text = "".join(remittance(control=f"{number:09}") for number in range(1, 313))
    decoded = X12Codec().decode(text.encode())
    assert len(decoded.parts) == 312
    assert decoded.parts[-1].where == "ISA[312]/GS[1]/ST[1]"
    assert not decoded.issues


def test_the_guide_follows_the_group_not_the_header():
    text = remittance(isa12="00401", repetition="U")
    decoded = X12Codec().decode(text.encode())
    assert [issue.code for issue in decoded.issues] == ["x12.gs08.version"]
    assert decoded.parts[0].version == "005010X221A1"


def test_a_claim_of_six_elements():
    rows = _replaced("CLP", ["CLP", "PCN1", "1", "100", "80", "5", "12"])
    document, issues, unbalanced = _read(rows)
    assert not issues and not unbalanced
    assert document.claims[0].payer_claim_number == ""


def test_interest_is_not_added_twice():
    rows = _replaced("BPR", ["BPR", "I", "81.25", "C", "ACH"])
    rows.insert(9, ["AMT", "I", "1.25"])
    rows.append(["PLB", "1999999984", "20261231", ["L6"], "-1.25"])
    rows = [[":".join(v) if isinstance(v, list) else v for v in row] for row in rows]
    document, issues, unbalanced = _read(rows)
    assert not issues and not unbalanced
    assert document.claims[0].interest == Decimal("1.25")
    assert document.claims[0].paid == Decimal(80)


def test_forwarded_balance_keeps_the_payment_at_zero():
    taken = ["PLB", "1999999984", "20261231", "WO:OLD", "100", "FB:NEXT", "-20"]
    rows = _replaced("BPR", ["BPR", "H", "0", "C", "NON"])
    document, _issues, unbalanced = _read([*rows, taken])
    assert not unbalanced
    assert [row.code for row in document.provider_adjustments] == ["WO", "FB"]
    rows = _replaced("BPR", ["BPR", "H", "-20", "C", "NON"])
    _document, _issues, unbalanced = _read([*rows, taken[:5]])
    assert [issue.code for issue in unbalanced] == ["remittance.payment.negative"]


def test_patient_responsibility_as_stated():
    for stated, expected in (("", None), ("4", Decimal(4))):
        rows = _replaced(
            "CLP", ["CLP", "PCN1", "1", "100", "80", stated, "12", "ICN1", "11", "1"]
        )
        document, issues, unbalanced = _read(rows)
        assert not issues and not unbalanced
        (claim,) = document.claims
        assert claim.patient_responsibility == expected
        shares = [row.amount for row in claim.all_adjustments() if row.group == "PR"]
        assert shares == [Decimal(5)]


def test_unknown_reasons_stop_nothing():
    rows = _replaced("CAS", ["CAS", "CO", "ZZ9", "20"])
    rows.append(["LQ", "HE", "ZZZ999"])
    document, issues, unbalanced = _read(rows)
    assert not issues and not unbalanced
    assert document.claims[0].all_adjustments()[0].reason == "ZZ9"


def test_a_provider_number_keeps_its_zero():
    document, _issues, unbalanced = _read(
        _with(
            ["PLB", "0012345", "20261231", "CS", "10"],
            ["PLB", "0012345", "20261231", "CS", "-10"],
        )
    )
    assert not unbalanced
    assert [row.provider for row in document.provider_adjustments] == ["0012345"] * 2


def test_several_header_numbers():
    claim = REMITTANCE[7:]
    rows = [*_replaced("BPR", ["BPR", "I", "160", "C", "ACH"]), ["LX", "2"], *claim]
    document, issues, unbalanced = _read(rows)
    assert not issues and not unbalanced
    assert len(document.claims) == 2
