"""Signatures of inbound requests, after the Standard Webhooks specification.

Headers ``webhook-id``, ``webhook-timestamp`` (Unix seconds) and ``webhook-signature``
(space separated ``v1,<base64>``); HMAC-SHA256 over ``id.timestamp.`` and the raw body,
keyed with the base64-decoded part of the secret behind ``whsec_``.
"""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that a timestamp may lie in the past or in the future."""


def sign(secret, message_id, timestamp, body):
    """The value of one ``v1`` signature."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def verify(secrets, headers, body, now):
    """An error code, or an empty string for a good signature.

    Any of ``secrets`` and any listed signature may match. ``now`` in Unix seconds.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    listed = headers.get("webhook-signature", "").split()
    if not (message_id and timestamp and listed):
        return "signature.missing"
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return "signature.timestamp"
    if abs(now - int(timestamp)) > TOLERANCE:
        return "signature.expired"
    for secret in secrets:
        expected = sign(secret, message_id, timestamp, body).encode()
        for value in listed:
            if hmac.compare_digest(expected, value.encode()):
                return ""
    return "signature.mismatch"
