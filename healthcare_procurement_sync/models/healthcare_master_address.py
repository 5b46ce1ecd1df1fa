"""A remit-to address that comes as plain values, without a record of its own yet."""

from odoo import models


class HealthcareMasterChange(models.Model):
    """Applied, it becomes or changes the invoice address of the supplier."""

    _inherit = "healthcare.master.change"

    def _apply_change(self, user):
        # EXTENDS here
        address = (self.values or {}).get("remit_address")
        if address:
            partner = self.env["res.partner"].browse(self.res_id)
            site = (
                partner.healthcare_remit_to_id
                or partner.child_ids.filtered(lambda child: child.type == "invoice")[:1]
            )
            if site and site != partner:
                self._released(site).write(address)
            else:
                site = self._released(site).create(
                    {**address, "parent_id": partner.id, "type": "invoice"}
                )
            self._released(partner).healthcare_remit_to_id = site
        return super()._apply_change(user)
