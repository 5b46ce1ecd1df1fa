"""How long contents are kept: by class and age, never what is open or held."""

import os
import time
from datetime import timedelta

from odoo import api, fields, models

from ..data_class import LABELS, class_of

SLICE = 500
"""Messages that are purged in one transaction."""
FINISHED = ("done", "sent", "acknowledged", "duplicate", "skipped")
"""States in which contents may go. What went wrong is kept until it is put right."""
UUID = 36
"""Characters of a uuid."""
ORPHAN_SECONDS = 24 * 3600
"""Age from which a spool file that no row names was left by a rolled-back accept."""

PURGE = """
   WITH gone AS (
       SELECT m.id, m.payload_path FROM healthcare_message m
        WHERE m.id > %(last)s AND m.company_id = %(company)s
          AND m.purged_at IS NULL AND m.accepted_at < %(before)s
          AND m.state = ANY(%(states)s) AND m.lease_token IS NULL
          AND (COALESCE(m.flow_id, 0), COALESCE(m.kind, '')) IN
              (SELECT * FROM unnest(%(flows)s::int[], %(kinds)s::varchar[]))
          AND NOT EXISTS (SELECT 1 FROM healthcare_exception e
                           WHERE e.message_id = m.id AND e.state = 'open')
          AND NOT EXISTS (SELECT 1 FROM healthcare_message c
                           WHERE c.parent_id = m.id
                             AND (c.state <> ALL(%(states)s)
                                  OR c.accepted_at >= %(before)s))
          AND NOT EXISTS (
              SELECT 1 FROM healthcare_legal_hold h
               WHERE h.active AND h.company_id = m.company_id
                 AND (h.connection_id IS NULL
                      OR h.connection_id = m.connection_id)
                 AND (h.date_from IS NULL OR m.accepted_at >= h.date_from)
                 AND (h.date_to IS NULL
                      OR m.accepted_at < h.date_to + interval '1 day')
                 AND (h.reference IS NULL OR h.reference = m.reference))
        ORDER BY m.id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE healthcare_message m
      SET payload = NULL, payload_path = NULL, payload_key = NULL,
          canonical = NULL, purged_at = timezone('UTC', now())
     FROM gone WHERE gone.id = m.id
RETURNING m.id, gone.payload_path
"""


