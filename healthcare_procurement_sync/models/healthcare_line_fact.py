"""What became of each order line: the facts that suppliers are judged by."""

from datetime import timedelta

from odoo import api, fields, models

from .healthcare_line_fact_sql import CHANGED, REFRESH

DAMAGE = ("DAMAGED", "RECALL_LOT", "SHORT_DATED", "RECEIPT_DAMAGED")
SWAPPED = ("UNORDERED_ITEM", "SUBSTITUTION")
SLICE = 5000
"""Orders reckoned in one statement."""
LAST = "healthcare_procurement_sync.facts_until"


def flag(label, **more):
    """1 or 0, so that a pivot adds them up."""
    return fields.Integer(string=label, readonly=True, aggregator="sum", **more)


class HealthcareLineFact(models.Model):
    """One confirmed order line with the seven conditions of a perfect one.

    Right item (no substitute, nothing unordered), quantity (complete with the first
    shipment), time (by the first promise), place (the warehouse ordered to), condition
    (undamaged, not returned, not short-dated), documents (acknowledged, and announced
    before it came) and bill (fits at once). Quantities are base units of the item;
    ``value`` is in the company's currency. Written by the nightly job alone.
    """

    _name = "healthcare.line.fact"
    _description = "Order line measured"
    _order = "ordered_on desc, id desc"
    _rec_name = "order_id"

    order_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one(
        "purchase.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    ordered_on = fields.Date(readonly=True)
    expected_on = fields.Date(
        string="First promised", readonly=True, help="Else the date of the order line."
    )
    ordered = fields.Float(digits=(16, 6), readonly=True)
    received = fields.Float(digits=(16, 6), readonly=True)
    value = fields.Monetary(readonly=True)
    due = fields.Boolean(readonly=True, help="Its promise has passed, or it came.")
    complete_first = flag("Complete with the first shipment")
    first_quantity = fields.Float(
        string="First shipment", digits=(16, 6), readonly=True
    )
    quantity_due = fields.Float(digits=(16, 6), readonly=True)
    on_time_quantity = fields.Float(
        string="On time", digits=(16, 6), readonly=True, help="By the first promise."
    )
    on_time_last_quantity = fields.Float(
        string="By the last promise", digits=(16, 6), readonly=True
    )
    backordered = flag("Back-ordered")
    acknowledged = flag("Acknowledged")
    acknowledgment_hours = fields.Float(readonly=True, aggregator="avg", digits=(16, 2))
    sent = flag("Left over a channel")
    right_item = flag("Right item")
    right_quantity = flag("Right quantity")
    right_time = flag("Right time")
    right_place = flag("Right place")
    right_condition = flag("Right condition")
    right_documents = flag("Right documents")
    right_invoice = flag("Right bill")
    perfect = flag("Perfect")
    billed_lines = flag("Billed lines")
    accurate_lines = flag("Billed at the reference price")

    _line_uniq = models.UniqueIndex("(order_line_id)")
    _supplier = models.Index("(company_id, partner_id, ordered_on)")
    _waiting = models.Index("(expected_on) WHERE NOT due")

    @api.model
    def _refresh(self, orders=None, since=None):
        """Reckon the facts of these orders, or of all that changed since an instant.

        :return: how many orders were reckoned.
        """
        self.env.flush_all()
        ids = orders.ids if orders is not None else self._changed(since)
        for start in range(0, len(ids), SLICE):
            self.env.cr.execute(
                REFRESH,
                {
                    "orders": tuple(ids[start : start + SLICE]),
                    "damage": DAMAGE,
                    "items": SWAPPED,
                    "today": fields.Date.context_today(self),
                    "uid": self.env.uid,
                },
            )
        self.invalidate_model()
        return len(ids)

    @api.model
    def _changed(self, since):
        values = {
            "since": since or fields.Datetime.to_datetime("1970-01-01"),
            "today": fields.Date.context_today(self),
        }
        self.env.cr.execute(CHANGED, values)
        return sorted(row[0] for row in self.env.cr.fetchall() if row[0])

    @api.model
    def _cron_refresh(self):
        """What changed since the last run, an hour of overlap, then the measures."""
        parameters = self.env["ir.config_parameter"].sudo()
        last = fields.Datetime.to_datetime(parameters.get_param(LAST) or "1970-01-01")
        began = fields.Datetime.now()
        self._refresh(since=last - timedelta(hours=1))
        self.env["healthcare.measure"]._refresh()
        self.env["healthcare.scorecard"]._refresh_months()
        parameters.set_param(LAST, fields.Datetime.to_string(began))

    def action_refresh(self):
        """Reckon now, by hand."""
        self.env["healthcare.scorecard"].check_access("write")
        self.sudo()._cron_refresh()

    def action_open_order(self):
        """The order behind a line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
