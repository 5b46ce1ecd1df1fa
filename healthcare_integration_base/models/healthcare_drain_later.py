"""What leaves at a time to come has a doorbell for that time."""

from odoo import api, models

from .healthcare_drain import LANES

# The first of each lane, through an index: what waits for tomorrow may be much.
LATER = """
SELECT lane.name, EXTRACT(EPOCH FROM first.due_at - timezone('UTC', now()))::int
  FROM unnest(%s) AS lane(name)
 CROSS JOIN LATERAL (
       SELECT m.due_at FROM healthcare_message m
        WHERE m.lane = lane.name AND m.direction = 'out' AND m.state = 'due'
          AND m.due_at > timezone('UTC', now())
        ORDER BY m.due_at LIMIT 1) AS first
"""


class HealthcareMessage(models.Model):
    """Finds what leaves next."""

    _inherit = "healthcare.message"

    _later = models.Index("(lane, due_at) WHERE direction = 'out' AND state = 'due'")


class HealthcareDrain(models.AbstractModel):
    """Schedules, windows and held releases set a time."""

    _inherit = "healthcare.drain"

    @api.model
    def _bells_to_come(self):
        bells = super()._bells_to_come()
        self.env.cr.execute(LATER, [list(LANES)])
        return bells + [
            (lane, "later", seconds + 1) for lane, seconds in self.env.cr.fetchall()
        ]
