"""A supplier's month in one record: rates, score, and the orders behind each figure."""

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

from ..measures import HOURS, LEAST_LINES, MEASURES, mean, rate, score

MONTHS = 3
"""Months reckoned anew by the nightly job: what was ordered then still moves."""
CONDITIONS = {
    "line_fill_rate": [("due", "=", True), ("complete_first", "=", 0)],
    "unit_fill_rate": [("due", "=", True), ("right_quantity", "=", 0)],
    "on_time_delivery": [("due", "=", True), ("right_time", "=", 0)],
    "on_time_current": [("due", "=", True), ("right_time", "=", 0)],
    "perfect_order_rate": [("due", "=", True), ("perfect", "=", 0)],
    "backorder_rate": [("backordered", "=", 1)],
    "acknowledged_24h": [
        ("sent", "=", 1),
        "|",
        ("acknowledged", "=", 0),
        ("acknowledgment_hours", ">", 24),
    ],
    "acknowledgment_hours": [("acknowledged", "=", 1)],
    "ship_notice_rate": [("received", ">", 0), ("right_documents", "=", 0)],
    "price_accuracy": [("billed_lines", ">", 0), ("right_invoice", "=", 0)],
    "electronic_rate": [("sent", "=", 0)],
}
"""Which lines of the facts made a figure worse."""


