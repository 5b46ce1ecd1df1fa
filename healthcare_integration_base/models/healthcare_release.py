"""A new or changed interface reaches production with two signatures."""

import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_schedule import WEEKDAYS

CONNECTION = (
    *("connector", "environment", "endpoint_url", "endpoint_auth", "endpoint_private"),
    *("endpoint_idempotent", "folder_in", "folder_out", "webhook_style"),
    "service_user_id",
)
FLOW = (
    *("direction", "kind", "codec", "lane", "timing", "data_class", "purpose"),
    *("retry_attempts", "retry_base", "retry_cap", "waiting_days", "active"),
)
SCHEDULE = (*WEEKDAYS, "hour_from", "hour_to", "every_minutes", "cutoff_minutes", "tz")
SETTINGS = {
    "healthcare.connection": CONNECTION,
    "healthcare.flow": FLOW,
    "healthcare.schedule": SCHEDULE,
}
RECORDED = {
    *("state", "content", "content_hash", "author_id", "submitted_at"),
    *("owner_approver_id", "owner_approved_at"),
    *("security_approver_id", "security_approved_at", "refusal", "effective_at"),
}
"""Columns that only the buttons write."""


class HealthcareRelease(models.Model):
    """The content of a connection as owner and security approved it.

    ``content`` is a snapshot of the settings that count. The database wants both
    signatures, of two people, and none of security by the author.
    """

    _name = "healthcare.release"
    _description = "Healthcare release"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset(RECORDED)
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    reason = fields.Text(string="Why")
    rollback = fields.Text(
        string="Way back", help="What is done when it does not work as it should."
    )
    window_from = fields.Datetime(string="From")
    window_to = fields.Datetime(string="Until")
    content = fields.Json(readonly=True, copy=False)
    content_hash = fields.Char(readonly=True, copy=False)
    diff_html = fields.Html(
        string="What changes", compute="_compute_diff_html", sanitize=False
    )
    author_id = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    owner_approver_id = fields.Many2one(
        "res.users", string="Owner", readonly=True, copy=False, tracking=True
    )
    owner_approved_at = fields.Datetime(readonly=True, copy=False)
    security_approver_id = fields.Many2one(
        "res.users", string="Security", readonly=True, copy=False, tracking=True
    )
    security_approved_at = fields.Datetime(readonly=True, copy=False)
    refusal = fields.Char(string="Why refused", readonly=True, copy=False)

    _two_people = models.Constraint(
        """CHECK(state <> 'approved' OR (
            owner_approver_id IS NOT NULL AND security_approver_id IS NOT NULL
            AND owner_approver_id <> security_approver_id
            AND security_approver_id <> author_id AND content_hash IS NOT NULL))""",
        "A release needs its owner and security: two people, and security is not "
        "its author.",
    )
    _window = models.Constraint(
        "CHECK(window_from IS NULL OR window_to IS NULL OR window_from < window_to)",
        "The window ends after it begins.",
    )

    @api.depends("content", "state", "connection_id")
    def _compute_diff_html(self):
        for release in self:
            now = release.content or release.connection_id.sudo()._release_content()
            before = release._before().content or {}
            release.diff_html = _diff(before, now, self.env._, self._choices())

    @api.model
    def _choices(self):
        """``{setting: {value as it is stored: value in words}}``."""
        found = {}
        for model, names in SETTINGS.items():
            fields_of = self.env[model].sudo()._fields
            facts = self.env[model].sudo().fields_get(names, ["selection"])
            for name, fact in facts.items():
                choices = fact.get("selection") or [("True", self.env._("Yes"))]
                found[fields_of[name].string] = dict(choices)
        return found

    def _before(self):
        """The release that was in force before this one."""
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("effective_at", "!=", False),
        ]
        if self._origin.id:
            domain.append(("id", "<", self._origin.id))
        return self.search(domain, limit=1)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() & RECORDED:
            raise AccessError(self.env._("Signatures are given with their buttons."))
        settled = self.filtered(lambda row: row.state in ("submitted", "approved"))
        asked = {"connection_id", "rollback", "window_from", "window_to"}
        if settled and not self.env.su and vals.keys() & asked:
            raise UserError(self.env._("What was submitted is not edited any more."))
        return super().write(vals)

    # -- the buttons -----------------------------------------------------------------

    def action_submit(self):
        """Freeze the content and ask for the two signatures."""
        self.check_access("write")
        for release in self:
            if release.state != "draft":
                raise UserError(self.env._("Only a draft is submitted."))
            if not (release.rollback and release.reason):
                raise UserError(self.env._("Say why, and what the way back is."))
            release._check_not_over()
            connection = release.connection_id
            content = connection.sudo()._release_content()
            release.sudo().write(
                {
                    "state": "submitted",
                    "content": content,
                    "content_hash": _hash(content),
                    "author_id": self.env.uid,
                    "submitted_at": fields.Datetime.now(),
                }
            )
            release.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=connection.owner_id.id,
                summary=self.env._("Approve as the owner"),
            )

    def action_approve_owner(self):
        """The business owner agrees."""
        for release in self:
            release._check_open()
            if release.connection_id.owner_id != self.env.user:
                raise AccessError(self.env._("Only the owner of the connection may."))
            release._sign("owner")

    def action_approve_security(self):
        """Security agrees: an approver who neither wrote it nor owns it."""
        approver = self.env.user.has_group("healthcare_integration_base.group_approver")
        for release in self:
            release._check_open()
            others = release.author_id | release.owner_approver_id
            if not approver or self.env.user in others:
                raise AccessError(
                    self.env._(
                        "An approver signs for security, and is neither the author "
                        "nor the owner."
                    )
                )
            release._sign("security")

    def action_refuse(self):
        """One of the two does not agree; the author starts another."""
        user = self.env.user
        for release in self:
            release._check_open()
            owner = release.connection_id.owner_id == user
            if not owner and not user.has_group(
                "healthcare_integration_base.group_approver"
            ):
                raise AccessError(self.env._("Only the owner or an approver may."))
            release.sudo().write({"state": "refused", "refusal": user.name})
            self.env["healthcare.audit.entry"]._log("release.refused", release)

    def _check_open(self):
        self.check_access("read")
        if self.state != "submitted":
            raise UserError(self.env._("This release does not wait for an approval."))

    def _sign(self, role):
        """Note a signature; with both of them it takes effect in its window."""
        self._check_not_over()
        values = {
            f"{role}_approver_id": self.env.uid,
            f"{role}_approved_at": fields.Datetime.now(),
        }
        own = self.sudo()
        own.write(values)
        self.env["healthcare.audit.entry"]._log(f"release.{role}_approved", self)
        if own.owner_approver_id and own.security_approver_id:
            own.state = "approved"
            own.activity_ids.action_feedback(feedback=self.env._("Approved"))
            own._take_effect_in_time()


def _hash(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _diff(before, after, _, choices):
    """A table of ``place, before, after``; None when nothing differs.

    :param choices: what :meth:`HealthcareRelease._choices` says.
    """
    places = [
        place
        for place in sorted(before | after)
        if before.get(place, "") != after.get(place, "")
    ]
    if not places:
        return False

    def shown(values, place):
        value = values.get(place, "")
        return choices.get(place.rpartition(": ")[2], {}).get(value, value)

    rows = Markup().join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            place, shown(before, place), shown(after, place)
        )
        for place in places
    )
    head = Markup("<tr><th>{}</th><th>{}</th><th>{}</th></tr>").format(
        _("Setting"), _("Until now"), _("From now on")
    )
    return Markup('<table class="table table-sm">{}{}</table>').format(head, rows)
