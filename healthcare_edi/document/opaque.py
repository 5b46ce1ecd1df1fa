"""Opaque tokens for patients and visits: the same person, the same token, no number.

A token is an HMAC-SHA256 of the assigning authority and the number, cut to 128 bits.
Without a key (:func:`use_key`) it hides the number from a reader, not from somebody who
tries all numbers; with a key that lies outside of the database it hides it from him as
well. A token that we wrote is recognised by its shape and kept as it is.
"""

import hashlib
import hmac
import re

_TOKEN = re.compile(r"(?:pt|en)-[0-9a-f]{32}")
_KEY = [b""]


def use_key(key):
    """Set the key of this process; bytes from outside of the database."""
    _KEY[0] = bytes(key)


def patient_token(identifier, authority=""):
    """The token of a patient; empty without identifier."""
    return _token("pt", identifier, authority)


def encounter_token(identifier, authority=""):
    """The token of a visit or account; empty without identifier."""
    return _token("en", identifier, authority)


def _token(prefix, identifier, authority):
    identifier = identifier.strip()
    if not identifier:
        return ""
    if _TOKEN.fullmatch(identifier):
        return identifier
    text = f"{prefix}\x1f{authority.strip()}\x1f{identifier}"
    digest = hmac.new(_KEY[0], text.encode("utf-8", "replace"), hashlib.sha256)
    return f"{prefix}-{digest.hexdigest()[:32]}"
