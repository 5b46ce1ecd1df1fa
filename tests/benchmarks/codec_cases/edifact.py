"""EDIFACT: invented orders of any number, tokenised, decoded, read, written."""

import io
import warnings
from datetime import datetime, timezone

from codec_case import Case, Library

from odoo.addons.healthcare_edi.codec.edifact import EdifactCodec, iterate, tokenize
from odoo.addons.healthcare_edi.codec.edifact.delimiters import Delimiters
from odoo.addons.healthcare_edi.codec.edifact.splitting import windows
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.codec.base import Envelope

HEAD = "UNA:+.? 'UNB+UNOC:3+5400000000003:14+5400000000010:14+260112:0930+701'"
LINES = 20
#: Segments of a message with UNH and UNT, and of one line of it.
FIXED, PER_LINE = 11, 6
NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)


def message(number):
    """An order of twenty lines, with release characters as people write them."""
    rows = [
        f"UNH+{number}+ORDERS:D:96A:UN:EAN008",
        f"BGM+220+PO-{number:08}+9",
        "DTM+137:20260112:102",
        "DTM+2:20260120:102",
        "NAD+BY+5400000000010::9++INVENTED HOSPITAL",
        "NAD+SU+5400000000003::9++INVENTED SUPPLIES",
        "NAD+DP+5400000000027::9++DOCK 3?: THE CENTRAL WAREHOUSE",
        "CUX+2:EUR:9",
    ]
    for line in range(1, LINES + 1):
        rows += [
            f"LIN+{line}++05400000000{line:03}:SRV",
            f"PIA+1+{4711 + line}:IN+GL-{line:03}-100:SA",
            "IMD+F++:::GLOVES NITRILE SIZE M:BOX OF 100",
            f"QTY+21:{line}:XBX",
            "DTM+2:20260120:102",
            "PRI+AAA:6.15",
        ]
    count = FIXED + LINES * PER_LINE
    rows += ["UNS+S", f"CNT+2:{LINES}", f"UNT+{count}+{number}"]
    return "'".join(rows) + "'"


def payload_of(messages):
    """One interchange as bytes."""
    body = "".join(message(number) for number in range(1, messages + 1))
    return (HEAD + body + f"UNZ+{messages}+701'").encode()


def large(handle, size):
    """Write about ``size`` bytes; the number of their segments, UNB and UNZ too."""
    handle.write(HEAD.encode())
    written, messages = 0, 0
    while written < size:
        messages += 1
        written += handle.write(message(messages).encode())
    handle.write(f"UNZ+{messages}+701'".encode())
    return messages * (FIXED + LINES * PER_LINE) + 2


def stream(handle):
    """Segments of a file, one by one."""
    return sum(1 for _ in iterate(handle))


def theirs(payload):
    """The same work by pydifact: every segment of every message."""
    from pydifact.parser import Parser

    text = payload.decode()
    with warnings.catch_warnings():
        # That it has no tables of a directory is told for each segment.
        warnings.simplefilter("ignore")
        return sum(1 for _ in Parser().parse(text))


def cases(quick):
    """Tokenising with release characters and components is the aim of 20 MB/s."""
    messages = 400 if quick else 3000
    payload = payload_of(messages)
    text, size = payload.decode(), len(payload)
    segments = messages * (FIXED + LINES * PER_LINE) + 2
    codec, document = EdifactCodec(), DOCUMENTS["edifact_orders"]
    small = payload_of(40)

    def tokens():
        # The UNA is a segment to the tokenizer: the codec begins behind it.
        return sum(1 for _ in tokenize(windows(text, 9), Delimiters()))

    def decode():
        return sum(1 for part in codec.decode(payload).parts for _ in part.tree)

    def read():
        parts = codec.decode(payload).parts
        return sum(len(document.read(part).documents[0].lines) for part in parts)

    orders = [document.read(p).documents[0] for p in codec.decode(small).parts]
    envelope = Envelope(sender="A", receiver="B", created_at=NOON)

    def write():
        return len(codec.encode([document.write(order) for order in orders], envelope))

    sealed = write()
    return [
        Case(
            "EDIFACT tokenised",
            tokens,
            size,
            segments,
            aim=20,
            library=Library(
                "pydifact tokens", "pydifact", lambda: theirs(small), len(small), 10
            ),
        ),
        Case(
            "EDIFACT streamed",
            lambda: stream(io.BytesIO(payload)),
            size,
            segments,
            aim=20,
            large=large,
            stream=stream,
        ),
        Case("EDIFACT decoded", decode, size, segments - 2 - 2 * messages),
        Case("ORDERS read and checked", read, size, messages * LINES),
        Case("ORDERS written", write, sealed, sealed),
    ]
