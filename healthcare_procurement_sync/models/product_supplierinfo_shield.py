"""A contract price in the catalogue is not retyped by one person."""

from odoo import models

GUARDED = ("price", "discount")


class ProductSupplierinfo(models.Model):
    """Rows with a contract number of a supplier that is in use: a person's new price
    waits for two approvals. Contracts and price lists publish theirs by themselves."""

    _inherit = "product.supplierinfo"

    def write(self, vals):
        # EXTENDS product
        changes = self.env["healthcare.master.change"]
        wanted = {name: vals[name] for name in GUARDED if name in vals}
        if self.env.su or not wanted or changes._is_released():
            return super().write(vals)
        if self.env.user.healthcare_service_account:
            return super().write(vals)
        guarded = self.filtered("healthcare_contract")
        shielded = guarded.partner_id._healthcare_shielded()
        held = guarded.filtered(lambda row: row.partner_id in shielded)
        for row in held:
            differing = {
                name: value
                for name, value in wanted.items()
                if changes._plain_differs(row, name, value)
            }
            if differing:
                found = changes._hold(row, differing, "manual")
                row.partner_id._healthcare_tell_held(found)
        rest = {name: value for name, value in vals.items() if name not in wanted}
        if held and rest:
            super(ProductSupplierinfo, held).write(rest)
        free = self - held
        return super(ProductSupplierinfo, free).write(vals) if free else True
