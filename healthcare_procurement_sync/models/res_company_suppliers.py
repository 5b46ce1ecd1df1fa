"""The company's rule about suppliers that nobody approved."""

from odoo import fields, models


class ResCompany(models.Model):
    """How strict the hospital is with suppliers that were there before us."""

    _inherit = "res.company"

    healthcare_onboarding_policy = fields.Selection(
        [
            ("free", "May be ordered from"),
            ("warn", "May be ordered from, with a warning"),
            ("required", "Cannot be ordered from"),
        ],
        string="Suppliers that were never approved",
        default="free",
        required=True,
    )


class ResConfigSettings(models.TransientModel):
    """The same in the settings of Purchase."""

    _inherit = "res.config.settings"

    healthcare_onboarding_policy = fields.Selection(
        related="company_id.healthcare_onboarding_policy", readonly=False
    )

    def action_healthcare_approve_known(self):
        """Take over the suppliers with orders as approved, before it is strict."""
        orders = self.env["purchase.order"]._read_group(
            [("state", "=", "purchase"), ("company_id", "=", self.company_id.id)],
            ["partner_id"],
        )
        owners = self.env["res.partner"].union(
            *(partner.commercial_partner_id for (partner,) in orders)
        )
        fresh = owners.filtered(lambda row: not row.healthcare_onboarding_state)
        self.check_access("write")
        fresh.sudo().write({"healthcare_onboarding_state": "approved"})
        self.env["healthcare.audit.entry"]._log("supplier.taken_over", fresh)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s suppliers are approved.", len(fresh)),
            },
        }
