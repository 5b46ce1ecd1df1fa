"""Measures as numerator and denominator, per supplier, facility and day."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..measures import HOURS, MEASURES, QUESTIONS, mean, rate
from .healthcare_measure_sql import (
    FROM_BILLS,
    FROM_CONTRACTS,
    FROM_LINES,
    FROM_ORDERS,
)

IN_HOURS = tuple(code for code, row in MEASURES.items() if row.unit == HOURS)
"""Measures that are a mean, not a share."""
BACK = 400
"""Days that the nightly job reckons anew: what was ordered then still moves."""


class HealthcareMeasure(models.Model):
    """One part of one measure. The ratio is made where it is read: rates of days,
    suppliers or sites are never averaged."""

    _name = "healthcare.measure"
    _description = "Measure of buying"
    _order = "date desc, code, id"
    _rec_name = "code"

    @api.model
    def _selection_code(self):
        named = {code: measure.name for code, measure in MEASURES.items()}
        return [*(named | QUESTIONS).items()]

    code = fields.Selection(
        "_selection_code", string="Measure", required=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    numerator = fields.Float(digits=(16, 6), readonly=True)
    denominator = fields.Float(digits=(16, 6), readonly=True)
    rate = fields.Float(
        compute="_compute_rate",
        digits=(16, 2),
        aggregator="avg",
        store=True,
        help="In percent, or in hours where the measure says so. Of a group: all "
        "numerators by all denominators.",
    )

    _once = models.UniqueIndex(
        "(company_id, code, date, COALESCE(partner_id, 0), COALESCE(facility_id, 0))"
    )
    _read = models.Index("(code, date)")

    @api.depends("code", "numerator", "denominator")
    def _compute_rate(self):
        for row in self:
            share = mean if row.code in IN_HOURS else rate
            found = share(str(row.numerator), str(row.denominator))
            row.rate = float(found) if found is not None else 0.0

    def _read_group_select(self, aggregate_spec, query):
        # OVERRIDES base: a mean of rates would weigh a day of one order like one of a
        # hundred.
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "CASE WHEN BOOL_AND(%s IN %s) THEN 1 ELSE 100 END"
            " * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "code", query),
            IN_HOURS,
            self._field_to_sql(self._table, "numerator", query),
            self._field_to_sql(self._table, "denominator", query),
        )

    @api.model
    def _rates(self, domain):
        """``{code: (numerator, denominator)}`` of the rows of a domain; one query."""
        groups = self._read_group(
            domain, ["code"], ["numerator:sum", "denominator:sum"]
        )
        return {code: (above, below) for code, above, below in groups}

    @api.model
    def _refresh(self, since=None):
        """Reckon all measures from ``since`` (a date) on from the facts."""
        since = since or fields.Date.today() - timedelta(days=BACK)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM healthcare_measure WHERE date >= %s AND code IN %s",
                since,
                tuple(MEASURES),
            )
        )
        for statement in (FROM_LINES, FROM_ORDERS, FROM_BILLS, FROM_CONTRACTS):
            self.env.cr.execute(statement, {"since": since, "uid": self.env.uid})
        self.invalidate_model()
        self._count_questions()

    @api.model
    def _count_questions(self):
        """Today's counts, for their trend."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([]):
            counts = self.with_company(company)._questions(company)
            for code, count in counts.items():
                found = self.search(
                    [
                        ("code", "=", code),
                        ("date", "=", today),
                        ("company_id", "=", company.id),
                    ]
                )
                values = {"numerator": count, "denominator": 1}
                if found:
                    found.write(values)
                else:
                    self.create(
                        values | {"code": code, "date": today, "company_id": company.id}
                    )

    @api.model
    def _questions(self, company):
        """Counts of what buying wants less of, by code of the questions."""
        exceptions = self.env["healthcare.exception"].sudo()
        mine = [("company_id", "=", company.id), ("state", "=", "open")]

        def asked(*codes):
            return exceptions.search_count([*mine, ("code", "in", codes)])

        return {
            "open_duplicate_suppliers": asked("DUP_SUPPLIER", "BANK_SHARED"),
            "open_item_differences": asked(
                "DUP_ITEM", "MAPPING_ITEM", "MAPPING_UOM", "ITEM_DIFFERS"
            ),
            "late_approvals": asked("APPROVAL_STUCK"),
            "orders_without_trace": self.env["account.move"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", company.id),
                    ("move_type", "=", "in_invoice"),
                    ("state", "=", "posted"),
                    ("invoice_origin", "=", False),
                    ("healthcare_match_id", "=", False),
                ]
            ),
        }
