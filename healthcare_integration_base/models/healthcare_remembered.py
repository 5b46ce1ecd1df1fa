"""Rows that every process keeps ready in its memory, until one of them changes."""

from odoo import api, models


class HealthcareRemembered(models.AbstractModel):
    """Forgets what is remembered of a model after each change, in every process.

    Afterwards and not before: whoever asks in between would remember the old rows
    again.
    """

    _name = "healthcare.remembered"
    _description = "Rows that are remembered until they change"

    def _forgets(self, vals):
        """Whether writing ``vals`` changes what is remembered; extended by models that
        are written often."""
        return True

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        forgets = self._forgets(vals)
        result = super().write(vals)
        if forgets:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
