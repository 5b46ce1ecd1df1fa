"""What is urgent does not wait until a bulk load has been worked off."""

from odoo import api, models

from .healthcare_drain import LANES

# Through the indexes of each flow: what other lanes hold is not read.
OF_FLOW = "m.flow_id = f.id AND m.lane = lane.name"
# Through the indexes of each flow: what other lanes hold is not read.
WAITING = f"""
    SELECT 1 FROM healthcare_flow f, (SELECT %s::varchar AS name) AS lane
     WHERE EXISTS (
           SELECT 1 FROM healthcare_message m
            WHERE {OF_FLOW} AND m.direction = 'in'
              AND m.opened_at IS NULL AND m.state = 'received')
        OR EXISTS (
           SELECT 1 FROM healthcare_message m
            WHERE {OF_FLOW} AND m.direction = 'in'
              AND m.opened_at IS NOT NULL AND m.state = 'due')
        OR EXISTS (
           SELECT 1 FROM healthcare_message m
            WHERE {OF_FLOW} AND m.connection_id = f.connection_id
              AND m.direction = 'out' AND m.state IN ('due', 'retry'))
     LIMIT 1
"""
# No less than what any claim would take.
LEFT = """
    SELECT EXISTS (SELECT 1 FROM healthcare_message
                    WHERE direction = 'in' AND opened_at IS NULL AND state = 'received')
        OR EXISTS (SELECT 1 FROM healthcare_message
                    WHERE direction = 'in' AND opened_at IS NOT NULL AND state = 'due')
        OR EXISTS (SELECT 1 FROM healthcare_message
                    WHERE direction = 'out' AND state IN ('due', 'retry'))
"""


class HealthcareDrain(models.AbstractModel):
    """A worker that has a slower lane in hands looks at the faster ones first, each
    time it takes a batch: all workers may be busy with slow lanes."""

    _inherit = "healthcare.drain"

    def _claim(self, lane, size, *arguments, **options):
        for faster in self._lanes_waiting(lane):
            batch = super()._claim(faster, size, *arguments, **options)
            if batch:
                return batch
        return super()._claim(lane, size, *arguments, **options)

    @api.model
    def _lanes_waiting(self, lane):
        """Lanes before ``lane`` in which something is due; it may still be held."""
        faster, found = LANES[: LANES.index(lane)], []
        if faster:
            with self._read_committed() as env:
                for name in faster:
                    env.cr.execute(WAITING, [name])
                    if env.cr.fetchone():
                        found.append(name)
        return found

    @api.model
    def _lanes_due(self):
        """Mostly a run has left nothing: one look instead of one per lane and stage."""
        self.env.cr.execute(LEFT)
        return super()._lanes_due() if self.env.cr.fetchone()[0] else []
