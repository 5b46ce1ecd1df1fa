"""Order lines in the eyes of the approval matrix, and the guard on their changes."""

from decimal import Decimal

from odoo import api, fields, models

from ..approval_rules import Line

FACTS = {
    "product_id",
    "product_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "healthcare_contract_line_id",
    "order_id",
}


class PurchaseOrderLine(models.Model):
    """Every change of item, quantity or price passes here, whoever makes it."""

    _inherit = "purchase.order.line"

    healthcare_requisition_line_id = fields.Many2one(
        "healthcare.requisition.line",
        string="Requested in",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS purchase
        lines = super().create(vals_list)
        orders = lines.order_id
        orders._healthcare_note_authors()
        orders._healthcare_changed()
        return lines

    def write(self, vals):
        # EXTENDS purchase
        result = super().write(vals)
        if FACTS & vals.keys():
            orders = self.order_id
            if orders.filtered(lambda row: row.state in ("draft", "sent")):
                orders._healthcare_note_authors()
            orders._healthcare_changed()
        return result

    # -- what the matrix looks at ----------------------------------------------------

    def _approval_amount(self):
        """Subtotal before tax in the company's currency, as Decimal."""
        order = self.order_id
        company = order.company_id
        amount = self.price_subtotal
        if order.currency_id != company.currency_id:
            day = order.date_order or fields.Datetime.now()
            amount = order.currency_id._convert(
                amount, company.currency_id, company, day
            )
        return Decimal(str(company.currency_id.round(amount)))

    def _approval_line(self):
        """:class:`~..approval_rules.Line` of this order line."""
        amount = self._approval_amount()
        pieces = self.product_uom_id._healthcare_factor(self.product_id.uom_id) or 1
        count = Decimal(str(self.product_qty)) * Decimal(float(pieces))
        return Line(
            amount=amount,
            unit_price=amount / count if count else Decimal(0),
            category_ids=self.product_id.categ_id._healthcare_and_above(),
            on_contract=bool(not self.product_id or self._approval_contract()),
            clinical=self.product_id.healthcare_clinical,
        )

    def _approval_contract(self):
        """Id or number of the contract behind the price; empty without one."""
        if "healthcare_contract_line_id" in self._fields:
            return str(self.healthcare_contract_line_id.id or "")
        handler = self.env["healthcare.handler.purchase_order"]
        return handler._seller(self).healthcare_contract or ""

    def _approval_shares(self):
        """``{cost centre id: Decimal}``: what of the amount each one bears."""
        amount = self._approval_amount()
        return _shares(self.analytic_distribution, amount)


class ProductCategory(models.Model):
    # EXTENDS product
    _inherit = "product.category"

    def _healthcare_and_above(self):
        """Ids of this category and all above it."""
        return frozenset(
            int(part) for part in (self.parent_path or "").split("/") if part
        )


class ProductTemplate(models.Model):
    """Which items departments may ask for, and which need a clinician's consent."""

    _inherit = "product.template"

    healthcare_requestable = fields.Boolean(
        string="In the requisition catalogue",
        help="Approved for use: departments may request it.",
        tracking=True,
    )
    healthcare_clinical = fields.Boolean(
        string="Implant or controlled drug",
        help="The approval matrix may ask for an extra decision.",
        tracking=True,
    )

    def action_healthcare_requestable(self):
        """Put these items into the requisition catalogue."""
        self.write({"healthcare_requestable": True})

    def action_healthcare_not_requestable(self):
        """Take these items out of the requisition catalogue."""
        self.write({"healthcare_requestable": False})


class ProductProduct(models.Model):
    # EXTENDS product
    _inherit = "product.product"

    def action_healthcare_requestable(self):
        """Put these items into the requisition catalogue."""
        self.product_tmpl_id.action_healthcare_requestable()

    def action_healthcare_not_requestable(self):
        """Take these items out of the requisition catalogue."""
        self.product_tmpl_id.action_healthcare_not_requestable()


class ResCompany(models.Model):
    # EXTENDS base
    _inherit = "res.company"

    healthcare_urgent_limit = fields.Monetary(
        string="Urgent orders up to",
        default=1000.0,
        help="An urgent order with a reason leaves at once up to this amount before "
        "tax and is approved by the next working day. 0: never.",
    )
    healthcare_requisition_confirm = fields.Boolean(
        string="Confirm orders of approved requisitions",
        help="Otherwise the buyer checks and confirms them.",
    )


def _shares(distribution, amount):
    """Split ``amount`` by an analytic distribution; a key may name several plans."""
    found = {}
    for key, percent in (distribution or {}).items():
        share = amount * Decimal(str(percent)) / 100
        for part in str(key).split(","):
            if part.strip().isdigit():
                account = int(part)
                found[account] = found.get(account, Decimal(0)) + share
    return found
