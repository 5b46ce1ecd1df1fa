"""What a probe leaves behind when it took effect."""

from odoo import fields, models


class JourneyProbe(models.Model):
    """One row per application of a probe.

    A second application of the same number violates the unique index, and one out of
    order leaves ``previous`` that is not ``sequence - 1``.
    """

    _name = "journey.probe"
    _description = "Journey probe"
    _order = "id"
    _log_access = False

    number = fields.Char(required=True)
    subject = fields.Char(index=True)
    sequence = fields.Integer()
    previous = fields.Integer(help="Highest sequence of the subject seen when applied.")
    payload = fields.Char()
    message_uuid = fields.Char()
    once = fields.Char()

    _number_uniq = models.Constraint("UNIQUE(number)", "A probe is applied once.")

    def init(self):
        # Named like an index of the product: its violation counts as concurrency.
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS healthcare_journey_probe_once "
            "ON journey_probe (once) WHERE once IS NOT NULL"
        )
