"""A connection that has messages is copied, not moved."""

import uuid

from odoo import models
from odoo.exceptions import UserError


class HealthcareConnection(models.Model):
    """What an administrator does with a connection beyond its life cycle."""

    _inherit = "healthcare.connection"

    def copy_data(self, default=None):
        # A clone gets an address of its own, and is a draft until it is tested.
        rows = super().copy_data(default)
        for connection, row in zip(self, rows, strict=True):
            if "code" not in (default or {}):
                row["code"] = f"{connection.code[:50]}-{uuid.uuid4().hex[:6]}"
            if "name" not in (default or {}):
                row["name"] = self.env._("%(name)s (copy)", name=connection.name)
        return rows

    def write(self, vals):
        if "company_id" in vals:
            self._refuse_other_company(vals["company_id"])
        return super().write(vals)

    def _refuse_other_company(self, company_id):
        """Messages, their records and their amounts belong to the company they came to.

        :raises UserError: the connection has messages already.
        """
        moved = self.filtered(lambda row: row.company_id.id != company_id)
        messages = self.env["healthcare.message"].sudo()
        if messages.search_count([("connection_id", "in", moved.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This connection has messages, which stay with their company. "
                    "Copy the connection and give the copy the other company."
                )
            )
