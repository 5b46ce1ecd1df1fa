"""Control numbers of what we send: rising by one, without a gap."""

from odoo import fields, models

LAST = 999_999_999


class HealthcareControlNumber(models.Model):
    """The last number used for a trading partner: interchanges (ISA13, UNB 0020),
    groups (GS06, UNG 0048), messages (MSH-10).

    Numbers are drawn with one statement in the short READ COMMITTED transaction that
    also stores the sealed payload, so a number is used exactly when a payload bears it:
    no gap, no double. After 999999999 follows 1.
    """

    _name = "healthcare.control.number"
    _description = "Healthcare EDI control number"
    _rec_name = "scope"
    _order = "trading_partner_id, scope"

    trading_partner_id = fields.Many2one(
        "healthcare.trading.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="trading_partner_id.company_id", store=True, index=True
    )
    scope = fields.Selection(
        [
            ("interchange", "Interchange (ISA13, UNB 0020, payload id)"),
            ("group", "Functional group (GS06, UNG 0048)"),
            ("message", "Message (MSH-10)"),
        ],
        required=True,
    )
    value = fields.Integer(
        string="Last used",
        required=True,
        default=0,
        help="The next document bears the number after this one.",
    )

    _scope_uniq = models.Constraint(
        "UNIQUE(trading_partner_id, scope)", "This partner already has such a counter."
    )
    _value_range = models.Constraint(
        f"CHECK(value BETWEEN 0 AND {LAST})",
        "A control number has one to nine digits.",
    )

    def _next(self, partner, scope):
        """Draw the next number of ``partner``; waits for whoever draws at the moment.

        Call it in a READ COMMITTED transaction: under REPEATABLE READ a concurrent
        draw raises a serialization failure instead of waiting.
        """
        self.flush_model()
        self.env.cr.execute(
            """
            INSERT INTO healthcare_control_number AS number
                        (trading_partner_id, company_id, scope, value,
                         create_uid, write_uid, create_date, write_date)
                 VALUES (%(partner)s, %(company)s, %(scope)s, 1,
                         %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                         now() AT TIME ZONE 'UTC')
            ON CONFLICT (trading_partner_id, scope)
              DO UPDATE SET value = CASE WHEN number.value >= %(last)s THEN 1
                                         ELSE number.value + 1 END,
                            write_date = now() AT TIME ZONE 'UTC'
              RETURNING value
            """,
            {
                "partner": partner.id,
                "company": partner.company_id.id,
                "scope": scope,
                "user": self.env.uid,
                "last": LAST,
            },
        )
        (value,) = self.env.cr.fetchone()
        self.invalidate_model(["value"])
        return value


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    number_ids = fields.One2many("healthcare.control.number", "trading_partner_id")
