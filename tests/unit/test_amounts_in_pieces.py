"""Amounts that could mean several things are none: nobody picks one of them."""

import re
from decimal import Decimal

import pytest

from .formats import CODECS, DOCUMENTS, codec_of
from .samples import FOLDER

AMOUNT = re.compile(r"(<(?:\w+:)?(?:Amt|Money|PriceAmount|TaxInclusiveAmount)\b[^>]*>)")
SIGN = re.compile(r"<CdtDbtInd>(\w+)</CdtDbtInd>")
FILES = {
    "camt_053/typical.xml": "camt_053",
    "cxml_order_request/typical.xml": "cxml_order_request",
    "ubl_invoice/typical.xml": "ubl_invoice",
}


def blocked(folder, code, text):
    """The codes of the fatal issues of a document."""
    (part, *_more) = CODECS[codec_of(folder).name].decode(text.encode()).parts
    result = DOCUMENTS[code].read(part)
    assert bool(result.documents) != result.blocked
    return {issue.code for issue in result.issues if issue.blocks}


def order_at(price):
    """An EDIFACT order of one line at a price (PRI C509 from its second component)."""
    rows = [
        "UNB+UNOC:3+5400000000003:14+5400000000010:14+260113:0930+1",
        "UNH+1+ORDERS:D:96A:UN",
        "BGM+220+PO-1+9",
        "DTM+137:20260113:102",
        "NAD+BY+5400000000010::9",
        "NAD+SU+5400000000003::9",
        "LIN+1++05400000000201:SRV",
        "QTY+21:20:PCE",
        f"PRI+AAA:{price}",
        "UNS+S",
        "UNT+10+1",
        "UNZ+1+1",
    ]
    return "".join(f"{row}'" for row in rows)


@pytest.mark.parametrize("name", FILES)
def test_an_element_between_the_digits(name):
    text = (FOLDER / name).read_text("utf-8")
    assert not blocked(name, FILES[name], text)
    places = list(AMOUNT.finditer(text))
    assert places
    for found in places:
        for inside in ("1<x/>", "<x/>", "<x>2</x>"):
            crooked = f"{text[: found.end()]}{inside}{text[found.end() :]}"
            assert blocked(name, FILES[name], crooked) == {"xml.amount"}


@pytest.mark.parametrize("pattern", [r"<Amt\b[^>]*>[^<]*</Amt>", SIGN.pattern])
@pytest.mark.parametrize(
    "other", ["", "urn:iso:std:iso:20022:tech:xsd:camt.999.001.08"]
)
def test_what_a_statement_says_twice(pattern, other):
    name = "camt_053/typical.xml"
    text = (FOLDER / name).read_text("utf-8")
    places = list(re.finditer(pattern, text))
    assert places
    for found in places:
        twin = (
            found[0].replace("DBIT", "-").replace("CRDT", "DBIT").replace("-", "CRDT")
        )
        if other:
            twin = twin.replace(" ", f' xmlns="{other}" ', 1).replace(
                "<CdtDbtInd>", f'<CdtDbtInd xmlns="{other}">'
            )
        crooked = f"{text[: found.start()]}{twin}{text[found.start() :]}"
        assert "camt.twice" in blocked(name, "camt_053", crooked)


@pytest.mark.parametrize("base", ["0", "-1", "-100", "0.00"])
def test_a_price_for_nothing_or_less(base):
    name = "ubl_order/prices_for_more_than_one.xml"
    text = (FOLDER / name).read_text("utf-8")
    crooked, count = re.subn(
        r"(<cbc:BaseQuantity[^>]*>)[^<]*", rf"\g<1>{base}", text, count=1
    )
    assert count and blocked(name, "ubl_order", crooked) == {"ubl.price.base"}


@pytest.mark.parametrize(
    ("units", "price"),
    [("4", "0"), ("8", "0.5"), ("0", None), ("-1", None), ("-100", None)],
)
def test_a_price_of_edifact_for_several(units, price):
    amount = "0" if price == "0" else "4"
    text = order_at(f"{amount}:::{units}:PCE")
    (part,) = CODECS["edifact"].decode(text.encode()).parts
    result = DOCUMENTS["edifact_orders"].read(part)
    codes = {issue.code for issue in result.issues if issue.blocks}
    if price is None:
        assert codes == {"edifact.price.unit"}
    else:
        (order,) = result.documents
        assert order.lines[0].price == Decimal(price)


