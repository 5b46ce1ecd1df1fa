"""The seals of the audit trail: one chain, one writer, in the order of commits."""

import json
import logging
import os

from odoo import api, fields, models
from odoo.sql_db import Cursor
from odoo.tools import config

from ..audit_chain import START, Fault, first_fault, link
from .healthcare_audit_entry import keep_rows

_logger = logging.getLogger(__name__)

SLICE = 1000
"""Entries that are sealed in one transaction."""
LOCK = 7_203_118_450_931
"""Advisory lock of the one writer."""
LATE = "10 minutes"
"""An entry that is older and neither sealed nor queued was smuggled in."""
COLUMNS = """
    e.id, e.event, to_char(e.logged_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.user_id,
    e.company_id, e.res_model, e.res_id, e.message_id, e.reason, e.facts::text
"""
"""What of an entry is sealed; the order is part of the chain."""


class HealthcareAuditSeal(models.Model):
    """One link per entry. Append only, without gaps in ``position``.

    The writer takes entries from a queue that a trigger fills in the transaction of the
    entry: whatever it sees is committed, and what commits late is still in the queue
    the next time. The head of the chain is also written to a file beside the database,
    which shows when the end of the trail was cut off.
    """

    _name = "healthcare.audit.seal"
    _description = "Healthcare audit seal"
    _order = "position desc"
    _rec_name = "position"
    _log_access = False

    position = fields.Integer(required=True, readonly=True, aggregator=None)
    entry_id = fields.Many2one(
        "healthcare.audit.entry", required=True, readonly=True, ondelete="restrict"
    )
    previous = fields.Char(string="Hash before", required=True, readonly=True)
    hash = fields.Char(string="SHA-256", required=True, readonly=True)
    sealed_at = fields.Datetime(required=True, readonly=True)

    _position_uniq = models.Constraint("UNIQUE(position)", "One seal per position.")
    _entry_uniq = models.Constraint("UNIQUE(entry_id)", "One seal per entry.")

    def init(self):
        keep_rows(self.env.cr, self._table)

    # -- sealing ---------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Seal what is queued, slice by slice; for the cron."""
        total = 0
        while count := self._seal_slice():
            total += count
        return total

    @api.model
    def _seal_slice(self):
        """Seal up to :data:`SLICE` entries in a transaction of their own.

        READ COMMITTED: the snapshot of the selection is younger than the lock, so the
        writer sees every link that its predecessor committed.
        """
        with self.env["healthcare.drain"]._read_committed() as env:
            env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not env.cr.fetchone()[0]:
                return 0
            count, head = env[self._name]._append()
        if count and isinstance(env.cr, Cursor):
            # What a test seals is rolled back, and so is no head to hold on to.
            _logger.info("audit chain sealed up to %s with %s", *head)
            self._write_anchor(*head)
        return count

    @api.model
    def _append(self):
        """Add a link per queued entry; ``(count, (position, hash))``."""
        self.env.cr.execute(
            f"""
            SELECT {COLUMNS}
              FROM healthcare_audit_unsealed u
              JOIN healthcare_audit_entry e ON e.id = u.entry_id
             ORDER BY u.entry_id LIMIT %s
            """,
            [SLICE],
        )
        entries = self.env.cr.fetchall()
        position, previous = self._head()
        rows = []
        for entry in entries:
            position += 1
            current = link(previous, position, entry)
            rows.append((position, entry[0], previous, current))
            previous = current
        if rows:
            self._insert(rows)
        return len(rows), (position, previous)

    @api.model
    def _insert(self, rows):
        self.env.cr.execute(
            """
            WITH sealed AS (
                INSERT INTO healthcare_audit_seal
                       (position, entry_id, previous, hash, sealed_at)
                SELECT r.*, timezone('UTC', clock_timestamp())
                  FROM unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[]) r
             RETURNING entry_id)
            DELETE FROM healthcare_audit_unsealed u
             USING sealed WHERE u.entry_id = sealed.entry_id
            """,
            list(map(list, zip(*rows, strict=True))),
        )

    @api.model
    def _head(self):
        """``(position, hash)`` of the last link."""
        self.env.cr.execute(
            "SELECT position, hash FROM healthcare_audit_seal "
            "ORDER BY position DESC LIMIT 1"
        )
        return self.env.cr.fetchone() or (0, START)

    # -- verifying -------------------------------------------------------------------

    @api.model
    def _verify(self):
        """Recompute the whole chain.

        :return: ``(Fault or None, position, hash)`` of the last good link.
        """
        self.env.cr.execute("SELECT MAX(position) FROM healthcare_audit_seal")
        end = self.env.cr.fetchone()[0] or 0
        fault, position, head = None, 0, START
        while fault is None and position < end:
            before = position
            rows = self._links_after(position)
            fault, position, head = first_fault(rows, head, position)
            if fault is None and position == before:
                fault = Fault("seal.missing", position + 1, None)
        fault = fault or self._unsealed_fault(position) or self._cut_fault(position)
        return fault, position, head

    @api.model
    def _links_after(self, position):
        self.env.cr.execute(
            f"""
            SELECT s.position, s.entry_id, s.previous, s.hash, {COLUMNS}
              FROM healthcare_audit_seal s
              LEFT JOIN healthcare_audit_entry e ON e.id = s.entry_id
             WHERE s.position > %s ORDER BY s.position LIMIT %s
            """,
            [position, SLICE],
        )
        return [
            (*row[:4], None if row[4] is None else row[4:])
            for row in self.env.cr.fetchall()
        ]

    @api.model
    def _unsealed_fault(self, position):
        """An entry that came in without its trigger, or whose seal was taken away."""
        # The interval is a constant of this file.
        self.env.cr.execute(  # pylint: disable=sql-injection
            f"""
            SELECT e.id FROM healthcare_audit_entry e
             WHERE NOT EXISTS (SELECT 1 FROM healthcare_audit_seal s
                                WHERE s.entry_id = e.id)
               AND NOT EXISTS (SELECT 1 FROM healthcare_audit_unsealed u
                                WHERE u.entry_id = e.id
                                  AND u.since > timezone('UTC', now())
                                              - interval '{LATE}')
             ORDER BY e.id LIMIT 1
            """
        )
        row = self.env.cr.fetchone()
        return row and Fault("entry.unsealed", position, row[0])

    # -- the anchor ------------------------------------------------------------------

    @api.model
    def _anchor_path(self):
        """The file of this very database; a copy of it starts one of its own."""
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        folder = os.path.join(config["data_dir"], "healthcare_audit")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return os.path.join(folder, f"{self.env.cr.dbname}-{database}.head")

    @api.model
    def _write_anchor(self, position, head):
        """Keep the head outside the database; replaced as a whole, never torn."""
        path = self._anchor_path()
        partial = f"{path}.{os.getpid()}"
        with open(partial, "w", encoding="ascii") as file:
            json.dump({"position": position, "hash": head}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)

    @api.model
    def _cut_fault(self, position):
        """The chain is shorter than, or differs from, what was seen before."""
        try:
            with open(self._anchor_path(), encoding="ascii") as file:
                anchor = json.load(file)
        except (OSError, ValueError):
            return None
        self.env.cr.execute(
            "SELECT hash FROM healthcare_audit_seal WHERE position = %s",
            [anchor["position"]],
        )
        row = self.env.cr.fetchone()
        if row and row[0] == anchor["hash"]:
            return None
        code = "chain.rewritten" if row else "chain.cut"
        return Fault(code, min(position, anchor["position"]), None)


