"""Recording: states, attempts, lineage and exceptions, in sets, with the effect."""

import json
import random
import uuid

from psycopg2.extras import execute_values

from odoo import api, models

from ..outcome import Finding
from ..redact import code_of, safe_trace
from .healthcare_drain_apply import Failure

TERMINAL = ("done", "partly", "duplicate", "conflict", "rejected", "skipped")
REASONS = {
    "dead": ("DEAD_LETTER", "All tries were used up."),
    "failed": ("BUG", "A defect in the processing stopped this message."),
    "rejected": ("REJECTED_DOCUMENT", "The document was refused."),
    "conflict": ("KEY_CONFLICT", "The same fact came with other content."),
}


class HealthcareDrain(models.AbstractModel):
    """One UPDATE for states, one INSERT each for attempts and lineage."""

    _inherit = "healthcare.drain"

    # -- opened ----------------------------------------------------------------------

    @api.model
    def _record_opened(self, opened):
        """``opened``: ``(message, pieces)``. One piece stays in its message, several
        become child messages with the place and order of their parent."""
        rows, children, findings, attempts = [], [], [], []
        for message, pieces in opened:
            attempts.append(self._attempt(message, "open", *self._summary(pieces)))
            if len(pieces) == 1:
                rows.append((message.id, self._row_of(pieces[0])))
                findings += self._findings_of(message, pieces[0])
            else:
                rows.append((message.id, self._row_of_file(pieces)))
                children += self._children(message, pieces)
        self._update_opened(rows)
        for child, piece in zip(self._insert_children(children), children, strict=True):
            findings += self._findings_of(child, piece[2])
        self._insert_attempts(attempts)
        exceptions = self.env["healthcare.exception"]
        exceptions._open_many(findings)
        self.env["healthcare.message"]._park_and_release(
            [row["subject_key"] for _id, row in rows if row.get("subject_key")]
        )

    @api.model
    def _summary(self, pieces):
        bad = next((piece for piece in pieces if piece.document is None), None)
        if bad is None:
            return "due", "", "", ""
        return bad.state if len(pieces) == 1 else "partly", bad.code, bad.where, bad.trace

    @api.model
    def _row_of_file(self, pieces):
        good = sum(piece.document is not None for piece in pieces)
        return {
            "state": "done" if good == len(pieces) else "partly",
            "code": "opened.parts",
            "note": self.env._(
                "%(all)s documents, %(good)s readable", all=len(pieces), good=good
            ),
        }

    @api.model
    def _children(self, message, pieces):
        return [
            (message, number, piece) for number, piece in enumerate(pieces, start=1)
        ]

    @api.model
    def _update_opened(self, rows):
        columns = {
            "state": "varchar",
            "kind": "varchar",
            "flow_id": "int4",
            "lane": "varchar",
            "subject_key": "varchar",
            "reference": "varchar",
            "canonical": "jsonb",
            "issues": "jsonb",
            "facts": "jsonb",
            "where": "varchar",
            "code": "varchar",
            "note": "varchar",
            "dependency": "varchar",
        }
        keep = ("flow_id", "lane")
        assignments = [
            f'"{name}" = COALESCE(v."{name}", m."{name}")'
            if name in keep
            else f'"{name}" = v."{name}"'
            for name in columns
        ]
        execute_values(
            self.env.cr._obj,
            f"""
            UPDATE healthcare_message m
               SET {", ".join(assignments)}, lease_token = NULL, lease_until = NULL,
                   deliveries = 0,
                   due_at = CASE WHEN v.state = 'waiting'
                                 THEN timezone('UTC', now()) + interval '5 minutes'
                                 ELSE m.due_at END,
                   opened_at = CASE WHEN v.state IN ('waiting', 'failed') THEN NULL
                                    ELSE timezone('UTC', now()) END,
                   done_at = CASE WHEN v.state = ANY('{{{",".join(TERMINAL)}}}')
                                  THEN timezone('UTC', now()) END
              FROM (VALUES %s) AS v(id, {", ".join(f'"{name}"' for name in columns)})
             WHERE m.id = v.id
            """,
            [
                (message_id, *[_sql(row.get(name)) for name in columns])
                for message_id, row in rows
            ],
            template="(%s, " + ", ".join(f"%s::{kind}" for kind in columns.values()) + ")",
        )
        self.env["healthcare.message"].invalidate_model()

    @api.model
    def _insert_children(self, children):
        """Child messages in file order; returns them in that order."""
        rows = []
        for parent, number, piece in children:
            row = self._row_of(piece)
            rows.append(
                {
                    **row,
                    "uuid": str(uuid.uuid4()),
                    "parent_id": parent.id,
                    "part": number,
                    "sequence": parent.sequence,
                    "connection_id": parent.connection_id.id,
                    "company_id": parent.company_id.id,
                    "direction": "in",
                    "codec": parent.codec,
                    "name": parent.name or None,
                    "content_hash": parent.content_hash,
                    "payload_size": 0,
                    "deliveries": 0,
                    "tries": 0,
                }
            )
        if not rows:
            return self.env["healthcare.message"]
        now = "timezone('UTC', now())"
        names = list(rows[0])
        ids = execute_values(
            self.env.cr._obj,
            f"""
            INSERT INTO healthcare_message
                   ({", ".join(f'"{name}"' for name in names)},
                    accepted_at, due_at, opened_at)
            VALUES %s RETURNING id
            """,
            [[_sql(row[name]) for name in names] for row in rows],
            template=f"({', '.join(['%s'] * len(names))}, {now}, {now}, {now})",
            fetch=True,
            page_size=len(rows),
        )
        return self.env["healthcare.message"].browse([row[0] for row in ids])

    # -- outcomes --------------------------------------------------------------------

    @api.model
    def _record_outcomes(self, messages, results):
        """States in one statement; then attempts, lineage, exceptions and arrivals."""
        tried = messages.filtered(lambda message: results[message.id] is not None)
        states = {row.id: self._state_after(row, results[row.id]) for row in tried}
        self._update_outcomes(states)
        self._release_untried(messages - tried)
        self._insert_attempts(
            [self._attempt_of(row, results[row.id], states[row.id]) for row in tried]
        )
        self._insert_lineage(tried, results)
        self.env["healthcare.message"].invalidate_model()
        self._open_findings(tried, results, states)
        self._resolve_technical(states)
        subjects = {row.subject_key for row in messages if row.subject_key}
        if subjects:
            self.env["healthcare.message"]._park_and_release(list(subjects))
        self.env["healthcare.message"]._arrived(
            [key for row in tried for key in getattr(results[row.id], "arrived", ())]
        )

    @api.model
    def _state_after(self, message, result):
        """``(state, code, where, note, dependency, seconds until due)``."""
        if isinstance(result, Failure):
            return (result.state, result.code, "", "", None, 0)
        state, delay = result.state, 0
        if state in ("retry", "waiting"):
            policy = message.flow_id._policy()
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
    def _update_outcomes(self, states):
        if not states:
            return
        execute_values(
            self.env.cr._obj,
            """
            UPDATE healthcare_message m
               SET state = v.state, code = NULLIF(v.code, ''), dependency = v.dependency,
                   "where" = COALESCE(NULLIF(v.place, ''), m."where"),
                   note = NULLIF(v.note, ''),
                   tries = m.tries + 1, deliveries = 0,
                   lease_token = NULL, lease_until = NULL,
                   due_at = timezone('UTC', now()) + make_interval(secs => v.delay),
                   done_at = CASE WHEN v.state IN
                        ('done', 'partly', 'duplicate', 'conflict', 'rejected', 'skipped')
                        THEN timezone('UTC', clock_timestamp()) END
              FROM (VALUES %s) AS v(id, state, code, place, note, dependency, delay)
             WHERE m.id = v.id
            """,
            [(message_id, *values) for message_id, values in states.items()],
            template="(%s, %s, %s, %s, %s, %s::varchar, %s::float)",
            page_size=1000,
        )

    @api.model
    def _release_untried(self, messages):
        """What was leased but not tried goes back as if it had not been touched."""
        if messages:
            self.env.cr.execute(
                """
                UPDATE healthcare_message SET state = 'due', lease_token = NULL,
                       lease_until = NULL, deliveries = GREATEST(deliveries - 1, 0)
                 WHERE id = ANY(%s)
                """,
                [messages.ids],
            )

    @api.model
    def _attempt(self, message, stage, state, code="", where="", trace=""):
        return (message.id, message.tries + 1, stage, state, code, where, trace)

    @api.model
    def _attempt_of(self, message, result, after):
        trace = result.trace if isinstance(result, Failure) else ""
        state, code, where = after[:3]
        return self._attempt(message, "apply", state, code, where, trace)

    @api.model
    def _insert_attempts(self, attempts):
        if not attempts:
            return
        execute_values(
            self.env.cr._obj,
            """
            INSERT INTO healthcare_message_attempt
                   (message_id, number, stage, state, code, "where", trace, user_id,
                    started_at, ended_at)
            VALUES %s
            """,
            attempts,
            template="(%s, %s, %s, %s, NULLIF(%s, ''), NULLIF(%s, ''), NULLIF(%s, ''), "
            f"{self.env.uid}, timezone('UTC', now()), "
            "timezone('UTC', clock_timestamp()))",
            page_size=1000,
        )

    @api.model
    def _insert_lineage(self, messages, results):
        rows = [
            (
                message.id,
                message.connection_id.company_id.id,
                touched.model,
                touched.res_id,
                touched.action,
                touched.where,
                touched.amount,
            )
            for message in messages
            for touched in getattr(results[message.id], "touched", ())
        ]
        if rows:
            execute_values(
                self.env.cr._obj,
                """
                INSERT INTO healthcare_lineage
                       (message_id, company_id, res_model, res_id, action, "where",
                        amount, created_at)
                VALUES %s
                """,
                rows,
                template="(%s, %s, %s, %s, %s, NULLIF(%s, ''), %s, "
                "timezone('UTC', now()))",
                page_size=1000,
            )

    @api.model
    def _open_findings(self, messages, results, states):
        rows = []
        for message in messages:
            findings = getattr(results[message.id], "findings", ())
            rows += [(finding, message, None, None) for finding in findings]
            state, code, where = states[message.id][:3]
            if state in REASONS and not findings:
                type_code, text = REASONS[state]
                summary = f"{text} {code} {where}".strip()
                rows.append((Finding(type_code, summary, where=where), message, None, None))
        self.env["healthcare.exception"]._open_many(rows)

    @api.model
    def _resolve_technical(self, states):
        """A run that took effect answers the technical questions of earlier runs."""
        done = [
            message_id
            for message_id, values in states.items()
            if values[0] in ("done", "partly", "duplicate", "sent", "acknowledged")
        ]
        exceptions = self.env["healthcare.exception"].search(
            [
                ("message_id", "in", done),
                ("state", "=", "open"),
                ("type_id.technical", "=", True),
            ]
        )
        exceptions._close("resolved", self.env._("A later run took effect."))

    def _record_failure(self, batch, error):
        """The last line: one message on which the engine itself fails is set aside."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message
                   SET state = 'failed', code = %s, lease_token = NULL,
                       lease_until = NULL, deliveries = 0, tries = tries + 1
                 WHERE id = ANY(%s) AND lease_token = %s
             RETURNING id
                """,
                [code_of(error), list(batch.ids), batch.token],
            )
            messages = env["healthcare.message"].browse(
                [row[0] for row in env.cr.fetchall()]
            )
            drain = env["healthcare.drain"]
            trace = safe_trace(error)
            drain._insert_attempts(
                [
                    drain._attempt(
                        row, batch.stage, "failed", code_of(error), "", trace
                    )
                    for row in messages
                ]
            )
            text = REASONS["failed"][1]
            env["healthcare.exception"]._open_many(
                [
                    (Finding("BUG", f"{text} {code_of(error)}"), row, None, None)
                    for row in messages
                ]
            )
            messages._release_subjects()


def _sql(value):
    return json.dumps(value) if isinstance(value, dict | list) else value
