"""What may have arrived is asked for, by its key; it is never sent blindly twice."""

import logging

from odoo import api, models

from ..errors import IntegrationError
from ..redact import code_of, handling, safe_trace
from .healthcare_drain_claim import SEND_LEASE

_logger = logging.getLogger(__name__)

DELIVERED, ABSENT, UNKNOWN = "delivered", "absent", "unknown"
ASKED = 4
"""Questions without a clear answer after which a person is asked."""
GAVE_UP = "verify.given_up"
AT_ONCE = 10

OPEN_QUESTIONS = f"""
      FROM healthcare_message m
      JOIN healthcare_connection c ON c.id = m.connection_id
      JOIN healthcare_connection_gate g ON g.connection_id = c.id
     WHERE m.state = 'uncertain' AND m.connection_id = ANY(%(connections)s)
       AND m.code IS DISTINCT FROM '{GAVE_UP}'
       AND c.state = 'live' AND c.active AND g.circuit = 'closed'
       AND NOT EXISTS (SELECT 1 FROM ir_config_parameter p
                        WHERE p.key = 'healthcare.stopped' AND p.value <> '')
"""
ASK_AT = "m.due_at + make_interval(secs => c.verify_seconds)"


class HealthcareDrain(models.AbstractModel):
    """The attempt *verify*: no row lock while the partner is asked."""

    _inherit = "healthcare.drain"

    def _drain(self, *arguments, **options):
        self._verify()
        return super()._drain(*arguments, **options)

    def _verify(self):
        """Ask partners about messages of which nobody knows whether they arrived.

        :return: how many were asked about.
        """
        ids = self._claim_questions()
        for message_id in ids:
            with handling(message_id):
                self._verify_one(message_id)
        return len(ids)

    @api.model
    def _askable(self):
        """Connections with uncertain messages whose connector can ask."""
        self.env.cr.execute(
            "SELECT DISTINCT connection_id FROM healthcare_message "
            "WHERE state = 'uncertain'"
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        connections = self.env["healthcare.connection"].browse(ids)
        return connections.filtered(lambda row: row._adapter()._verifies(row)).ids

    def _claim_questions(self):
        """Ids to ask about. Their next turn is set before the call, so that another
        process does not ask as well and a crash only costs time."""
        with self._read_committed() as env:
            connections = env["healthcare.drain"]._askable()
            if not connections:
                return []
            env.cr.execute(
                f"""
                WITH mine AS (
                    SELECT m.id {OPEN_QUESTIONS}
                       AND {ASK_AT} <= timezone('UTC', now())
                     ORDER BY m.due_at LIMIT %(limit)s
                       FOR NO KEY UPDATE OF m SKIP LOCKED)
                UPDATE healthcare_message m
                   SET due_at = timezone('UTC', now())
                                + make_interval(secs => %(lease)s)
                  FROM mine WHERE m.id = mine.id
             RETURNING m.id
                """,
                {"connections": connections, "limit": AT_ONCE, "lease": SEND_LEASE},
            )
            return [row[0] for row in env.cr.fetchall()]

    def _verify_one(self, message_id):
        with self._work_cursor() as env:
            message = env["healthcare.message"].browse(message_id)
            answer, code = env["healthcare.drain"]._ask_about(message)
        with self._read_committed() as env:
            message = env["healthcare.message"].browse(message_id)
            env["healthcare.drain"]._record_answer(message, answer, code)

    @api.model
    def _ask_about(self, message):
        """``(answer, code)``; whatever goes wrong is *unknown*."""
        connection = message.connection_id
        try:
            answer = connection._adapter()._verify(connection, message._outgoing())
            return answer, f"verify.{answer}"
        except IntegrationError as error:
            return UNKNOWN, error.code
        except Exception as error:
            trace = safe_trace(error)
            _logger.error("asking about %s failed:\n%s", message.uuid, trace)
            return UNKNOWN, code_of(error)

    @api.model
    def _record_answer(self, message, answer, code):
        """Sent, due again under the same key, or asked again later, in the end by a
        person. Only if the message is still uncertain."""
        asked = 1 + len(message.attempt_ids.filtered(lambda row: row.stage == "verify"))
        state, wait = "uncertain", 60 * 4 ** min(asked, 5)
        if answer == UNKNOWN and asked >= ASKED:
            code = GAVE_UP
        elif answer != UNKNOWN:
            state, wait = ("sent" if answer == DELIVERED else "due"), 0
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = %s, code = %s, deliveries = 0,
                   due_at = timezone('UTC', now()) + make_interval(secs => %s),
                   done_at = CASE WHEN %s = 'sent'
                                  THEN timezone('UTC', clock_timestamp()) END
             WHERE id = %s AND state = 'uncertain'
            """,
            [state, code, wait, state, message.id],
        )
        if not self.env.cr.rowcount:
            return
        message.invalidate_recordset()
        self._insert_attempts(
            [(message.id, message.tries, "verify", state, code, "", "")]
        )
        message._release_subjects()
        if state == "sent":
            self._tell(message, state, code, "")
        elif state == "due":
            self._tell(message, "retry", code, "")
        elif code == GAVE_UP:
            text = self.env._("The partner's system does not say whether it arrived.")
            self._tell(message, "uncertain", code, text)

    @api.model
    def _asks_itself(self, message):
        """Whether the engine asks the partner before it asks a person."""
        connection = message.connection_id
        return message.code != GAVE_UP and connection._adapter()._verifies(connection)

    @api.model
    def _bells_to_come(self):
        """Also the next question to a partner."""
        bells = super()._bells_to_come()
        connections = self._askable()
        if not connections:
            return bells
        self.env.cr.execute(
            f"""
            SELECT m.lane, 'verify',
                   EXTRACT(EPOCH FROM min({ASK_AT}) - timezone('UTC', now()))::int
                   {OPEN_QUESTIONS} GROUP BY m.lane
            """,
            {"connections": connections},
        )
        return bells + [
            (lane, bell, max(0, seconds) + 1)
            for lane, bell, seconds in self.env.cr.fetchall()
        ]
