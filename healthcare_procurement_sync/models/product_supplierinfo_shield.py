"""A contract price in the catalogue is not retyped by one person."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..contract_price import LIST_PRIORITY

MARKS = ("healthcare_contract", "healthcare_priority")
"""What makes a vendor price a contract price, and puts it before others."""
GUARDED = (
    *("price", "discount", "currency_id", "product_uom_id", "min_qty"),
    *("date_start", "date_end", *MARKS),
)


class ProductSupplierinfo(models.Model):
    """Rows with a contract number of a supplier that is in use: a person's new price
    waits for two approvals. Contracts and price lists publish theirs by themselves."""

    _inherit = "product.supplierinfo"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product: a row that says of itself that it is a contract price.
        if not self._healthcare_by_person():
            return super().create(vals_list)
        self._healthcare_refuse_mirror(vals_list)
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        shielded = set(partners._healthcare_shielded().ids)
        claimed = [
            {name: vals[name] for name in MARKS if vals.get(name)}
            if vals.get("healthcare_contract") and vals.get("partner_id") in shielded
            else {}
            for vals in vals_list
        ]
        # Said outright: what is left out would come back as a default.
        plain = {"healthcare_contract": False, "healthcare_priority": LIST_PRIORITY}
        rows = super().create(
            [
                vals | plain if marks else vals
                for vals, marks in zip(vals_list, claimed, strict=True)
            ]
        )
        for row, marks in zip(rows, claimed, strict=True):
            if marks:
                row._healthcare_hold(marks)
        return rows

    def write(self, vals):
        # EXTENDS product
        wanted = {name: vals[name] for name in GUARDED if name in vals}
        if not self._healthcare_by_person():
            return super().write(vals)
        self._healthcare_refuse_mirror([vals])
        if not wanted:
            return super().write(vals)
        guarded = self.filtered(
            lambda row: row.healthcare_contract or vals.get("healthcare_contract")
        )
        shielded = guarded.partner_id._healthcare_shielded()
        held = guarded.filtered(lambda row: row.partner_id in shielded)
        for row in held:
            row._healthcare_hold(wanted)
        rest = {name: value for name, value in vals.items() if name not in wanted}
        if held and rest:
            super(ProductSupplierinfo, held).write(rest)
        free = self - held
        return super(ProductSupplierinfo, free).write(vals) if free else True

    def _healthcare_by_person(self):
        """Whether a person types: not the system, not a connection, nothing decided."""
        decided = self.env["healthcare.master.change"]._is_released()
        service = self.env.user.healthcare_service_account
        return not (self.env.su or decided or service)

    @api.model
    def _healthcare_refuse_mirror(self, vals_list):
        """:raises AccessError: only a contract writes the rows that mirror it."""
        if any(vals.get("healthcare_contract_line_id") for vals in vals_list):
            raise AccessError(
                self.env._("The prices of a contract are changed in the contract.")
            )

    def _healthcare_hold(self, values):
        """Park what would change something here, and say so to whoever typed."""
        self.ensure_one()
        changes = self.env["healthcare.master.change"]
        differing = {
            name: value
            for name, value in values.items()
            if changes._plain_differs(self, name, value)
        }
        if differing:
            found = changes._hold(self, differing, "manual")
            self.partner_id._healthcare_tell_held(found)
