"""Sweeping: what was leased and lost, and what has waited, comes back."""

from odoo import api, models

from ..outcome import Finding
from .healthcare_drain_claim import DEAD


class HealthcareDrain(models.AbstractModel):
    """The way back of messages whose worker, partner or dependency is gone."""

    _inherit = "healthcare.drain"

    def _sweep(self):
        """Return leases that are expired *and* unlocked; a locked row is alive."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                WITH lost AS (
                    SELECT id FROM healthcare_message
                     WHERE state IN ('leased', 'sending')
                       AND lease_until < timezone('UTC', now())
                       FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE healthcare_message m
                   SET state = CASE
                         WHEN m.state = 'sending' THEN 'uncertain'
                         WHEN m.deliveries >= %s THEN 'dead'
                         WHEN m.direction = 'in' AND m.opened_at IS NULL
                              THEN 'received'
                         ELSE 'due' END,
                       lease_token = NULL, lease_until = NULL,
                       code = CASE WHEN m.state = 'sending' THEN 'send.uncertain'
                              WHEN m.deliveries >= %s THEN 'delivery.lost' END
                  FROM lost WHERE m.id = lost.id
             RETURNING m.id, m.state
                """,
                [DEAD, DEAD],
            )
            ended = [
                row for row in env.cr.fetchall() if row[1] in ("dead", "uncertain")
            ]
            env["healthcare.drain"]._open_for_lost(ended)
        return len(ended)

    @api.model
    def _open_for_lost(self, ended):
        """Messages that never came to an end, or left without an answer."""
        codes = {"dead": "DEAD_LETTER", "uncertain": "UNCERTAIN_DELIVERY"}
        texts = {
            "dead": self.env._(
                "It was taken again and again but never came to an end."
            ),
            "uncertain": self.env._("The partner's answer was never seen."),
        }
        messages = self.env["healthcare.message"].browse([row[0] for row in ended])
        self.env["healthcare.exception"]._open_many(
            [
                (Finding(codes[state], texts[state]), message, None, None)
                for message, (_id, state) in zip(messages, ended, strict=True)
                if state == "dead" or not self._asks_itself(message)
            ]
        )
        messages._release_subjects()
        for message in messages:
            message._record_person(message.state, message.code, "")

    def _sweep_waiting(self):
        """Look again at what waits, give up what waited too long, mend parked rows."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message m
                   SET state = CASE
                         WHEN m.accepted_at < timezone('UTC', now())
                              - make_interval(days => f.waiting_days) THEN 'dead'
                         WHEN m.direction = 'in' AND m.opened_at IS NULL
                              THEN 'received'
                         ELSE 'due' END,
                       code = 'waited'
                  FROM healthcare_flow f
                 WHERE f.id = m.flow_id AND m.state = 'waiting'
                   AND m.due_at <= timezone('UTC', now())
             RETURNING m.id, m.state, m.tries
                """
            )
            rows = env.cr.fetchall()
            dead = [row[0] for row in rows if row[1] == "dead"]
            env["healthcare.drain"]._insert_attempts(
                [(row[0], row[2], "apply", row[1], "waited", "", "") for row in rows]
            )
            text = self.env._("What this message waits for never arrived.")
            env["healthcare.exception"]._open_many(
                [
                    (Finding("WAITING_TOO_LONG", text), message, None, None)
                    for message in env["healthcare.message"].browse(dead)
                ]
            )
            env["healthcare.message"]._park_and_release()
