"""A repetition takes the place of a first one that came to nothing."""

from odoo import api, models

from .healthcare_content import CODE, WITHOUT_EFFECT

HEIR = "duplicate.first_failed"
#: The first repetition of each becomes due; the others point at it from now on.
_REVIVE = """
       WITH heir AS (
           SELECT DISTINCT ON (m.duplicate_of_id) m.id, m.duplicate_of_id
             FROM healthcare_message m
             JOIN healthcare_message f ON f.id = m.duplicate_of_id
            WHERE m.duplicate_of_id = ANY(%(first)s) AND m.state = 'duplicate'
              AND m.code = %(code)s AND f.state = ANY(%(without)s)
            ORDER BY m.duplicate_of_id, m.sequence, m.part),
       others AS (
           UPDATE healthcare_message m SET duplicate_of_id = h.id FROM heir h
            WHERE m.duplicate_of_id = h.duplicate_of_id AND m.id <> h.id
              AND m.state = 'duplicate' AND m.code = %(code)s)
       UPDATE healthcare_message m
          SET state = 'due', code = %(heir)s, duplicate_of_id = NULL,
              done_at = NULL, due_at = timezone('UTC', now())
         FROM heir h WHERE m.id = h.id
    RETURNING m.id, m.tries, m.lane
"""


class HealthcareContent(models.Model):
    """What was set aside before its first had ended."""

    _inherit = "healthcare.content"

    @api.model
    def _revive(self, first_ids):
        """The first repetition of each message that came to nothing is due: it says the
        same, and nothing of it has taken effect.

        Who stands behind the failed one in its subject waits with it, as ever.
        """
        cr = self.env.cr
        without = [state for state in WITHOUT_EFFECT if state != "duplicate"]
        cr.execute(
            "SELECT id FROM healthcare_message WHERE id = ANY(%s) AND state = ANY(%s)",
            [list(first_ids), without],
        )
        failed = [row[0] for row in cr.fetchall()]
        if not failed:
            return self.env["healthcare.message"]
        # First, and in a statement of its own: a repetition that is set aside at this
        # moment is either seen by the next one, or one of the two collides.
        self._keep(failed)
        cr.execute(
            _REVIVE,
            {
                "first": failed,
                "code": CODE,
                "heir": HEIR,
                "without": without,
            },
        )
        rows = cr.fetchall()
        messages = self.env["healthcare.message"].browse([row[0] for row in rows])
        if messages:
            drain = self.env["healthcare.drain"]
            drain._insert_attempts(
                [(row[0], row[1] + 1, "open", "due", HEIR, "", "") for row in rows]
            )
            messages.invalidate_model()
            messages._release_subjects()
            for lane in {row[2] for row in rows}:
                drain._ring_after_commit(lane)
        return messages


class HealthcareMessage(models.Model):
    """A message that ends without effect makes room for its repetition."""

    _inherit = "healthcare.message"

    def _release_subjects(self):
        result = super()._release_subjects()
        first = self.filtered(
            lambda row: row.state in WITHOUT_EFFECT and row.flow_id.refuse_repeats
        )
        if first:
            first.flush_recordset(["state"])
            self.env["healthcare.content"]._revive(first.ids)
        return result


class HealthcareDrain(models.AbstractModel):
    """After the outcomes of a batch."""

    _inherit = "healthcare.drain"

    @api.model
    def _follow(self, messages, tried, results, states):
        result = super()._follow(messages, tried, results, states)
        hand, flows = self._hand(), {}
        for message in tried:
            held = hand.get(message.id)
            flow_id = held.flow_id if held else message.flow_id.id
            flows.setdefault(flow_id, []).append(message.id)
        strict = self.env["healthcare.flow"].browse(filter(None, flows))
        strict = strict.filtered("refuse_repeats")
        if strict:
            ids = [key for flow in strict for key in flows[flow.id]]
            self.env["healthcare.content"]._revive(ids)
        return result
