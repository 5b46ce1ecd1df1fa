"""One payload on its way, and the truth about it: the job is only a doorbell."""

import json

from odoo import api, fields, models

from ..state import INBOUND, OUTBOUND
from .healthcare_flow import LANES

LABELS = {
    "received": "Received",
    "draft": "Draft",
    "due": "Due",
    "leased": "In work",
    "sending": "Sending",
    "sent": "Sent",
    "acknowledged": "Acknowledged",
    "refused": "Refused",
    "uncertain": "Uncertain",
    "done": "Done",
    "partly": "Partly done",
    "duplicate": "Duplicate",
    "conflict": "Key conflict",
    "rejected": "Rejected",
    "retry": "Retry",
    "waiting": "Waiting",
    "parked": "Parked",
    "to_approve": "To approve",
    "failed": "Failed",
    "dead": "Dead letter",
    "skipped": "Skipped",
}


class HealthcareMessage(models.Model):
    """A stored payload, its state and what became of it.

    Rows are written by SQL at the doors and by the drain; that is why nothing here is
    stored-computed and no chatter hangs on it. ``payload`` (bytea) is no ORM field:
    only :meth:`_payload` reads it. Instants are UTC.
    """

    _name = "healthcare.message"
    _description = "Healthcare message"
    _order = "id desc"
    _rec_name = "uuid"
    _log_access = False

    uuid = fields.Char(required=True, readonly=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="restrict"
    )
    flow_id = fields.Many2one("healthcare.flow", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    direction = fields.Selection(
        [("in", "Inbound"), ("out", "Outbound")], required=True, readonly=True
    )
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        readonly=True,
    )
    codec = fields.Char(string="Syntax", required=True, readonly=True)
    state = fields.Selection(
        [(state, LABELS[state]) for state in dict.fromkeys([*INBOUND, *OUTBOUND])],
        required=True,
        readonly=True,
    )
    lane = fields.Selection(LANES, required=True, readonly=True)
    name = fields.Char(string="File name", readonly=True)
    reference = fields.Char(
        readonly=True, help="Order, invoice, claim or trace number."
    )
    subject_key = fields.Char(readonly=True)
    sequence = fields.Integer(aggregator=None, readonly=True)
    part = fields.Integer(aggregator=None, readonly=True)
    parent_id = fields.Many2one("healthcare.message", readonly=True)
    child_ids = fields.One2many("healthcare.message", "parent_id", readonly=True)
    repeat_ids = fields.One2many(
        "healthcare.message", "duplicate_of_id", string="Repetitions", readonly=True
    )
    duplicate_of_id = fields.Many2one("healthcare.message", readonly=True)
    idempotency_key = fields.Char(readonly=True)
    webhook_id = fields.Char(readonly=True, help="Signed name of the request.")
    content_hash = fields.Char(string="SHA-256", readonly=True)
    media_type = fields.Char(readonly=True)
    payload_size = fields.Integer(aggregator=None, string="Bytes", readonly=True)
    payload_path = fields.Char(readonly=True, groups="base.group_system")
    canonical = fields.Json(
        readonly=True, groups="healthcare_integration_base.group_payload_reader"
    )
    issues = fields.Json(readonly=True)
    facts = fields.Json(string="Envelope", readonly=True)
    where = fields.Char(readonly=True)
    code = fields.Char(string="Reason", readonly=True)
    note = fields.Char(readonly=True)
    dependency = fields.Char(readonly=True)
    accepted_at = fields.Datetime(required=True, readonly=True)
    opened_at = fields.Datetime(readonly=True)
    due_at = fields.Datetime(required=True, readonly=True)
    done_at = fields.Datetime(readonly=True)
    lease_token = fields.Char(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    deliveries = fields.Integer(
        aggregator=None, readonly=True, help="Leases without a recorded outcome."
    )
    tries = fields.Integer(aggregator=None, string="Attempts", readonly=True)
    attempt_ids = fields.One2many(
        "healthcare.message.attempt", "message_id", readonly=True
    )
    lineage_ids = fields.One2many("healthcare.lineage", "message_id", readonly=True)
    exception_ids = fields.One2many("healthcare.exception", "message_id", readonly=True)
    exception_count = fields.Integer(compute="_compute_exception_count")
    readable = fields.Text(
        compute="_compute_readable",
        groups="healthcare_integration_base.group_payload_reader",
    )
    issue_text = fields.Text(compute="_compute_issue_text")
    advice = fields.Char(compute="_compute_advice")

    _uuid_uniq = models.Constraint("UNIQUE(uuid)", "A message has its own uuid.")
    _key_uniq = models.UniqueIndex(
        "(connection_id, direction, idempotency_key) WHERE idempotency_key IS NOT NULL"
    )
    _outgoing = models.Index(
        "(connection_id, sequence, part) "
        "WHERE direction = 'out' AND state IN ('due', 'retry')"
    )
    _stored = models.Index(
        "(flow_id, lane, sequence, part) WHERE direction = 'in' AND opened_at IS NULL "
        "AND state IN ('received', 'leased', 'retry')"
    )
    _understood = models.Index(
        "(flow_id, lane, sequence, part) "
        "WHERE direction = 'in' AND opened_at IS NOT NULL AND state = 'due'"
    )
    _suspect = models.Index(
        "(flow_id, sequence, part) "
        "WHERE deliveries >= 2 AND state IN ('received', 'due', 'retry')"
    )
    _retry = models.Index("(due_at) WHERE state = 'retry'")
    _held = models.Index(
        "(subject_key) WHERE direction = 'in' AND subject_key IS NOT NULL AND state "
        "IN ('waiting', 'parked', 'to_approve', 'failed', 'dead', 'retry')"
    )
    _subject = models.Index(
        "(subject_key, direction, sequence, part) WHERE subject_key IS NOT NULL "
        "AND state NOT IN ('done', 'partly', 'duplicate', 'conflict', 'rejected', "
        "'skipped', 'sent', 'acknowledged', 'refused')"
    )
    # A signed request has one effect: its repetitions are linked to it instead.
    _webhook_uniq = models.UniqueIndex(
        "(connection_id, webhook_id) WHERE webhook_id IS NOT NULL"
    )
    _lease = models.Index("(lease_until) WHERE state IN ('leased', 'sending')")
    _dependency = models.Index("(dependency) WHERE state = 'waiting'")
    _connection = models.Index("(connection_id, accepted_at)")
    # Not BRIN: what is written again moves to free room in the oldest pages.
    _accepted = models.Index("(accepted_at)")
    _repeat = models.Index("(duplicate_of_id) WHERE duplicate_of_id IS NOT NULL")
    _parent = models.Index("(parent_id) WHERE parent_id IS NOT NULL")
    _reference = models.Index("(reference) WHERE reference IS NOT NULL")

    def init(self):
        # A raw column: an ORM Binary would keep base64 and read it with every list.
        self.env.cr.execute(
            "ALTER TABLE healthcare_message ADD COLUMN IF NOT EXISTS payload bytea"
        )
        self.env.cr.execute(
            "ALTER TABLE healthcare_message ALTER COLUMN payload SET STORAGE EXTERNAL"
        )

    @api.depends("reference", "kind", "name", "uuid")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for message in self:
            kind = kinds.get(message.kind) or message.name or self.env._("Message")
            message.display_name = " ".join(
                filter(None, [kind, message.reference or message.uuid[:8]])
            )

    def _compute_exception_count(self):
        groups = self.env["healthcare.exception"]._read_group(
            [("message_id", "in", self.ids)], ["message_id"], ["__count"]
        )
        counts = {message.id: count for message, count in groups}
        for message in self:
            message.exception_count = counts.get(message.id, 0)

    @api.depends("canonical")
    @api.depends_context("uid", "su")
    def _compute_readable(self):
        for message in self:
            data = message._shown_document()
            message.readable = (
                json.dumps(data, indent=2, ensure_ascii=False) if data else False
            )

    @api.depends("issues")
    def _compute_issue_text(self):
        for message in self:
            message.issue_text = "\n".join(
                f"{row['severity']}: {row['where']}: {row['text'] or row['code']}"
                for row in message.issues or ()
            )

    @api.depends("state", "dependency", "due_at")
    def _compute_advice(self):
        texts = self._advice_texts()
        for message in self:
            text = texts.get(message.state, "")
            message.advice = text and text % {"what": message.dependency or ""}

    def _advice_texts(self):
        _ = self.env._
        return {
            "failed": _(
                "A defect stopped this message. Report the reason, then replay."
            ),
            "dead": _("All tries are used up. Solve the cause, then replay or skip."),
            "waiting": _("Waits for %(what)s and goes on by itself when it arrives."),
            "parked": _("Waits for an earlier message about the same subject."),
            "rejected": _("The partner has to send a corrected document."),
            "conflict": _(
                "The key was used before with other content. Nothing was done."
            ),
            "uncertain": _(
                "The partner may have it. Ask, then mark as sent or resend."
            ),
            "refused": _("The partner refused it. Correct the record and send again."),
            "to_approve": _("A second person has to approve the effect."),
        }
