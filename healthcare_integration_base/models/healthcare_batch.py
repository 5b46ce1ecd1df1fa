"""A window of a flow, counted: received = posted + excepted + parked."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..balance import Heap, differences, sort_out

COUNTED = ("received", "posted", "excepted", "parked", "repeated", "in_work")
TOTALS = {f"{name}_{what}" for name in COUNTED for what in ("count", "amount")}
GIVEN = {"flow_id", "date_from", "date_to"}
"""What says which batch it is: given at the start, fixed from then on."""
RECORDED = TOTALS | {
    *("state", "announced_missing", "counted_at"),
    *("completed_at", "completed_by_id", "difference_codes"),
}
"""Columns that only the engine writes."""


class HealthcareBatch(models.Model):
    """What a flow exchanged between two instants (UTC), with its control totals.

    The database refuses the state *complete* while the totals do not balance.
    """

    _name = "healthcare.batch"
    _description = "Healthcare batch"
    _inherit = ["mail.thread", "healthcare.recorded"]
    _recorded = frozenset(RECORDED)
    _order = "date_from desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    flow_id = fields.Many2one(
        "healthcare.flow", required=True, index=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(
        related="flow_id.connection_id", store=True, index=True
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Datetime(string="From", required=True)
    date_to = fields.Datetime(string="Until", required=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("complete", "Complete")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        copy=False,
    )
    result = fields.Selection(
        [
            ("in_work", "In work"),
            ("done", "Done"),
            ("partly", "Partly done"),
            ("failed", "Nothing done"),
            ("empty", "Empty"),
        ],
        compute="_compute_result",
    )
    received_count = fields.Integer(readonly=True, copy=False)
    posted_count = fields.Integer(readonly=True, copy=False)
    excepted_count = fields.Integer(readonly=True, copy=False)
    parked_count = fields.Integer(readonly=True, copy=False)
    repeated_count = fields.Integer(readonly=True, copy=False)
    in_work_count = fields.Integer(readonly=True, copy=False)
    received_amount = fields.Monetary(readonly=True, copy=False)
    posted_amount = fields.Monetary(readonly=True, copy=False)
    excepted_amount = fields.Monetary(readonly=True, copy=False)
    parked_amount = fields.Monetary(readonly=True, copy=False)
    repeated_amount = fields.Monetary(readonly=True, copy=False)
    in_work_amount = fields.Monetary(readonly=True, copy=False)
    announced_missing = fields.Integer(
        string="Announced, not found",
        readonly=True,
        copy=False,
        help="Transaction sets that the trailers of the files announce and that are "
        "not in them.",
    )
    control_given = fields.Boolean(
        string="Partner's totals",
        copy=False,
        help="The partner says what was sent: the batch has to agree with that, too.",
    )
    expected_count = fields.Integer(string="Count of the partner", copy=False)
    expected_amount = fields.Monetary(string="Amount of the partner", copy=False)
    difference_codes = fields.Char(readonly=True, copy=False)
    difference_text = fields.Text(compute="_compute_difference_text")
    transfer_count = fields.Integer(compute="_compute_transfer_count")
    counted_at = fields.Datetime(string="Counted", readonly=True, copy=False)
    completed_at = fields.Datetime(string="Completed", readonly=True, copy=False)
    completed_by_id = fields.Many2one(
        "res.users", string="By", readonly=True, copy=False
    )

    _window_uniq = models.UniqueIndex("(flow_id, date_from)")
    _window_order = models.Constraint(
        "CHECK(date_from < date_to)", "A window ends after it begins."
    )
    _balanced = models.Constraint(
        """CHECK(state <> 'complete' OR (
            COALESCE(in_work_count, 0) = 0 AND COALESCE(announced_missing, 0) = 0
            AND COALESCE(received_count, 0) = COALESCE(posted_count, 0)
                + COALESCE(excepted_count, 0) + COALESCE(parked_count, 0)
            AND COALESCE(received_amount, 0) = COALESCE(posted_amount, 0)
                + COALESCE(excepted_amount, 0) + COALESCE(parked_amount, 0)
            AND (control_given IS NOT TRUE OR (
                COALESCE(expected_count, 0) = COALESCE(received_count, 0)
                AND COALESCE(expected_amount, 0) = COALESCE(received_amount, 0)))))""",
        "A batch is complete only when its control totals balance.",
    )

    @api.depends("flow_id.name", "connection_id.name", "date_from")
    def _compute_name(self):
        for batch in self:
            day = batch.date_from and fields.Datetime.to_string(batch.date_from)[:16]
            parts = [batch.connection_id.name, batch.flow_id.name, day]
            batch.name = " / ".join(filter(None, parts))

    @api.depends("received_count", "posted_count", "in_work_count", "excepted_count")
    def _compute_result(self):
        for batch in self:
            if batch.in_work_count:
                batch.result = "in_work"
            elif not batch.received_count:
                batch.result = "empty"
            elif not batch.excepted_count:
                batch.result = "done"
            else:
                some = batch.posted_count or batch.posted_amount
                batch.result = "partly" if some else "failed"

    @api.depends("difference_codes")
    def _compute_difference_text(self):
        _ = self.env._
        texts = {
            "in_work": _("Some documents are still in work."),
            "count": _("The documents that were read are not the ones that are here."),
            "amount": _("The amounts that were read are not the ones that are here."),
            "announced": _("The files announce more than they contain."),
            "expected_count": _("The partner counts another number of documents."),
            "expected_amount": _("The partner's total is another one."),
        }
        for batch in self:
            codes = (batch.difference_codes or "").split()
            batch.difference_text = "\n".join(texts[code] for code in codes) or False

    def _compute_transfer_count(self):
        for batch in self:
            batch.transfer_count = self.env["healthcare.transfer"].search_count(
                batch._transfers_domain()
            )

    def write(self, vals):
        if not self.env.su and vals.keys() & (RECORDED | GIVEN):
            raise AccessError(
                self.env._("What a batch counted is not edited: count it again.")
            )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(vals_list)
        batches = super().create(vals_list)
        batches._count()
        return batches

    # -- counting --------------------------------------------------------------------

    def _count(self):
        """Count again what stands in the messages now, as of this transaction."""
        for batch in self.sudo().filtered(lambda row: row.state != "complete"):
            heaps = sort_out(batch._rows())
            received, missing = batch._received(heaps)
            values = {"received_count": received.count}
            values["received_amount"] = received.amount
            for name, heap in heaps.items():
                values[f"{name}_count"] = heap.count
                values[f"{name}_amount"] = heap.amount
            codes = differences(received, heaps, missing, batch._expected())
            batch.write(
                values
                | {
                    "announced_missing": missing,
                    "difference_codes": " ".join(codes) or False,
                    "counted_at": fields.Datetime.now(),
                }
            )

    def _expected(self):
        """The partner's :class:`Heap`, or None when there is none."""
        if not self.control_given:
            return None
        digits = self.currency_id.decimal_places
        amount = f"{self.expected_amount:.{digits}f}"
        return Heap(self.expected_count, type(Heap().amount)(amount))

    # -- what a person does ----------------------------------------------------------

    def action_count(self):
        """Count again."""
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        self._count()

    def action_close(self):
        """End the window: what comes later belongs to the next batch."""
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        now = fields.Datetime.now()
        for batch in self.sudo().filtered(lambda row: row.state == "open"):
            if batch.date_to > now:
                if batch.date_from >= now:
                    raise UserError(self.env._("This window has not begun yet."))
                batch.date_to = now
            batch.state = "closed"
        self._count()

    def action_complete(self):
        """Declare the batch complete; only if its totals balance.

        :raises UserError: names what does not balance.
        """
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        self.action_close()
        for batch in self.sudo():
            if batch.difference_codes:
                raise UserError(batch.difference_text)
            batch.write(
                {
                    "state": "complete",
                    "completed_at": fields.Datetime.now(),
                    "completed_by_id": self.env.uid,
                }
            )
            self.env["healthcare.event"]._emit(
                "batch.completed", batch, batch._event_data()
            )
        self.env["healthcare.audit.entry"]._log("batch.completed", self)

    def _event_data(self):
        data = {name: self[name] for name in sorted(TOTALS) if name.endswith("count")}
        amounts = {name for name in TOTALS if name.endswith("amount")}
        data |= {name: f"{self[name]:.2f}" for name in sorted(amounts)}
        return data | {"flow": self.flow_id.code, "connection": self.connection_id.code}

    @api.model
    def _cron_count(self):
        """Count what is not complete yet; complete closed windows that balance."""
        now = fields.Datetime.now()
        recent = now - timedelta(days=60)
        batches = self.search([("state", "!=", "complete"), ("date_to", ">=", recent)])
        batches.filtered(
            lambda row: row.state == "open" and row.date_to <= now
        ).sudo().write({"state": "closed"})
        batches._count()
