"""What a file's record shows of its sets and of its acknowledgments."""

from odoo import api, fields, models

KIND = "functional_acknowledgment"
QUARANTINE = ("rejected", "failed", "conflict", "dead")
SAID = {"accepted": "accepted", "accepted_with_errors": "accepted", "partly": "partly"}


class HealthcareTransfer(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.transfer"

    quarantined_ids = fields.Many2many(
        "healthcare.message",
        compute="_compute_quarantined",
        help="Sets of this file that did not go on, each with its reason. The others "
        "did.",
    )
    quarantined_count = fields.Integer(compute="_compute_quarantined")
    answer_ids = fields.Many2many(
        "healthcare.message",
        string="Acknowledgments sent",
        compute="_compute_answer_ids",
        help="What we told the partner about this file.",
    )

    @api.depends("message_id.state", "message_id.child_ids.state")
    def _compute_quarantined(self):
        for transfer in self:
            domain = transfer._documents_domain(QUARANTINE)
            found = self.env["healthcare.message"].search(domain, order="part, id")
            inbound = transfer.direction == "in"
            transfer.quarantined_ids = found if inbound else False
            transfer.quarantined_count = len(found) if inbound else 0

    @api.depends("message_id.answer_ids")
    def _compute_answer_ids(self):
        for transfer in self:
            transfer.answer_ids = transfer.message_id.answer_ids

    @api.depends("message_id.answer_ids.state", "message_id.kind")
    def _compute_ack_state(self):
        """An acknowledgment is never acknowledged; nor is anything awaited from a
        partner of whom no answer was agreed."""
        result = super()._compute_ack_state()
        for transfer in self.filtered(lambda row: row.ack_state == "awaited"):
            if not transfer._is_answered():
                transfer.ack_state = "none"
        for transfer in self.filtered(lambda row: row.direction == "in"):
            states = set(transfer.message_id.answer_ids.mapped("state"))
            if states - {"sent", "acknowledged", "skipped"}:
                transfer.ack_state = "owed"
        return result

    def _is_answered(self):
        if self.message_id.kind == KIND:
            return False
        partners = self.connection_id.sudo().trading_partner_ids.filtered(
            lambda partner: partner.syntax == self.codec
        )
        return not partners or any(
            partner.acknowledgment_hours or partner.acknowledgment_requested
            for partner in partners
        )

    def _said(self, statuses, message):
        """We told the partner this about the file: the worst of ``statuses``."""
        words = {SAID.get(status, "refused") for status in statuses}
        worst = "partly" if len(words) > 1 else next(iter(words))
        self._acknowledge(worst, message)

    def action_open_interchange(self):
        """The segments of this file."""
        return self.message_id.action_open_interchange()
