"""The company's choices on the settings page."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Related to the company; the words stand there."""

    _inherit = "res.config.settings"

    healthcare_recognition = fields.Selection(
        related="company_id.healthcare_recognition", readonly=False, required=True
    )
    healthcare_recognition_trigger = fields.Selection(
        related="company_id.healthcare_recognition_trigger",
        readonly=False,
        required=True,
    )
    healthcare_auto_post = fields.Boolean(
        related="company_id.healthcare_auto_post", readonly=False
    )
    healthcare_approval_writeoff = fields.Float(
        related="company_id.healthcare_approval_writeoff", readonly=False
    )
    healthcare_underpayment = fields.Selection(
        related="company_id.healthcare_underpayment", readonly=False, required=True
    )
    healthcare_denial_user_id = fields.Many2one(
        related="company_id.healthcare_denial_user_id", readonly=False
    )
    healthcare_allow_partial = fields.Boolean(
        related="company_id.healthcare_allow_partial", readonly=False
    )
