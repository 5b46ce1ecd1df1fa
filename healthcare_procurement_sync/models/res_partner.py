"""Suppliers that may not be paid or ordered from."""

from odoo import fields, models


class ResPartner(models.Model):
    """Adds a block that the match respects."""

    _inherit = "res.partner"

    healthcare_supplier_blocked = fields.Boolean(
        string="Supplier blocked",
        tracking=True,
        groups="purchase.group_purchase_user,account.group_account_invoice,"
        "healthcare_procurement_sync.group_procurement_service",
        help="Bills of this supplier are held, whatever they say.",
    )
