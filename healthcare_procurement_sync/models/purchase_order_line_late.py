"""Which order lines are late: past the supplier's promise, else the planned day."""

from datetime import timedelta

from odoo import api, fields, models


class PurchaseOrderLine(models.Model):
    """Which lines are late."""

    _inherit = "purchase.order.line"

    healthcare_due_date = fields.Date(
        string="Due",
        compute="_compute_healthcare_due_date",
        search="_search_healthcare_due_date",
        help="What the supplier promised last, else the planned day.",
    )
    healthcare_days_late = fields.Integer(
        string="Days late", compute="_compute_healthcare_due_date"
    )
    healthcare_open_receipt = fields.Boolean(
        string="Not received in full",
        compute="_compute_healthcare_due_date",
        search="_search_healthcare_open_receipt",
    )
    healthcare_late = fields.Boolean(
        string="Late receipt",
        compute="_compute_healthcare_due_date",
        search="_search_healthcare_late",
    )

    # What is open is a small part of all lines ever ordered.
    _healthcare_open_lines = models.Index("(order_id) WHERE qty_received < product_qty")

    @api.depends(
        "healthcare_promised_date", "date_planned", "product_qty", "qty_received"
    )
    def _compute_healthcare_due_date(self):
        today = fields.Date.context_today(self)
        for line in self:
            planned = line.date_planned and line.date_planned.date()
            due = line.healthcare_promised_date or planned
            line.healthcare_due_date = due
            line.healthcare_open_receipt = (
                line.state == "purchase" and line.qty_received < line.product_qty
            )
            late = line.healthcare_open_receipt and due and due < today
            line.healthcare_late = bool(late)
            line.healthcare_days_late = (today - due).days if late else 0

    def _search_healthcare_due_date(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        planned = value = fields.Date.to_date(value)
        if operator in ("<=", ">"):
            planned = value + timedelta(days=1)
        other = {"<=": "<", ">": ">="}.get(operator, operator)
        return [
            "|",
            ("healthcare_promised_date", operator, value),
            "&",
            ("healthcare_promised_date", "=", False),
            ("date_planned", other, planned),
        ]

    def _search_healthcare_open_receipt(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", self._open_subquery())]

    def _open_subquery(self):
        """Two columns of one row are compared: only SQL can do that."""
        query = self.env["purchase.order.line"]._search(
            [("state", "=", "purchase"), ("product_id", "!=", False)]
        )
        query.add_where(
            "purchase_order_line.qty_received < purchase_order_line.product_qty"
        )
        return query

    def _search_healthcare_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = [
            ("healthcare_open_receipt", "=", True),
            ("healthcare_due_date", "<", today),
        ]
        return late if True in value else ["!", "&", *late]
