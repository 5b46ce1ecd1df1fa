"""What a substitution means for item mapping and charges."""

from odoo import api, fields, models

from ..item_numbers import normalise_item_number


class HealthcareSubstitution(models.Model):
    """The substitute is charged as the item it replaces once a steward agrees."""

    _inherit = "healthcare.substitution"

    charge_change = fields.Selection(
        [
            ("none", "Nothing to change"),
            ("queued", "Waits for the steward"),
            ("done", "In force"),
            ("withdrawn", "Taken back"),
        ],
        string="Charge mapping",
        default="none",
        readonly=True,
        copy=False,
    )

    @api.depends("product_id", "substitute_id")
    def _compute_charges(self):
        for row in self:
            mine = row._charge_facts(row.product_id)
            theirs = row._charge_facts(row.substitute_id)
            row.charge_code, row.reimbursement = mine
            row.substitute_charge_code, row.substitute_reimbursement = theirs
            row.charge_words = row._charge_words_of(mine, theirs)

    def _charge_words_of(self, mine, theirs):
        if not self.substitute_id or not mine[0]:
            return False
        if not theirs[0]:
            return self.env._(
                "The substitute has no charge code yet: %s is proposed to the steward.",
                mine[0],
            )
        if mine[0] != theirs[0]:
            return self.env._(
                "Charged under %(new)s instead of %(old)s.", new=theirs[0], old=mine[0]
            )
        return self.env._("Charged as before.")

    def _charge_facts(self, product):
        """``(code, price each)`` of an item today, empty when it is not charged."""
        row = self._charge_row(product)
        return (row.code, row.price) if row.billed else (False, 0.0)

    def _charge_row(self, product):
        codes = self.env["healthcare.charge.code"].sudo()
        if not product:
            return codes
        facility = self.order_line_id.sudo().order_id.healthcare_facility_id
        choose = codes._choose(product, facility, self.company_id)
        return choose(product, facility, fields.Date.context_today(self))

    def _apply_codes(self):
        """Queue the charge mapping and keep the supplier's number of the offer."""
        done = {}
        number = self.offer_id.supplier_code
        if number and self.partner_id:
            done["seller"] = self._keep_supplier_number(number)
        if self.charge_code and self.charge_code != self.substitute_charge_code:
            done["charge"] = self._queue_charge()
            self.charge_change = "queued"
        return done

    def _keep_supplier_number(self, number):
        """The supplier's number of the substitute leads to it from now on."""
        product = self.substitute_id
        known = product.seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id
                == self.partner_id.commercial_partner_id
                and row.healthcare_code_norm == normalise_item_number(number)
            )
        )
        if known:
            return 0
        return (
            self.env["product.supplierinfo"]
            .create(
                {
                    "partner_id": self.partner_id.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_id": product.id,
                    "product_uom_id": self.substitute_uom_id.id,
                    "product_code": number,
                    "price": self.substitute_price,
                    "date_start": fields.Date.context_today(self),
                    "date_end": self.end_date,
                }
            )
            .id
        )

    def _queue_charge(self):
        """A question to the item steward: the charge code of the substitute."""
        finding = self.env["healthcare.exception"]._finding(
            "SUBSTITUTE_CHARGE",
            self.env._(
                "%(new)s is used for %(old)s: charge it under %(code)s?",
                new=self.substitute_id.display_name,
                old=self.product_id.display_name,
                code=self.charge_code,
            ),
            model=self._name,
            res_id=self.id,
        )
        opened = self.env["healthcare.exception"]._open_many(
            [(finding, None, None, self.company_id)]
        )
        return opened.id

    def _confirm_charge(self):
        """The steward agrees: the substitute carries the code."""
        self._write_charge(self.substitute_id, self.charge_code)
        self.charge_change = "done"

    def _write_charge(self, product, code):
        """Charge the item under this code, at the price of the replaced item."""
        row = self._charge_row(self.product_id)
        self.env["healthcare.charge.code"].sudo().create(
            {
                "product_id": product.id,
                "company_id": self.company_id.id,
                "facility_id": row.facility_id.id,
                "code": code,
                "code_system": row.code_system or "CDM",
                "price": row.price,
                "valid_from": fields.Date.context_today(self),
            }
        )

    def _withdraw_codes(self, done):
        if done.get("seller"):
            self.env["product.supplierinfo"].browse(done["seller"]).exists().unlink()
        question = self.env["healthcare.exception"].browse(done.get("charge") or [])
        question.exists()._close(
            "cancelled", self.env._("The original item is used again.")
        )
        if self.charge_change == "queued":
            self.charge_change = "withdrawn"
