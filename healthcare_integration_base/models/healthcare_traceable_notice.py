"""What is open about a business document, said on the document itself."""

from odoo import fields, models

SHOWN = 3


class HealthcareTraceable(models.AbstractModel):
    """A banner that is there as long as a question is open, and gone when it is not."""

    _inherit = "healthcare.traceable"

    healthcare_notice = fields.Text(
        string="Open questions", compute="_compute_healthcare_notice", compute_sudo=True
    )

    def _compute_healthcare_notice(self):
        """The dearest questions of each record, with owner and time left; one query."""
        asked = self.env["healthcare.exception"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "open"),
            ]
        )
        by_record = asked.grouped("res_id")
        for record in self:
            rows = by_record.get(record.id, asked.browse())
            lines = [
                self.env._(
                    "%(type)s: %(what)s %(owner)s, %(left)s.",
                    type=row.type_id.name,
                    what=row.name,
                    owner=row.user_id.name,
                    left=(row.countdown or "").lower(),
                )
                for row in rows[:SHOWN]
            ]
            more = len(rows) - SHOWN
            if more > 0:
                lines.append(self.env._("And %(count)s more.", count=more))
            record.healthcare_notice = "\n".join(lines) or False
