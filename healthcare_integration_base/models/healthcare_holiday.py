"""Days on which nothing is expected and nothing runs."""

from datetime import timedelta

from odoo import api, fields, models


class HealthcareHoliday(models.Model):
    """A span of local days, of one company or of all."""

    _name = "healthcare.holiday"
    _description = "Healthcare holiday"
    _order = "date_from desc"

    name = fields.Char(required=True)
    date_from = fields.Date(required=True, index=True)
    date_to = fields.Date(
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")

    _order_of_days = models.Constraint(
        "CHECK(date_from <= date_to AND date_to < date_from + 366)",
        "Holidays end on or after the day they begin, and within a year.",
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for holiday in self:
            if not holiday.date_to or holiday.date_to < holiday.date_from:
                holiday.date_to = holiday.date_from

    @api.model
    def _days(self, company, start, end):
        """The free days of ``company`` between two dates, both included.

        Where Odoo's working calendar is installed, its public holidays count as well.
        """
        rows = self.sudo().search(
            [
                ("company_id", "in", (False, company.id)),
                ("date_from", "<=", end),
                ("date_to", ">=", start),
            ]
        )
        spans = [(row.date_from, row.date_to) for row in rows]
        spans += self._public_holidays(company, start, end)
        return frozenset(
            first + timedelta(days=offset)
            for first, last in spans
            for offset in range((last - first).days + 1)
        )

    @api.model
    def _public_holidays(self, company, start, end):
        if "resource.calendar.leaves" not in self.env:
            return []
        leaves = self.env["resource.calendar.leaves"].sudo()
        leaves = leaves.search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", (False, company.id)),
                ("date_from", "<=", end + timedelta(days=1)),
                ("date_to", ">=", start - timedelta(days=1)),
            ]
        )
        zone = company.partner_id.tz or "UTC"
        return [
            (
                fields.Datetime.context_timestamp(
                    leave.with_context(tz=zone), leave.date_from
                ).date(),
                fields.Datetime.context_timestamp(
                    leave.with_context(tz=zone), leave.date_to
                ).date(),
            )
            for leave in leaves
        ]
