"""What a question may cost, how likely, and how fast: the order of the queue."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount

DAY = 86400.0


class HealthcareException(models.Model):
    """Expected loss per day in the company's currency sorts everything.

    ``amount x probability / days left``. A day that has begun counts whole, what is
    late as one day. Without money the severity decides, after all that has some.
    """

    _inherit = "healthcare.exception"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount_company = fields.Monetary(
        string="At risk",
        compute="_compute_amount_company",
        currency_field="company_currency_id",
        store=True,
        precompute=True,
        help="The amount at risk in the company's currency, at the rate of the day.",
    )
    probability = fields.Float(
        string="Likely to be lost",
        digits=(3, 2),
        help="How likely the amount is lost when nobody acts.",
    )
    loss_at = fields.Datetime(
        string="Lost after", help="After this instant the amount cannot be saved."
    )
    expected_loss = fields.Monetary(
        string="Expected loss",
        compute="_compute_loss",
        currency_field="company_currency_id",
        store=True,
        precompute=True,
    )
    loss_per_day = fields.Monetary(
        string="Loss a day",
        compute="_compute_loss",
        currency_field="company_currency_id",
        store=True,
        precompute=True,
        help="Expected loss divided by the days that are left.",
    )
    why = fields.Text(compute="_compute_why")

    _probability_range = models.Constraint(
        "CHECK(probability BETWEEN 0 AND 1)", "A probability lies between 0 and 100 %."
    )

    @api.depends("amount", "currency_id", "company_id")
    def _compute_amount_company(self):
        today = fields.Date.context_today(self)
        rates = {}
        for exception in self:
            currency, company = exception.currency_id, exception.company_id
            own = company.currency_id
            key = (currency, company)
            if currency and currency != own and key not in rates:
                rates[key] = currency._get_conversion_rate(
                    currency, own, company, today
                )
            exception.amount_company = exception.amount * rates.get(key, 1.0)

    @api.depends("amount_company", "probability", "loss_at", "state")
    def _compute_loss(self):
        now = fields.Datetime.now()
        for exception in self:
            loss = abs(exception.amount_company) * (exception.probability or 0.0)
            left = exception.loss_at and (exception.loss_at - now).total_seconds()
            exception.expected_loss = loss
            exception.loss_per_day = (
                loss / max((left or 0) / DAY, 1.0) if exception.state == "open" else 0.0
            )

    @api.model
    def _refresh_losses(self):
        """Once a day: a day less is left. One statement, no cache, no tracking."""
        self.flush_model()
        self.env.cr.execute(
            """
            UPDATE healthcare_exception
               SET loss_per_day = expected_loss / GREATEST(
                   EXTRACT(EPOCH FROM loss_at - timezone('UTC', now())) / 86400, 1)
             WHERE state = 'open' AND expected_loss <> 0
               AND loss_per_day IS DISTINCT FROM expected_loss / GREATEST(
                   EXTRACT(EPOCH FROM loss_at - timezone('UTC', now())) / 86400, 1)
            """
        )
        self.invalidate_model(["loss_per_day"], flush=False)

    def _move_loss_date(self, deadline):
        """Another day for the question moves the day of the loss, if they were one."""
        moved = self.filtered(lambda row: row.loss_at and row.loss_at == row.deadline)
        if moved:
            moved.sudo().write({"loss_at": deadline})

    @api.depends("reason", "expected_loss", "loss_per_day", "probability", "state")
    @api.depends_context("lang", "tz")
    def _compute_why(self):
        for exception in self:
            said = [exception.reason, exception._money_in_words()]
            exception.why = " ".join(filter(None, said)) or False

    def _money_in_words(self):
        """``12,000.00 $ at risk, 40 % likely ...``; empty without money or closed."""
        if not self.amount or self.state != "open" or not self.loss_at:
            return ""
        own = self.company_id.currency_id
        days = -(-(self.loss_at - fields.Datetime.now()) // timedelta(days=1))
        risk = self.env._(
            "%(amount)s at risk, %(likely)s %% likely to be lost: %(loss)s expected.",
            amount=format_amount(self.env, self.amount, self.currency_id),
            likely=round(100 * self.probability),
            loss=format_amount(self.env, self.expected_loss, own),
        )
        if days <= 0:
            return f"{risk} " + self.env._("Its day has passed: act today.")
        if days == 1:
            return f"{risk} " + self.env._("One day is left.")
        return f"{risk} " + self.env._(
            "%(days)s days are left, that is %(per_day)s a day.",
            days=days,
            per_day=format_amount(self.env, self.loss_per_day, own),
        )
