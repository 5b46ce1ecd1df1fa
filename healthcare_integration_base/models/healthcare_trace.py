"""The way of a business case, hop by hop, with the time each hop took."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

HOPS_MAX = 300
"""Hops shown of one case."""


class HealthcareTraceable(models.AbstractModel):
    """Knows the records of its case; each trade names its own."""

    _inherit = "healthcare.traceable"

    #: Fields by which the global search finds a record.
    _healthcare_search_fields = ()

    def _healthcare_case(self):
        """The record that stands for the whole case: the order of a bill."""
        self.ensure_one()
        return self

    def _healthcare_trace_records(self):
        """Recordsets of the case, this one included."""
        return [self]

    def _healthcare_trace_events(self):
        """``[(UTC instant, words)]`` of this record beside its creation."""
        return []

    def action_open_healthcare_trace(self):
        """The hops of this case, oldest first."""
        self.ensure_one()
        self.check_access("read")
        return self.env["healthcare.trace"]._open_for(self._healthcare_case())


class HealthcareMessage(models.Model):
    """A message belongs to the case of what it touched."""

    _inherit = "healthcare.message"

    def action_open_healthcare_trace(self):
        """The case of the first traceable record that this message touched."""
        self.ensure_one()
        self.check_access("read")
        for link in self.sudo().lineage_ids:
            model = self.env.get(link.res_model)
            if model is None or not hasattr(model, "_healthcare_case"):
                continue
            record = model.browse(link.res_id).exists()
            if record and record.has_access("read"):
                return record.action_open_healthcare_trace()
        raise UserError(self.env._("This message has touched no record that you read."))


class HealthcareTrace(models.TransientModel):
    """One case as a list of hops: records, messages and exceptions in time."""

    _name = "healthcare.trace"
    _description = "Trace of a case"

    name = fields.Char(readonly=True)
    line_ids = fields.One2many("healthcare.trace.line", "trace_id", readonly=True)

    def _open_for(self, case):
        hops = self._hops(case)
        trace = self.create(
            {
                "name": case.display_name,
                "line_ids": [Command.create(hop) for hop in self._timed(hops)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trace of %(case)s", case=case.display_name),
            "res_model": "healthcare.trace.line",
            "views": [(False, "list")],
            "domain": [("trace_id", "=", trace.id)],
            "context": {"create": False},
        }

    def _hops(self, case):
        """The hops of a case that this user may see, in order of time."""
        records = {}
        for group in case._healthcare_trace_records():
            for record in group._filtered_access("read"):
                records[record._name, record.id] = record
        hops = []
        for record in records.values():
            hops += self._record_hops(record)
        messages = self._messages_of(records)
        hops += [self._message_hop(message) for message in messages]
        for exception in self._exceptions_of(records, messages):
            hops += self._exception_hops(exception)
        hops = [hop for hop in hops if hop["at"]]
        return sorted(hops, key=lambda hop: hop["at"])[:HOPS_MAX]

    def _timed(self, hops):
        """Each hop with the time since the one before, in words and seconds."""
        before = None
        for hop in hops:
            seconds = (hop["at"] - before).total_seconds() if before else 0
            before = hop["at"]
            yield hop | {"seconds": seconds, "after": self._words(seconds)}

    def _words(self, seconds):
        """``4000`` as ``"1 h 6 min"``."""
        minutes, days = int(seconds // 60), int(seconds // 86400)
        if days:
            return self.env._(
                "%(days)s d %(hours)s h", days=days, hours=minutes // 60 % 24
            )
        if minutes >= 60:
            return self.env._(
                "%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60
            )
        if minutes:
            return self.env._("%(minutes)s min", minutes=minutes)
        return self.env._("%(seconds)s s", seconds=int(seconds)) if seconds >= 1 else ""

    def _record_hops(self, record):
        kind = self.env["ir.model"]._get(record._name).name
        hop = {
            "kind": "record",
            "name": f"{kind} {record.display_name}",
            "res_model": record._name,
            "res_id": record.id,
            "state": self.env["healthcare.search"]._state_of(record),
        }
        events = []
        if hasattr(record, "_healthcare_trace_events"):
            events = record._healthcare_trace_events()
        return [
            hop | {"at": record.create_date, "what": self.env._("Created")},
            *(hop | {"at": at, "what": words} for at, words in events),
        ]

    def _messages_of(self, records):
        links = self.env["healthcare.lineage"].sudo()
        by_model = {}
        for model, res_id in records:
            by_model.setdefault(model, []).append(res_id)
        found = self.env["healthcare.message"]
        for model, ids in by_model.items():
            rows = links.search([("res_model", "=", model), ("res_id", "in", ids)])
            found |= found.browse(rows.message_id.ids)
        return found._filtered_access("read")

    def _message_hop(self, message):
        directions = {"in": self.env._("Received"), "out": self.env._("Sent")}
        return {
            "kind": "message",
            "at": message.accepted_at,
            "what": directions[message.direction],
            "name": f"{message.display_name}, {message.connection_id.sudo().name}",
            "res_model": message._name,
            "res_id": message.id,
            "state": self.env["healthcare.search"]._state_of(message),
        }

    def _exceptions_of(self, records, messages):
        exceptions = self.env["healthcare.exception"]
        found = exceptions.search([("message_id", "in", messages.ids)])
        by_model = {}
        for model, res_id in records:
            by_model.setdefault(model, []).append(res_id)
        for model, ids in by_model.items():
            found |= exceptions.search(
                [("res_model", "=", model), ("res_id", "in", ids)]
            )
        return found

    def _exception_hops(self, exception):
        hop = {
            "kind": "exception",
            "name": exception.display_name,
            "res_model": exception._name,
            "res_id": exception.id,
            "state": self.env["healthcare.search"]._state_of(exception),
        }
        hops = [hop | {"at": exception.opened_at, "what": self.env._("Question")}]
        if exception.resolved_at:
            hops.append(
                hop | {"at": exception.resolved_at, "what": self.env._("Answered")}
            )
        return hops


class HealthcareTraceLine(models.TransientModel):
    """One hop."""

    _name = "healthcare.trace.line"
    _description = "Hop of a trace"
    _order = "at, id"

    trace_id = fields.Many2one("healthcare.trace", ondelete="cascade")
    at = fields.Datetime(string="When", readonly=True)
    after = fields.Char(readonly=True)
    seconds = fields.Float(readonly=True)
    kind = fields.Selection(
        [("record", "Record"), ("message", "Message"), ("exception", "Question")],
        readonly=True,
    )
    what = fields.Char(string="What happened", readonly=True)
    name = fields.Char(string="Document", readonly=True)
    state = fields.Char(string="State now", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    def action_open_record(self):
        """Open the document of this hop."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
