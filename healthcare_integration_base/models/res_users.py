"""Service accounts act for a connection and never log in."""

from odoo import fields, models
from odoo.exceptions import AccessDenied


class ResUsers(models.Model):
    """Adds the mark of an account that no person may use."""

    _inherit = "res.users"

    healthcare_service_account = fields.Boolean(
        string="Integration service account",
        help="Applies documents of a connection. It cannot log in.",
    )

    def write(self, vals):
        # EXTENDS base: who leaves owns no open question any more.
        result = super().write(vals)
        if vals.get("active") is False:
            self.env["healthcare.exception"].sudo().search(
                [("user_id", "in", self.ids), ("state", "=", "open")]
            )._hand_over()
        return result

    def _check_credentials(self, credential, env):
        # EXTENDS base: R172, a service account has no interactive login, whatever the
        # kind of credential offered.
        if self.env.user.healthcare_service_account:
            raise AccessDenied()
        return super()._check_credentials(credential, env)
