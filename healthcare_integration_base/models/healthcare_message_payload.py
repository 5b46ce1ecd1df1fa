"""Where the bytes of a message are: in its row, or in a file beside the database."""

import contextlib
import os

from odoo import api, models
from odoo.tools import config

from ..errors import ConfigurationError

SMALL = 64 * 1024
"""Bytes up to which payloads are read by the hundred."""


class HealthcareMessage(models.Model):
    """Large payloads lie in the spool: on disk before the row is committed, which
    Odoo's filestore does not promise."""

    _inherit = "healthcare.message"

    @api.model
    def _spool_folder(self):
        folder = os.path.join(
            config["data_dir"], "healthcare_spool", self.env.cr.dbname
        )
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return folder

    @api.model
    def _spool(self, name, payload):
        """Write a large payload to a file that is on disk before the row commits."""
        folder = self._spool_folder()
        path = os.path.join(folder, name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        return name

    @api.model
    def _unspool(self, name):
        """Remove a spool file that no row will name: it was a repetition."""
        if name:
            os.unlink(os.path.join(self._spool_folder(), name))

    def _payload(self):
        """The bytes of one message in clear, or of the message it was cut out of.

        :raises ConfigurationError: ``payload.missing`` when the spool file is gone,
            ``vault.*`` when the key is.
        """
        self.ensure_one()
        self.env.cr.execute(
            """
            SELECT m.payload, m.payload_path, m.uuid, m.payload_key,
                   p.payload, p.payload_path, p.uuid, p.payload_key
              FROM healthcare_message m
              LEFT JOIN healthcare_message p
                ON p.id = COALESCE(m.parent_id, m.duplicate_of_id)
             WHERE m.id = %s
            """,
            [self.id],
        )
        row = self.env.cr.fetchone()
        for payload, path, uuid, key in (row[:4], row[4:]):
            if payload is None and path:
                payload = self._read_spool(path)
            if payload is not None:
                return self._unprotect(uuid, bytes(payload), key)
        return b""

    def _small_payloads(self):
        """``{id: bytes}`` of those with few bytes of their own, in one query.

        One that cannot be opened is left out: :meth:`_payload` says why.
        """
        self.env.cr.execute(
            """
            SELECT id, uuid, payload, payload_key FROM healthcare_message
             WHERE id = ANY(%s) AND payload_size <= %s AND payload IS NOT NULL
            """,
            [self.ids, SMALL],
        )
        found = {}
        for message_id, uuid, payload, key in self.env.cr.fetchall():
            with contextlib.suppress(ConfigurationError):
                found[message_id] = self._unprotect(uuid, bytes(payload), key)
        return found

    @api.model
    def _read_spool(self, name):
        path = os.path.join(self._spool_folder(), os.path.basename(name))
        try:
            with open(path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            raise ConfigurationError("payload.missing", "spool") from None
