"""What people decided about a held bill; the supplier's document stays as it came."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from odoo.addons.healthcare_integration_base.canonical import from_json

from ..match_units import as_decimal, as_fraction

KINDS = [
    ("price", "Price"),
    ("quantity", "Quantity"),
    ("receipt", "No receipt"),
    ("unit", "Unit"),
    ("freight", "Freight or charge"),
    ("tax", "Tax"),
    ("order", "No order"),
    ("item", "Item"),
    ("duplicate", "Duplicate"),
    ("supplier", "Supplier"),
    ("credit", "Credit"),
    ("other", "Other"),
]
KIND_OF = {
    **dict.fromkeys(("PRICE_HIGH", "PRICE_LOW", "CONTRACT_VARIANCE"), "price"),
    **dict.fromkeys(("NO_CONTRACT_PRICE", "HEADER_TOLERANCE"), "price"),
    **dict.fromkeys(("RECEIPT_MISSING", "RECEIPT_SHORT"), "receipt"),
    **dict.fromkeys(("OVER_SHIPMENT", "QTY_OVER_ORDER"), "quantity"),
    **dict.fromkeys(("UOM_UNMAPPED", "UOM_MISMATCH"), "unit"),
    **dict.fromkeys(("FREIGHT_UNAUTHORISED", "FREIGHT_OVER"), "freight"),
    "CHARGE_UNAUTHORISED": "freight",
    **dict.fromkeys(("TAX_UNEXPECTED", "TAX_VARIANCE"), "tax"),
    **dict.fromkeys(("PO_NOT_FOUND", "PO_CLOSED", "CURRENCY_MISMATCH"), "order"),
    **dict.fromkeys(("ITEM_NOT_ON_PO", "SUBSTITUTE_UNAPPROVED"), "item"),
    **dict.fromkeys(("DUPLICATE", "POSSIBLE_DUPLICATE"), "duplicate"),
    **dict.fromkeys(("SUPPLIER_BLOCKED", "BANK_CHANGE"), "supplier"),
    **dict.fromkeys(("CREDIT_NO_RETURN", "CREDIT_EXCEEDS_BILLED"), "credit"),
    "CREDIT_NO_CLAIM": "credit",
}


class HealthcareMatchAllocation(models.Model):
    """A part of a billed line on an order line; ``quantity`` in the billed unit."""

    _name = "healthcare.match.allocation"
    _description = "Billed line on an order line"
    _order = "match_id, position, id"

    match_id = fields.Many2one(
        "healthcare.match", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="match_id.company_id", store=True)
    position = fields.Integer(required=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(required=True, digits=(16, 6))

    _positive = models.Constraint(
        "CHECK(quantity > 0)", "A part of a line is more than nothing."
    )


class HealthcareMatch(models.Model):
    """Decisions are kept beside the document and count in every later match.

    ``waived`` the categories that somebody accepted; ``linked_order_id`` the order that
    somebody named in place of the document's; ``unit_choices`` ``{position: unit id}``.
    """

    _inherit = "healthcare.match"

    order_ids = fields.Many2many("purchase.order", readonly=True, string="Orders")
    linked_order_id = fields.Many2one(
        "purchase.order",
        readonly=True,
        string="Order named by a person",
        index="btree_not_null",
    )
    allocation_ids = fields.One2many(
        "healthcare.match.allocation", "match_id", readonly=True
    )
    unit_choices = fields.Json(readonly=True)
    waived = fields.Char(string="Accepted differences", readonly=True)
    discount_date = fields.Date(string="Discount until", readonly=True)
    kind = fields.Selection(
        KINDS,
        string="Reason",
        compute="_compute_kind",
        store=True,
        index=True,
        help="What stands first among the differences.",
    )
    responsible_id = fields.Many2one(
        "res.users", string="Who must act", compute="_compute_responsible"
    )
    age_days = fields.Integer(string="Age (days)", compute="_compute_age_days")

    @api.depends("categories")
    def _compute_kind(self):
        for match in self:
            codes = match._category_list()
            match.kind = KIND_OF.get(codes[0], "other") if codes else False

    def _compute_age_days(self):
        now = fields.Datetime.now()
        for match in self:
            match.age_days = (now - (match.create_date or now)).days

    @api.depends("state", "move_id")
    def _compute_responsible(self):
        """The owner of the gravest open question of the bill; one query."""
        rows = (
            self.env["healthcare.exception"]
            .sudo()
            .search(
                [
                    ("state", "=", "open"),
                    "|",
                    "&",
                    ("res_model", "=", "account.move"),
                    ("res_id", "in", self.move_id.ids),
                    "&",
                    ("res_model", "=", "healthcare.match"),
                    ("res_id", "in", self.ids),
                ],
                order="severity desc, id desc",
            )
        )
        owner = {(row.res_model, row.res_id): row.user_id for row in rows}
        for match in self:
            match.responsible_id = owner.get(
                ("account.move", match.move_id.id)
            ) or owner.get(("healthcare.match", match.id))

    # -- what counts -----------------------------------------------------------------

    def _waived(self):
        return set((self.waived or "").split(",")) if self.waived else set()

    def _effective_document(self):
        """The supplier's document with the order and the parts that people named."""
        document = from_json(self.document)
        if self.linked_order_id:
            document = replace(document, order_number=self.linked_order_id.name)
        parts = self.allocation_ids.grouped("position")
        if not parts:
            return document
        lines = []
        for position, line in enumerate(document.lines):
            found = parts.get(position)
            lines += self._parts(line, found) if found else [line]
        return replace(document, lines=tuple(lines))

    def _parts(self, line, allocations):
        """A billed line as one line per order line; a rest keeps its own name."""
        found, rest = [], as_fraction(line.quantity)
        for row in allocations:
            order_line = row.order_line_id
            quantity = as_decimal(row.quantity)
            rest -= as_fraction(quantity)
            found.append(
                replace(
                    line,
                    quantity=quantity,
                    order_number=order_line.order_id.name,
                    order_line=order_line._healthcare_line_key(),
                )
            )
        if rest > 0:
            found.append(replace(line, quantity=as_decimal(rest), order_line=""))
        return found

    # -- deciding --------------------------------------------------------------------

    def _check_undecided(self):
        if self.state not in ("held", "rejected"):
            raise UserError(self.env._("This bill was decided about meanwhile."))

    def _check_limit(self, amount):
        """:raises AccessError: the amount is a manager's to accept."""
        user = self.env.user
        managers = ("account.group_account_manager", "purchase.group_purchase_manager")
        if self.env.su or any(user.has_group(group) for group in managers):
            return
        policy = self.env["healthcare.match.policy"]._for(
            self.company_id, self.partner_id
        )
        limit = self.currency_id.round(policy.accept_limit)
        if float_compare(amount, limit, precision_digits=2) > 0:
            raise AccessError(
                self.env._(
                    "%(amount)s is above what you may accept (%(limit)s). Ask a "
                    "manager of accounting or purchase.",
                    amount=self.currency_id.format(amount),
                    limit=self.currency_id.format(limit),
                )
            )

    def _accept(self, codes, reason):
        """Accept these differences once; what else differs still holds the bill.

        :raises AccessError: the amount is above the person's limit.
        """
        self.ensure_one()
        self._check_undecided()
        self._check_limit(self.difference)
        self._waive(codes)
        self._decide(reason)

    def _waive(self, codes):
        kept = sorted(self._waived() | set(codes))
        self.sudo().waived = ",".join(kept)

    def _decide(self, reason):
        """Match again because this person decided something."""
        self.ensure_one()
        if self.state == "rejected":
            self._revive()
        builder = self.env["healthcare.match.builder"].sudo()
        builder.with_company(self.company_id)._evaluate_again(
            self.sudo(), reason, by=self.env.user
        )

    def _revive(self):
        """A document that was refused is looked at again; its number may be in use."""
        own = self.sudo()
        other = self.env["healthcare.match.builder"].sudo()
        row = other.with_company(self.company_id)._requests_again(own)[0]
        taken = other.with_company(self.company_id)._taken([row])
        first = taken.get(other._key(row))
        own.write({"state": "held", "repeat_of_id": first.id if first else False})

    def _give_up(self, reason):
        """The bill is not paid: its draft is cancelled, its questions are closed."""
        self.ensure_one()
        own = self.sudo()
        if own.move_id.state == "draft":
            own.move_id.button_cancel()
        own.write({"state": "rejected", "release_reason": reason})
        own._resolve(reason)

    def _allocate(self, rows, reason):
        """Keep who bills what: ``(position, order line, quantity)`` rows."""
        self._check_undecided()
        own = self.sudo()
        own.allocation_ids.unlink()
        self.env["healthcare.match.allocation"].sudo().create(
            [
                {
                    "match_id": own.id,
                    "position": position,
                    "order_line_id": line.id,
                    "quantity": float(quantity),
                }
                for position, line, quantity in rows
            ]
        )
        self._decide(reason)

    def _choose_unit(self, position, unit, reason):
        """The line was billed in this unit."""
        choices = dict(self.unit_choices or {})
        choices[str(position)] = unit.id
        self.sudo().unit_choices = choices
        self._decide(reason)
