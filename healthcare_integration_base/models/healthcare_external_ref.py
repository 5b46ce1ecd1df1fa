"""Their identifier of our record, one to one per connection and domain."""

from odoo import api, fields, models


class HealthcareExternalRef(models.Model):
    """``domain`` names what is identified: ``item``, ``order``, ``receipt`` ..."""

    _name = "healthcare.external.ref"
    _description = "Healthcare external reference"
    _order = "connection_id, domain, external_id"
    _rec_name = "external_id"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    domain = fields.Char(required=True)
    external_id = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)

    _external_uniq = models.Constraint(
        "UNIQUE(connection_id, domain, external_id)",
        "This external identifier is already linked.",
    )
    _record = models.Index("(res_model, res_id)")

    @api.model
    def _get(self, connection, domain, external_id):
        """Our record, or None."""
        return self._get_many(connection, domain, [external_id]).get(external_id)

    @api.model
    def _get_many(self, connection, domain, external_ids):
        """``{external id: record}`` of those that are known; one query."""
        rows = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("domain", "=", domain),
                ("external_id", "in", list(set(external_ids))),
            ]
        )
        return {
            row.external_id: self.env[row.res_model].browse(row.res_id)
            for row in rows
            if row.res_model in self.env
        }

    @api.model
    def _set(self, connection, domain, external_id, record):
        """Link ``record``; the database refuses a second record for the same id."""
        return self.sudo().create(
            {
                "connection_id": connection.id,
                "domain": domain,
                "external_id": external_id,
                "res_model": record._name,
                "res_id": record.id,
            }
        )
