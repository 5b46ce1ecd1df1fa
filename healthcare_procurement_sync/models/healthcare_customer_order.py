"""Orders that customers send: from their document to the sale and back."""

from odoo import api, fields, models

SALE = "sale.order"


class HealthcareCustomerOrder(models.Model):
    """One order of a customer, whatever envelope it came in; stands for its case.

    The sale is an order of Odoo's Sales, which only a distributor installs: it is named
    by its id, so that a hospital needs no Sales.
    """

    _name = "healthcare.customer.order"
    _description = "Order of a customer"
    _inherit = ["healthcare.traceable"]
    _order = "id desc"
    _healthcare_search_fields = ("name",)

    name = fields.Char(string="Customer's number", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    order_date = fields.Date(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    sale_id = fields.Many2oneReference(
        model_field="sale_model", readonly=True, index=True
    )
    sale_model = fields.Char(default=SALE, required=True, readonly=True)
    sale_name = fields.Char(string="Our order", readonly=True)
    state = fields.Selection(
        [("question", "Question"), ("confirmed", "Confirmed"), ("refused", "Refused")],
        required=True,
        default="question",
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_ids = fields.One2many("healthcare.customer.order.line", "order_id")

    _name_uniq = models.UniqueIndex("(company_id, partner_id, name)")

    def _sale(self):
        """The sale behind it, or None."""
        self.ensure_one()
        if self.sale_model not in self.env or not self.sale_id:
            return None
        return self.env[self.sale_model].sudo().browse(self.sale_id).exists()

    @api.model
    def _of_sales(self, sales):
        """``{sale id: customer order}``; one query."""
        rows = self.sudo().search(
            [("sale_model", "=", SALE), ("sale_id", "in", sales.ids)]
        )
        return {row.sale_id: row for row in rows}

    def action_open_sale(self):
        """The order of Odoo's Sales."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.sale_model,
            "res_id": self.sale_id,
            "views": [(False, "form")],
        }

    # -- the case --------------------------------------------------------------------

    def _healthcare_trace_records(self):
        sale = self._sale()
        if not sale:
            return [self]
        bills = sale.invoice_ids
        return [
            self,
            sale.with_env(self.env),
            sale.picking_ids.with_env(self.env) if "picking_ids" in sale else bills,
            bills.with_env(self.env),
            bills.with_env(self.env)._healthcare_payments(),
        ]

    # -- what leaves -----------------------------------------------------------------

    def _send(self, kind, documents, record, key):
        """Write outbound messages to the customer, if the customer takes the kind.

        :param documents: function without parameters that composes them; nothing is
            composed for nobody.
        """
        self.ensure_one()
        flow = self.env["healthcare.flow"]._outbound_for(
            self.partner_id, kind, self.company_id
        )
        if not flow:
            return
        for document in documents():
            self.env["healthcare.message"]._outbox(
                flow,
                document,
                record=record,
                subject=f"order:{self.name}",
                key=f"{key}:{record.id}",
            )

    def _confirm(self):
        """Confirm the sale and acknowledge the order, in one transaction."""
        handler = self.env["healthcare.handler.order_acknowledgment"]
        for order in self.filtered(lambda row: row.state == "question"):
            sale = order._sale()
            sale.action_confirm()
            order.sudo().write({"state": "confirmed", "amount": sale.amount_total})
            order._send(
                "order_acknowledgment",
                lambda order=order: handler._compose(order),
                order,
                "customer-ack",
            )


class HealthcareCustomerOrderLine(models.Model):
    """How the customer names a line and its item; quantities are in the stated unit."""

    _name = "healthcare.customer.order.line"
    _description = "Order line of a customer"
    _order = "order_id, id"
    _rec_name = "number"

    order_id = fields.Many2one(
        "healthcare.customer.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    number = fields.Char(required=True, readonly=True)
    sale_line_id = fields.Integer(readonly=True, index=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    customer_code = fields.Char(string="Customer's item", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom = fields.Char(string="Unit", readonly=True)
    stated_price = fields.Float(digits="Product Price", readonly=True)
    our_price = fields.Float(digits="Product Price", readonly=True)
