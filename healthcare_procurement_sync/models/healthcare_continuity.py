"""Continuity: what is done while a channel is down, and what is made good after."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

POLICIES = [
    ("hold", "Hold: orders wait until it is back"),
    ("alternate", "Send by another channel"),
    ("paper", "Work on paper: print the pack, tell by phone"),
]
URGENT_MINUTES, NORMAL_MINUTES = 15, 240


class HealthcareContinuity(models.Model):
    """The written policy of one connection, and whether it is in force.

    States: *normal*; *active* from the switch until the channel is back; *catching up*
    until every line of the worksheet is settled.
    """

    _name = "healthcare.continuity"
    _description = "Continuity policy"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.decided"]
    _recorded = frozenset({"state", "started_at", "ended_at", "by_itself"})
    _order = "state, id"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    partner_id = fields.Many2one(related="connection_id.partner_id")
    policy = fields.Selection(POLICIES, required=True, default="hold", tracking=True)
    alternate_id = fields.Many2one(
        "healthcare.connection",
        string="Other channel",
        tracking=True,
        help="A live channel of the same supplier that takes orders.",
    )
    automatic = fields.Boolean(
        string="Switch by itself",
        tracking=True,
        help="When the channel has not answered for the times below. Else a person "
        "switches.",
    )
    urgent_minutes = fields.Integer(
        string="Urgent orders after (minutes)", default=URGENT_MINUTES, required=True
    )
    normal_minutes = fields.Integer(
        string="Other orders after (minutes)", default=NORMAL_MINUTES, required=True
    )
    instructions = fields.Text(
        help="Whom to call, which number, what to say. Printed on the downtime pack."
    )
    state = fields.Selection(
        [("normal", "Normal"), ("active", "In force"), ("catching_up", "Catching up")],
        required=True,
        default="normal",
        readonly=True,
        tracking=True,
    )
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(string="Channel back", readonly=True)
    reason = fields.Char(readonly=True)
    by_itself = fields.Boolean(
        readonly=True, help="Switched by the circuit: it switches back by itself."
    )
    item_ids = fields.One2many("healthcare.continuity.item", "continuity_id")
    open_count = fields.Integer(string="To settle", compute="_compute_open_count")
    circuit_state = fields.Selection(related="connection_id.circuit_state")

    _connection_uniq = models.Constraint(
        "UNIQUE(connection_id)", "A connection has one continuity policy."
    )
    _alternate = models.Constraint(
        "CHECK(policy <> 'alternate' OR alternate_id IS NOT NULL)",
        "Choose the other channel.",
    )
    _minutes = models.Constraint(
        "CHECK(urgent_minutes BETWEEN 0 AND 10080 AND normal_minutes BETWEEN 0 AND "
        "10080)",
        "Between nothing and a week.",
    )

    @api.constrains("alternate_id", "connection_id")
    def _check_alternate(self):
        for row in self.filtered("alternate_id"):
            if row.alternate_id == row.connection_id:
                raise UserError(self.env._("The other channel is this one."))
            mine = row.connection_id.partner_id.commercial_partner_id
            theirs = row.alternate_id.partner_id.commercial_partner_id
            if mine and mine != theirs:
                raise UserError(
                    self.env._("The other channel belongs to another supplier.")
                )

    def _compute_open_count(self):
        groups = self.env["healthcare.continuity.item"]._read_group(
            [("continuity_id", "in", self.ids), ("state", "=", "open")],
            ["continuity_id"],
            ["__count"],
        )
        counts = {row.id: count for row, count in groups}
        for row in self:
            row.open_count = counts.get(row.id, 0)

    @api.model
    def _for(self, connection):
        """The policy of a connection, as superuser; empty when nobody wrote one."""
        return self.sudo().search([("connection_id", "=", connection.id)], limit=1)

    # -- the switch ------------------------------------------------------------------

    def _check_right(self):
        groups = (
            "purchase.group_purchase_manager",
            "healthcare_integration_base.group_operator",
        )
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._("A purchase manager or an operator switches continuity.")
            )
        self.check_access("read")

    def action_activate(self):
        """Work without this channel from now on; what waits goes by the policy."""
        self._check_right()
        self._activate(self.env._("Switched by %s", self.env.user.name))
        self.sudo()._move_waiting(0, 0)

    def _activate(self, reason, by_itself=False):
        for row in self.sudo():
            if row.state == "active":
                raise UserError(self.env._("%s is in force.", row.display_name))
            row.write(
                {
                    "state": "active",
                    "started_at": fields.Datetime.now(),
                    "ended_at": False,
                    "reason": reason,
                    "by_itself": by_itself,
                }
            )
            self.env["healthcare.audit.entry"]._log("continuity.on", row, reason)

    def action_deactivate(self):
        """The channel is back: settle the worksheet now."""
        self._check_right()
        self._deactivate()

    def _deactivate(self):
        for row in self.sudo().filtered(lambda one: one.state == "active"):
            row.write(
                {
                    "state": "catching_up" if row.open_count else "normal",
                    "ended_at": fields.Datetime.now(),
                }
            )
            self.env["healthcare.audit.entry"]._log("continuity.off", row)
            if row.open_count:
                row.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=row.connection_id.owner_id.id,
                    summary=self.env._("Settle the catch-up worksheet"),
                )

    def _close_if_settled(self):
        for row in self.sudo().filtered(lambda one: one.state == "catching_up"):
            if not row.open_count:
                row.state = "normal"
                row.activity_ids.action_feedback(
                    feedback=self.env._("Every line is settled.")
                )

    # -- what is done meanwhile ------------------------------------------------------

    def _move_waiting(self, urgent_minutes, normal_minutes):
        """Take the orders that wait for this channel another way, by the policy.

        :return: the orders that were moved.
        """
        moved = self.env["purchase.order"]
        for row in self:
            if row.policy == "hold":
                continue
            for order in row._waiting(urgent_minutes, normal_minutes):
                try:
                    with self.env.cr.savepoint():
                        row._take_over(order)
                except UserError:
                    # Handed over at this very moment: the next run knows more.
                    continue
                moved |= order
        return moved

    def _waiting(self, urgent_minutes, normal_minutes):
        """Orders whose message is stuck for so long on this connection."""
        now = fields.Datetime.now()
        rows = self.env["healthcare.order.transmission"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("state", "in", ("queued", "failed")),
                ("order_id.state", "=", "purchase"),
            ],
            order="id",
        )
        limits = {"1": urgent_minutes, "0": normal_minutes}
        return rows.filtered(
            lambda one: (
                one.create_date
                <= now - timedelta(minutes=limits.get(one.order_id.priority, 0))
            )
        ).order_id

    def _take_over(self, order):
        """One order goes by this policy; the worksheet gets a line."""
        reason = self.env._("Continuity: %s is down", self.connection_id.name)
        row = order._healthcare_current()
        if self.policy == "alternate":
            order._healthcare_reroute(self.alternate_id, reason)
        else:
            order._healthcare_on_paper(reason)
        self._note(order, row.message_id)

    def _note(self, order, message=None):
        """A line of the worksheet: settled when somebody has looked at it."""
        items = self.env["healthcare.continuity.item"].sudo()
        known = items.search(
            [
                ("continuity_id", "=", self.id),
                ("order_id", "=", order.id),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        return known or items.create(
            {
                "continuity_id": self.id,
                "order_id": order.id,
                "message_id": message.id if message else False,
                "way": order.healthcare_channel or "",
            }
        )

    @api.model
    def _cron_continuity(self):
        """Switch on what its policy lets switch by itself, and off what is back."""
        now = fields.Datetime.now()
        for row in self.search([("automatic", "=", True)]):
            connection = row.connection_id
            down = (
                connection.circuit_state != "closed" and not connection.circuit_manual
            )
            since = connection.circuit_since
            back = row.by_itself and connection.circuit_state == "closed"
            if row.state == "active" and back:
                # What a person has switched, a person switches back.
                row._deactivate()
            elif down and since and row.policy != "hold":
                minutes = (now - since).total_seconds() / 60
                if row.state != "active" and minutes >= row.urgent_minutes:
                    row._activate(
                        self.env._("No answer since %s (UTC)", str(since)[:16]),
                        by_itself=True,
                    )
                if row.state == "active":
                    row._move_waiting(row.urgent_minutes, row.normal_minutes)

    # -- paper -----------------------------------------------------------------------

    def action_print_pack(self):
        """The downtime pack: every order of this worksheet as one PDF."""
        self.ensure_one()
        self._check_right()
        return {
            "type": "ir.actions.act_url",
            "url": f"/healthcare/continuity/{self.id}/pack",
            "target": "new",
        }

    def _pack(self):
        """Bytes of the PDF of all open lines, each with the instructions above it."""
        self.ensure_one()
        orders = self.item_ids.filtered(lambda row: row.state == "open").order_id
        notice = "\n".join(
            filter(
                None,
                [
                    self.env._("Confirming order - do not duplicate."),
                    self.instructions,
                ],
            )
        )
        return orders.sudo()._healthcare_pdf(notice)
