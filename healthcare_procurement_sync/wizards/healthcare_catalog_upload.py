"""A price list that came by mail or on a stick."""

import base64

from odoo import fields, models


class HealthcareCatalogUpload(models.TransientModel):
    """Hands the file to the list of the supplier, as any other channel does."""

    _name = "healthcare.catalog.upload"
    _description = "Upload of a price list"

    feed_id = fields.Many2one("healthcare.supplier.feed", required=True)
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_upload(self):
        """Compare the file and show what it would change."""
        self.ensure_one()
        self.feed_id.check_access("read")
        payload = base64.b64decode(self.file)
        load = self.feed_id._load_file(
            payload, self.filename or "", uploaded_by_id=self.env.user.id
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.catalog.load",
            "res_id": load.id,
            "views": [(False, "form")],
        }
