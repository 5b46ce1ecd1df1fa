"""The match of one supplier invoice: what was found, and what became of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("posted", "Posted by itself"),
    ("held", "Held"),
    ("released", "Released"),
    ("rejected", "Rejected"),
    ("superseded", "Superseded"),
]


class HealthcareMatch(models.Model):
    """One document of a supplier, once: the unique index stands behind it.

    ``document`` is the supplier's invoice as it came, kept unchanged; the bill is
    derived from it. Amounts are in the document's currency.
    """

    _name = "healthcare.match"
    _description = "Bill match"
    _inherit = ["mail.thread", "healthcare.traceable"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(string="Supplier's number", required=True, readonly=True)
    norm_number = fields.Char(required=True, readonly=True)
    document_type = fields.Selection(
        [("invoice", "Invoice"), ("credit", "Credit")], required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True
    )
    order_id = fields.Many2one("purchase.order", readonly=True, index="btree_not_null")
    order_number = fields.Char(string="Order as stated", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, index="btree_not_null"
    )
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    repeat_of_id = fields.Many2one(
        "healthcare.match",
        readonly=True,
        help="An earlier document with the same number; this one waits for a decision.",
    )
    invoice_date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    total = fields.Monetary(readonly=True)
    computed_total = fields.Monetary(readonly=True)
    difference = fields.Monetary(
        readonly=True, help="The largest amount in question on this bill."
    )
    state = fields.Selection(STATES, required=True, readonly=True, tracking=True)
    outcome = fields.Selection(
        [("auto_post", "Within policy"), ("hold", "Hold"), ("reject", "Reject")],
        required=True,
        readonly=True,
    )
    categories = fields.Char(readonly=True)
    info = fields.Char(readonly=True)
    reason = fields.Char(string="What differs", readonly=True)
    tolerances = fields.Json(readonly=True)
    tolerance_text = fields.Text(compute="_compute_tolerance_text")
    fingerprint = fields.Char(required=True, readonly=True)
    document = fields.Json(readonly=True)
    matched_at = fields.Datetime(readonly=True)
    released_by_id = fields.Many2one("res.users", readonly=True)
    release_reason = fields.Char(readonly=True)
    line_ids = fields.One2many("healthcare.match.line", "match_id", readonly=True)

    _document_uniq = models.UniqueIndex(
        "(company_id, partner_id, norm_number, document_type) "
        "WHERE state NOT IN ('rejected', 'superseded') AND repeat_of_id IS NULL"
    )
    _held = models.Index("(company_id, order_number) WHERE state = 'held'")

    @api.depends("tolerances")
    def _compute_tolerance_text(self):
        for record in self:
            record.tolerance_text = "\n".join(
                f"{name}: {value}" for name, value in (record.tolerances or {}).items()
            )

    def _category_list(self):
        return (self.categories or "").split(",") if self.categories else []

    # -- matching again --------------------------------------------------------------

    @api.model
    def _rematch_orders(self, orders, why):
        """Match the held bills of these orders again and release what became clean.

        Called when goods arrive and when an order changes. Bills that named an order
        before it existed are found by its number.
        """
        orders = orders.filtered("id")
        if not orders:
            return
        held = self.sudo().search(
            [
                ("state", "=", "held"),
                ("categories", "!=", "REOPENED"),
                "|",
                "|",
                ("order_id", "in", orders.ids),
                ("order_ids", "in", orders.ids),
                "&",
                ("order_id", "=", False),
                ("order_number", "in", orders.mapped("name")),
                ("company_id", "in", orders.company_id.ids),
            ]
        )
        if held:
            held._rematch(why)

    def action_rematch(self):
        """Match again now, by hand."""
        self.check_access("read")
        self.filtered(lambda row: row.state == "held").sudo()._rematch(
            self.env._("Matched again by %(user)s.", user=self.env.user.name)
        )

    def _rematch(self, why):
        """Evaluate held documents again; a clean one posts itself and says why."""
        builder = self.env["healthcare.match.builder"]
        # First come, first served: two bills may wait for the same goods.
        for company, rows in self.sorted("id").grouped("company_id").items():
            builder.with_company(company)._evaluate_again(rows, why)

    # -- decisions by a person -------------------------------------------------------

    def action_release(self):
        """Ask for the reason, then release."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the bill"),
            "res_model": "healthcare.match.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_match_id": self.id},
        }

    def _release(self, reason):
        """Post a held bill although it differs; who and why is recorded.

        :raises UserError: when the bill is not held, or nobody wrote a reason.
        """
        self.ensure_one()
        if self.state != "held" or not self.move_id:
            raise UserError(self.env._("Only a held bill can be released."))
        if not (reason or "").strip():
            raise UserError(self.env._("Write down why the bill is released."))
        self._check_draft()
        self.sudo().write(
            {
                "state": "released",
                "released_by_id": self.env.uid,
                "release_reason": reason,
            }
        )
        self.env["healthcare.match.builder"]._post(self)
        self._resolve(reason)

    def _check_draft(self):
        """What is released is the draft as it stands, also after somebody's edit.

        :raises UserError: it goes to another supplier.
        :raises AccessError: it is above the person's limit.
        """
        bill = self.move_id
        if bill.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._("The bill was given to another supplier. Change it back.")
            )
        edited = abs(bill.amount_total - self.total)
        self._check_limit(max(self.difference, edited))

    def _reopen(self):
        """The posted bill is a draft again: it is held until a person releases it."""
        self.move_id.write({"healthcare_payment_hold": True})
        self.move_id.invoice_line_ids.write({"purchase_line_id": False})
        self.write(
            {
                "state": "held",
                "outcome": "hold",
                "categories": "REOPENED",
                "reason": self.env._("The bill was opened again by hand."),
            }
        )

    def _resolve(self, why):
        """Close what this match had opened."""
        exceptions = self.env["healthcare.exception"]
        codes = self._category_list()
        if self.move_id:
            exceptions._resolve_for(self.move_id, codes, why)
        exceptions._resolve_for(self, codes, why)

    def action_open_bill(self):
        """Open the bill of this match."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("No bill was made from this document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(self.env.ref("account.view_move_form").id, "form")],
        }
