"""What sites say they have: kept as reported, current as of the latest instant."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareStockSnapshot(models.Model):
    """One report of a site. An older one that arrives later is kept and is not current.

    ``as_of`` UTC. Odoo's quantities never change by a snapshot: a difference becomes a
    count that a second person approves.
    """

    _name = "healthcare.stock.snapshot"
    _description = "Stock snapshot of a site"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "as_of desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    facility_id = fields.Many2one(
        "healthcare.facility", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(related="facility_id.company_id", store=True)
    as_of = fields.Datetime(required=True, readonly=True)
    received_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    sequence = fields.Integer(readonly=True)
    complete = fields.Boolean(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("current", "Current"),
            ("superseded", "Replaced by a newer one"),
            ("late", "Arrived after a newer one"),
        ],
        required=True,
        readonly=True,
    )
    count_state = fields.Selection(
        [
            ("none", "No count"),
            ("proposed", "Count to approve"),
            ("applied", "Count booked"),
            ("refused", "Count refused"),
        ],
        string="Count",
        default="none",
        required=True,
        readonly=True,
        tracking=True,
    )
    proposed_by_id = fields.Many2one("res.users", readonly=True)
    line_ids = fields.One2many("healthcare.stock.snapshot.line", "snapshot_id")
    line_count = fields.Integer(compute="_compute_differences")
    difference_count = fields.Integer(
        string="Differences", compute="_compute_differences"
    )
    difference_value = fields.Monetary(compute="_compute_differences")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _number_uniq = models.UniqueIndex("(facility_id, name)")
    _instant_uniq = models.UniqueIndex(
        "(facility_id, as_of) WHERE complete",
        "There is a snapshot of this instant already.",
    )

    def _compute_differences(self):
        for snapshot in self:
            lines = snapshot.line_ids
            different = lines.filtered("difference")
            snapshot.line_count = len(lines)
            snapshot.difference_count = len(different)
            snapshot.difference_value = sum(
                row.difference * row.product_id.standard_price for row in different
            )

    # -- count -----------------------------------------------------------------------

    def action_propose_count(self):
        """Ask for Odoo's quantities to become the counted ones."""
        self.ensure_one()
        self._check_stock_user("stock.group_stock_user")
        if self.state != "current":
            raise UserError(self.env._("There is a newer snapshot. Use that one."))
        if not self.difference_count:
            raise UserError(self.env._("Odoo and the site agree."))
        self.sudo().write({"count_state": "proposed", "proposed_by_id": self.env.uid})
        for user in self._approvers() - self.env.user:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Approve the count"),
            )

    def _approvers(self):
        group = self.env.ref("stock.group_stock_manager")
        return group.sudo().all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )[:3]

    def action_approve_count(self):
        """Book the difference as of now; never by the person who proposed it."""
        self.ensure_one()
        self._check_stock_user("stock.group_stock_manager")
        if self.count_state != "proposed":
            raise UserError(self.env._("There is no count to approve."))
        if self.proposed_by_id == self.env.user:
            raise UserError(self.env._("A second person approves a count."))
        if self.state != "current":
            raise UserError(self.env._("There is a newer snapshot. Count that one."))
        self.line_ids.filtered("difference")._book_count()
        self.sudo().write({"count_state": "applied"})
        self.activity_ids.sudo().action_feedback(self.env._("Approved."))

    def action_refuse_count(self):
        """Leave Odoo's quantities as they are."""
        self._check_stock_user("stock.group_stock_manager")
        self.sudo().write({"count_state": "refused"})
        self.activity_ids.sudo().action_feedback(self.env._("Refused."))

    def _check_stock_user(self, group):
        self.check_access("read")
        if not self.env.user.has_group(group):
            raise UserError(self.env._("This is for people who keep the stock."))

    # -- taking one in ---------------------------------------------------------------

    @api.model
    def _newest(self, facility):
        return self.sudo().search(
            [("facility_id", "=", facility.id), ("state", "=", "current")],
            order="as_of desc, sequence desc",
            limit=1,
        )

    def _store_lines(self, rows):
        """Write lines and, for what is newer, the positions; three statements.

        :param rows: dicts with product_id, place, lot, expiry, quantity, reserved,
            status; quantities in base units of the item.
        """
        self.ensure_one()
        if rows:
            self._insert_lines(rows)
        if self.state == "late":
            return
        positions = self.env["healthcare.stock.position"]
        positions._take_over(self)
        self.env.invalidate_all()

    def _insert_lines(self, rows):
        names = ("product_id", "place", "lot", "expiry", "quantity", "reserved")
        columns = [[row[name] for row in rows] for name in names]
        columns.append([row["status"] for row in rows])
        self.env.cr.execute(
            """
            INSERT INTO healthcare_stock_snapshot_line
                (snapshot_id, product_id, place, lot, expiry, quantity, reserved,
                 status)
            SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::date[],
                                     %s::numeric[], %s::numeric[], %s::text[])
            """,
            [self.id, *columns],
        )
