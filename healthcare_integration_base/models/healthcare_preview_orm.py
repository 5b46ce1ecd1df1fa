"""Where the ORM tells a recorder what it does, and what a dry run holds back.

Each method asks for the recorder of its thread first; without one it costs one look.
"""

from contextlib import contextmanager

from odoo import api, models
from odoo.orm.registry import Registry

from .healthcare_preview_recorder import current


class Base(models.AbstractModel):
    """The three methods through which each row of the ORM goes."""

    _inherit = "base"

    @api.model
    def _create(self, data_list):
        recorder = current(self.env.cr)
        if recorder is None:
            return super()._create(data_list)
        if recorder.trap and self._fields["id"].column_type:
            for data in data_list:
                data["stored"]["id"] = recorder.new_id()
        records = super()._create(data_list)
        recorder.models.add(self._name)
        if recorder.is_watched(self):
            recorder.creating(records)
        elif self._name in EFFECTS:
            for record in records:
                recorder.effect(*EFFECTS[self._name](record))
        return records

    def _write_multi(self, vals_list):
        recorder = current(self.env.cr)
        if recorder is not None:
            recorder.models.add(self._name)
            if recorder.is_watched(self):
                recorder.writing(self)
        return super()._write_multi(vals_list)

    def unlink(self):
        recorder = current(self.env.cr)
        if recorder is not None:
            recorder.models.add(self._name)
            if recorder.is_watched(self) and self:
                self.env.flush_all()
                recorder.writing(self)
        return super().unlink()


EFFECTS = {
    "mail.mail": lambda mail: ("email", mail.model or ""),
    "queue.job": lambda job: ("job", job.method_name or ""),
    "sms.sms": lambda _sms: ("sms", ""),
}
"""Rows that something sends after the commit: what a preview says of them."""


class IrSequence(models.Model):
    """A dry run counts on from where the sequence stands, without drawing from it."""

    _inherit = "ir.sequence"

    def _next_do(self):
        recorder = current(self.env.cr)
        if recorder is None:
            return super()._next_do()
        text = (
            self.get_next_char(self._dry_number(recorder))
            if recorder.trap
            else super()._next_do()
        )
        recorder.drawn.append(text)
        return text

    def _dry_number(self, recorder):
        key = ("sequence", self.id)
        number = recorder.numbers.get(key, self.sudo().number_next_actual)
        recorder.numbers[key] = number + self.number_increment
        return number


class IrSequenceDateRange(models.Model):
    """The same for the numbers of a year or a month."""

    _inherit = "ir.sequence.date_range"

    def _next(self):
        recorder = current(self.env.cr)
        if recorder is None:
            return super()._next()
        if not recorder.trap:
            text = super()._next()
            recorder.drawn.append(text)
            return text
        key = ("range", self.id)
        number = recorder.numbers.get(key, self.sudo().number_next_actual)
        recorder.numbers[key] = number + self.sequence_id.number_increment
        text = self.sequence_id.get_next_char(number)
        recorder.drawn.append(text)
        return text


class IrAttachment(models.Model):
    """The bytes of a dry run stay in the database, from where they vanish."""

    _inherit = "ir.attachment"

    @api.model
    def _storage(self):
        recorder = current(self.env.cr)
        return "db" if recorder is not None and recorder.trap else super()._storage()


class IrMailServer(models.Model):
    """No mail leaves; the sender is told that it did."""

    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, *args, **kwargs):
        recorder = current(self.env.cr)
        if recorder is None or not recorder.trap:
            return super().send_email(message, *args, **kwargs)
        recorder.effect("email")
        return message["Message-Id"]


class HealthcareDrain(models.AbstractModel):
    """A short transaction of its own would stay: in a dry run it is a part of it."""

    _inherit = "healthcare.drain"

    @contextmanager
    def _read_committed(self, settings=""):
        recorder = current()
        if recorder is None or not recorder.trap:
            with super()._read_committed(settings) as env:
                yield env
            return
        if self.env.cr is not recorder.cr:
            recorder.refuse("transaction")
        with self.env.cr.savepoint():
            yield self.env(user=api.SUPERUSER_ID, su=True)

    def _ring(self, lane, bell="", seconds=0):
        recorder = current()
        if recorder is not None and recorder.trap:
            recorder.effect("job", "doorbell")
            return
        super()._ring(lane, bell, seconds)


class HealthcareAuditEntry(models.Model):
    """Nobody decided anything in a dry run."""

    _inherit = "healthcare.audit.entry"

    @api.model
    def _log(self, event, records=None, reason="", facts=None):
        recorder = current(self.env.cr)
        if recorder is None or not recorder.trap:
            return super()._log(event, records, reason, facts)
        return self.sudo()


class HealthcareMessage(models.Model):
    """What would leave: an outbox row that exists until the rollback."""

    _inherit = "healthcare.message"

    @api.model
    def _insert(self, values, *args, **kwargs):
        recorder = current(self.env.cr)
        if recorder is None or not recorder.trap:
            return super()._insert(values, *args, **kwargs)
        recorder.effect("message", values.get("kind") or "")
        values = {name: value for name, value in values.items() if name != "opened"}
        columns, number = list(values), recorder.new_id()
        now = "timezone('UTC', now())"
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_message
                   ({", ".join(f'"{column}"' for column in columns)}, id, sequence,
                    part, deliveries, tries, accepted_at, due_at)
            VALUES ({", ".join(["%s"] * len(columns))}, %s, %s, 0, 0, 0, {now}, {now})
                ON CONFLICT (connection_id, direction, idempotency_key)
             WHERE idempotency_key IS NOT NULL DO NOTHING
            RETURNING id, uuid
            """,
            [*values.values(), number, number],
        )
        return self.env.cr.fetchone()


def guard_registry():
    """No second cursor in a dry run: what it commits, no rollback would undo."""
    original = Registry.cursor
    if getattr(original, "healthcare_guard", False):
        return

    def cursor(self, /, readonly=False):
        recorder = current()
        if recorder is not None and recorder.trap and not readonly:
            recorder.refuse("transaction")
        return original(self, readonly=readonly)

    cursor.healthcare_guard = True
    Registry.cursor = cursor
