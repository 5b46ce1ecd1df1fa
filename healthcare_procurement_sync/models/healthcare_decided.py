"""Documents whose decisions are taken by their verbs: nobody types them in."""

from odoo import api, models
from odoo.exceptions import AccessError


class HealthcareDecided(models.AbstractModel):
    """``_recorded`` names the columns that only verbs and connections write.

    The right to write the other columns is also a right to call ``write`` with these.
    """

    _name = "healthcare.decided"
    _description = "Document with decisions"
    _inherit = ["healthcare.recorded"]

    @api.model_create_multi
    def create(self, vals_list):
        # A copy brings the usual values along.
        if self._decided_by_person():
            usual = self.default_get(list(self._recorded))
            for vals in vals_list:
                self._refuse_decided(
                    name
                    for name in self._recorded & vals.keys()
                    if vals[name] and vals[name] != usual.get(name)
                )
        return super().create(vals_list)

    def write(self, vals):
        if self._decided_by_person():
            self._refuse_decided(self._recorded & vals.keys())
        return super().write(vals)

    def _decided_by_person(self):
        return not (self.env.su or self.env.user.healthcare_service_account)

    @api.model
    def _refuse_decided(self, names):
        """:raises AccessError: a decision is written that nobody took here."""
        if any(names):
            raise AccessError(
                self.env._("Decisions are taken by the buttons, not written.")
            )
