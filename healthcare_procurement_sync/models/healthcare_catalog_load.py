"""One received price list: what it would change, who must look, what was done."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("received", "Received"),
    ("refused", "Refused"),
    ("held", "Held"),
    ("to_approve", "To approve"),
    ("done", "Applied"),
]
COUNTED = {
    "new": "count_new",
    "changed": "count_changed",
    "restored": "count_changed",
    "discontinued": "count_discontinued",
    "refused": "count_refused",
    "unknown": "count_unknown",
}


class HealthcareCatalogLoad(models.Model):
    """``received`` only within its transaction. A refused list changes nothing; a held
    one waits as a whole, one to approve with those of its lines that wait.
    """

    _name = "healthcare.catalog.load"
    _description = "Received price list"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    feed_id = fields.Many2one(
        "healthcare.supplier.feed",
        string="Price list",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="feed_id.partner_id", store=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    state = fields.Selection(
        STATES, required=True, default="received", index=True, tracking=True
    )
    cause = fields.Selection(
        [
            ("failing", "Too many rows cannot be read"),
            ("jumping", "Too many prices jump"),
            ("shrink", "Too many items disappear"),
            ("empty", "Nothing in it"),
        ],
        string="Why",
        tracking=True,
    )
    full = fields.Boolean(string="Full list")
    catalogue_date = fields.Date(string="Dated")
    fingerprint = fields.Char(index="btree_not_null")
    message_id = fields.Many2one(
        "healthcare.message", index="btree_not_null", ondelete="set null"
    )
    uploaded_by_id = fields.Many2one("res.users", ondelete="restrict")
    decided_by_id = fields.Many2one("res.users", ondelete="restrict", tracking=True)
    decided_at = fields.Datetime()
    count_rows = fields.Integer(string="Rows")
    count_new = fields.Integer(string="New")
    count_changed = fields.Integer(string="Changed")
    count_unchanged = fields.Integer(string="Unchanged")
    count_discontinued = fields.Integer(string="Discontinued")
    count_refused = fields.Integer(string="Refused rows")
    count_unknown = fields.Integer(string="Not our items")
    count_pending = fields.Integer(string="To decide")
    count_orders = fields.Integer(string="Open order lines affected")
    seconds = fields.Float(string="Took (s)", digits=(12, 2))
    change_ids = fields.One2many("healthcare.catalog.change", "load_id")
    pending_ids = fields.One2many(
        "healthcare.catalog.change", "load_id", domain=[("state", "=", "pending")]
    )
    order_ids = fields.One2many("healthcare.catalog.order", "load_id")
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _fingerprint_uniq = models.UniqueIndex(
        "(feed_id, fingerprint) WHERE fingerprint IS NOT NULL",
        "This list was received before.",
    )

    @api.depends("state", "uploaded_by_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        user = self.env.user
        right = any(map(user.has_group, DECIDERS))
        for load in self:
            load.may_decide = right and load.uploaded_by_id != user

    def _check_may_decide(self):
        """:raises AccessError: not a decider, or the one who brought the list."""
        if not any(map(self.env.user.has_group, DECIDERS)):
            raise AccessError(
                self.env._("Purchase or contract managers decide about price lists.")
            )
        if self.env.user in self.uploaded_by_id:
            raise AccessError(
                self.env._("Who brought a price list does not approve it: ask another.")
            )

    # -- buttons ---------------------------------------------------------------------

    def action_approve_all(self):
        """Accept everything that waits, and apply it."""
        self._check_may_decide()
        for load in self:
            load._decide_held()
            waiting = load._waiting()
            waiting._decide("approved")
            load._apply()
        return True

    def action_release(self):
        """A held list goes on as any other: its lines meet their own limits."""
        self._check_may_decide()
        for load in self.filtered(lambda row: row.state == "held"):
            load._decide_held()
            load._apply()
        return True

    def action_reject(self):
        """Nothing more of this list is applied."""
        self._check_may_decide()
        for load in self:
            if load.state not in ("held", "to_approve"):
                raise UserError(self.env._("There is nothing left to decide."))
            load._waiting()._decide("rejected")
            if load.state == "held":
                load._of_state("approved")._decide("rejected")
                load._stamp("refused")
                continue
            load._stamp("done")
            load.sudo()._count()
        return True

    def action_apply(self):
        """Apply what was accepted line by line."""
        self._check_may_decide()
        for load in self:
            if load.state == "held":
                raise UserError(
                    self.env._("Release the list first: it is held as a whole.")
                )
            load._apply()
        return True

    def action_changes(self):
        """The differences, those that wait first."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_catalog_change_action"
        )
        kind = self.env.context.get("healthcare_kind")
        domain = [("load_id", "in", self.ids)]
        if kind:
            domain.append(("kind", "in", kind.split(",")))
        return action | {"domain": domain, "context": {}}

    def action_orders(self):
        """Order lines whose price the list would contradict."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_catalog_order_action"
        )
        return action | {"domain": [("load_id", "in", self.ids)], "context": {}}

    # -- states ----------------------------------------------------------------------

    def _of_state(self, state):
        return self.env["healthcare.catalog.change"].search(
            [("load_id", "in", self.ids), ("state", "=", state)]
        )

    def _waiting(self):
        return self._of_state("pending")

    def _decide_held(self):
        """:raises UserError: the list is refused, or everything is decided."""
        self.ensure_one()
        if self.state == "refused":
            raise UserError(
                self.env._("This list was refused as a whole: ask for a correct one.")
            )
        if self.state == "done":
            raise UserError(self.env._("Everything in this list is decided."))
        self._stamp("to_approve")

    def _stamp(self, state):
        self._close_questions()
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.user.id,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _count(self):
        """Counters from the rows; done when nothing waits."""
        self.ensure_one()
        self.env.cr.execute(
            "SELECT kind, state, count(*), count(line) FROM healthcare_catalog_change "
            "WHERE load_id = %s GROUP BY kind, state",
            [self.id],
        )
        values = dict.fromkeys([*COUNTED.values(), "count_pending"], 0)
        values["count_unchanged"] = self.count_rows
        for kind, state, count, lines in self.env.cr.fetchall():
            values[COUNTED[kind]] += count
            # What is missing from the list has no line in it.
            values["count_unchanged"] -= lines
            if state == "pending":
                values["count_pending"] += count
        self.write(values)
        return values


DECIDERS = (
    "purchase.group_purchase_manager",
    "healthcare_procurement_sync.group_contract_manager",
)
