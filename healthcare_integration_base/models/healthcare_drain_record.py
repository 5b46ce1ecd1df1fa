"""Recording: attempts, lineage and exceptions, in sets, with the effect."""

import random

from odoo import SUPERUSER_ID, api, models

from ..outcome import Finding
from ..redact import code_of, safe_trace
from .healthcare_drain_apply import Failure
from .healthcare_drain_values import as_array, values_of

LINEAGE = (*("int4", "int4", "varchar", "int4"), *["varchar"] * 2, "numeric", "varchar")
"""Types of the values of one link."""
REASONS = {
    "dead": ("DEAD_LETTER", "All tries were used up."),
    "failed": ("BUG", "A defect in the processing stopped this message."),
    "rejected": ("REJECTED_DOCUMENT", "The document was refused."),
    "uncertain": ("UNCERTAIN_DELIVERY", "The partner's answer was not recorded."),
    "conflict": ("KEY_CONFLICT", "The same fact came with other content."),
}


class HealthcareDrain(models.AbstractModel):
    """One INSERT each for attempts and lineage; what a person has to answer."""

    _inherit = "healthcare.drain"

    @api.model
    def _state_after(self, message, result):
        """``(state, code, where, note, dependency, seconds until due)``."""
        if isinstance(result, Failure):
            return (result.state, result.code, "", "", None, 0)
        state, delay = result.state, 0
        if state in ("retry", "waiting"):
            policy = message.flow_id._policy(result.code)
            attempt = message.tries + 1
            delay = policy.delay(attempt, random.random(), result.retry_after)
            if state == "retry" and policy.exhausted(attempt):
                state = "dead"
        return (
            state,
            result.code,
            result.where,
            result.text,
            result.dependency or None,
            delay,
        )

    @api.model
    def _attempt(self, message, stage, state, code="", where="", trace=""):
        held = self._hand().get(message.id)
        tries = held.tries if held else message.tries
        return (message.id, tries + 1, stage, state, code, where, trace)

    @api.model
    def _insert_attempts(self, attempts):
        """One INSERT. What the engine does by itself is done by nobody: no user."""
        if not attempts:
            return
        values, parameters = values_of(
            attempts, ("int4", "int4", *["varchar"] * 4, "text")
        )
        user = "NULL" if self.env.uid == SUPERUSER_ID else f"{self.env.uid:d}"
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_message_attempt
                   (message_id, number, stage, state, code, "where", trace, user_id,
                    started_at, ended_at)
            SELECT v.id, v.number, v.stage, v.state, NULLIF(v.code, ''),
                   NULLIF(v.place, ''), NULLIF(v.trace, ''), {user}::int4,
                   timezone('UTC', now()), timezone('UTC', clock_timestamp())
              FROM ({values})
                AS v(id, number, stage, state, code, place, trace)
            """,
            parameters,
        )

    @api.model
    def _inserts_of_lineage(self, messages, results):
        """One INSERT, as ``(statement, parameters)``."""
        rows = [
            self._lineage_row(message, touched)
            for message in messages
            for touched in getattr(results[message.id], "touched", ())
        ]
        if not rows:
            return
        values, parameters = values_of(rows, LINEAGE)
        yield (
            f"""
            INSERT INTO healthcare_lineage
                   (message_id, company_id, res_model, res_id, action, "where",
                    amount, created_at, mapping_line_ids, mapping_version_id)
            SELECT v.message_id, v.company_id, v.model, v.res_id, v.action,
                   NULLIF(v.place, ''), v.amount, timezone('UTC', now()),
                   v.lines::int4[], l.version_id
              FROM ({values})
                AS v(message_id, company_id, model, res_id, action, place, amount,
                     lines)
              LEFT JOIN healthcare_mapping_line l ON l.id = (v.lines::int4[])[1]
            """,
            parameters,
        )

    @api.model
    def _lineage_row(self, message, touched):
        """The values of one link, in the order of the statement above."""
        return (
            message.id,
            self._company_of(message),
            touched.model,
            touched.res_id,
            touched.action,
            touched.where,
            touched.amount,
            as_array(touched.mapping_line_ids),
        )

    @api.model
    def _company_of(self, message):
        hand = self._hand()
        held = hand.get(message.id)
        key = ("company", held.connection_id if held else message.connection_id.id)
        return hand.once(key, lambda: message.connection_id.company_id.id)

    @api.model
    def _open_findings(self, messages, results, states):
        rows = []
        for message in messages:
            findings = getattr(results[message.id], "findings", ())
            rows += [(finding, message, None, None) for finding in findings]
            state, code, where = states[message.id][:3]
            if state in REASONS and not findings:
                type_code, text = REASONS[state]
                said = getattr(results[message.id], "text", "") or text
                summary = f"{said} ({code})" if code else said
                rows.append(
                    (Finding(type_code, summary, where=where), message, None, None)
                )
        self.env["healthcare.exception"]._open_many(rows)

    @api.model
    def _resolve_technical(self, states):
        """A run that took effect answers the technical questions of earlier runs."""
        done = [
            message_id
            for message_id, values in states.items()
            if values[0] in ("done", "partly", "duplicate", "sent", "acknowledged")
        ]
        self.env["healthcare.exception"]._after_success(done)

    def _record_failure(self, batch, error):
        """The last line: one message on which the engine itself fails is set aside.

        What was handed to the partner may have arrived: that is never just *failed*,
        which a person would send again.
        """
        with self._read_committed() as env:
            ours = batch.stage != "send" and env["healthcare.drain"]._end_lease(batch)
            env.cr.execute(
                """
                UPDATE healthcare_message
                   SET state = CASE WHEN state = 'sending' THEN 'uncertain'
                                    ELSE 'failed' END,
                       code = %s, lease_token = NULL,
                       lease_until = NULL, deliveries = 0, tries = tries + 1
                 WHERE id = ANY(%s) AND CASE WHEN %s THEN state IN ('received', 'due')
                                             ELSE lease_token = %s END
             RETURNING id
                """,
                [code_of(error), list(batch.ids), ours, batch.token],
            )
            messages = env["healthcare.message"].browse(
                [row[0] for row in env.cr.fetchall()]
            )
            drain = env["healthcare.drain"]
            trace = safe_trace(error)
            drain._insert_attempts(
                [
                    drain._attempt(
                        row, batch.stage, row.state, code_of(error), "", trace
                    )
                    for row in messages
                ]
            )
            env["healthcare.exception"]._open_many(
                [
                    (Finding(kind, f"{text} ({code_of(error)})"), row, None, None)
                    for row in messages
                    for kind, text in [REASONS[row.state]]
                ]
            )
            messages._release_subjects()
