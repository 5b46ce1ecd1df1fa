"""One file that was received or sent: the record that control and audit ask for."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..balance import EXCEPTED, IN_WORK, PARKED, POSTED, sort_out

RESULTS = [
    ("in_work", "In work"),
    ("parked", "Waiting"),
    ("done", "Done"),
    ("partly", "Partly done"),
    ("failed", "Nothing done"),
]
ACKNOWLEDGMENTS = [
    ("none", "None asked for"),
    ("awaited", "Awaited"),
    ("owed", "Owed by us"),
    ("accepted", "Accepted"),
    ("partly", "Accepted in part"),
    ("refused", "Refused"),
]


class HealthcareTransfer(models.Model):
    """A file with name, hash, numbers, counts, totals and acknowledgment.

    Rows are written by SQL when a file is opened or sealed; one per message that holds
    a file. ``amount`` is the sum of the control amounts of its documents.
    """

    _name = "healthcare.transfer"
    _description = "Healthcare transfer"
    _order = "id desc"
    _log_access = False

    name = fields.Char(string="File name", readonly=True)
    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="restrict"
    )
    flow_id = fields.Many2one("healthcare.flow", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="connection_id.partner_id")
    direction = fields.Selection(
        [("in", "Inbound"), ("out", "Outbound")], required=True, readonly=True
    )
    codec = fields.Selection("_selection_codec", string="Syntax", readonly=True)
    content_hash = fields.Char(string="SHA-256", readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    sender = fields.Char(readonly=True)
    receiver = fields.Char(readonly=True)
    interchange_number = fields.Char(
        string="Interchange number", readonly=True, help="ISA13 or its like."
    )
    group_number = fields.Char(
        string="Group number", readonly=True, help="GS06 or its like."
    )
    announced_count = fields.Integer(
        string="Sets announced",
        readonly=True,
        help="What the trailers of the file say; 0 when the syntax has none.",
    )
    set_count = fields.Integer(string="Sets read", readonly=True)
    part_count = fields.Integer(string="Documents", readonly=True)
    good_count = fields.Integer(string="Readable", readonly=True)
    bad_count = fields.Integer(string="Unreadable", readonly=True)
    amount = fields.Float(string="Control total", digits=(18, 2), readonly=True)
    same_as_id = fields.Many2one(
        "healthcare.transfer",
        string="Same content as",
        readonly=True,
        help="An earlier file with the same bytes.",
    )
    other_names = fields.Char(
        compute="_compute_other_names", help="The same bytes came under these names."
    )
    acknowledged_by_id = fields.Many2one(
        "healthcare.message", string="Acknowledged by", readonly=True
    )
    acknowledgment = fields.Selection(
        ACKNOWLEDGMENTS,
        string="Acknowledgment received",
        readonly=True,
        help="What an acknowledgment document said.",
    )
    ack_state = fields.Selection(
        ACKNOWLEDGMENTS, string="Acknowledgment", compute="_compute_ack_state"
    )
    opened_at = fields.Datetime(string="Read or sealed", readonly=True)
    result = fields.Selection(RESULTS, compute="_compute_result")
    posted_count = fields.Integer(string="Posted", compute="_compute_result")
    excepted_count = fields.Integer(string="Excepted", compute="_compute_result")
    parked_count = fields.Integer(string="Parked", compute="_compute_result")
    in_work_count = fields.Integer(string="In work", compute="_compute_result")
    posted_amount = fields.Float(digits=(18, 2), compute="_compute_result")
    excepted_amount = fields.Float(digits=(18, 2), compute="_compute_result")

    _message_uniq = models.UniqueIndex("(message_id)")
    _content = models.Index("(connection_id, content_hash)")
    _window = models.Index("(flow_id, opened_at)")
    _numbers = models.Index("(interchange_number) WHERE interchange_number IS NOT NULL")

    @api.model
    def _selection_codec(self):
        return self.env["healthcare.flow"]._selection_codec()

    @api.depends("message_id")
    def _compute_other_names(self):
        repeats = self.env["healthcare.message"].sudo()
        repeats = repeats.search_fetch(
            [("duplicate_of_id", "in", self.message_id.ids), ("name", "!=", False)],
            ["duplicate_of_id", "name"],
        )
        for transfer in self:
            own = repeats.filtered(
                lambda row, one=transfer: (
                    row.duplicate_of_id == one.message_id and row.name != one.name
                )
            )
            transfer.other_names = ", ".join(dict.fromkeys(own.mapped("name"))) or False

    @api.depends("acknowledgment", "message_id.state")
    def _compute_ack_state(self):
        sent = {"acknowledged": "accepted", "refused": "refused", "sent": "awaited"}
        for transfer in self:
            if transfer.acknowledgment:
                transfer.ack_state = transfer.acknowledgment
            elif transfer.direction == "out":
                transfer.ack_state = sent.get(transfer.message_id.state, "none")
            else:
                transfer.ack_state = "none"

    @api.depends("message_id.state")
    def _compute_result(self):
        heaps = self._heaps()
        for transfer in self:
            own = heaps[transfer.id]
            for name in ("posted", "excepted", "parked", "in_work"):
                transfer[f"{name}_count"] = own[name].count
            transfer.posted_amount = own["posted"].amount
            transfer.excepted_amount = own["excepted"].amount
            transfer.result = self._result_of(own)

    @api.model
    def _result_of(self, heaps):
        if heaps["in_work"].count:
            return "in_work"
        if heaps["excepted"].count:
            some = heaps["posted"].count or heaps["posted"].touched
            return "partly" if some else "failed"
        return "parked" if heaps["parked"].count else "done"

    def _heaps(self):
        """``{transfer id: {heap name: Heap}}``, one statement for all."""
        rows = {transfer_id: [] for transfer_id in self.ids}
        if rows:
            self.env["healthcare.message"].flush_model(["state"])
            found = self.env.execute_query(
                SQL(
                    """
                    SELECT t.id, m.state, count(*),
                           sum((m.facts->>'control_amount')::numeric)::text,
                           sum((SELECT sum(e.amount) FROM healthcare_exception e
                                 WHERE e.message_id = m.id
                                   AND m.state = 'partly'))::text
                      FROM healthcare_transfer t
                      JOIN healthcare_message m
                        ON (t.part_count > 1 AND m.parent_id = t.message_id)
                        OR (t.part_count <= 1 AND m.id = t.message_id)
                     WHERE t.id = ANY(%s) GROUP BY t.id, m.state
                    """,
                    list(rows),
                )
            )
            for transfer_id, *row in found:
                rows[transfer_id].append(row)
        empty = sort_out(())
        heaps = {key: sort_out(found) for key, found in rows.items()}
        return {row.id: heaps.get(row.id, empty) for row in self}

    # -- what a person does ----------------------------------------------------------

    def _documents_domain(self, states=None):
        """The documents of this file, or the file itself when it is one."""
        domain = ["|", ("parent_id", "in", self.message_id.ids)]
        alone = self.filtered(lambda row: row.part_count <= 1)
        domain.append(("id", "in", alone.message_id.ids))
        return [*domain, ("state", "in", list(states))] if states else domain

    def _open_documents(self, states=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        return action | {"domain": self._documents_domain(states), "context": {}}

    def action_open_documents(self):
        """Every document of this file."""
        return self._open_documents()

    def action_open_posted(self):
        """The documents that took effect."""
        return self._open_documents(POSTED)

    def action_open_excepted(self):
        """The documents that did not, or not wholly."""
        return self._open_documents(EXCEPTED)

    def action_open_parked(self):
        """The documents that wait, or are in work."""
        return self._open_documents([*PARKED, *IN_WORK])

    def action_retry_bad(self):
        """Replay what did not take effect; what did is left alone.

        :raises UserError: nothing of these files can be replayed.
        """
        self.env["healthcare.message"]._check_operator()
        bad = self.env["healthcare.message"].search(self._documents_domain(EXCEPTED))
        bad = bad.filtered(lambda row: row._is_replayable())
        if not bad:
            raise UserError(self.env._("Nothing in this file can be replayed."))
        reason = self.env._("Only what had failed in the file")
        bad._replay(reason)
        self.env["healthcare.audit.entry"]._log(
            "transfer.retried", self, reason, {"documents": len(bad)}
        )
        return self.env["healthcare.connection"]._answer(
            self.env._("%(count)s documents are tried again.", count=len(bad))
        )

    def _acknowledge(self, answer, message=None):
        """An acknowledgment document answered this file (accepted, partly, refused)."""
        self.sudo().write(
            {
                "acknowledgment": answer,
                "acknowledged_by_id": message.id if message else False,
            }
        )


class HealthcareMessage(models.Model):
    """Leads from a document to the file that it came in."""

    _inherit = "healthcare.message"

    transfer_id = fields.Many2one(
        "healthcare.transfer",
        string="File",
        compute="_compute_transfer_id",
        search="_search_transfer_id",
        # Who sees single messages of his orders does not see whole files.
        groups="healthcare_integration_base.group_operator,"
        "healthcare_integration_base.group_auditor",
    )

    @api.depends("parent_id")
    def _compute_transfer_id(self):
        files = self.parent_id | self
        transfers = self.env["healthcare.transfer"].search_fetch(
            [("message_id", "in", files.ids)], ["message_id"]
        )
        known = {row.message_id.id: row.id for row in transfers}
        for message in self:
            message.transfer_id = known.get(message.parent_id.id or message.id)

    def _search_transfer_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        transfers = self.env["healthcare.transfer"].browse(
            [row for row in value if isinstance(row, int)]
        )
        return transfers._documents_domain()
