"""What happened, once per subscription, in the transaction in which it happened."""

import json
import secrets
import uuid as uuid_module
from datetime import timezone

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..canonical import Event

RESENDABLE = ("sent", "refused", "dead", "failed", "skipped", "uncertain")
TRACE = "healthcare_traceparent"
"""Context key of the trace that events of this transaction belong to."""


class HealthcareEvent(models.Model):
    """An occurrence as one subscription sees it, in the shape of CloudEvents 1.0.

    ``uuid`` is the same for all subscriptions that hear of one occurrence. ``data``
    holds codes, names, dates and totals, never contents of a document.
    """

    _name = "healthcare.event"
    _description = "Healthcare event"
    _order = "id desc"
    _rec_name = "uuid"
    _log_access = False

    uuid = fields.Char(string="Id", required=True, readonly=True)
    source = fields.Char(required=True, readonly=True)
    type_id = fields.Many2one(
        "healthcare.event.type", required=True, readonly=True, ondelete="restrict"
    )
    subject = fields.Char(required=True, readonly=True)
    occurred_at = fields.Datetime(string="Time", required=True, readonly=True)
    data = fields.Json(readonly=True)
    data_text = fields.Text(string="Content", compute="_compute_data_text")
    traceparent = fields.Char(readonly=True)
    key = fields.Char(readonly=True)
    subscription_id = fields.Many2one(
        "healthcare.subscription", required=True, readonly=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(related="subscription_id.connection_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    test = fields.Boolean(readonly=True, help="Sent by the test button.")
    test_result = fields.Char(readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    delivery = fields.Selection(related="message_id.state", string="Delivery")
    response = fields.Char(compute="_compute_response")
    tries = fields.Integer(related="message_id.tries")
    attempt_ids = fields.One2many(related="message_id.attempt_ids")

    _once = models.UniqueIndex("(subscription_id, uuid)")
    _key_once = models.UniqueIndex("(subscription_id, key) WHERE key IS NOT NULL")
    _since = models.Index("(subscription_id, occurred_at)")
    _message = models.Index("(message_id) WHERE message_id IS NOT NULL")
    _record = models.Index("(res_model, res_id)")

    @api.depends("data")
    def _compute_data_text(self):
        for event in self:
            event.data_text = json.dumps(event.data or {}, indent=1, default=str)

    @api.depends("message_id.code", "message_id.note", "test_result")
    def _compute_response(self):
        for event in self:
            message = event.message_id
            event.response = event.test_result or message.code or message.note

    # -- emitting --------------------------------------------------------------------

    @api.model
    def _emit(self, event_type, record=None, data=None, key=None):
        """Write one event per subscription that listens, with its outbound message.

        Costs one cached look-up while nobody listens. Call it in the business
        transaction: what is rolled back never happened.

        :param str event_type: a code of the catalogue (``purchase_order.confirmed``).
        :param record: what it happened to; its company decides who hears of it.
        :param dict data: JSON-ready facts without contents of documents.
        :param key: names the occurrence when it could be told twice.
        :return: the events, as superuser.
        """
        Events = self.sudo()
        ids = self.env["healthcare.subscription"]._listening(event_type)
        if not ids:
            return Events
        subscriptions = self.env["healthcare.subscription"].sudo().browse(ids)
        found = Events
        shared = Events._shared(event_type, record, data, key)
        for subscription in subscriptions.exists():
            if subscription._wants(record, shared["company_id"]):
                found |= Events._store(subscription, shared)
        return found

    @api.model
    def _shared(self, event_type, record, data, key):
        record = record.sudo() if record is not None and record else None
        company = self.env.company
        if record is not None and "company_id" in record._fields:
            company = record.company_id or company
        kind = self.env["healthcare.event.type"]._read_of(event_type)
        return {
            "uuid": str(uuid_module.uuid4()),
            "source": self._source(company),
            "type_id": kind,
            "subject": f"{record._name}/{record.id}" if record else event_type,
            "occurred_at": self.env.cr.now(),
            "data": data or {},
            "traceparent": self._traceparent(record),
            "key": key or False,
            "company_id": company.id,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
        }

    @api.model
    def _source(self, company):
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"urn:odoo:{database}:company:{company.id}"

    @api.model
    def _traceparent(self, record):
        """The trace that this belongs to (W3C): the caller's, the message's or new."""
        given = self.env.context.get(TRACE)
        if not given and request:
            given = request.httprequest.headers.get("traceparent", "")[:55]
        if given:
            return given
        message = record is not None and record._name == "healthcare.message"
        trace = record.uuid.replace("-", "") if message else secrets.token_hex(16)
        return f"00-{trace}-{secrets.token_hex(8)}-01"

    @api.model
    def _store(self, subscription, shared):
        """The event of one subscription; a known occurrence is not repeated."""
        if shared["key"]:
            known = [
                ("subscription_id", "=", subscription.id),
                ("key", "=", shared["key"]),
            ]
            if self.search_count(known, limit=1):
                return self
        event = self.create(shared | {"subscription_id": subscription.id})
        event.message_id = event._outbound()
        return event

    def _document(self):
        """The canonical :class:`Event`."""
        return Event(
            event_id=self.uuid,
            source=self.source,
            event_type=self.type_id.code,
            subject=self.subject,
            time=self.occurred_at.replace(tzinfo=timezone.utc),
            data=json.dumps(self.data or {}, default=str),
            traceparent=self.traceparent or "",
        )

    def _outbound(self):
        """The outbox message; one subject per record and subscription, in order."""
        record = None
        if self.res_model and not self.res_model.startswith("healthcare."):
            record = self.env[self.res_model].browse(self.res_id)
        return self.env["healthcare.message"]._outbox(
            self.subscription_id.flow_id,
            self._document(),
            record=record,
            subject=f"event:{self.subscription_id.id}:{self.subject}",
            key=f"event:{self.id}",
        )

    # -- sending again ---------------------------------------------------------------

    def action_resend(self):
        """Send these events once more, under their own ids."""
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        count = self._resend(self.env._("Sent again by hand"))
        self.env["healthcare.audit.entry"]._log("event.resent", self)
        return self.env["healthcare.connection"]._answer(
            self.env._("%(count)s events are sent again.", count=count)
        )

    def _resend(self, reason):
        """Make the messages of these events due, in the order of the events.

        What is still on its way stays. Returns how many are due again.
        """
        events = self.sudo().filtered(lambda row: not row.test)
        for event in events.filtered(lambda row: not row.message_id).sorted("id"):
            event.message_id = event._outbound()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE healthcare_message
                   SET state = 'due', due_at = timezone('UTC', now()), tries = 0,
                       deliveries = 0, code = 'resent', note = NULL, done_at = NULL
                 WHERE id = ANY(%s) AND state = ANY(%s) RETURNING id
                """,
                events.message_id.ids,
                list(RESENDABLE),
            )
        )
        messages = self.env["healthcare.message"].sudo().browse(r[0] for r in rows)
        messages.invalidate_recordset()
        for message in messages:
            message._record_person("due", "resent", reason)
        self.env["healthcare.drain"]._ring_after_commit()
        return len(messages)

    def action_open_record(self):
        """What the event is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
