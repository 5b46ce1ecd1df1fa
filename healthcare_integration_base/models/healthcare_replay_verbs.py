"""Stopping a replay run, going on with it, and who may."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PREVIEW_MAX = 200
"""Messages of a run that are tried out before it begins; the rest is like them."""
PLANNED = {"reason", "domain", "since", "limit", "rate", "problem_id", "company_id"}
"""What a person says of a run; the rest is the engine's."""


class HealthcareReplay(models.Model):
    """What a person does to a run; each act is an audit entry with its reason."""

    _inherit = "healthcare.replay"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_planned(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_planned(vals)
        if not self.env.su and any(row.state != "draft" for row in self):
            allowed = {"rate"} | {name for name in vals if name.startswith("message_")}
            if vals.keys() - allowed:
                raise UserError(
                    self.env._("A run that has begun keeps its reason and its rows.")
                )
        return super().write(vals)

    @api.model
    def _check_planned(self, vals):
        if self.env.su:
            return
        wrong = {name for name in vals if name in self._fields} - PLANNED
        wrong = {
            name for name in wrong if not name.startswith(("message_", "activity"))
        }
        if wrong:
            raise AccessError(self.env._("Only the engine writes how a run goes."))

    def action_preview(self):
        """Show what a replay would change: the first messages, applied and undone."""
        self.ensure_one()
        messages = self.env["healthcare.message"].search(
            self._scope(),
            order="sequence, part",
            limit=min(self.limit or PREVIEW_MAX, PREVIEW_MAX),
        )
        report = self.env["healthcare.preview.report"]._preview_replay(
            messages, self.reason
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "views": [(False, "form")],
        }

    def action_stop(self):
        """Move no further message; what is under way comes to its end."""
        self._check_operator()
        for replay in self.filtered(lambda row: row.state == "running"):
            replay.sudo().write({"state": "stopped"})
            replay._set_rows("queued", "stopped")
            replay._audit("replay.stopped")

    def action_continue(self):
        """Go on with the rows that were not moved."""
        self._check_operator()
        for replay in self.filtered(lambda row: row.state == "stopped"):
            replay._set_rows("stopped", "queued")
            replay.sudo().write({"state": "running", "next_at": fields.Datetime.now()})
            replay._audit("replay.continued")
        self._ring_after_commit()

    def _set_rows(self, before, after):
        """Rows from one state to another; those that another run took are left."""
        self.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE healthcare_replay_line l
               SET state = CASE WHEN %(after)s = 'queued' AND EXISTS (
                       SELECT 1 FROM healthcare_replay_line o
                        WHERE o.message_id = l.message_id AND o.state = 'queued')
                   THEN 'left' ELSE %(after)s END
             WHERE replay_id = %(id)s AND state = %(before)s
            """,
            {"id": self.id, "before": before, "after": after},
        )
        self.env["healthcare.replay.line"].invalidate_model()

    def _check_operator(self):
        self.check_access("read")
        if not self.env.user.has_group("healthcare_integration_base.group_operator"):
            raise UserError(
                self.env._("Only an integration operator may replay messages.")
            )

    def _audit(self, event, facts=None):
        self.env["healthcare.audit.entry"]._log(
            event, self, reason=self.reason, facts=facts
        )
