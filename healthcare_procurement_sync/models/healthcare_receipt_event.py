"""Natural keys of what sites receive."""

from odoo import fields, models


class HealthcareReceiptEvent(models.Model):
    """One receipt event of a site; the same number is booked once."""

    _name = "healthcare.receipt.event"
    _description = "Receipt event"
    _order = "id desc"

    name = fields.Char(string="Receipt number", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    site = fields.Char(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    received_at = fields.Datetime(readonly=True)
    picking_id = fields.Many2one("stock.picking", readonly=True, index="btree_not_null")

    _name_uniq = models.UniqueIndex("(company_id, COALESCE(site, ''), name)")
