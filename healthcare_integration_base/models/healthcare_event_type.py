"""The catalogue of business events that others may subscribe to."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

AREAS = [
    ("engine", "Messages and exceptions"),
    ("purchase", "Purchase"),
    ("stock", "Stock"),
    ("finance", "Invoices and payments"),
    ("claims", "Claims and remittances"),
    ("service", "Appointments and services"),
]


class HealthcareEventType(models.Model):
    """One kind of event; each addon ships the ones it emits as data."""

    _name = "healthcare.event.type"
    _description = "Healthcare event type"
    _order = "area, code"
    _rec_names_search = ("name", "code")

    code = fields.Char(
        required=True, readonly=True, help="The CloudEvents type: order.confirmed."
    )
    name = fields.Char(required=True, translate=True)
    area = fields.Selection(AREAS, required=True, default="engine")
    res_model = fields.Char(
        string="Model", readonly=True, help="What an event of this type is about."
    )
    description = fields.Text(translate=True, help="When it is sent and what it says.")
    active = fields.Boolean(default=True)
    subscription_ids = fields.Many2many("healthcare.subscription")
    event_count = fields.Integer(compute="_compute_event_count", compute_sudo=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code exists already.")

    def _compute_event_count(self):
        groups = self.env["healthcare.event"]._read_group(
            [("type_id", "in", self.ids)], ["type_id"], ["__count"]
        )
        counts = {kind.id: count for kind, count in groups}
        for kind in self:
            kind.event_count = counts.get(kind.id, 0)

    @api.model
    @ormcache("code")
    def _read_of(self, code):
        """The id of a type by its code; an unknown one is a defect of the caller."""
        kinds = self.sudo().with_context(active_test=False)
        return kinds.search([("code", "=", code)], limit=1).ensure_one().id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if any(self._get_external_ids().values()):
            raise UserError(
                self.env._("This type belongs to an application. Archive it instead.")
            )
