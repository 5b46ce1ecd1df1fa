"""Where the price of an order line comes from, and that it is the one that counts."""

from odoo import api, fields, models
from odoo.tools import float_compare, sql

from ..match_units import as_decimal, as_fraction
from ..price_choice import CONTRACT, MANUAL, PriceRequest
from .purchase_order_line import FROZEN

DRAFT = object()
"""In a context: nobody outside of this file can bring it along."""
SOURCES = [
    ("contract", "Contract"),
    ("list", "List price"),
    ("stale", "Stale price"),
    ("manual", "Entered by hand"),
    ("none", "No price known"),
]
COLUMNS = {
    "healthcare_price_source": "varchar",
    "healthcare_contract_line_id": "int4",
    "healthcare_reference_price": "numeric",
    "healthcare_price_age": "int4",
}


class PurchaseOrderLine(models.Model):
    """``healthcare_reference_price`` is the price that counts per unit of the line in
    the order's currency, whatever stands in the line; 0 when nobody states one.
    """

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "healthcare.recorded"]
    _recorded = frozenset(COLUMNS)

    healthcare_price_source = fields.Selection(
        SOURCES,
        string="Price origin",
        compute="_compute_healthcare_price_origin",
        store=True,
        copy=False,
    )
    healthcare_contract_line_id = fields.Many2one(
        "healthcare.supplier.contract.line",
        string="Contract price",
        compute="_compute_healthcare_price_origin",
        store=True,
        index="btree_not_null",
        copy=False,
        help="The contract price that counts here, also when the line has another.",
    )
    healthcare_reference_price = fields.Float(
        string="Price that counts",
        digits="Product Price",
        compute="_compute_healthcare_price_origin",
        store=True,
        copy=False,
    )
    healthcare_price_age = fields.Integer(
        string="Age of the price (days)",
        compute="_compute_healthcare_price_origin",
        store=True,
        copy=False,
        aggregator=None,
    )
    healthcare_price_badge = fields.Char(
        string="Price from", compute="_compute_healthcare_price_badge"
    )
    healthcare_contract_id = fields.Many2one(
        related="healthcare_contract_line_id.contract_id", string="Contract"
    )

    healthcare_held_price = fields.Float(
        string="New price",
        digits="Product Price",
        compute="_compute_healthcare_held_price",
    )
    healthcare_held_difference = fields.Monetary(
        string="Difference", compute="_compute_healthcare_held_price"
    )

    def _auto_init(self):
        # Columns first: else an update would look up the price of every line ever
        # ordered. Old lines have no origin until they are touched.
        for name, kind in COLUMNS.items():
            if not sql.column_exists(self.env.cr, self._table, name):
                sql.create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS purchase: without a price Odoo looks one up for a quantity of one, and
        # with one it takes it for its own and replaces it with the next change of the
        # quantity, without a word.
        self._check_recorded(vals_list)
        stated = ["price_unit" in vals for vals in vals_list]
        kept = ["technical_price_unit" in vals for vals in vals_list]
        lines = super().create(vals_list)
        items = [line if line.product_id else line.browse() for line in lines]
        self.union(
            *(line for line, given in zip(items, stated, strict=True) if not given)
        )._compute_price_unit_and_date_planned_and_name()
        entered = self.union(
            *(
                line
                for line, given, fixed in zip(items, stated, kept, strict=True)
                if given and not fixed
            )
        )
        entered.filtered(
            lambda line: (
                line.technical_price_unit != FROZEN
                and line.healthcare_price_source in (MANUAL, "none")
            )
        ).write({"technical_price_unit": FROZEN})
        return lines

    def write(self, vals):
        # EXTENDS purchase: nobody claims the price of a contract.
        self._check_recorded([vals])
        return super().write(vals)

    @api.model
    def _prepare_add_missing_fields(self, values):
        # EXTENDS purchase: Odoo works a draft of each line out by itself; all lines are
        # priced together when they stand, so contracts are not read for each draft.
        draft = self.with_context(healthcare_draft=DRAFT)
        return super(PurchaseOrderLine, draft)._prepare_add_missing_fields(values)

    @api.depends("order_id.healthcare_facility_id")
    def _compute_price_unit_and_date_planned_and_name(self):
        # EXTENDS purchase: Odoo reads vendor prices of today. Contracts are read
        # themselves, so that a day, a facility or a tier is not missed.
        if self.env.context.get("healthcare_draft") is DRAFT:
            return super()._compute_price_unit_and_date_planned_and_name()
        priced = self.filtered(
            lambda line: (
                line.product_id
                and line.company_id
                and not line.invoice_lines
                and not self.env.context.get("skip_uom_conversion")
                and line.technical_price_unit == line.price_unit
            )
        )
        result = super()._compute_price_unit_and_date_planned_and_name()
        for line, choice in priced._healthcare_choices():
            if choice.source != CONTRACT or not choice.contract_line:
                continue
            price = line._healthcare_in_order_currency(choice.exact, choice.currency)
            price = line._healthcare_rounded_price(price)
            if line._healthcare_prices_differ(line.price_unit, price):
                line.price_unit = line.technical_price_unit = price
            line.discount = 0.0
        return result

    @api.depends(
        "product_id",
        "product_qty",
        "product_uom_id",
        "price_unit",
        "discount",
        "date_planned",
        "order_id.date_order",
        "order_id.partner_id",
        "order_id.currency_id",
        "order_id.healthcare_facility_id",
    )
    def _compute_healthcare_price_origin(self):
        items = self.filtered(lambda line: line.product_id and not line.display_type)
        for line in self - items:
            line._healthcare_set_origin(False, False, 0.0, 0)
        for line, choice in items._healthcare_choices():
            reference = 0.0
            if choice.exact is not None:
                reference = line._healthcare_rounded_price(
                    line._healthcare_in_order_currency(choice.exact, choice.currency)
                )
            source = choice.source
            actual = line.price_unit * (1 - (line.discount or 0.0) / 100)
            if line._healthcare_prices_differ(actual, reference):
                source = MANUAL
            line._healthcare_set_origin(
                source, choice.contract_line, reference, choice.age or 0
            )

    def _healthcare_set_origin(self, source, contract_line, reference, age):
        self.healthcare_price_source = source
        self.healthcare_contract_line_id = contract_line or False
        self.healthcare_reference_price = reference
        self.healthcare_price_age = age

    @api.depends(
        "healthcare_price_source", "healthcare_contract_line_id", "healthcare_price_age"
    )
    def _compute_healthcare_price_badge(self):
        field = self._fields["healthcare_price_source"]
        words = dict(field._description_selection(self.env))
        for line in self:
            source = line.healthcare_price_source
            badge = words.get(source, "")
            if source == CONTRACT and line.healthcare_contract_line_id:
                number = line.sudo().healthcare_contract_line_id.contract_id.number
                badge = self.env._("Contract %(number)s", number=number)
            elif source == "stale":
                badge = self.env._(
                    "Stale price (%(days)s days)", days=line.healthcare_price_age
                )
            line.healthcare_price_badge = badge

    @api.depends_context("healthcare_affected_by")
    def _compute_healthcare_held_price(self):
        """What a price that waits for approval would make of open lines, per unit of
        the line in the order's currency; the difference for the whole line."""
        contract = self.env["healthcare.supplier.contract"].browse(
            self.env.context.get("healthcare_affected_by") or []
        )
        held = contract.sudo().line_ids.filtered(lambda row: row.state == "held")
        for line in self:
            quantity = as_fraction(line.product_qty)
            prices = [
                row._as_price(line.product_uom_id, (True, row.tier_id.rank or 0))
                for row in held
                if row.product_id == line.product_id
            ]
            usable = [row for row in prices if row and row.minimum <= quantity]
            price = 0.0
            if usable:
                best = min(usable, key=lambda row: (-row.minimum, row.price))
                currency = contract.currency_id
                price = line._healthcare_rounded_price(
                    line._healthcare_in_order_currency(best.price, currency)
                )
            line.healthcare_held_price = price
            actual = line.price_unit * (1 - (line.discount or 0.0) / 100)
            gap = (price - actual) * line.product_qty if price else 0.0
            line.healthcare_held_difference = gap

    # -- questions to the rule -------------------------------------------------------

    def _healthcare_choices(self):
        """``(line, choice)`` of these lines; a constant number of queries each company.

        New lines of a form have their order's values.
        """
        for company, lines in self.grouped("company_id").items():
            choices = self.env["healthcare.price"]._choose(
                None,
                [line._healthcare_price_request() for line in lines],
                company=company or self.env.company,
            )
            yield from zip(lines, choices, strict=True)

    def _healthcare_price_request(self):
        """What this line asks: its order's supplier, day and facility."""
        order = self.order_id
        ordered = order.date_order or fields.Datetime.now()
        wanted = self.date_planned or ordered
        return PriceRequest(
            product=self.product_id._origin or self.product_id,
            quantity=abs(self.product_qty or 0.0),
            unit=self.product_uom_id,
            partner=order.partner_id._origin or order.partner_id,
            day=ordered.date(),
            delivery=wanted.date(),
            facility=order.healthcare_facility_id._origin,
        )

    def _healthcare_in_order_currency(self, price, currency):
        """A price (fraction) of another currency in the order's, by the order's day."""
        target = self.currency_id or self.order_id.currency_id or currency
        if not currency or currency == target:
            return price
        rate = self.env["res.currency"]._get_conversion_rate(
            currency,
            target,
            self.company_id or self.env.company,
            (self.order_id.date_order or fields.Datetime.now()).date(),
        )
        return price * as_fraction(rate)

    def _healthcare_rounded_price(self, price):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return round(float(as_decimal(price)), max(digits, 2))

    def _healthcare_prices_differ(self, one, other):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return bool(float_compare(one, other, precision_digits=max(digits, 2)))
