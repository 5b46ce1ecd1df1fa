"""Payloads and documents of a protected class at rest: sealed, each in its place."""

import json

from odoo import api, fields, models

from ..data_class import PROTECTED


def place(uuid):
    """What binds sealed bytes to their message: in another row they stay shut."""
    return f"healthcare.message:{uuid}"


class HealthcareMessage(models.Model):
    """Seals on the way in, opens on the way out.

    ``payload_key`` names the key of the payload (empty: stored in clear); a canonical
    document names its key itself: ``{"sealed": "<key id>:<base64>"}``.
    """

    _inherit = "healthcare.message"

    payload_key = fields.Char(
        readonly=True, groups="base.group_system", help="Key that sealed the payload."
    )

    @api.model
    def _protect(self, facts, uuid, payload):
        """What is stored of a payload, in the row or in its file.

        :param facts: the flow's :class:`FlowFacts`; its ``data_class`` decides.
        :return: ``(stored bytes, key id)``; of a class in clear the bytes and None.
        :raises ConfigurationError: protected, and this server has no key.
        """
        if facts.data_class not in PROTECTED:
            return payload, None
        return self.env["healthcare.vault"]._seal_bytes(payload, place(uuid))

    @api.model
    def _unprotect(self, uuid, stored, key_id):
        """The payload behind :meth:`_protect`.

        :raises ConfigurationError: the key is gone or the bytes were tampered with.
        """
        if not key_id:
            return stored
        return self.env["healthcare.vault"]._open_bytes(stored, key_id, place(uuid))

    @api.model
    def _seal_canonical(self, data_class, uuid, text):
        """The JSON text that is stored for a document given as JSON text."""
        if not text or data_class not in PROTECTED:
            return text
        return self._sealed_text(uuid, text)

    @api.model
    def _sealed_text(self, uuid, text):
        """JSON text in its sealed form, whatever its class."""
        sealed = self.env["healthcare.vault"]._seal(text, place(uuid))
        return json.dumps({"sealed": sealed})

    @api.model
    def _open_canonical(self, uuid, value):
        """The document (parsed JSON) behind a stored value, sealed or not.

        :raises ConfigurationError: the key is gone or the value was tampered with.
        """
        if not isinstance(value, dict) or value.keys() != {"sealed"}:
            return value
        return json.loads(
            self.env["healthcare.vault"]._open(value["sealed"], place(uuid))
        )

    def _document_json(self):
        """The canonical document of one message, opened; for the engine.

        :raises ConfigurationError: see :meth:`_open_canonical`.
        """
        self.ensure_one()
        return self._open_canonical(self.uuid, self.canonical)
