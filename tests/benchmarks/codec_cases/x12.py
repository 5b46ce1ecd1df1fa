"""X12: an invented 835 of any size, split, tokenised, read, written."""

import io

from codec_case import Case
from invented.x12 import CLAIM, remittance

from odoo.addons.healthcare_edi.codec.x12 import X12Codec, iterate
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json

CODEC, DOCUMENT = X12Codec(), DOCUMENTS["x12_835"]


def cases(quick):
    """The limit is ``split`` alone."""
    claims = (2_000_000 if quick else 20_000_000) // CLAIM
    payload = "".join(remittance(claims)).encode()
    size = len(payload)
    segments = payload.count(b"~")

    def split():
        return sum(1 for row in payload.decode().split("~") if row.split("*")) - 1

    def tokenise():
        return sum(1 for _ in iterate(io.BytesIO(payload)))

    def read():
        (found,) = DOCUMENT.read(CODEC.decode(payload).parts[0]).documents
        return len(found.claims)

    def balance():
        stream = DOCUMENT.stream(CODEC.decode(payload).parts[0])
        count = sum(1 for _ in stream.claims())
        return [count, stream.unbalanced, str(stream.difference())]

    small = "".join(remittance(claims // 10)).encode()
    (found,) = DOCUMENT.read(CODEC.decode(small).parts[0]).documents

    def store():
        return from_json(to_json(found)) == found

    return [
        Case("835 split only", split, size, segments),
        Case("835 tokenised", tokenise, size, segments, aim=80),
        Case("835 claims balanced", balance, size, [claims, [], "0.00"], aim=35),
        Case("835 decoded and read", read, size, claims, aim=35),
        Case("835 stored as JSON and rebuilt", store, len(small), True),
    ]
