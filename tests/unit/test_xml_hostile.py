"""XML made to fetch, to grow or to last: each must be refused or read quickly."""

import io
import socket
import time

import pytest

from odoo.addons.healthcare_claims_finance.codec.camt import iterate
from odoo.addons.healthcare_claims_finance.document.camt_statement import stream_entries
from odoo.addons.healthcare_integration_base.codec.xml_guard import (
    DEPTH_MAX,
    PROLOG_MAX,
    elements,
    parse,
)
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import CODECS, DOCUMENTS
from .growth import assert_grows_no_faster

XML_CODECS = ("camt", "cxml", "ubl")
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
#: Seconds of processor time; a bomb that goes off takes minutes or all memory.
LIMIT = 15.0
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "hohoho"}">' for n in range(12)
)
REFUSED = {
    "billion laughs": (f"<!DOCTYPE a [{LAUGHS}]><a>&l11;</a>", "xml.doctype"),
    "quadratic growth": (
        f'<!DOCTYPE a [<!ENTITY x "{"y" * 50_000}">]><a>{"&x;" * 50_000}</a>',
        "xml.doctype",
    ),
    "a file": (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "xml.doctype",
    ),
    "a parameter entity": (
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><a/>',
        "xml.doctype",
    ),
    "entities behind quotes": (
        '<!DOCTYPE a SYSTEM "[>" [<!ENTITY x "y">]><a b="&x;"/>',
        "xml.doctype",
    ),
    "entities behind a comment": (
        '<?xml version="1.0"?>\n<!-- > --><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        "xml.doctype",
    ),
    "a type of the document's own": (
        "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
        "xml.doctype",
    ),
    "a type in an encoding that is named behind many blanks": (
        f'<?xml version="1.0"{" " * 300}encoding="UTF-7"?>'
        '<+ACE-DOCTYPE a [<+ACE-ENTITY x "y">]><a b="+ACY-x+ADs-"/>',
        "xml.encoding",
    ),
    "an encoding of a long name": (
        f'<?xml version="1.0" encoding="{"U" * 60}"?><a/>',
        "xml.encoding",
    ),
    "an entity from nowhere": ("<a>&x;</a>", "xml.syntax"),
    "nesting": ("<a>" * 3_000_000, "xml.syntax"),
    "nesting that ends": ("<a>" * 200 + "</a>" * 200, "xml.too_deep"),
    "a long text": ("<a>" + "x" * 12_000_000 + "</a>", "xml.syntax"),
    "a long attribute": ('<a b="' + "x" * 12_000_000 + '"/>', "xml.syntax"),
    "a long name": ("<" + "x" * 12_000_000 + "/>", "xml.syntax"),
    "a comment before everything": ("<!--" + "x" * 3_000_000 + "--><a/>", "xml.prolog"),
    "many comments": ("<!---->" * 500_000 + "<a/>", "xml.prolog"),
    "NUL": ("<a>\0</a>", "xml.syntax"),
    "control characters": ("<a>\x07</a>", "xml.syntax"),
    "two roots": ("<a/><a/>", "xml.syntax"),
    "no XML": ("ISA*00*", "xml.syntax"),
    "nothing": (" \n\t ", "xml.empty"),
    "an unknown encoding": (
        '<?xml version="1.0" encoding="utf-7"?><a/>',
        "xml.encoding",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    text, code = REFUSED[name]
    for payload in (text.encode(), text.encode("utf-16")):
        if ("encoding" in name or name == "no XML") and payload[:1] == b"\xff":
            continue
        started = time.process_time()
        with pytest.raises(DecodeError) as refused:
            parse(payload)
        assert refused.value.code == code or (
            name == "nesting that ends" and refused.value.code == "xml.syntax"
        )
        with pytest.raises(DecodeError):
            for _ in elements(io.BytesIO(payload), ("{*}b",)):
                pass
            assert name == "nesting that ends"
            raise DecodeError("deep elements of a stream are never built")
        assert time.process_time() - started < LIMIT


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("codec", XML_CODECS)
def test_no_codec_lets_it_through(codec, name):
    text, _code = REFUSED[name]
    with pytest.raises(DecodeError) as refused:
        CODECS[codec].decode(text.encode())
    assert "hohoho" not in refused.value.where and "root:" not in str(refused.value)


def test_no_file_is_opened_and_no_host_called(tmp_path, monkeypatch):
    """Neither by a DOCTYPE, which cXML has, nor by anything else."""
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "never seen">', "utf-8")

    def refuse(*arguments, **named):
        raise AssertionError("something was called")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for place in (secret.as_uri(), str(secret), "http://127.0.0.1:1/x.dtd"):
        payload = f'<!DOCTYPE a SYSTEM "{place}"><a>&x;</a>'.encode()
        with pytest.raises(DecodeError) as refused:
            parse(payload)
        assert refused.value.code == "xml.entity"
        attribute = f'<!DOCTYPE a SYSTEM "{place}"><a b="&x;"/>'.encode("utf-16")
        with pytest.raises(DecodeError):
            parse(attribute)
        bare = f'<!DOCTYPE a SYSTEM "{place}"><a><b/></a>'.encode()
        assert parse(bare).tag == "a"
        with pytest.raises(DecodeError):
            list(elements(io.BytesIO(bare), ("b",)))
    included = '<a xmlns:xi="http://www.w3.org/2001/XInclude">{}</a>'.format(
        f'<xi:include href="{secret.as_uri()}" parse="text"/>'
    )
    assert "never seen" not in "".join(parse(included.encode()).itertext())


def test_a_declaration_cut_by_the_end_of_what_is_looked_at():
    """However much stands before it, no declaration slips through."""
    declared = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    for encoding in ("utf-8", "utf-16"):
        for more in range(PROLOG_MAX - 40, PROLOG_MAX + 20):
            size = more // (2 if encoding == "utf-16" else 1)
            payload = (f"<!--{'x' * (size - 7)}-->" + declared).encode(encoding)
            with pytest.raises(DecodeError) as refused:
                parse(payload)
            assert refused.value.code in ("xml.doctype", "xml.prolog")


@pytest.mark.parametrize(
    "payload",
    [
        '<?xml version="1.0" encoding="UTF-8"?><a>Größe</a>'.encode(),
        b"\xef\xbb\xbf" + '<?xml version="1.0"?><a>Größe</a>'.encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>Größe</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="windows-1252"?><a>Größe</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Größe</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Größe</a>'.encode("utf-16-le"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Größe</a>'.encode("utf-16-be"),
    ],
)
def test_encodings(payload):
    assert parse(payload).text == "Größe"


def test_a_declared_encoding_that_is_not_true():
    with pytest.raises(DecodeError) as refused:
        parse('<?xml version="1.0" encoding="UTF-8"?><a>Größe</a>'.encode("latin-1"))
    assert refused.value.code in ("xml.encoding", "xml.syntax")
    assert "Gr" not in str(refused.value)


def test_blanks_before_the_declaration_are_a_note():
    payload = (
        b'\n  <?xml version="1.0"?>\n<Document xmlns="' + NAMESPACE.encode() + b'">'
        b"<BkToCstmrStmt><Stmt><Id>1</Id></Stmt></BkToCstmrStmt></Document>"
    )
    decoded = CODECS["camt"].decode(payload)
    assert [issue.code for issue in decoded.issues] == ["xml.prefix"]
    assert len(decoded.parts) == 1
    assert [part.code for part, entry in iterate(io.BytesIO(payload))] == [
        "camt.053"
    ] * 2


def test_depth_that_is_allowed():
    assert parse(b"<a>" * DEPTH_MAX + b"</a>" * DEPTH_MAX).tag == "a"


class _Endless:
    """A stream of a gigabyte that nobody has to hold."""

    def __init__(self, head, piece, size):
        self.head, self.piece, self.left = head, piece, size

    def read(self, size):
        if self.head:
            head, self.head = self.head, b""
            return head
        if self.left <= 0:
            return b""
        self.left -= len(self.piece)
        return self.piece


def test_a_gigabyte_in_one_element_is_refused_early():
    head = f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt><Stmt><Id>'.encode()
    stream = _Endless(head, b"x" * 65_536, 1_000_000_000)
    with pytest.raises(DecodeError) as refused:
        for _ in stream_entries(stream):
            pass
    assert refused.value.code == "xml.syntax"
    assert stream.left > 900_000_000


@pytest.mark.parametrize("codec", ["cxml", "ubl", "camt"])
def test_a_document_for_which_there_is_no_room(codec, monkeypatch):
    """A tree takes about ten times the bytes: past a limit nothing is parsed."""
    reader = CODECS[codec]
    assert reader.bytes_max >= 32 * 1024 * 1024
    monkeypatch.setattr(type(reader), "bytes_max", 1_000)
    with pytest.raises(DecodeError) as refused:
        reader.decode(b"<a>" + b"x" * 1_000 + b"</a>")
    assert refused.value.code == "xml.too_large"
    with pytest.raises(DecodeError) as refused:
        reader.decode(b"<a>" + b"x" * 900 + b"</a>")
    assert refused.value.code == "xml.document"


def _bad_entries(count):
    row = "<Ntry><Amt>x</Amt><CdtDbtInd>?</CdtDbtInd></Ntry>"
    return (
        f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt><Stmt>'
        + row * count
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _bad_orders(count):
    row = '<ItemOut quantity="x"><Extrinsic/></ItemOut>'
    return (
        f"<cXML><Request><OrderRequest><OrderRequestHeader/>{row * count}".encode()
        + (b"</OrderRequest></Request></cXML>")
    )


def _bad_invoices(count):
    base = "urn:oasis:names:specification:ubl:schema:xsd:"
    row = "<c:InvoiceLine><b:ID/></c:InvoiceLine>"
    return (
        f'<Invoice xmlns="{base}Invoice-2" xmlns:b="{base}CommonBasicComponents-2"'
        f' xmlns:c="{base}CommonAggregateComponents-2">{row * count}</Invoice>'
    ).encode()


@pytest.mark.parametrize(
    ("codec", "document", "make"),
    [
        ("camt", "camt_053", _bad_entries),
        ("cxml", "cxml_order_request", _bad_orders),
        ("ubl", "ubl_invoice", _bad_invoices),
    ],
)
def test_time_grows_with_the_size_and_issues_do_not(codec, document, make):
    def read(payload):
        (part,) = CODECS[codec].decode(payload).parts
        return DOCUMENTS[document].read(part)

    assert_grows_no_faster(read, make, 20_000)
    result = read(make(3_000))
    assert result.blocked and 100 < len(result.issues) <= 1010
