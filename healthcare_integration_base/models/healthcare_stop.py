"""The one switch that stops everything, and who pulled it."""

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_drain import LANES

PARAMETER = "healthcare.stopped"


class HealthcareStop(models.AbstractModel):
    """While it is pulled the doors accept, and nothing is claimed, fetched or sent.

    The claim reads the parameter itself, in its own statement: every process on every
    node obeys at its next claim, whatever its caches say.
    """

    _name = "healthcare.stop"
    _description = "Stop of all exchange"

    @api.model
    def _is_stopped(self):
        """What the database says now, past every cache."""
        self.env.cr.execute(
            "SELECT 1 FROM ir_config_parameter WHERE key = %s AND value <> ''",
            [PARAMETER],
        )
        return bool(self.env.cr.fetchone())

    @api.model
    def _state(self):
        """``{"stopped", "since", "by", "reason"}`` for screens; any user may ask."""
        text = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        if not text:
            return {"stopped": False, "since": "", "by": "", "reason": ""}
        try:
            facts = json.loads(text)
        except ValueError:
            facts = None
        # Somebody may have set the parameter by hand: then it is stopped as well.
        facts = facts if isinstance(facts, dict) else {}
        keys = ("since", "by", "reason")
        return {"stopped": True} | {key: facts.get(key, "") for key in keys}

    @api.model
    def _decide_stop(self, reason):
        """Stop everything, at once and everywhere."""
        self._check_may_switch()
        if self._is_stopped():
            raise UserError(self.env._("Everything is stopped already."))
        facts = {
            "since": fields.Datetime.to_string(fields.Datetime.now()),
            "by": self.env.user.name,
            "reason": reason,
        }
        self._switch("exchange.stopped", json.dumps(facts), reason)

    @api.model
    def _decide_resume(self, reason):
        """Go on: whatever waited is due and every lane is rung."""
        self._check_may_switch()
        if not self._is_stopped():
            raise UserError(self.env._("Nothing is stopped."))
        self._switch("exchange.resumed", False, reason)
        for lane in LANES:
            self.env["healthcare.drain"]._ring_after_commit(lane)

    @api.model
    def _switch(self, event, value, reason):
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, value)
        self.env.flush_all()
        self.env["healthcare.audit.entry"]._log(event, reason=reason)
        group = self.env.ref("healthcare_integration_base.group_viewer")
        for user in group.sudo().all_user_ids:
            user._bus_send("healthcare.stop", self._state())

    @api.model
    def _check_may_switch(self):
        if not self.env.user.has_group("healthcare_integration_base.group_operator"):
            raise AccessError(self.env._("Only an integration operator may do this."))

    @api.model
    def action_ask(self):
        """Ask for the reason, then stop or resume."""
        verb = "resume" if self._is_stopped() else "stop"
        return self.env["healthcare.decision"]._open_for(verb)


class IrHttp(models.AbstractModel):
    """The web client knows at its start whether everything is stopped."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user.has_group("healthcare_integration_base.group_viewer"):
            info["healthcare_stop"] = self.env["healthcare.stop"]._state()
        return info
