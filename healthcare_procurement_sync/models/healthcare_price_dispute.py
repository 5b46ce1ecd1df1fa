"""Disputes about a price: what was agreed, what was billed, what is at stake."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal

STATES = [
    ("draft", "To send"),
    ("sent", "Waits for the supplier"),
    ("agreed", "Agreed"),
    ("disagreed", "Supplier disagrees"),
    ("recovered", "Recovered"),
    ("closed", "Closed"),
]
OPEN = ("draft", "sent", "agreed", "disagreed")
PRICE_CODES = ("PRICE_HIGH", "CONTRACT_VARIANCE", "PRICE_CHANGE")


class HealthcarePriceDispute(models.Model):
    """One letter about the prices of one bill (or one acknowledged order).

    Amounts without tax in the bill's currency. ``amount`` is what the supplier should
    give back; ``recovered`` what posted credits gave back.
    """

    _name = "healthcare.price.dispute"
    _description = "Price dispute"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "healthcare.traceable",
        "healthcare.decided",
    ]
    _recorded = frozenset(
        (
            *("name", "partner_id", "currency_id", "move_id", "match_id", "line_ids"),
            *("state", "sent_at", "replied_at", "reply_name", "reply_text"),
            *("credit_id", "claim_ids", "dossier_id", "recovered"),
        )
    )
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(required=True, readonly=True, default="/", copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        tracking=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    match_id = fields.Many2one("healthcare.match", readonly=True)
    order_ids = fields.Many2many(
        "purchase.order", string="Orders", compute="_compute_order_ids"
    )
    contract_ids = fields.Many2many(
        "healthcare.supplier.contract", string="Contracts", compute="_compute_order_ids"
    )
    line_ids = fields.One2many(
        "healthcare.price.dispute.line", "dispute_id", string="Prices", readonly=True
    )
    amount = fields.Monetary(
        string="Claimed", compute="_compute_amount", store=True, tracking=True
    )
    exposure = fields.Monetary(
        string="At stake on open orders",
        compute="_compute_exposure",
        help="What the same difference would cost on what is ordered and not billed.",
    )
    recovered = fields.Monetary(readonly=True, tracking=True, copy=False)
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    email_to = fields.Char(string="Sent to", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    answer_by = fields.Date(string="Answer by", readonly=True, copy=False)
    replied_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    reply_name = fields.Char(string="Answered by", readonly=True, copy=False)
    reply_text = fields.Text(string="Supplier's words", readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)
    credit_id = fields.Many2one(
        "account.move", string="Credit note", readonly=True, copy=False
    )
    claim_ids = fields.One2many(
        "healthcare.supplier.claim", "dispute_id", string="Claims", readonly=True
    )
    dossier_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    note = fields.Text(
        string="What we say", help="Stands in the dossier, before the evidence."
    )

    _one_per_bill = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL AND state IN "
        "('draft', 'sent', 'agreed', 'disagreed')",
        "A dispute about this bill is open already.",
    )

    @api.depends("line_ids")
    def _compute_order_ids(self):
        for dispute in self:
            lines = dispute.line_ids
            dispute.order_ids = lines.order_line_id.order_id
            dispute.contract_ids = lines.contract_line_id.contract_id

    @api.depends("line_ids.difference")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = sum(dispute.line_ids.mapped("difference"))

    def _compute_exposure(self):
        for dispute in self:
            dispute.exposure = float(sum(line._exposure() for line in dispute.line_ids))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS mail: the number stands on the letter, so it is never used twice.
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code(self._name) or "/"
        return super().create(vals_list)

    # -- opening ---------------------------------------------------------------------

    @api.model
    def _open_for_bill(self, move):
        """The open dispute of a bill, or a new one with every price above what was
        agreed.

        :raises UserError: no price of the bill differs to our disadvantage.
        """
        move.ensure_one()
        known = self.search([("move_id", "=", move.id), ("state", "in", OPEN)], limit=1)
        if known:
            return known
        match = move.healthcare_match_id
        rows = [self._line_of_match(line) for line in match.line_ids]
        rows = [row for row in rows if row]
        if not rows:
            raise UserError(
                self.env._("No price of this bill is above what was agreed.")
            )
        return (
            self.sudo()
            .create(
                {
                    "company_id": move.company_id.id,
                    "currency_id": move.currency_id.id,
                    "partner_id": move.commercial_partner_id.id,
                    "user_id": self.env.uid,
                    "move_id": move.id,
                    "match_id": match.id,
                    "line_ids": [(0, 0, row) for row in rows],
                }
            )
            .sudo(False)
        )

    @api.model
    def _line_of_match(self, line):
        """Values of a disputed price, or None when the line is in order.

        The contract decides where there is one, else the order.
        """
        order_line = line.order_line_id
        above_contract = as_decimal(line.price_var_contract)
        above_order = as_decimal(line.price_var_po)
        by_contract = bool(above_contract) or "CONTRACT_VARIANCE" in (
            line.categories or ""
        )
        difference = above_contract if by_contract else above_order
        quantity = as_decimal(line.inv_base)
        if difference <= 0 or not quantity or not line.product_id:
            return None
        billed = self._billed_price(line)
        agreed = billed - difference / quantity
        return {
            "order_line_id": order_line.id,
            "match_line_id": line.id,
            "move_line_id": line.move_line_id.id,
            "contract_line_id": by_contract
            and order_line.healthcare_contract_line_id.id,
            "product_id": line.product_id.id,
            "quantity": line.inv_base,
            "billed_price": float(billed),
            "agreed_price": float(agreed),
            "difference": float(difference),
            "basis": "contract" if by_contract else "order",
        }

    @api.model
    def _billed_price(self, line):
        """What was billed per base unit of the item."""
        move_line = line.move_line_id
        unit = move_line.product_uom_id or line.product_id.uom_id
        factor = unit._healthcare_factor(line.product_id.uom_id) or 1
        return as_decimal(move_line.price_unit) / as_decimal(factor)

    @api.model
    def _open_for_order_line(self, order_line, stated):
        """A dispute about a price that the supplier acknowledged and nobody billed yet.

        :param Decimal stated: the supplier's price per unit of the order line.
        """
        agreed = as_decimal(order_line.healthcare_agreed_price or order_line.price_unit)
        stated = as_decimal(stated)
        if stated <= agreed:
            raise UserError(self.env._("The supplier does not ask for more."))
        known = self.search(
            [
                ("line_ids.order_line_id", "=", order_line.id),
                ("move_id", "=", False),
                ("state", "in", OPEN),
            ],
            limit=1,
        )
        if known:
            return known
        row = self._line_of_order(order_line, stated, agreed)
        order = order_line.order_id
        return (
            self.sudo()
            .create(
                {
                    "company_id": order.company_id.id,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.commercial_partner_id.id,
                    "user_id": self.env.uid,
                    "line_ids": [(0, 0, row)],
                }
            )
            .sudo(False)
        )

    @api.model
    def _line_of_order(self, order_line, stated, agreed):
        """Values of a disputed price that nobody billed yet."""
        product = order_line.product_id
        factor = as_decimal(
            order_line.product_uom_id._healthcare_factor(product.uom_id) or 1
        )
        quantity = as_decimal(order_line.product_qty)
        contract = order_line.healthcare_contract_line_id
        return {
            "order_line_id": order_line.id,
            "contract_line_id": contract.id,
            "product_id": product.id,
            "quantity": float(quantity * factor),
            "billed_price": float(stated / factor),
            "agreed_price": float(agreed / factor),
            "difference": float(round((stated - agreed) * quantity, 2)),
            "basis": "contract" if contract else "order",
        }