@pytest.mark.parametrize(
    ("basis", "codes"),
    [
        ('quantity="0"', {"cxml.price.base"}),
        ('quantity="-4"', {"cxml.price.base"}),
        ('quantity="4" conversionFactor="10"', {"cxml.price.base"}),
        ('quantity="1" conversionFactor="10"', {"cxml.price.base"}),
        ('quantity="4" conversionFactor="1"', set()),
        ('quantity="1"', set()),
    ],
)
@pytest.mark.parametrize(
    ("name", "code", "before"),
    [
        ("cxml_order_request/typical.xml", "cxml_order_request", "</ItemDetail>"),
        (
            "cxml_invoice_detail_request/typical.xml",
            "cxml_invoice_detail_request",
            "<InvoiceDetailItemReference",
        ),
    ],
)
def test_a_price_of_cxml_for_several(name, code, before, basis, codes):
    text = (FOLDER / name).read_text("utf-8")
    text = re.sub(r"<PriceBasisQuantity.*?</PriceBasisQuantity>", "", text, flags=re.S)
    element = f"<PriceBasisQuantity {basis}><UnitOfMeasure>EA</UnitOfMeasure>"
    crooked = text.replace(before, f"{element}</PriceBasisQuantity>{before}", 1)
    assert crooked != text
    assert blocked(name, code, crooked) == codes


@pytest.mark.parametrize("separator", [".", "-"])
@pytest.mark.parametrize("sign", ["*", "~"])
def test_a_separator_that_stands_in_numbers(sign, separator):
    text = (FOLDER / "x12_835/typical.edi").read_text("utf-8")
    decoded = CODECS["x12"].decode(text.replace(sign, separator).encode())
    assert "x12.isa.separator" in {i.code for i in decoded.issues if i.blocks}
    good = CODECS["x12"].decode(text.replace(sign, ",").encode())
    assert "x12.isa.separator" not in {issue.code for issue in good.issues}


@pytest.mark.parametrize("advice", [":+..", ":+,,", ":+.-", ":+-.", "-+.?", ":-.?"])
def test_a_sign_of_the_una_that_stands_in_numbers(advice):
    amount = "1100,50" if "," in advice else "1100.50"
    text = f"UNA{advice} '{order_at(amount)}"
    decoded = CODECS["edifact"].decode(text.encode())
    assert "edifact.prefix" in {issue.code for issue in decoded.issues}
    result = DOCUMENTS["edifact_orders"].read(decoded.parts[0])
    (order,) = result.documents
    assert order.lines[0].price == Decimal("1100.50")


@pytest.mark.parametrize("sign", "^~\\&")
@pytest.mark.parametrize("numeric", ".-")
def test_an_encoding_character_that_stands_in_numbers(sign, numeric):
    text = (FOLDER / "hl7_dft_p03/typical.hl7").read_text("utf-8")
    signs = "^~\\&".replace(sign, numeric)
    decoded = CODECS["hl7"].decode(text.replace("^~\\&", signs, 1).encode())
    (part,) = decoded.parts
    told = {issue.code for issue in (*decoded.issues, *part.issues)}
    assert "hl7.msh2.signs" in told
    found = DOCUMENTS["hl7_dft_p03"].read(part).documents
    assert [charge.amount for charge in found] == [Decimal("150.00"), Decimal("90.10")]


@pytest.mark.parametrize("numeric", ".-")
def test_a_field_separator_that_stands_in_numbers(numeric):
    text = (FOLDER / "hl7_dft_p03/typical.hl7").read_text("utf-8")
    decoded = CODECS["hl7"].decode(text.replace("|", numeric).encode())
    assert "hl7.msh1" in {issue.code for issue in decoded.parts[0].issues}
    assert decoded.parts[0].blocked


@pytest.mark.parametrize(
    ("name", "tag"),
    [("x12_810", "BIG"), ("x12_810", "TDS"), ("x12_820", "BPR"), ("x12_835", "BPR")],
)
def test_the_worth_of_a_set_is_said_once(name, tag):
    text = (FOLDER / f"{name}/typical.edi").read_text("utf-8")
    (segment,) = re.findall(rf"\b{tag}\*[^~]*~", text)
    again = text.replace(segment, f"{segment}\n{segment}")
    assert not blocked(f"{name}/typical.edi", name, text)
    assert blocked(f"{name}/typical.edi", name, again) == {"x12.segment.max"}


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("ubl_invoice", "cbc:TaxInclusiveAmount"),
        ("ubl_invoice", "cac:LegalMonetaryTotal"),
        ("ubl_invoice", "cbc:InvoicedQuantity"),
        ("ubl_invoice", "cac:Price"),
        ("cxml_invoice_detail_request", "DueAmount"),
        ("cxml_invoice_detail_request", "UnitPrice"),
    ],
)
def test_an_amount_that_stands_there_twice(name, tag):
    text = (FOLDER / f"{name}/typical.xml").read_text("utf-8")
    found = re.search(rf"<{tag}\b.*?</{tag}>", text, re.DOTALL)
    twin = re.sub(r">[0-9.]+<", ">99999<", found[0])
    again = text.replace(found[0], f"{twin}{found[0]}", 1)
    assert blocked(f"{name}/typical.xml", name, again) == {"xml.amount"}
