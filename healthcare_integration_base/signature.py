"""How a request proves where it comes from: a signature, a key or a certificate.

Signatures follow the Standard Webhooks specification:

Headers ``webhook-id``, ``webhook-timestamp`` (Unix seconds) and ``webhook-signature``
(space separated ``v1,<base64>``); HMAC-SHA256 over ``id.timestamp.`` and the raw body,
keyed with the base64-decoded part of the secret behind ``whsec_``.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import secrets
from urllib.parse import unquote

PREFIX = "whsec_"
KEY_PREFIX = "hcik_"
KEY = re.compile(KEY_PREFIX + r"[A-Za-z0-9_-]{43}")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.S)
_DIGEST = re.compile(r"[0-9a-f]{64}")
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


def new_key():
    """A fresh API key of 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def digest_of(key):
    """What is kept of an API key: SHA-256 hex.

    A slow hash protects what people can remember. A key of 256 random bits cannot be
    guessed from its digest, and is checked with every request.
    """
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(key, digest):
    """Whether ``key`` is the one with this digest; takes the same time either way."""
    return hmac.compare_digest(digest_of(key), digest)


def certificate_digest(value):
    """SHA-256 hex of the certificate that a proxy names; empty for anything else.

    Proxies hand over either the digest (``AB:CD:...``) or the certificate as escaped
    PEM.
    """
    if "," in value:
        # Two proxies, or a header that was added to another: who is meant?
        return ""
    plain = value.strip().replace(":", "").lower()
    if _DIGEST.fullmatch(plain):
        return plain
    found = _PEM.search(unquote(value))
    if not found:
        return ""
    try:
        inner = base64.b64decode("".join(found[1].split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return hashlib.sha256(inner).hexdigest()


def is_among(address, networks):
    """Whether an IP address lies in one of ``networks`` (addresses or CIDR)."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    if getattr(peer, "ipv4_mapped", None):
        peer = peer.ipv4_mapped
    return any(peer in ipaddress.ip_network(row, strict=False) for row in networks)
