"""The way of a version: draft, tested, approved, active on its day, retired."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STEWARD = "healthcare_integration_base.group_steward"
APPROVER = "healthcare_integration_base.group_approver"


class HealthcareMappingVersion(models.Model):
    """Steps that people take; each is checked here, logged, and guarded by SQL."""

    _inherit = "healthcare.mapping.version"

    may_approve = fields.Boolean(compute="_compute_may_approve")
    approval_hint = fields.Char(compute="_compute_may_approve")

    @api.depends("state", "editor_ids", "author_id", "mapping_id.owner_id")
    @api.depends_context("uid")
    def _compute_may_approve(self):
        for version in self:
            reason = version._why_not_approve(self.env.user)
            version.may_approve = version.state == "tested" and not reason
            version.approval_hint = version.state == "tested" and reason

    def _writers(self):
        return self.sudo().editor_ids | self.author_id

    def _decider(self):
        """Who alone may approve: the owner, of what somebody else wrote; or nobody
        in particular (empty: any approver who wrote none of it)."""
        owner = self.mapping_id.owner_id
        return (
            owner if owner.active and owner not in self._writers() else owner.browse()
        )

    def _why_not_approve(self, user):
        """Words that say why ``user`` may not approve this version; empty if he may."""
        if user in self._writers():
            return self.env._("You wrote some of it: another person approves.")
        decider = self._decider()
        if decider and user != decider:
            return self.env._(
                "%(owner)s owns this mapping and approves changes of others.",
                owner=decider.name,
            )
        if not decider and not user.has_group(APPROVER):
            return self.env._("An approver approves it.")
        return ""

    def _move(self, state, **values):
        """Write a state at once, after the rows: the guards look at both."""
        self.env["healthcare.mapping.line"].flush_model()
        self.sudo().write(values | {"state": state})
        self.sudo().flush_recordset()
        self.mapping_id._forget_in_force()

    # -- test ------------------------------------------------------------------------

    def action_test(self):
        """Check every row and ask for the approval.

        :raises UserError: names the first rows that would not work.
        """
        self.check_access("write")
        self._check_draft()
        for version in self:
            faults = version._faults()
            if faults:
                raise UserError(
                    self.env._(
                        "%(count)s rows cannot work:\n%(rows)s",
                        count=len(faults),
                        rows="\n".join(faults[:10]),
                    )
                )
            version._move("tested")
            version._ask_for_approval()

    def _faults(self):
        """Sentences about rows that cannot work; empty when all can."""
        self.ensure_one()
        targets = {line: line.target for line in self.line_ids}
        alive = self.env["healthcare.mapping.line"]._alive(targets)
        faults = [
            self.env._(
                "row %(row)s, %(code)s: its record is gone",
                row=line.number,
                code=line.code,
            )
            for line in self.line_ids
            if line not in alive
        ]
        if not self.line_ids and not self.based_on_id:
            faults.append(self.env._("there is no row"))
        return faults

    def _ask_for_approval(self):
        """An activity for the owner, else for the approver with the least to do."""
        exceptions = self.env["healthcare.exception"]
        for version in self.sudo():
            people = version._decider() or exceptions._members(
                self.env.ref(APPROVER).all_user_ids - version._writers(),
                version.company_id,
            )
            if people:
                version.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve a change of a mapping"),
                    note=version.note or "",
                    user_id=exceptions._least_loaded(people, {}).id,
                )

    def action_back_to_draft(self):
        """Take it back to be changed; the request for approval is withdrawn."""
        self.check_access("write")
        if self.filtered(lambda row: row.state != "tested"):
            raise UserError(self.env._("Only a tested version goes back."))
        self._move("draft")
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    # -- approve, activate, retire ---------------------------------------------------

    def action_approve(self):
        """Approve as a second person; it is in force from its day on.

        :raises AccessError: the user wrote some of it, or it is another's to approve.
        """
        self.check_access("read")
        today = fields.Date.context_today(self)
        for version in self:
            if version.state != "tested":
                raise UserError(self.env._("Only a tested version is approved."))
            reason = version._why_not_approve(self.env.user)
            if reason:
                raise AccessError(reason)
            version._move(
                "approved",
                approved_by_id=self.env.uid,
                approved_at=fields.Datetime.now(),
                effective_from=version.effective_from or today,
            )
            version.sudo().activity_feedback(["mail.mail_activity_data_todo"])
            version._log_step("mapping.approved", version.note)
        self.filtered(lambda row: row.effective_from <= today)._set_active()

    def _set_active(self):
        """In force from now on: the one before retires, who waited goes on."""
        now = fields.Datetime.now()
        for version in self.sudo():
            before = self.sudo().search(
                [
                    ("mapping_id", "=", version.mapping_id.id),
                    ("state", "in", ("approved", "active")),
                    ("effective_from", "<=", version.effective_from),
                    ("id", "!=", version.id),
                ]
            )
            before._move("retired", retired_at=now)
            version._move("active", activated_at=now)
            version._log_step("mapping.activated")
            version._release_waiting(before)

    @api.model
    def _cron_activate(self):
        """Versions whose day has come, in each company's own calendar."""
        versions = self.sudo().search([("state", "=", "approved")], order="number")
        for version in versions:
            zone = version.company_id.partner_id.tz or "UTC"
            today = fields.Date.context_today(self.with_context(tz=zone))
            if version.effective_from <= today and version.state == "approved":
                version._set_active()

    def action_retire(self):
        """Take out of force, or withdraw an approval before its day.

        Only an approver: what it translated is unknown from now on.
        """
        self.check_access("read")
        if not self.env.user.has_group(APPROVER):
            raise AccessError(self.env._("Only an approver retires a version."))
        for version in self:
            if version.state not in ("approved", "active"):
                raise UserError(self.env._("Only a version in force retires."))
            version._move("retired", retired_at=fields.Datetime.now())
            version._log_step("mapping.retired")

    def action_restore(self):
        """A new draft with the rows of this version; it needs its own approval."""
        self.ensure_one()
        self.mapping_id.check_access("write")
        if self.mapping_id.draft_id:
            raise UserError(
                self.env._(
                    "%(version)s is in work. Delete it or bring it to an end first.",
                    version=self.mapping_id.draft_id.display_name,
                )
            )
        note = self.env._("Back to version %(number)s", number=self.number)
        draft = self._copy_to_draft(self.mapping_id, note)
        draft._log_step("mapping.restored", note)
        return draft._open()

    def _log_step(self, event, reason=""):
        for version in self:
            self.env["healthcare.audit.entry"]._log(
                event,
                version,
                reason or "",
                {"domain": version.domain, "version": version.number},
            )

    def _release_waiting(self, before):
        """What waited for codes that are known now goes on; see the unknown codes."""
