"""Replace a secret without a gap: the old one stays valid for a while."""

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = ("webhook", "bearer", "basic")


class HealthcareCredentialRotate(models.TransientModel):
    """The new secret is typed in or, for signatures, made here and shown this once."""

    _name = "healthcare.credential.rotate"
    _description = "Rotation of a secret"

    credential_id = fields.Many2one(
        "healthcare.credential", required=True, readonly=True
    )
    kind = fields.Selection(related="credential_id.kind")
    secret = fields.Char(
        compute="_compute_secret",
        inverse="_inverse_secret",
        help="The secret, or env:HEALTHCARE_SECRET_... or file:... for one that is "
        "kept outside.",
    )
    sealed = fields.Char(readonly=True, groups="base.group_system")
    overlap_days = fields.Integer(
        string="Old one valid for (days)", default=7, required=True
    )
    expiry_date = fields.Date(string="New one ends on")

    @api.model
    def default_get(self, fields_list):
        """Offer a made secret where we are the ones who choose it."""
        values = super().default_get(fields_list)
        credential = self.env["healthcare.credential"].browse(
            self.env.context.get("active_id")
        )
        values["credential_id"] = credential.id
        if credential.kind == "webhook":
            values["secret"] = credential._made_secret()
        return values

    def _compute_secret(self):
        self.secret = False

    def _inverse_secret(self):
        """Even this row, which lives for minutes, keeps it sealed."""
        for wizard in self.filtered("secret"):
            wizard.sudo().sealed = self.env["healthcare.vault"]._seal(
                wizard.secret.strip(), self._name
            )

    def action_rotate(self):
        """Rotate."""
        self.ensure_one()
        if not self.sudo().sealed:
            raise UserError(self.env._("Enter the new secret."))
        if self.credential_id.kind not in KINDS:
            raise UserError(self.env._("Press New key on the credential instead."))
        if not 0 <= self.overlap_days <= 90:
            raise UserError(self.env._("An overlap lasts from 0 to 90 days."))
        secret = self.env["healthcare.vault"]._open(self.sudo().sealed, self._name)
        self.credential_id._rotate(secret, self.overlap_days, self.expiry_date)
        self.sudo().sealed = False
        return {"type": "ir.actions.act_window_close"}