class HealthcareScorecard(models.Model):
    """One supplier in one month; ``score`` 0 to 100 by the weights of the measures.

    Without thirty due order lines there is no score. A supplier whose required
    certificate is expired cannot score more than 60.
    """

    _name = "healthcare.scorecard"
    _description = "Supplier scorecard"
    _inherit = ["mail.thread"]
    _order = "month desc, score desc, id"

    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    lines_due = fields.Integer(readonly=True)
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    has_score = fields.Boolean(readonly=True)
    previous_score = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    trend = fields.Selection(
        [("up", "Better"), ("same", "As before"), ("down", "Worse"), ("none", "New")],
        compute="_compute_trend",
    )
    expired = fields.Boolean(
        string="Certificate expired", readonly=True, help="Caps the score at 60."
    )
    verdict = fields.Char(compute="_compute_trend")
    shared = fields.Boolean(
        string="Shared in the portal",
        help="The supplier sees this month in the portal.",
        tracking=True,
        copy=False,
    )
    line_ids = fields.One2many("healthcare.scorecard.line", "scorecard_id")

    _once = models.UniqueIndex("(company_id, partner_id, month)")

    @api.depends("score", "has_score", "previous_score", "lines_due", "expired")
    def _compute_trend(self):
        for card in self:
            change = card.score - card.previous_score
            card.trend = (
                "none"
                if not card.previous_score or not card.has_score
                else "same"
                if abs(change) < 0.5
                else "up"
                if change > 0
                else "down"
            )
            card.verdict = card._verdict()

    def _verdict(self):
        if not self.has_score:
            return self.env._(
                "Too little to judge: %(lines)s of %(least)s due lines.",
                lines=self.lines_due,
                least=LEAST_LINES,
            )
        if self.expired:
            return self.env._("Capped at 60: a required certificate is expired.")
        return False

    @api.depends("partner_id", "month")
    def _compute_display_name(self):
        for card in self:
            month = card.month and card.month.strftime("%Y-%m")
            card.display_name = f"{card.partner_id.name} {month or ''}"

    # -- reckoning -------------------------------------------------------------------

    @api.model
    def _refresh_months(self, months=MONTHS):
        """Cards of the last months, the current one included; shared ones stay shared.

        A few statements per month, whatever the number of suppliers.
        """
        first = fields.Date.today().replace(day=1)
        for back in range(months):
            self._refresh_month(first - relativedelta(months=back))

    @api.model
    def _refresh_month(self, month):
        until = month + relativedelta(months=1)
        within = [("date", ">=", month), ("date", "<", until)]
        groups = self.env["healthcare.measure"]._read_group(
            [*within, ("partner_id", "!=", False)],
            ["company_id", "partner_id", "code"],
            ["numerator:sum", "denominator:sum"],
        )
        sums = {}
        for company, partner, code, above, below in groups:
            sums.setdefault((company, partner), {})[code] = (above, below)
        due = self._lines_due(month, until)
        known = {
            (card.company_id, card.partner_id): card
            for card in self.search([("month", "=", month)])
        }
        before = {
            (card.company_id, card.partner_id): card
            for card in self.search([("month", "=", month - relativedelta(months=1))])
        }
        self.union(*(known[key] for key in sums if key in known)).line_ids.unlink()
        fresh = []
        for key, measured in sums.items():
            values = self._card(measured, due.get(key, 0), key[1], before.get(key))
            if key in known:
                known[key].write(values)
            else:
                company, partner = key
                ids = {"company_id": company.id, "partner_id": partner.id}
                fresh.append(ids | {"month": month} | values)
        self.create(fresh)

    @api.model
    def _lines_due(self, month, until):
        groups = self.env["healthcare.line.fact"]._read_group(
            [
                ("ordered_on", ">=", month),
                ("ordered_on", "<", until),
                ("due", "=", True),
            ],
            ["company_id", "partner_id"],
            ["__count"],
        )
        return {(company, partner): count for company, partner, count in groups}

    @api.model
    def _card(self, measured, lines, partner, before):
        rates = {
            code: rate(str(above), str(below))
            for code, (above, below) in measured.items()
        }
        expired = self._certificate_expired(partner)
        found = score(rates, lines, expired)
        return {
            "lines_due": lines,
            "has_score": found is not None,
            "score": float(found or 0),
            "previous_score": before.score if before and before.has_score else 0.0,
            "expired": expired,
            "line_ids": [
                Command.create(self._line(code, *measured[code]))
                for code in MEASURES
                if code in measured
            ],
        }

    @api.model
    def _line(self, code, above, below):
        measure = MEASURES[code]
        share = mean if measure.unit == HOURS else rate
        found = share(str(above), str(below))
        return {
            "code": code,
            "numerator": above,
            "denominator": below,
            "value": float(found) if found is not None else 0.0,
            "weight": measure.weight,
        }

    @api.model
    def _certificate_expired(self, partner):
        """Whether a required certificate of the supplier is expired today."""
        return any(gap.state == "expired" for gap in partner._healthcare_gaps())

    def action_share(self):
        """Show this month to the supplier."""
        self.write({"shared": True})

    def action_open_facts(self):
        """All order lines of the month."""
        self.ensure_one()
        return self._facts(self.env._("Order lines"), [])

    def _facts(self, name, domain):
        until = self.month + relativedelta(months=1)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_line_fact_action"
        )
        return action | {
            "name": name,
            "view_mode": "list,pivot,graph",
            "context": {},
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("ordered_on", ">=", fields.Date.to_string(self.month)),
                ("ordered_on", "<", fields.Date.to_string(until)),
                *domain,
            ],
        }


class HealthcareScorecardLine(models.Model):
    """One measure of a month; ``value`` in percent, or hours for a duration."""

    _name = "healthcare.scorecard.line"
    _description = "Measure of a scorecard"
    _order = "weight desc, id"
    _rec_name = "code"

    scorecard_id = fields.Many2one(
        "healthcare.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    code = fields.Selection(
        lambda self: [(code, row.name) for code, row in MEASURES.items()],
        string="Measure",
        required=True,
        readonly=True,
    )
    formula = fields.Char(compute="_compute_words")
    value = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    unit = fields.Char(compute="_compute_words")
    numerator = fields.Float(digits=(16, 2), readonly=True)
    denominator = fields.Float(digits=(16, 2), readonly=True)
    weight = fields.Integer(readonly=True)

    @api.depends("code")
    def _compute_words(self):
        for line in self:
            measure = MEASURES[line.code]
            line.formula = measure.formula
            line.unit = self.env._("hours") if measure.unit == HOURS else "%"

    def action_open(self):
        """The order lines that made this figure worse."""
        self.ensure_one()
        label = MEASURES[self.code].name
        return self.scorecard_id._facts(label, CONDITIONS.get(self.code, []))
