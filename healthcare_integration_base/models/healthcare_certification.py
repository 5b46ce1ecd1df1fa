"""Certificates: a draft, or a shadow flow, held against stored messages."""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MESSAGES_MAX = 500
"""Messages of one run; the newest first."""
RECORDED = frozenset(
    {
        *("state", "run_at", "user_id", "content", "pass_rate", "message_total"),
        *("skipped_total", "message_same", "field_total", "field_same"),
        "gate_by_id",
    }
)
"""Columns that only a run writes."""
STEWARD = "healthcare_integration_base.group_steward"
GATE = 100.0
"""Per cent of the fields that have to agree, unless somebody says otherwise."""


class HealthcareCertification(models.Model):
    """One run of a draft mapping version, or of a flow in shadow, on the messages of
    the last days beside what happens today.

    ``pass_rate`` is the share of fields that came out equal. A certificate holds for
    the content it was made for (``content``): a row changed afterwards needs a new one.
    """

    _name = "healthcare.certification"
    _description = "Certificate of a shadow run"
    _inherit = ["mail.thread", "healthcare.recorded"]
    _recorded = RECORDED
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    version_id = fields.Many2one(
        "healthcare.mapping.version", string="Mapping version", ondelete="cascade"
    )
    flow_id = fields.Many2one(
        "healthcare.flow",
        ondelete="cascade",
        domain="[('direction', '=', 'in')]",
        help="A flow in shadow: what it would have done against what people did.",
    )
    connection_id = fields.Many2one(
        "healthcare.connection",
        string="Only messages of",
        help="Empty: every connection that the draft serves.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    days = fields.Integer(default=30, required=True)
    limit = fields.Integer(string="Messages at most", default=200, required=True)
    gate = fields.Float(
        string="Gate (%)",
        default=GATE,
        required=True,
        tracking=True,
        help="Below it, not passed. Who lowers it does not decide on what passed it.",
    )
    gate_by_id = fields.Many2one(
        "res.users", string="Gate lowered by", readonly=True, copy=False
    )
    state = fields.Selection(
        [("draft", "Not run"), ("passed", "Passed"), ("failed", "Failed")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    run_at = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Run by", readonly=True)
    content = fields.Char(readonly=True)
    message_total = fields.Integer(string="Messages compared", readonly=True)
    skipped_total = fields.Integer(string="Not comparable", readonly=True)
    message_same = fields.Integer(string="Messages equal", readonly=True)
    field_total = fields.Integer(string="Fields compared", readonly=True)
    field_same = fields.Integer(string="Fields equal", readonly=True)
    pass_rate = fields.Float(string="Equal (%)", digits=(5, 1), readonly=True)
    line_ids = fields.One2many(
        "healthcare.certification.line", "certification_id", readonly=True
    )
    field_ids = fields.One2many(
        "healthcare.certification.field", "certification_id", readonly=True
    )
    is_current = fields.Boolean(compute="_compute_is_current")

    _one_subject = models.Constraint(
        "CHECK((version_id IS NULL) <> (flow_id IS NULL))",
        "A certificate is about a mapping version or a flow.",
    )
    _bounds = models.Constraint(
        f'CHECK(days > 0 AND "limit" BETWEEN 1 AND {MESSAGES_MAX} '
        "AND gate BETWEEN 0 AND 100)",
        f"Days are positive, messages 1 to {MESSAGES_MAX}, the gate 0 to 100 %.",
    )

    @api.depends("version_id", "flow_id")
    def _compute_name(self):
        for row in self:
            subject = row._subject()
            row.name = subject.display_name if subject else self.env._("New")

    def _compute_is_current(self):
        for row in self:
            row.is_current = bool(row.content) and row.content == row._content_now()

    def _subject(self):
        return self.version_id or self.flow_id

    @api.constrains("version_id", "flow_id", "company_id")
    def _check_subject(self):
        for row in self:
            if row._subject().company_id != row.company_id:
                raise ValidationError(
                    self.env._("The certificate and its subject share a company.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(vals_list)
        for vals in vals_list:
            if bool(vals.get("version_id")) == bool(vals.get("flow_id")):
                # Before the database refuses it, which would be an error in the log.
                raise ValidationError(
                    self.env._("A certificate is about a mapping version or a flow.")
                )
            subject = self.env["healthcare.mapping.version"].browse(
                vals.get("version_id")
            ) or self.env["healthcare.flow"].browse(vals.get("flow_id"))
            if subject:
                vals.setdefault("company_id", subject.company_id.id)
        rows = super().create(vals_list)
        rows.filtered(lambda row: row.gate < GATE).sudo().gate_by_id = self.env.user
        return rows

    def write(self, vals):
        self._check_recorded([vals])
        if not self.env.su and vals and self.filtered(lambda row: row.state != "draft"):
            raise UserError(self.env._("It was run: make a new one instead."))
        if "gate" in vals:
            lower = vals["gate"] < GATE
            vals = vals | {"gate_by_id": self.env.uid if lower else False}
        return super().write(vals)

    # -- gate ------------------------------------------------------------------------

    @api.model
    def _passed(self, record):
        """Whether the latest run for ``record`` passed, and nothing changed since.

        :param record: one mapping version or flow.
        """
        last = self._last(record)
        return last.state == "passed" and last.content == last._content_now()

    @api.model
    def _last(self, record):
        """The latest run for one mapping version or flow."""
        name = "version_id" if record._name.endswith("version") else "flow_id"
        return self.sudo().search(
            [(name, "=", record.id), ("state", "!=", "draft")], limit=1
        )

    @api.model
    def _check_decider(self, record):
        """:raises AccessError: the user lowered the gate that ``record`` passed."""
        if self._last(record).gate_by_id == self.env.user:
            raise AccessError(
                self.env._("You lowered the gate: another person decides on it.")
            )

    def _content_now(self):
        """SHA-256 of what is certified."""
        if self.version_id:
            rows = [
                [line.code, line.partner_id.id, line.item or "", str(line.target)]
                for line in self.version_id.sudo().line_ids.sorted("id")
            ]
            what = [self.version_id.rule, rows]
        else:
            what = [self.flow_id.id]
            # Shadow results are those of what the flow carries.
            left_out = self.env["healthcare.flow"]._undeclared(self.flow_id.id)[0]
            if left_out:
                what.append(sorted(left_out))
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()

    # -- run -------------------------------------------------------------------------

    def action_run(self):
        """Compare now. Nothing is changed, whatever the draft says.

        :raises UserError: no steward, or no message to compare with.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(STEWARD):
            raise AccessError(
                self.env._("Only a mapping steward runs a certification.")
            )
        if self.state != "draft":
            raise UserError(self.env._("It was run: make a new one instead."))
        messages = self._messages()
        if not messages:
            raise UserError(
                self.env._("No message of these days can be compared. Take more days.")
            )
        found = self._compare_version(messages) if self.version_id else None
        if found is None:
            found = self._compare_flow(messages)
        self.sudo()._record(found)
        facts = {"rate": self.pass_rate, "messages": self.message_total}
        self.env["healthcare.audit.entry"]._log("certification.run", self, facts=facts)

    def _messages(self):
        since = fields.Datetime.now() - timedelta(days=self.days)
        domain = [
            ("direction", "=", "in"),
            ("company_id", "=", self.company_id.id),
            ("accepted_at", ">=", since),
            ("kind", "!=", False),
        ]
        connection = self.connection_id or self.version_id.connection_id
        if connection:
            domain.append(("connection_id", "=", connection.id))
        if self.flow_id:
            domain += [
                ("flow_id", "=", self.flow_id.id),
                ("preview_result_id.report_id.purpose", "=", "shadow"),
            ]
        else:
            domain.append(("state", "in", ("done", "partly", "waiting", "rejected")))
        messages = self.env["healthcare.message"].sudo()
        return messages.search(domain, order="id desc", limit=self.limit)

    def _compare_version(self, messages):
        preview = self.env["healthcare.preview"]
        return preview._dry_run(messages, "_rehearse_certify", self.version_id.id)

    def _compare_flow(self, messages):
        """What a shadow run announced for existing records, against what they say."""
        preview = self.env["healthcare.preview"]
        return [preview._announced(message.preview_result_id) for message in messages]

    def _record(self, found):
        compared = [row for row in found if row["comparable"]]
        same = sum(row["same"] for row in compared)
        total = same + sum(len(row["different"]) for row in compared)
        rate = 100.0 * same / total if total else 0.0
        self.line_ids.create(
            [
                {"certification_id": self.id, "message_id": row["message_id"], **change}
                for row in compared
                for change in row["different"]
            ]
        )
        self._record_fields(compared)
        self.write(
            {
                "state": "passed" if total and rate >= self.gate else "failed",
                "run_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "content": self._content_now(),
                "message_total": len(compared),
                "skipped_total": len(found) - len(compared),
                "message_same": sum(not row["different"] for row in compared),
                "field_total": total,
                "field_same": same,
                "pass_rate": rate,
            }
        )
