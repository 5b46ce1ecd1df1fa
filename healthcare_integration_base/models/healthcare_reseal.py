"""Rotation of keys without downtime: what an older key sealed is sealed again."""

import json
import logging
import time

from odoo import api, models

from ..data_class import PROTECTED
from ..errors import ConfigurationError
from .healthcare_message_seal import place

_logger = logging.getLogger(__name__)

SLICE = 200
"""Messages that are sealed again in one transaction."""
SECONDS = 240
"""How long one run lasts; what is left is done by the next."""


class HealthcareReseal(models.AbstractModel):
    """Works through messages and credentials in slices, each in its own transaction.

    Readers see a row before or after, and open both: the old key stays in the file
    until nothing is sealed with it. Messages in work are left for the next run.
    """

    _name = "healthcare.reseal"
    _description = "Sealing again with the newest key"

    @api.model
    def _cron_reseal(self):
        """Seal again what is left; for the cron. The number of rows it sealed."""
        try:
            key = self.env["healthcare.vault"]._sealing_key()
        except ConfigurationError:
            return 0
        end, last, total = time.monotonic() + SECONDS, 0, self._credentials(key)
        while last is not None and time.monotonic() < end:
            with self.env["healthcare.drain"]._read_committed() as env:
                last, count = env[self._name]._slice(key, last)
            total += count
        if last is not None:
            self.env.ref("healthcare_integration_base.ir_cron_reseal")._trigger()
        if total:
            self.env["healthcare.audit.entry"]._log(
                "key.resealed", facts={"key": key, "rows": total}
            )
        return total

    @api.model
    def _stale(self, key):
        """The SQL condition, with its parameters, of messages to seal again."""
        protected = self.env["healthcare.flow"].sudo().with_context(active_test=False)
        flows = protected.search([("data_class", "in", list(PROTECTED))]).ids
        condition = """
            lease_token IS NULL AND (
                (payload_key <> %s)
             OR (canonical ? 'sealed' AND canonical->>'sealed' NOT LIKE %s || ':%%')
             OR (flow_id = ANY(%s) AND payload_key IS NULL
                 AND (payload IS NOT NULL OR payload_path IS NOT NULL))
             OR (flow_id = ANY(%s) AND canonical IS NOT NULL
                 AND jsonb_typeof(canonical) = 'object' AND NOT canonical ? 'sealed'))
        """
        return condition, [key, key, flows, flows]

    @api.model
    def _progress(self):
        """How many messages an older key, or none, still seals."""
        key = self.env["healthcare.vault"]._sealing_key()
        condition, params = self._stale(key)
        self.env.cr.execute(
            f"SELECT COUNT(*) FROM healthcare_message WHERE {condition}", params
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _slice(self, key, last):
        """Seal the next messages after id ``last``.

        :return: ``(last id or None at the end, number sealed)``.
        """
        condition, params = self._stale(key)
        self.env.cr.execute(
            f"""
            SELECT id, uuid, payload, payload_path, payload_key, canonical
              FROM healthcare_message
             WHERE id > %s AND {condition}
             ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
            """,
            [last, *params, SLICE],
        )
        rows = self.env.cr.fetchall()
        count = sum(self._again(*row) for row in rows)
        self.env["healthcare.message"].invalidate_model()
        return (rows[-1][0] if len(rows) == SLICE else None), count

    @api.model
    def _again(self, message_id, uuid, payload, path, old_key, canonical):
        """Seal one message with the newest key; 0 when its own key is gone."""
        messages = self.env["healthcare.message"]
        vault = self.env["healthcare.vault"]
        try:
            stored = messages._read_spool(path) if path else payload
            values = {}
            if stored is not None:
                clear = messages._unprotect(uuid, bytes(stored), old_key)
                sealed, key = vault._seal_bytes(clear, place(uuid))
                name = messages._spool(f"{uuid}.{key}", sealed) if path else None
                values |= {
                    "payload": None if path else sealed,
                    "payload_path": name,
                    "payload_key": key,
                }
            if canonical:
                document = messages._open_canonical(uuid, canonical)
                values["canonical"] = messages._sealed_text(uuid, json.dumps(document))
        except (ConfigurationError, FileExistsError) as error:
            code = getattr(error, "code", "file.exists")
            _logger.info("message %s cannot be sealed again: %s", message_id, code)
            return 0
        columns = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE healthcare_message SET {columns} WHERE id = %s",
            [*values.values(), message_id],
        )
        return 1

    @api.model
    def _credentials(self, key):
        """Seal the secrets of connections again; few, and in this transaction."""
        vault, count = self.env["healthcare.vault"], 0
        rows = self.env["healthcare.credential"].sudo()
        rows = rows.with_context(active_test=False).search([("sealed", "!=", False)])
        for row in rows.filtered(lambda row: not row.sealed.startswith(f"{key}:")):
            try:
                row.sealed = vault._seal(
                    vault._open(row.sealed, row._binding()), row._binding()
                )
            except ConfigurationError as error:
                _logger.info("a secret cannot be sealed again: %s", error.code)
                continue
            count += 1
        return count
