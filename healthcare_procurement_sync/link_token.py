"""Tokens of signed links. Pure.

``<name>.<expiry>.<signature>``: a random name of the link's row, the second (Unix time,
hex) after which it is void, and an HMAC-SHA256 over both and what the link opens. The
token alone finds nothing and opens nothing else.
"""

import base64
import hashlib
import hmac
import re
import secrets

TOKEN = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9a-f]{8})\.([A-Za-z0-9_-]{43})")
LENGTH = 22 + 1 + 8 + 1 + 43


def new_name():
    """128 random bits: the name of a link that nobody can guess."""
    return secrets.token_urlsafe(16)


def token_of(key, name, expiry, content):
    """The token of a link.

    :param bytes key: the server's secret.
    :param int expiry: Unix seconds.
    :param str content: what the link opens; another content has another signature.
    """
    stamp = f"{expiry:08x}"
    return f"{name}.{stamp}.{_sign(key, name, stamp, content)}"


def parse(token):
    """``(name, expiry, signature)``, or None for anything that is no token."""
    if not isinstance(token, str) or len(token) != LENGTH:
        return None
    found = TOKEN.fullmatch(token)
    return (found[1], int(found[2], 16), found[3]) if found else None


def is_genuine(key, name, expiry, signature, content):
    """Whether we made this token; takes the same time either way."""
    expected = _sign(key, name, f"{expiry:08x}", content)
    return hmac.compare_digest(expected.encode(), signature.encode())


def _sign(key, name, stamp, content):
    digest = hmac.new(key, f"{name}\n{stamp}\n{content}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
