"""What changed shortly before a problem began."""

from datetime import timedelta

from odoo import api, fields, models

WINDOW = timedelta(days=1)
"""What changed longer before the first failure is not suspected."""
SUSPECTS = 3


class HealthcareProblem(models.Model):
    """Decisions, tracked changes of the set-up and updates, the latest first."""

    _inherit = "healthcare.problem"

    suspected = fields.Text(
        string="Release suspected",
        compute="_compute_suspected",
        help="What changed shortly before this began.",
    )

    @api.depends("opened_at", "connection_id", "flow_id")
    @api.depends_context("lang", "tz")
    def _compute_suspected(self):
        for problem in self:
            lines = [
                self.env._(
                    "%(what)s, %(span)s before",
                    what=what,
                    span=self.env["healthcare.message"]._span(
                        max(problem.opened_at - at, timedelta())
                    ),
                )
                for at, what in problem.sudo()._suspects()
            ]
            problem.suspected = "\n".join(lines) or False

    def _suspects(self):
        """``[(instant, words)]``, the latest first: decisions in the audit trail,
        tracked changes of set-up, updates of addons."""
        self.ensure_one()
        if not self.opened_at:
            return []
        start = self.opened_at - WINDOW
        rows = [
            *self._suspects_in_audit(start),
            *self._suspects_in_tracking(start),
            *self._suspects_in_modules(start),
        ]
        return sorted(rows, key=lambda row: row[0], reverse=True)[:SUSPECTS]

    def _suspects_in_audit(self, start):
        quiet = ("message.", "exception.", "replay.", "payload.", "problem.")
        entries = self.env["healthcare.audit.entry"].search(
            [
                ("logged_at", ">=", start),
                ("logged_at", "<=", self.opened_at),
                ("company_id", "in", (False, self.company_id.id)),
                *[("event", "not like", f"{prefix}%") for prefix in quiet],
            ],
            order="logged_at desc",
            limit=SUSPECTS,
        )
        return [
            (
                entry.logged_at,
                " ".join(
                    filter(
                        None,
                        [
                            entry.event_label,
                            self._name_of(entry),
                            entry.user_id.name,
                        ],
                    )
                ),
            )
            for entry in entries
        ]

    @api.model
    def _name_of(self, row):
        model = row.res_model or ""
        if model not in self.env:
            return ""
        record = self.env[model].browse(row.res_id).exists()
        return record.display_name if record else ""

    def _suspects_in_tracking(self, start):
        flows = self.connection_id.flow_ids.ids
        changes = self.env["mail.tracking.value"].search(
            [
                ("create_date", ">=", start),
                ("create_date", "<=", self.opened_at),
                "|",
                "&",
                ("mail_message_id.model", "=", "healthcare.connection"),
                ("mail_message_id.res_id", "=", self.connection_id.id),
                "&",
                ("mail_message_id.model", "=", "healthcare.flow"),
                ("mail_message_id.res_id", "in", flows),
            ],
            order="create_date desc",
            limit=SUSPECTS,
        )
        return [
            (
                change.create_date,
                self.env._(
                    "%(field)s of %(record)s changed by %(user)s",
                    field=change.field_id.field_description or "",
                    record=change.mail_message_id.record_name
                    or self._name_of(_Row(change.mail_message_id)),
                    user=change.create_uid.name,
                ),
            )
            for change in changes
        ]

    def _suspects_in_modules(self, start):
        modules = self.env["ir.module.module"].search(
            [
                ("state", "=", "installed"),
                ("name", "=like", "healthcare%"),
                ("write_date", ">=", start),
                ("write_date", "<=", self.opened_at),
            ],
            order="write_date desc",
            limit=1,
        )
        return [
            (
                module.write_date,
                self.env._(
                    "%(addon)s was installed or updated", addon=module.shortdesc
                ),
            )
            for module in modules
        ]


class _Row:
    """A chatter message seen as ``res_model`` and ``res_id``."""

    def __init__(self, message):
        self.res_model, self.res_id = message.model, message.res_id
