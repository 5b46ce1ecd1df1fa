"""Signatures: the specification's own construction, and everything that must fail."""

import base64

import pytest

from odoo.addons.healthcare_integration_base.signature import sign, verify

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of 24 by.").decode()
NOW = 1_780_000_000
BODY = b'{"a": 1}'


def _headers(secret=SECRET, stamp=NOW, body=BODY, message_id="msg_1"):
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret, message_id, stamp, body),
    }


def test_good():
    assert verify([SECRET], _headers(), BODY, NOW) == ""


def test_any_secret_and_any_listed_signature():
    headers = _headers()
    headers["webhook-signature"] = "v1,bm9uc2Vuc2U= " + headers["webhook-signature"]
    assert verify([OTHER, SECRET], headers, BODY, NOW) == ""


@pytest.mark.parametrize("stamp", [NOW - 301, NOW + 301])
def test_old_and_future_are_refused(stamp):
    assert verify([SECRET], _headers(stamp=stamp), BODY, NOW) == "signature.expired"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"webhook-id": "msg_2"}, "signature.mismatch"),
        ({"webhook-signature": "v1,\u20ac"}, "signature.mismatch"),
        ({"webhook-signature": ""}, "signature.missing"),
        ({"webhook-timestamp": "\u0661\u0662"}, "signature.timestamp"),
        ({"webhook-timestamp": "-1"}, "signature.timestamp"),
        ({"webhook-timestamp": "9" * 400}, "signature.timestamp"),
    ],
)
def test_tampered_headers(change, code):
    assert verify([SECRET], _headers() | change, BODY, NOW) == code


def test_another_body_or_secret():
    assert verify([SECRET], _headers(), BODY + b" ", NOW) == "signature.mismatch"
    assert verify([OTHER], _headers(), BODY, NOW) == "signature.mismatch"
    assert verify([], _headers(), BODY, NOW) == "signature.mismatch"
