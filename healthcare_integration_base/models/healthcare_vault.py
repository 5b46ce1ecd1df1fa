"""Secrets at rest: AES-GCM with a key that never enters the database."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo import api, models
from odoo.tools import config

from ..errors import ConfigurationError

KEY_FILE_VARIABLE = "HEALTHCARE_KEY_FILE"
KEY_FILE_OPTION = "healthcare_key_file"


class HealthcareVault(models.AbstractModel):
    """Seals and opens short secrets.

    The key file holds one line ``<key id>:<base64 of 32 bytes>`` per key; the last line
    seals, every line opens, so that a key can be rotated by adding a line. It is named
    by the environment variable ``HEALTHCARE_KEY_FILE`` or by ``healthcare_key_file`` in
    the ``[options]`` of the server's configuration.
    """

    _name = "healthcare.vault"
    _description = "Healthcare secret vault"

    @api.model
    def _keys(self):
        """``{key id: 32 bytes}`` in the order of the file.

        :raises ConfigurationError: ``vault.no_key`` or ``vault.bad_key``.
        """
        path = os.environ.get(KEY_FILE_VARIABLE) or config.get(KEY_FILE_OPTION)
        if not path or not os.path.isfile(path):
            raise ConfigurationError("vault.no_key", KEY_FILE_VARIABLE)
        keys = {}
        try:
            with open(path, encoding="ascii") as file:
                for line in filter(None, map(str.strip, file)):
                    name, _colon, value = line.partition(":")
                    keys[name] = base64.b64decode(value)
        except (OSError, ValueError):
            raise ConfigurationError("vault.bad_key", KEY_FILE_VARIABLE) from None
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ConfigurationError("vault.bad_key", KEY_FILE_VARIABLE)
        return keys

    @api.model
    def _seal(self, secret, context):
        """``secret`` (text) as ``key id:base64``; ``context`` binds it to its place."""
        name, key = list(self._keys().items())[-1]
        nonce = os.urandom(12)
        sealed = AESGCM(key).encrypt(nonce, secret.encode(), context.encode())
        return f"{name}:{base64.b64encode(nonce + sealed).decode()}"

    @api.model
    def _open(self, sealed, context):
        """The text behind :meth:`_seal`.

        :raises ConfigurationError: the key is gone or the value was tampered with.
        """
        name, _colon, value = sealed.partition(":")
        key = self._keys().get(name)
        if key is None:
            raise ConfigurationError("vault.unknown_key", name)
        raw = base64.b64decode(value)
        try:
            return AESGCM(key).decrypt(raw[:12], raw[12:], context.encode()).decode()
        except InvalidTag:
            raise ConfigurationError("vault.tampered", name) from None
