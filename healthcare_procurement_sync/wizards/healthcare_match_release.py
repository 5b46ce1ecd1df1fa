"""Release a held bill with a reason."""

from odoo import fields, models


class HealthcareMatchRelease(models.TransientModel):
    """Asks why, then posts the bill; the reason stays on the match."""

    _name = "healthcare.match.release"
    _description = "Release a held bill"

    match_id = fields.Many2one("healthcare.match", required=True, readonly=True)
    what = fields.Char(related="match_id.reason", string="What differs")
    reason = fields.Text(required=True)

    def action_release(self):
        """Post the bill and close its exceptions."""
        self.ensure_one()
        self.match_id._release(self.reason)
        return {"type": "ir.actions.act_window_close"}
