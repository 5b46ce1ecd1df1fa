"""A release takes effect within its window: not before, and not after."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ADMINISTRATOR = "healthcare_integration_base.group_administrator"


class HealthcareRelease(models.Model):
    """Signatures may be given before the window; the change waits for it.

    ``effective_at`` (UTC) is when it came into force. What was not put in force within
    its window needs another release.
    """

    _inherit = "healthcare.release"

    effective_at = fields.Datetime(
        string="In force since", readonly=True, copy=False, tracking=True
    )
    window_text = fields.Char(compute="_compute_window_text")

    _in_window = models.Constraint(
        "CHECK(effective_at IS NULL OR (state = 'approved' "
        "AND (window_from IS NULL OR effective_at >= window_from) "
        "AND (window_to IS NULL OR effective_at <= window_to)))",
        "A release takes effect within its window.",
    )

    @api.depends("state", "window_from", "window_to", "effective_at")
    def _compute_window_text(self):
        now = fields.Datetime.now()
        for release in self:
            waits = release.state in ("submitted", "approved")
            release.window_text = (
                waits and not release.effective_at and release._why_not_now(now)
            )

    def _why_not_now(self, now):
        """Words that say why this release may not take effect now; empty if it may."""
        if self.window_from and now < self.window_from:
            return self.env._(
                "This release may take effect from %(start)s on, not before.",
                start=self._shown(self.window_from),
            )
        if self.window_to and now > self.window_to:
            return self.env._(
                "The window of this release was over at %(end)s: make a new one.",
                end=self._shown(self.window_to),
            )
        return ""

    def _shown(self, instant):
        local = fields.Datetime.context_timestamp(self, instant)
        return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"

    def _check_not_over(self):
        """:raises UserError: the window is over."""
        now = fields.Datetime.now()
        for release in self:
            if release.window_to and now > release.window_to:
                raise UserError(release._why_not_now(now))

    def action_take_effect(self):
        """Put an approved release in force.

        :raises UserError: it is not approved, or this is not its window.
        """
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Only an administrator may do this."))
        self.check_access("read")
        for release in self:
            if release.state != "approved" or release.effective_at:
                raise UserError(self.env._("This release does not wait for anything."))
            reason = release._why_not_now(fields.Datetime.now())
            if reason:
                raise UserError(reason)
            release.sudo()._take_effect()

    def _take_effect_in_time(self):
        """Now if it may, else at the beginning of its window."""
        self.ensure_one()
        if not self._why_not_now(fields.Datetime.now()):
            self._take_effect()
            return
        cron = self.env.ref("healthcare_integration_base.ir_cron_release")
        cron.sudo()._trigger(self.window_from)

    def _take_effect(self):
        self.effective_at = fields.Datetime.now()
        self.env["healthcare.audit.entry"]._log("release.in_force", self)
        self.connection_id._resume_released()

    @api.model
    def _cron_take_effect(self):
        """What was approved before its window takes effect with it."""
        waiting = self.search(
            [("state", "=", "approved"), ("effective_at", "=", False)], order="id"
        )
        for release in waiting:
            if not release._why_not_now(fields.Datetime.now()):
                release._take_effect()
