"""Services that were rendered for an order, signed for like goods that came."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..match_units import as_decimal, as_fraction

OPEN = ("draft", "submitted")


class HealthcareServiceEntry(models.Model):
    """What the supplier says to have done; once accepted it counts as received, and
    bills are matched against it."""

    _name = "healthcare.service.entry"
    _description = "Service entry"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "healthcare.traceable",
        "healthcare.decided",
    ]
    _recorded = frozenset({"state", "accepted_by_id", "accepted_at", "fingerprint"})
    _order = "entry_date desc, id desc"

    name = fields.Char(string="Number", required=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    order_id = fields.Many2one(
        "purchase.order",
        required=True,
        index=True,
        domain="[('state', '=', 'purchase'), ('company_id', '=', company_id)]",
    )
    partner_id = fields.Many2one(
        related="order_id.partner_id", store=True, string="Supplier"
    )
    facility_id = fields.Many2one(
        related="order_id.healthcare_facility_id", store=True, string="Facility"
    )
    entry_date = fields.Date(required=True, default=fields.Date.context_today)
    period_from = fields.Date(string="From")
    period_to = fields.Date(string="To")
    performed_by = fields.Char()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To accept"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("cancelled", "Taken back"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
    )
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_at = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char(tracking=True, copy=False)
    fingerprint = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("healthcare.service.entry.line", "entry_id", copy=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount")

    _name_uniq = models.UniqueIndex("(company_id, order_id, name)")

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for entry in self:
            entry.amount = sum(entry.line_ids.mapped("amount"))

    def action_submit(self):
        """Hand the entry over to who ordered the service."""
        for entry in self:
            if entry.state != "draft" or not entry.line_ids:
                raise UserError(self.env._("Enter what was done first."))
            entry.sudo().state = "submitted"
            entry._ask()

    def _ask(self):
        user = self.order_id.user_id
        if user:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Accept the service"),
                note=self.name,
            )

    def action_accept(self):
        """The services count as received; a bill that waits for them is matched.

        :raises UserError: more than is ordered, or not waiting.
        """
        for entry in self:
            entry._check_may_accept()
            over = entry.line_ids.filtered(lambda line: line._over() > 0)
            if over:
                raise UserError(
                    self.env._(
                        "More is entered than ordered for: %s. Raise the order first, "
                        "or refuse the entry.",
                        ", ".join(over.order_line_id.mapped("name")),
                    )
                )
            entry._accept()

    def _check_may_accept(self):
        self.check_access("write")
        if self.state not in OPEN:
            raise UserError(self.env._("This entry was decided already."))
        if not self.env.su and not self.env.user.has_group(
            "purchase.group_purchase_user"
        ):
            raise AccessError(self.env._("A buyer accepts services."))

    def _accept(self):
        self.ensure_one()
        for line in self.line_ids:
            line._count(1)
        self.sudo().write(
            {
                "state": "accepted",
                "accepted_by_id": self.env.uid,
                "accepted_at": fields.Datetime.now(),
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.order_id._message_log(
            body=self.env._("Service entry %s was accepted.", self.name)
        )
        self.env["healthcare.match"]._rematch_orders(
            self.order_id, self.env._("Services were accepted.")
        )

    def action_refuse(self):
        """The entry is not accepted; the supplier is told why."""
        for entry in self:
            entry._check_may_accept()
            if not (entry.reason or "").strip():
                raise UserError(self.env._("Write in a few words why."))
            entry._refuse(entry.reason)

    def _refuse(self, reason):
        self.sudo().write({"state": "refused", "reason": reason})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.order_id.sudo().message_post(
            body=self.env._(
                "Service entry %(name)s is refused: %(reason)s",
                name=self.name,
                reason=reason,
            ),
            partner_ids=self.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _take_back(self):
        """An accepted entry was wrong: it does not count any more."""
        for entry in self:
            if entry.state == "accepted":
                for line in entry.line_ids:
                    line._count(-1)
            entry.sudo().state = "cancelled"


class HealthcareServiceEntryLine(models.Model):
    """``quantity`` in the unit of the order line."""

    _name = "healthcare.service.entry.line"
    _description = "Service entry line"
    _order = "id"

    entry_id = fields.Many2one(
        "healthcare.service.entry", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entry_id.company_id", store=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, string="Ordered service"
    )
    product_id = fields.Many2one(related="order_line_id.product_id")
    description = fields.Char()
    performed_on = fields.Date()
    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="order_line_id.product_uom_id", string="Unit")
    ordered = fields.Float(related="order_line_id.product_qty", string="Ordered")
    received = fields.Float(
        related="order_line_id.qty_received", string="Accepted so far"
    )
    currency_id = fields.Many2one(related="order_line_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("quantity", "order_line_id.price_unit_discounted")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.order_line_id.price_unit_discounted

    def _over(self):
        """How much more than ordered, all lines of the entry together."""
        self.ensure_one()
        line = self.order_line_id
        same = self.entry_id.line_ids.filtered(lambda row: row.order_line_id == line)
        wanted = sum(as_fraction(row.quantity) for row in same)
        left = as_fraction(line.product_qty) - as_fraction(line.qty_received)
        return as_decimal(wanted - left)

    def _count(self, sign):
        """Odoo keeps received quantities of services by hand: this is the hand."""
        line = self.order_line_id.sudo()
        total = as_fraction(line.qty_received) + sign * as_fraction(self.quantity)
        if line.qty_received_method != "manual":
            raise UserError(
                self.env._(
                    "%s is goods: it is received in Inventory.",
                    line.product_id.display_name,
                )
            )
        line.qty_received = float(total)


class HealthcareException(models.Model):
    """Answers to a service entry above the order."""

    _inherit = "healthcare.exception"

    def _resolution_raise_service(self, reason):
        entry = self._document()
        for line in entry.line_ids:
            over = line._over()
            if over > 0:
                order_line = line.order_line_id
                order_line.product_qty = float(
                    as_decimal(order_line.product_qty) + over
                )
        entry._accept()
        entry.order_id._message_log(body=reason)

    def _resolution_refuse_service(self, reason):
        self._document()._refuse(reason)
