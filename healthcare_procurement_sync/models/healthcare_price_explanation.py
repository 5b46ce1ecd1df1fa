"""Explain price: every price that was looked at, and why it counts or not."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_fraction


class HealthcarePriceExplanation(models.TransientModel):
    """The prices of one order line at the moment of the question."""

    _name = "healthcare.price.explanation"
    _description = "Explanation of a price"

    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, readonly=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="order_line_id.order_id")
    order_state = fields.Selection(related="order_id.state", string="State")
    product_id = fields.Many2one(related="order_line_id.product_id")
    currency_id = fields.Many2one(related="order_line_id.currency_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    quantity = fields.Float(related="order_line_id.product_qty")
    price_unit = fields.Float(related="order_line_id.price_unit")
    reference_price = fields.Float(related="order_line_id.healthcare_reference_price")
    source = fields.Selection(related="order_line_id.healthcare_price_source")
    badge = fields.Char(related="order_line_id.healthcare_price_badge")
    facility_id = fields.Many2one(related="order_id.healthcare_facility_id")
    contract_line_id = fields.Many2one(
        related="order_line_id.healthcare_contract_line_id"
    )
    clause = fields.Char(related="contract_line_id.clause")
    clause_page = fields.Integer(related="contract_line_id.clause_page")
    summary = fields.Char(readonly=True)
    warnings = fields.Html(readonly=True)
    line_ids = fields.One2many(
        "healthcare.price.explanation.line", "explanation_id", readonly=True
    )

    @api.model
    def _explain(self, line):
        """The explanation of an order line, with its candidates."""
        choice = next(iter(line._healthcare_choices()))[1]
        advice = self.env["healthcare.price"]
        rows = [self._row(candidate, line, choice) for candidate in choice.candidates]
        return self.create(
            {
                "order_line_id": line.id,
                "summary": self._summary(line, choice),
                "warnings": advice._notice(advice._warnings(line)),
                "line_ids": [(0, 0, row) for row in rows],
            }
        )

    @api.model
    def _summary(self, line, choice):
        if choice.exact is None:
            return self.env._("Neither a contract nor a price list has this item.")
        price = self.env["healthcare.price"]._words(choice.exact, choice.currency)
        if line.healthcare_price_source == "manual":
            return self.env._(
                "The price was entered by hand. %(badge)s would be %(price)s.",
                badge=choice.badge,
                price=price,
            )
        return self.env._("%(badge)s: %(price)s", badge=choice.badge, price=price)

    @api.model
    def _row(self, candidate, line, choice):
        contract_line = candidate.contract_line
        price = line._healthcare_in_order_currency(
            as_fraction(candidate.price), candidate.currency
        )
        chosen = (
            contract_line == choice.contract_line
            if contract_line
            else not choice.contract_line
            and candidate.supplierinfo == choice.supplierinfo
        )
        number = (
            contract_line.sudo().contract_id.display_name
            if contract_line
            else candidate.supplierinfo.healthcare_contract or self.env._("Price list")
        )
        return {
            "name": number,
            "contract_line_id": contract_line.id if contract_line else False,
            "price": line._healthcare_rounded_price(price),
            "minimum": float(candidate.minimum),
            "priority": candidate.priority,
            "tier": candidate.tier,
            "date_start": candidate.start,
            "date_end": candidate.end,
            "chosen": chosen,
            "verdict": self._verdict(candidate.refusal, chosen),
        }

    @api.model
    def _verdict(self, refusal, chosen):
        _ = self.env._
        words = {
            "roster": _("The facility is not on the roster"),
            "tier": _("The facility does not have this tier"),
            "not_yet": _("Starts later"),
            "ended": _("Has ended"),
            "quantity": _("The quantity is too small"),
        }
        if chosen:
            return _("This price counts")
        return words.get(refusal) or _("Comes after the one that counts")

    def action_use(self):
        """Take the price that counts into a line that is not confirmed yet.

        :raises UserError: the order is confirmed, or no price is known.
        """
        self.ensure_one()
        line = self.order_line_id
        if line.order_id.state not in ("draft", "sent", "to approve"):
            raise UserError(
                self.env._("The order is confirmed. Change it with the supplier.")
            )
        if not line.healthcare_reference_price:
            raise UserError(self.env._("No price is known for this item."))
        price = line.healthcare_reference_price
        line.write({"price_unit": price, "discount": 0.0})
        line.write({"technical_price_unit": price})
        return {"type": "ir.actions.act_window_close"}

    def action_open_document(self):
        """The contract that sets the price."""
        return self.order_line_id.action_open_contract()


class HealthcarePriceExplanationLine(models.TransientModel):
    """One price that was looked at, per unit of the order line."""

    _name = "healthcare.price.explanation.line"
    _description = "Price that was looked at"
    _order = "chosen desc, id"

    explanation_id = fields.Many2one(
        "healthcare.price.explanation", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="explanation_id.currency_id")
    name = fields.Char(string="From")
    contract_line_id = fields.Many2one("healthcare.supplier.contract.line")
    price = fields.Float(digits="Product Price")
    minimum = fields.Float(string="From quantity")
    priority = fields.Integer()
    tier = fields.Char()
    date_start = fields.Date(string="From day")
    date_end = fields.Date(string="Until")
    chosen = fields.Boolean()
    verdict = fields.Char(string="Why")


class PurchaseOrderLine(models.Model):
    """The way from a line to its price and its contract."""

    _inherit = "purchase.order.line"

    def action_explain_price(self):
        """The dialog with every price that was looked at."""
        self.ensure_one()
        explanation = self.env["healthcare.price.explanation"]._explain(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Explain price"),
            "res_model": explanation._name,
            "res_id": explanation.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_contract(self):
        """The price in its contract, with document and clause."""
        self.ensure_one()
        if not self.healthcare_contract_line_id:
            raise UserError(self.env._("No contract sets a price for this line."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contract price"),
            "res_model": "healthcare.supplier.contract.line",
            "res_id": self.healthcare_contract_line_id.id,
            "views": [(False, "form")],
        }
