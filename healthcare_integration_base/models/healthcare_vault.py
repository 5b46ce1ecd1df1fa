"""Sealing at rest: AES-GCM with keys that never enter the database."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo import api, models
from odoo.tools import config

from ..errors import ConfigurationError

KEY_FILE_VARIABLE = "HEALTHCARE_KEY_FILE"
KEY_FILE_OPTION = "healthcare_key_file"
NONCE = 12
"""Bytes in front of what is sealed."""
TOKEN = "token"
"""Id of the key that seals nothing: it makes opaque tokens of patients' numbers."""


@lru_cache(maxsize=4)
def _read_lines(path, _stamp):
    """``{key id: bytes}`` of a key file as it was at ``_stamp``."""
    keys = {}
    try:
        with open(path, encoding="ascii") as file:
            for line in filter(None, map(str.strip, file)):
                name, _colon, value = line.partition(":")
                keys[name] = base64.b64decode(value)
    except (OSError, ValueError):
        raise ConfigurationError("vault.bad_key", KEY_FILE_VARIABLE) from None
    if not keys.keys() - {TOKEN} or any(len(key) != 32 for key in keys.values()):
        raise ConfigurationError("vault.bad_key", KEY_FILE_VARIABLE)
    return keys


@lru_cache(maxsize=4)
def _read_keys(path, stamp):
    """``{key id: AESGCM}`` of the lines that seal."""
    lines = _read_lines(path, stamp)
    return {name: AESGCM(key) for name, key in lines.items() if name != TOKEN}


class HealthcareVault(models.AbstractModel):
    """Seals and opens secrets and payloads.

    The key file holds one line ``<key id>:<base64 of 32 bytes>`` per key; the last line
    seals, every line opens, so that a key can be rotated by adding a line. It is named
    by the environment variable ``HEALTHCARE_KEY_FILE`` or by ``healthcare_key_file`` in
    the ``[options]`` of the server's configuration. A changed file is seen at once.
    A line with the id ``token`` seals nothing, see :meth:`_token_key`.
    """

    _name = "healthcare.vault"
    _description = "Healthcare secret vault"

    @api.model
    def _keys(self):
        """``{key id: AESGCM}`` in the order of the file.

        :raises ConfigurationError: ``vault.no_key`` or ``vault.bad_key``.
        """
        return _read_keys(*self._file())

    @api.model
    def _file(self):
        """Path and stamp of the key file as it is now."""
        path = os.environ.get(KEY_FILE_VARIABLE) or config.get(KEY_FILE_OPTION)
        try:
            status = os.stat(path) if path else None
        except OSError:
            status = None
        if status is None:
            raise ConfigurationError("vault.no_key", KEY_FILE_VARIABLE)
        return path, (status.st_mtime_ns, status.st_size, status.st_ino)

    @api.model
    def _token_key(self):
        """The key of opaque tokens: the line ``token``, else made of the first line.

        Another key makes other tokens, so the same person would be two: it does not
        follow the rotation of the keys that seal.

        :raises ConfigurationError: ``vault.no_key`` or ``vault.bad_key``.
        """
        lines = _read_lines(*self._file())
        if TOKEN in lines:
            return lines[TOKEN]
        first = next(iter(lines.values()))
        return hmac.new(first, b"opaque tokens", hashlib.sha256).digest()

    @api.model
    def _sealing_key(self):
        """The id of the key that seals now.

        :raises ConfigurationError: ``vault.no_key`` or ``vault.bad_key``.
        """
        return next(reversed(self._keys()))

    @api.model
    def _seal_bytes(self, data, context):
        """``(sealed bytes, key id)``; ``context`` (text) binds it to its place."""
        keys = self._keys()
        name = next(reversed(keys))
        nonce = os.urandom(NONCE)
        return nonce + keys[name].encrypt(nonce, data, context.encode()), name

    @api.model
    def _open_bytes(self, sealed, name, context):
        """The bytes behind :meth:`_seal_bytes`.

        :raises ConfigurationError: the key is gone or the value was tampered with.
        """
        key = self._keys().get(name)
        if key is None:
            raise ConfigurationError("vault.unknown_key", name)
        try:
            return key.decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
        except (InvalidTag, ValueError):
            raise ConfigurationError("vault.tampered", name) from None

    @api.model
    def _seal(self, secret, context):
        """``secret`` (text) as ``key id:base64``; ``context`` binds it to its place."""
        sealed, name = self._seal_bytes(secret.encode(), context)
        return f"{name}:{base64.b64encode(sealed).decode()}"

    @api.model
    def _open(self, sealed, context):
        """The text behind :meth:`_seal`.

        :raises ConfigurationError: the key is gone or the value was tampered with.
        """
        name, _colon, value = sealed.partition(":")
        try:
            raw = base64.b64decode(value)
        except ValueError:
            raise ConfigurationError("vault.tampered", name) from None
        return self._open_bytes(raw, name, context).decode()
