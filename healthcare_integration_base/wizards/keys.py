"""Which key seals now, and how far a rotation has got."""

from odoo import api, fields, models

from ..errors import ConfigurationError


class HealthcareKeys(models.TransientModel):
    """Key ids only; the keys themselves never leave their file."""

    _name = "healthcare.keys"
    _description = "Encryption keys"

    sealing_key = fields.Char(string="Seals now", readonly=True)
    opening_keys = fields.Char(string="Still open what they sealed", readonly=True)
    fault = fields.Char(readonly=True)
    left = fields.Integer(string="Messages left to seal again", readonly=True)

    @api.model
    def default_get(self, fields_list):
        """Look on opening."""
        vault = self.env["healthcare.vault"].sudo()
        values = super().default_get(fields_list)
        try:
            names = list(vault._keys())
            left = self.env["healthcare.reseal"].sudo()._progress()
        except ConfigurationError as error:
            return values | {"fault": error.code}
        return values | {
            "sealing_key": names[-1],
            "opening_keys": ", ".join(names[:-1]),
            "left": left,
        }

    def action_reseal(self):
        """Start the job that seals again; it goes on until nothing is left."""
        self.ensure_one()
        self.env["healthcare.keys"].check_access("write")
        self.env.ref("healthcare_integration_base.ir_cron_reseal").sudo()._trigger()
        self.env["healthcare.audit.entry"]._log(
            "key.reseal_started", facts={"key": self.sealing_key, "left": self.left}
        )
        return {"type": "ir.actions.act_window_close"}
