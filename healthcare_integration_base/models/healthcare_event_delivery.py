"""How an event leaves, and what the engine tells about itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..codec import CODECS, Envelope
from ..document.cloudevents import CloudEvent
from ..errors import IntegrationError
from ..outcome import Outcome
from .healthcare_connector import Outgoing

DEAD = ("DEAD_LETTER", "WAITING_TOO_LONG")
ENGINE = {
    "CIRCUIT_OPEN": "connection.down",
    "EXPECTED_MISSING": "expectation.missing",
    "SCHEDULE_LATE": "schedule.late",
}
"""Event type that goes with the opening of an exception of a type."""


class HealthcareHandlerEvent(models.AbstractModel):
    """Events leave; nobody here acts on an event of somebody else."""

    _name = "healthcare.handler.event"
    _inherit = "healthcare.handler"
    _description = "Event handler"

    @api.model
    def _apply(self, incoming):
        return [Outcome.rejected("event.inbound", "$.type") for _row in incoming]

    @api.model
    def _natural_key(self, document):
        return f"{document.source} {document.event_id}"

    @api.model
    def _reference(self, document):
        return document.event_type

    @api.model
    def _transmitted(self, message, state):
        """Count failures in a row; a listener that is gone is not told any more."""
        events = self.env["healthcare.event"].sudo()
        event = events.search([("message_id", "=", message.id)], limit=1)
        if state in ("sent", "acknowledged"):
            event.subscription_id._succeeded()
        else:
            event.subscription_id._failed(message.code or state)


class HealthcareSubscription(models.Model):
    """The test button."""

    _inherit = "healthcare.subscription"

    def action_test(self):
        """Send one signed event now and log what the listener answers.

        :raises UserError: the connection is suspended or retired.
        """
        self.ensure_one()
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        own = self.sudo()
        if own.connection_id.state in ("suspended", "retired"):
            raise UserError(
                self.env._("The connection is not in use: nothing is sent.")
            )
        if self.env["healthcare.stop"]._is_stopped():
            raise UserError(self.env._("Everything is stopped: nothing is sent."))
        events = self.env["healthcare.event"].sudo()
        data = {"subscription": own.name, "test": True}
        shared = events._shared("subscription.test", own, data, None)
        event = events.create(
            shared | {"subscription_id": own.id, "test": True, "test_result": "-"}
        )
        passed, event.test_result = own._send_now(event)
        self.env["healthcare.audit.entry"]._log(
            "subscription.tested", own, facts={"response": event.test_result}
        )
        return self.env["healthcare.connection"]._answer(event.test_result, passed)

    def _send_now(self, event):
        """``(passed, response)`` of one delivery outside the queue."""
        codec = CODECS["cloudevents"]
        part = CloudEvent().write(event._document())
        outgoing = Outgoing(
            uuid=event.uuid,
            name=f"event-{event.uuid}.json",
            payload=codec.encode([part], Envelope()),
            media_type=codec.media_type,
        )
        try:
            pushed = self.connection_id._adapter()._push(self.connection_id, outgoing)
            return True, pushed.reference or self.env._("Delivered")
        except IntegrationError as error:
            return False, f"{error.text or ''} ({error.code})".strip()


class HealthcareException(models.Model):
    """Opening and solving are events; those about an event are not."""

    _inherit = "healthcare.exception"

    @api.model
    def _open_many(self, rows):
        rows = list(rows)
        exceptions = super()._open_many(rows)
        if self.env["healthcare.subscription"]._listening("message.dead"):
            # One question may stand for many messages; each of them was given up.
            for (finding, message, *_more), asked in zip(rows, exceptions, strict=True):
                if finding.type_code in DEAD and message and message.kind != "event":
                    data = asked.sudo()._event_data() | {"message": message.uuid}
                    self.env["healthcare.event"]._emit("message.dead", message, data)
        return exceptions

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions._emit_all("exception.opened")
        return exceptions

    def _close(self, state, resolution):
        closing = self.sudo().filtered(lambda row: row.state == "open")
        result = super()._close(state, resolution)
        closing._emit_all("exception.resolved")
        return result

    def _emit_all(self, event_type):
        events = self.env["healthcare.event"]
        listening = self.env["healthcare.subscription"]._listening
        special = event_type == "exception.opened"
        others = ENGINE.values() if special else ("connection.up",)
        if not any(map(listening, (event_type, *others))):
            return
        for exception in self.sudo():
            # A listener that fails must not be told, and fail, about its failure.
            if exception.message_id.kind == "event":
                continue
            if exception.res_model == "healthcare.subscription":
                continue
            events._emit(event_type, exception, exception._event_data())
            code = exception.type_id.code
            if special and code in ENGINE:
                about = exception.message_id or exception._record() or exception
                events._emit(ENGINE[code], about, exception._event_data())
            elif code == "CIRCUIT_OPEN":
                events._emit("connection.up", exception.connection_id)

    def _event_data(self):
        deadline = fields.Datetime.to_string(self.deadline) if self.deadline else None
        return {
            "exception": self.id,
            "type": self.type_id.code,
            "severity": self.severity,
            "amount": f"{self.amount:.2f}",
            "currency": self.currency_id.name,
            "deadline": deadline,
            "connection": self.connection_id.code or None,
            "message": self.message_id.uuid or None,
            "document": {"model": self.res_model or None, "id": self.res_id or None},
            "state": self.state,
        }
