"""Columns that the engine or a button writes, never a person or his defaults."""

from odoo import api, models
from odoo.exceptions import AccessError


class HealthcareRecorded(models.AbstractModel):
    """State, signatures and results of a record begin as the program says.

    A default can come from the context of any call and from a person's own saved
    defaults, also into a record that the engine creates as superuser: neither counts
    for ``_recorded``.
    """

    _name = "healthcare.recorded"
    _description = "Record with columns that only the engine writes"
    _recorded = frozenset()

    @api.model
    def default_get(self, fields_list):
        """Defaults; those of ``_recorded`` from the program alone."""
        values = super().default_get(
            [name for name in fields_list if name not in self._recorded]
        )
        for name in self._recorded.intersection(fields_list):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(
                    field.default(self), self, validate=False
                )
                values[name] = field.convert_to_write(value, self)
        return values

    @api.model
    def _check_recorded(self, vals_list):
        """:raises AccessError: a person types in what is recorded."""
        if not self.env.su and any(vals.keys() & self._recorded for vals in vals_list):
            raise AccessError(
                self.env._("State, signatures and results are not typed in.")
            )
