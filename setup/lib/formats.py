"""Every codec and document of the house, and which of them a file is written in."""

import re

from . import ground

ground.register()

CODECS = ground.collect("codec", "CODECS")
DOCUMENTS = ground.collect("document", "DOCUMENTS")
ground.imported()

#: How far into a file its syntax shows.
_HEAD = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: First bytes, blanks aside, and the codec they mean; the order counts.
_BEGINNINGS = (
    (re.compile(rb"(ISA|GS|ST)[^A-Za-z0-9]"), "x12"),
    (re.compile(rb"UNA.{6}|UN[BGH][+=:'|\x1d^*]", re.DOTALL), "edifact"),
    (re.compile(rb"\x0b?(MSH|FHS|BHS)[^A-Za-z0-9]"), "hl7"),
    (re.compile(rb"0[1-3],[^,\r\n]*,"), "bai2"),
    (re.compile(rb"101[ 0-9]"), "nacha"),
)
#: The same where prose or control characters stand before; the earliest counts.
_ANYWHERE = (
    (re.compile(rb"ISA[^A-Za-z0-9\s].{2}[^A-Za-z0-9]"), "x12"),
    (re.compile(rb"UNA.{6}\s*UNB|UNB\+UNO[A-Z]:", re.DOTALL), "edifact"),
    (re.compile(rb"(MSH|FHS|BHS)([^A-Za-z0-9\s])[^A-Za-z0-9\s]{3,4}\2"), "hl7"),
)
_XML = (
    (re.compile(r"<(\w+:)?cXML[\s>]"), "cxml"),
    (re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\."), "camt"),
    (re.compile(r"urn:oasis:names:specification:ubl:schema:xsd:"), "ubl"),
)
_JSON = (
    (re.compile(r'"resourceType"\s*:'), "fhir"),
    (re.compile(r'"specversion"\s*:'), "cloudevents"),
)


def codec_name(payload):
    """The name of the codec a file is written in, or None.

    :param payload: the whole file, or its beginning.
    """
    head = payload[:_HEAD]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"").lstrip(b" \t\r\n\x1a\xef\xbb\xbf")
    for beginning, name in _BEGINNINGS:
        if beginning.match(head):
            return name if name in CODECS else None
    text = head.decode("latin-1")
    if text.startswith("<"):
        return _by_mark(text, _XML, None)
    if text.startswith(("{", "[")):
        return _by_mark(text, _JSON, "json")
    found = [(mark.search(head), name) for mark, name in _ANYWHERE]
    found = [(match.start(), name) for match, name in found if match and name in CODECS]
    return min(found)[1] if found else None


def _by_mark(text, marks, otherwise):
    for mark, name in marks:
        if mark.search(text):
            return name if name in CODECS else None
    return otherwise
