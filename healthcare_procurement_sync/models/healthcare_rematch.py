"""Held bills go on as soon as the missing piece is there, whatever it is."""

from odoo import api, models

REMATCH_MAX = 200
"""Held bills that are matched again at once; the others when they are opened."""
PRICE = ("PRICE_HIGH", "PRICE_LOW", "CONTRACT_VARIANCE", "NO_CONTRACT_PRICE")


class HealthcareMatch(models.Model):
    """Receipts, orders, substitutes and mappings tell their orders; these tell the
    supplier."""

    _inherit = "healthcare.match"

    @api.model
    def _rematch_suppliers(self, partners, codes, why):
        """Match the held bills of these suppliers that wait for one of ``codes``."""
        if not partners:
            return
        held = self.sudo().search(
            [
                ("state", "=", "held"),
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("categories", "!=", "REOPENED"),
            ],
            order="id",
        )
        waiting = held.filtered(lambda row: set(codes) & set(row._category_list()))
        if waiting:
            waiting[:REMATCH_MAX]._rematch(why)


class ResPartner(models.Model):
    """A supplier that is free again gets what was held."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("healthcare_supplier_blocked") is False:
            self.env["healthcare.match"]._rematch_suppliers(
                self, ["SUPPLIER_BLOCKED"], self.env._("The supplier is free again.")
            )
        return result


class HealthcareSupplierContractLine(models.Model):
    """A contract price that is in force now answers bills that waited for it."""

    _inherit = "healthcare.supplier.contract.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._healthcare_rematch()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"state", "price", "date_start", "date_end"} & vals.keys():
            self._healthcare_rematch()
        return result

    def _healthcare_rematch(self):
        approved = self.filtered(lambda line: line.state == "approved")
        self.env["healthcare.match"]._rematch_suppliers(
            approved.partner_id, PRICE, self.env._("The contract price has changed.")
        )


class HealthcareSupplierClaim(models.Model):
    """A claim is what a credit may have waited for."""

    _inherit = "healthcare.supplier.claim"

    @api.model_create_multi
    def create(self, vals_list):
        claims = super().create(vals_list)
        self.env["healthcare.match"]._rematch_suppliers(
            claims.filtered(lambda claim: claim.state == "open").partner_id,
            ["CREDIT_NO_CLAIM"],
            self.env._("There is a claim for it now."),
        )
        return claims
