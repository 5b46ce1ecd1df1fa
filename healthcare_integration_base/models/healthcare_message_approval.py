"""Messages that wait for a person's word, or were observed, edited or undone."""

from odoo import api, fields, models

from ..canonical import from_json


class HealthcareMessage(models.Model):
    """The links between a message and what people decided about it."""

    _inherit = "healthcare.message"

    preview_result_id = fields.Many2one(
        "healthcare.preview.result", string="Difference", readonly=True
    )
    preview_state = fields.Selection(
        related="preview_result_id.report_id.state", string="Preview"
    )
    preview_purpose = fields.Selection(related="preview_result_id.report_id.purpose")
    preview_line_ids = fields.One2many(
        related="preview_result_id.line_ids", string="Changes shown"
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    edited_from_id = fields.Many2one(
        "healthcare.message", string="Corrected copy of", readonly=True
    )
    edited_to_ids = fields.One2many(
        "healthcare.message", "edited_from_id", string="Corrections", readonly=True
    )
    edited_by_id = fields.Many2one("res.users", string="Corrected by", readonly=True)
    # Shown by ``edits_html`` to whom a look was granted.
    edits = fields.Json(readonly=True, groups="base.group_system")
    compensated_at = fields.Datetime(string="Undone", readonly=True)
    compensated_by_id = fields.Many2one("res.users", string="Undone by", readonly=True)

    _edited = models.Index("(edited_from_id) WHERE edited_from_id IS NOT NULL")
    _to_approve = models.Index("(company_id, sequence) WHERE state = 'to_approve'")

    @api.depends_context("uid")
    @api.depends("state", "preview_result_id")
    def _compute_may_decide(self):
        for message in self:
            report = message.preview_result_id.report_id
            message.may_decide = (
                message.state == "to_approve" and bool(report) and report.may_decide
            )

    def action_preview_replay(self):
        """Show what a replay would change; nothing is changed by looking."""
        report = self.env["healthcare.preview.report"]._preview_replay(self)
        return report._form()

    def action_open_preview(self):
        """The report that shows this message's effect."""
        self.ensure_one()
        return self.preview_result_id.report_id._form()

    def action_approve_effect(self):
        """Approve these messages, one by one; the others of their reports stay."""
        for message in self:
            message.check_access("read")
            message._own_report().with_env(self.env).action_approve()

    def _refuse_effect(self, reason):
        """Refuse these messages with a reason: they are skipped."""
        for message in self:
            message.check_access("read")
            message._own_report().with_env(self.env)._refuse(reason)

    def _own_report(self):
        """A report of this message alone: a decision on one is none on the others."""
        self.ensure_one()
        result = self.sudo().preview_result_id
        report = result.report_id
        if len(report.result_ids) == 1:
            return report
        alone = report._split(result)
        result.invalidate_recordset()
        return alone

    def _document(self):
        """The canonical document of this message.

        :raises RejectedError: it cannot be read any more.
        """
        self.ensure_one()
        return from_json(self.sudo()._document_json())

    @api.model
    def _note_on_records(self, touched, body):
        """Leave a word on each business document, without telling its followers."""
        for model, res_id in dict.fromkeys((row.model, row.res_id) for row in touched):
            record = self.env[model].sudo().browse(res_id).exists()
            if record and hasattr(record, "_message_log"):
                record._message_log(body=body)
