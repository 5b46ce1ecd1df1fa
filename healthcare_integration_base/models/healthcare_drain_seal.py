"""What the drain does about keys: seals what it opens, pauses when a key is gone."""

from odoo import api, models

from ..data_class import PROTECTED
from ..errors import ConfigurationError
from ..outcome import Finding
from .healthcare_drain_open import Piece


class HealthcareDrain(models.AbstractModel):
    """A missing key is a question to an administrator; the messages wait for it."""

    _inherit = "healthcare.drain"

    @api.model
    def _seal_row(self, uuid, row):
        """Seal the document in the columns that opening writes for one message."""
        text = row.get("canonical")
        if text and self._data_class_of(row["flow_id"]) in PROTECTED:
            row["canonical"] = self.env["healthcare.message"]._sealed_text(uuid, text)
        return row

    @api.model
    def _data_class_of(self, flow_id):
        flow = self.env["healthcare.flow"].browse(flow_id)
        return self._hand().once(
            ("class", flow_id), lambda: self._facts_of(flow).data_class
        )

    @api.model
    def _obstacle(self, flow):
        """Why a document cannot be kept in ``flow``: a code, or "" when it can."""
        if not flow:
            return "flow.missing"
        if flow._facts().data_class in PROTECTED:
            try:
                self.env["healthcare.vault"]._sealing_key()
            except ConfigurationError as error:
                return error.code
        return ""

    @api.model
    def _not_configured(self, code, kind, flow, common=None):
        """Without a key the flow itself stops, whatever the document is."""
        if not code.startswith("vault."):
            return super()._not_configured(code, kind, flow, common)
        text = self.env._(
            "The key that seals or opens these documents is not in this server's key "
            "file. Put it back, then resume the flow."
        )
        flow.sudo().with_context(healthcare_in_drain=True)._pause(text)
        return Piece(
            flow=flow,
            code=code,
            text=text,
            finding="CONFIGURATION",
            dependency=flow._key(),
            **(common or {}),
        )

    @api.model
    def _findings_of(self, message, piece):
        """One question per flow, however many messages wait for the key."""
        if not piece.code.startswith("vault."):
            return super()._findings_of(message, piece)
        summary = f"{piece.text} ({piece.code})"
        finding = Finding(
            "CONFIGURATION", summary, "healthcare.flow", message.flow_id.id
        )
        return [(finding, None, message.connection_id, None)]


class HealthcareFlow(models.Model):
    """Resuming also frees what waited for a key in a flow without a kind."""

    _inherit = "healthcare.flow"

    def _announce(self):
        result = super()._announce()
        boxes = self.filtered(lambda flow: not flow.kind)
        self.env["healthcare.message"]._arrived([flow._key() for flow in boxes])
        return result
