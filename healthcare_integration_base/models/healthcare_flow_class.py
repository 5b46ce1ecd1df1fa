"""How sensitive the documents of a flow are, and why they are exchanged at all."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..data_class import LABELS, least_class, stricter


class HealthcareFlow(models.Model):
    """A flow is at least as sensitive as the kind of its documents."""

    _inherit = "healthcare.flow"

    data_class = fields.Selection(
        list(LABELS.items()),
        string="Data class",
        compute="_compute_data_class",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="Supplier banking and patient-adjacent documents are sealed at rest and "
        "masked for everybody who may not read payloads. A flow for any document "
        "starts with the strictest class.",
    )
    purpose = fields.Char(
        tracking=True, help="What these documents are needed for, in one sentence."
    )

    @api.depends("kind")
    def _compute_data_class(self):
        for flow in self:
            flow.data_class = least_class(flow.kind)

    @api.constrains("data_class", "kind")
    def _check_data_class(self):
        for flow in self.filtered("kind"):
            least = least_class(flow.kind)
            if stricter(flow.data_class, least) != flow.data_class:
                raise ValidationError(
                    self.env._(
                        "%(flow)s carries documents that are at least %(least)s.",
                        flow=flow.display_name,
                        least=LABELS[least],
                    )
                )
