"""What could not be read had no subject, so nothing waited for it.

When it is read at last, later documents of its subject may have taken effect: the older
one does not go over them by itself.
"""

from odoo import api, models

from .healthcare_drain_values import values_of

CODE = "subject.overtaken"
OVERTAKEN = """
SELECT v.id, v.part
  FROM ({values}) AS v(id, subject, sequence, part)
 WHERE EXISTS (SELECT 1 FROM healthcare_message e
                WHERE e.subject_key = v.subject AND e.direction = 'in'
                  AND (e.sequence, e.part) > (v.sequence, v.part)
                  AND e.state IN ('done', 'partly') AND e.compensated_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM healthcare_message_attempt a
                    WHERE a.message_id = v.id AND a.code = %s)
"""


class HealthcareDrain(models.AbstractModel):
    """Between reading and applying. A person who was asked and replays it once more has
    decided."""

    _inherit = "healthcare.drain"

    @api.model
    def _through(self, opened, pace):
        self._hold_overtaken(opened)
        return super()._through(opened, pace)

    @api.model
    def _hold_overtaken(self, opened):
        hand, late = self._hand(), {}
        for message, pieces in opened:
            held = hand.get(message.id)
            if held is None or held.fresh:
                continue
            for number, piece in enumerate(pieces, start=1):
                if piece.state == "due" and piece.subject:
                    part = number if len(pieces) > 1 else message.part
                    late[message.id, part] = (message.sequence, piece)
        if not late:
            return
        values, parameters = values_of(
            [
                (message_id, self._subject_key(piece), sequence, part)
                for (message_id, part), (sequence, piece) in late.items()
            ],
            ("int4", "varchar", "int4", "int4"),
        )
        self.env.cr.execute(OVERTAKEN.format(values=values), [*parameters, CODE])
        for found in self.env.cr.fetchall():
            piece = late[found][1]
            piece.held, piece.code, piece.finding = True, CODE, "OVERTAKEN"
            piece.text = self.env._(
                "Later documents about the same thing have taken effect already."
            )
