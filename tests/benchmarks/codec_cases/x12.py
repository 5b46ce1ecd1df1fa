"""X12: an invented 835 of any size tokenised, read, checked; an 837 written."""

import io
from datetime import datetime, timezone

from codec_case import Case, Library
from invented.x12 import CLAIM, professional_claims, remittance

from odoo.addons.healthcare_edi.codec.x12 import LiveFile, X12Codec, iterate
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope, Part

CODEC, DOCUMENT = X12Codec(), DOCUMENTS["x12_835"]
NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)
ENVELOPE = Envelope("SENDER", "ZZ", "RECEIVER", "ZZ", 17, 4, NOON)


def large(handle, size):
    """One transaction set of about ``size`` bytes; what reading it must find."""
    claims = size // CLAIM
    for piece in remittance(claims):
        handle.write(piece.encode())
    return [claims, 0, "0.00", 0]


def balanced(handle):
    """Claims, what does not balance, the payment's difference, faults of trailers."""
    found = []
    for part in LiveFile(handle):
        stream = DOCUMENT.stream(part)
        count = sum(1 for _ in stream.claims())
        found += [count, stream.unbalanced_count, str(stream.difference())]
        found.append(len(part.tree.issues))
    return found


def checked(handle):
    """The same with every segment held against the guide."""
    found = []
    for part in LiveFile(handle):
        stream = DOCUMENT.stream(part)
        checker = stream.watch()
        count = sum(1 for _ in stream.claims())
        found += [count, stream.unbalanced_count, str(stream.difference())]
        found.append(len(checker.finish()) + len(part.tree.issues))
    return found


def cases(quick):
    """Everything on one file of 20 MB (2 MB), public libraries on a smaller one."""
    claims = (2_000_000 if quick else 20_000_000) // CLAIM
    payload = "".join(remittance(claims)).encode()
    size, segments = len(payload), payload.count(b"~")
    small = "".join(remittance(claims // 10)).encode()
    expected = [claims, 0, "0.00", 0]

    def read():
        (found,) = DOCUMENT.read(CODEC.decode(payload).parts[0]).documents
        return len(found.claims)

    (found,) = DOCUMENT.read(CODEC.decode(small).parts[0]).documents
    return [
        Case(
            "835 split only",
            lambda: sum(1 for row in payload.decode().split("~") if row.split("*")) - 1,
            size,
            segments,
        ),
        Case(
            "835 tokenised",
            lambda: sum(1 for _ in iterate(io.BytesIO(payload))),
            size,
            segments,
            aim=80,
            library=_segments(small),
            large=lambda handle, size: large(handle, size)[0],
            stream=lambda handle: sum(row[0] == "CLP" for _, row in iterate(handle)),
        ),
        Case(
            "835 claims balanced",
            lambda: balanced(io.BytesIO(payload)),
            size,
            expected,
            aim=35,
            large=large,
            stream=balanced,
        ),
        Case(
            "835 claims balanced and checked",
            lambda: checked(io.BytesIO(payload)),
            size,
            expected,
            aim=15,
            library=_validation(),
            large=large,
            stream=checked,
        ),
        Case("835 decoded and read at once", read, size, claims),
        Case(
            "835 stored as JSON and rebuilt",
            lambda: from_json(to_json(found)) == found,
            len(small),
            True,
        ),
        _writing(claims),
    ]


def _writing(claims):
    part = Part("837", professional_claims(claims), version="005010X222A1")
    size = len(CODEC.encode([part], ENVELOPE))
    return Case(
        "837 written",
        lambda: len(CODEC.encode([part], ENVELOPE)),
        size,
        size,
        aim=40,
    )


def _segments(payload):
    """pyx12 reading segments of the same file, a tenth of it."""

    def work():
        from pyx12.x12file import X12Reader

        return sum(1 for _ in X12Reader(io.StringIO(payload.decode())))

    return Library("pyx12 X12Reader", "pyx12", work, len(payload), aim=10)


def _validation():
    """pyx12 holding an 837 against its maps: its 835 ends in an error of its own."""
    part = Part("837", professional_claims(100), version="005010X222A1")
    payload = CODEC.encode([part], ENVELOPE)

    def work():
        import logging

        import pyx12.params
        import pyx12.x12n_document

        logging.getLogger("pyx12").setLevel(logging.CRITICAL)
        source = io.StringIO(payload.decode())
        params = pyx12.params.ParamsBase()
        return pyx12.x12n_document.x12n_document(params, source, None, None)

    return Library("pyx12 validation of an 837", "pyx12", work, len(payload), aim=30)