def _words(value):
    """A fact as a person reads it: a list without its brackets."""
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return value


class HealthcareAuditEntry(models.Model):
    """An entry shows its seal and says in words what happened."""

    _inherit = "healthcare.audit.entry"

    event_label = fields.Char(string="What happened", compute="_compute_event_label")
    record_name = fields.Char(string="Record name", compute="_compute_record_name")
    facts_text = fields.Char(string="Details", compute="_compute_facts_text")
    seal = fields.Integer(compute="_compute_seal", help="Position in the hash chain.")
    seal_hash = fields.Char(string="SHA-256 of the seal", compute="_compute_seal")

    @api.depends("event")
    def _compute_event_label(self):
        for entry in self:
            words = entry.event.replace(".", " ").replace("_", " ")
            entry.event_label = words.capitalize()

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        lineage = self.env["healthcare.lineage"]
        for entry in self:
            entry.record_name = lineage._name_of(entry.res_model, entry.res_id)

    @api.depends("facts")
    def _compute_facts_text(self):
        for entry in self:
            facts = entry.facts or {}
            entry.facts_text = ", ".join(
                f"{name.replace('_', ' ')}: {_words(value)}"
                for name, value in facts.items()
            )

    def _compute_seal(self):
        self.env.cr.execute(
            "SELECT entry_id, position, hash FROM healthcare_audit_seal "
            "WHERE entry_id = ANY(%s)",
            [self.ids],
        )
        seals = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        for entry in self:
            entry.seal, entry.seal_hash = seals.get(entry.id, (0, False))

    def action_open_record(self):
        """Open what the entry is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