class HealthcareRetention(models.Model):
    """After how many days the contents of one class are purged.

    The head of a message, its hashes, attempts, links and entries in the audit trail
    stay. A class without an active rule is kept for ever.
    """

    _name = "healthcare.retention"
    _description = "Healthcare retention rule"
    _inherit = ["mail.thread"]
    _order = "data_class, company_id, id"
    _rec_name = "data_class"

    data_class = fields.Selection(list(LABELS.items()), required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    days = fields.Integer(string="Kept for (days)", required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    purged_at = fields.Datetime(string="Last purge", readonly=True, copy=False)
    purged_count = fields.Integer(string="Purged so far", readonly=True, copy=False)

    _class_uniq = models.UniqueIndex("(company_id, data_class) WHERE active")
    _days_positive = models.Constraint(
        "CHECK(days >= 30)", "Contents are kept for at least 30 days."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        for rule in rules:
            rule._log_change("retention.set")
        return rules

    def write(self, vals):
        result = super().write(vals)
        if {"days", "active", "data_class"} & vals.keys():
            for rule in self:
                rule._log_change("retention.changed")
        return result

    def _log_change(self, event):
        facts = {"class": self.data_class, "days": self.days, "active": self.active}
        self.env["healthcare.audit.entry"]._log(event, self, facts=facts)

    # -- purge -----------------------------------------------------------------------

    @api.model
    def _cron_purge(self):
        """Purge by every rule, then the files that no row names; for the cron."""
        for rule in self.sudo().search([]):
            rule._purge()
        self._remove_orphans()

    def _purge(self):
        """Purge what this rule covers, in slices; one entry in the audit trail."""
        self.ensure_one()
        before = fields.Datetime.now() - timedelta(days=self.days)
        pairs = self._pairs()
        total, last = 0, 0
        while last is not None:
            with self.env["healthcare.drain"]._read_committed() as env:
                rule = env[self._name].browse(self.id)
                last, count, paths = rule._slice(pairs, before, last)
            # The files go after the commit that forgot them.
            for path in paths:
                env["healthcare.message"]._unspool(path)
            total += count
        if total:
            self.invalidate_recordset()
            self.write(
                {
                    "purged_at": fields.Datetime.now(),
                    "purged_count": self.purged_count + total,
                }
            )
            facts = {"class": self.data_class, "days": self.days, "count": total}
            self.env["healthcare.audit.entry"]._log(
                "retention.purged", self, facts=facts
            )
        return total

    def _pairs(self):
        """``(flow ids, kinds)`` lists of equal length whose messages are of this
        class."""
        self.env.cr.execute(
            "SELECT DISTINCT flow_id, kind FROM healthcare_message "
            "WHERE company_id = %s",
            [self.company_id.id],
        )
        flows = self.env["healthcare.flow"].sudo().with_context(active_test=False)
        found = []
        for flow_id, kind in self.env.cr.fetchall():
            flow = flows.browse(flow_id or [])
            if class_of(kind, flow.kind, flow.data_class) == self.data_class:
                found.append((flow_id or 0, kind or ""))
        return [pair[0] for pair in found], [pair[1] for pair in found]

    def _slice(self, pairs, before, last):
        """Purge the next finished messages after id ``last`` from before ``before``.

        A file waits for the last of its documents. ``(last id or None, count, paths)``.
        """
        self.env.cr.execute(
            PURGE,
            {
                "last": last,
                "company": self.company_id.id,
                "before": before,
                "states": list(FINISHED),
                **dict(zip(("flows", "kinds"), pairs, strict=True)),
                "limit": SLICE,
            },
        )
        rows = self.env.cr.fetchall()
        end = max(row[0] for row in rows) if len(rows) == SLICE else None
        return end, len(rows), [row[1] for row in rows if row[1]]

    @api.model
    def _remove_orphans(self):
        """Remove spool files that no row names: of accepts that were rolled back."""
        folder = self.env["healthcare.message"]._spool_folder()
        limit, count = time.time() - ORPHAN_SECONDS, 0
        names = [
            entry.name
            for entry in os.scandir(folder)
            if entry.is_file() and entry.stat().st_mtime < limit
        ]
        for start in range(0, len(names), SLICE):
            part = names[start : start + SLICE]
            # A file is called like its message, with the key that sealed it again.
            self.env.cr.execute(
                "SELECT payload_path FROM healthcare_message WHERE uuid = ANY(%s)",
                [[name[:UUID] for name in part]],
            )
            named = {row[0] for row in self.env.cr.fetchall()}
            for name in set(part) - named:
                os.unlink(os.path.join(folder, name))
                count += 1
        if count:
            self.env["healthcare.audit.entry"]._log(
                "spool.cleaned", facts={"files": count}
            )
        return count


class HealthcareLegalHold(models.Model):
    """What must not be purged, whatever the rules say, until somebody lifts it."""

    _name = "healthcare.legal.hold"
    _description = "Healthcare legal hold"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(string="Matter", required=True, tracking=True)
    reason = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connection_id = fields.Many2one(
        "healthcare.connection", help="Empty: all connections.", tracking=True
    )
    date_from = fields.Date(string="Received from", tracking=True)
    date_to = fields.Date(string="Received until", tracking=True)
    reference = fields.Char(help="Only the document of this number.")
    active = fields.Boolean(default=True, tracking=True)

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        for hold in holds:
            self.env["healthcare.audit.entry"]._log("hold.set", hold, hold.reason)
        return holds

    def write(self, vals):
        result = super().write(vals)
        event = "hold.lifted" if vals.get("active") is False else "hold.changed"
        self.env["healthcare.audit.entry"]._log(
            event, self, facts={"fields": sorted(vals)}
        )
        return result

    def unlink(self):
        self.env["healthcare.audit.entry"]._log("hold.deleted", self)
        return super().unlink()


class HealthcareMessage(models.Model):
    """Remembers that its contents are gone."""

    _inherit = "healthcare.message"

    purged_at = fields.Datetime(string="Contents purged", readonly=True)
