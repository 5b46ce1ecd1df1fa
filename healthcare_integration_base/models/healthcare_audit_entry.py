"""What people decided and who looked at what: written once, never changed."""

import json

from odoo import api, fields, models

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION healthcare_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARD = """
CREATE OR REPLACE TRIGGER {table}_keep_rows BEFORE UPDATE OR DELETE ON {table}
   FOR EACH ROW EXECUTE FUNCTION healthcare_append_only();
CREATE OR REPLACE TRIGGER {table}_keep_table BEFORE TRUNCATE ON {table}
   FOR EACH STATEMENT EXECUTE FUNCTION healthcare_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keep_rows;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keep_table;
"""
QUEUE = """
CREATE TABLE IF NOT EXISTS healthcare_audit_unsealed (
    entry_id bigint PRIMARY KEY,
    since timestamp NOT NULL DEFAULT timezone('UTC', now())
);
CREATE OR REPLACE FUNCTION healthcare_audit_queue() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO healthcare_audit_unsealed (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER healthcare_audit_entry_queue
 AFTER INSERT ON healthcare_audit_entry
   FOR EACH ROW EXECUTE FUNCTION healthcare_audit_queue();
ALTER TABLE healthcare_audit_entry ENABLE ALWAYS TRIGGER healthcare_audit_entry_queue;
"""


def keep_rows(cr, table):
    """Let the database refuse UPDATE, DELETE and TRUNCATE of ``table``, whoever asks.

    ``table`` is a constant of this addon.
    """
    statement = APPEND_ONLY + GUARD.format(table=table)
    cr.execute(statement)  # pylint: disable=sql-injection


class HealthcareAuditEntry(models.Model):
    """One decision or one look, with actor, time, record and reason. Append only.

    Rows are written by :meth:`_log` alone. ``facts`` holds codes, counts and names of
    fields, never a value of a payload. Each row is queued for its seal
    (``healthcare.audit.seal``) by a trigger, in the transaction that writes it.
    """

    _name = "healthcare.audit.entry"
    _description = "Healthcare audit entry"
    _order = "id desc"
    _rec_name = "event"
    _log_access = False

    event = fields.Char(required=True, readonly=True)
    logged_at = fields.Datetime(string="Time", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, ondelete="restrict"
    )
    reason = fields.Char(readonly=True)
    facts = fields.Json(readonly=True)

    _record = models.Index("(res_model, res_id)")
    _message = models.Index("(message_id) WHERE message_id IS NOT NULL")
    _event = models.Index("(event, logged_at)")
    _user = models.Index("(user_id, logged_at)")

    def init(self):
        keep_rows(self.env.cr, self._table)
        self.env.cr.execute(QUEUE)

    @api.model
    def _log(self, event, records=None, reason="", facts=None):
        """Write one entry per record, or one without a record; any user may.

        :param event: dotted lower case, ``message.replayed``.
        :param records: a recordset of any model, or None.
        :param reason: what the person said.
        :param facts: a small dict without payload values; the same for all records.
        :return: the entries, as superuser.
        """
        rows = [self._about(record) for record in records or ()]
        if not rows:
            rows = [(None, None, self.env.company.id, None)]
        self.env.cr.execute(
            """
            INSERT INTO healthcare_audit_entry
                   (event, logged_at, user_id, reason, facts,
                    res_model, res_id, company_id, message_id)
            SELECT %s, timezone('UTC', clock_timestamp()), %s, %s, %s, r.*
              FROM unnest(%s::varchar[], %s::int[], %s::int[], %s::int[]) r
         RETURNING id
            """,
            [
                event,
                self.env.uid,
                reason or None,
                json.dumps(facts) if facts else None,
                *map(list, zip(*rows, strict=True)),
            ],
        )
        return self.sudo().browse([row[0] for row in self.env.cr.fetchall()])

    @api.model
    def _about(self, record):
        """``(model, id, company id, message id)`` of what an entry is about."""
        known = record.sudo()
        company = known.company_id if "company_id" in known._fields else None
        message = None
        if record._name == "healthcare.message":
            message = record.id
        elif known._fields.get("message_id") is not None:
            field = known._fields["message_id"]
            if field.comodel_name == "healthcare.message":
                message = known.message_id.id or None
        return record._name, record.id, (company and company.id) or None, message
