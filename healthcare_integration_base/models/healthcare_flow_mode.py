"""Shadow, assisted, automatic: how far a flow may go, per facility."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MODES = [
    ("shadow", "Shadow: observe, touch nothing"),
    ("assisted", "Assisted: a person approves"),
    ("automatic", "Automatic"),
]
EDITABLE_HELP = (
    "Places of a document that an operator may correct, separated by commas: "
    "order_number, lines[].quantity. Empty: what the kind of document allows."
)


class HealthcareFlow(models.Model):
    """An inbound flow observes, asks or acts."""

    _name = "healthcare.flow"
    _inherit = ["healthcare.flow", "mail.activity.mixin"]

    mode = fields.Selection(
        MODES, required=True, default="automatic", tracking=True, copy=False
    )
    mode_ids = fields.One2many(
        "healthcare.flow.mode", "flow_id", string="Other modes by facility"
    )
    editable_paths = fields.Char(help=EDITABLE_HELP)
    edit_approval = fields.Boolean(
        string="Edits need a second person",
        default=True,
        help="What an operator corrected is applied after somebody else approved it.",
    )
    preview_count = fields.Integer(compute="_compute_preview_count")

    def _compute_preview_count(self):
        groups = self.env["healthcare.preview.report"]._read_group(
            [("flow_id", "in", self.ids)], ["flow_id"], ["__count"]
        )
        counts = {flow.id: count for flow, count in groups}
        for flow in self:
            flow.preview_count = counts.get(flow.id, 0)

    def write(self, vals):
        before = {flow.id: flow.mode for flow in self} if "mode" in vals else {}
        result = super().write(vals)
        for flow in self:
            if before.get(flow.id, flow.mode) != flow.mode:
                facts = {"before": before[flow.id], "after": flow.mode}
                self.env["healthcare.audit.entry"]._log(
                    "flow.mode_changed", flow, facts=facts
                )
        return result

    def _mode_for(self, facility):
        """The mode for a facility: its own line, else that of what it is part of, else
        the flow's.

        :param facility: a ``healthcare.facility``, possibly empty.
        """
        self.ensure_one()
        lines = {line.facility_id: line.mode for line in self.mode_ids}
        if lines and facility:
            for site in facility._and_parents():
                if site in lines:
                    return lines[site]
        return self.mode

    def _may_differ(self):
        """Whether a message of this flow may be anything but automatic."""
        return self.mode != "automatic" or self._has_modes()

    def _has_modes(self):
        """Whether a facility differs; asked of every batch, so without the lines."""
        lines = self.env["healthcare.flow.mode"]
        lines.flush_model(["flow_id"])
        query = "SELECT 1 FROM healthcare_flow_mode WHERE flow_id = %s LIMIT 1"
        self.env.cr.execute(query, [self._origin.id or 0])
        return bool(self.env.cr.rowcount)

    def action_open_previews(self):
        """What this flow would have done."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_preview_report_action"
        )
        return action | {"domain": [("flow_id", "=", self.id)], "context": {}}


class HealthcareFlowMode(models.Model):
    """A facility at which a flow goes less far, or farther."""

    _name = "healthcare.flow.mode"
    _description = "Mode of a flow at a facility"
    _order = "flow_id, facility_id"

    flow_id = fields.Many2one(
        "healthcare.flow", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    facility_id = fields.Many2one(
        "healthcare.facility", required=True, index=True, ondelete="cascade"
    )
    mode = fields.Selection(MODES, required=True, default="shadow")

    _site_uniq = models.Constraint(
        "UNIQUE(flow_id, facility_id)", "This facility has a mode on this flow already."
    )

    @api.constrains("flow_id", "facility_id")
    def _check_company(self, fnames=None):
        for line in self:
            if line.facility_id.company_id != line.flow_id.company_id:
                raise ValidationError(
                    self.env._("The facility belongs to another company.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tell("set")
        return lines

    def write(self, vals):
        result = super().write(vals)
        self._tell("set")
        return result

    def unlink(self):
        self._tell("removed")
        return super().unlink()

    def _tell(self, what):
        """On the flow's chatter and in the audit trail."""
        words = dict(MODES)
        for line in self:
            facts = {"facility": line.facility_id.code, "mode": line.mode}
            self.env["healthcare.audit.entry"]._log(
                f"flow.facility_mode_{what}", line.flow_id, facts=facts
            )
            line.flow_id.message_post(
                body=self.env._(
                    "%(facility)s: mode %(mode)s (%(what)s).",
                    facility=line.facility_id.display_name,
                    mode=words[line.mode],
                    what=what,
                )
            )
