"""Writing outcomes: one UPDATE for all of a batch, whatever became of each."""

from operator import itemgetter

from odoo import SUPERUSER_ID, api, models

from ..outcome import DUPLICATE
from ..state import SETTLED
from .healthcare_drain_apply import Failure
from .healthcare_drain_values import values_of

CHANGED = (
    *("state", "code", "where", "note", "dependency", "tries", "due_at", "done_at"),
    *("deliveries", "opened_at", "canonical", "issues", "facts", "pins"),
    *("duplicate_of_id", "display_name"),
)
"""Columns whose cached values an outcome makes stale. What opening changed is in the
cache as it was written."""
OWN = {
    "reference": "varchar",
    "subject_key": "varchar",
    "canonical": "jsonb",
    "issues": "jsonb",
    "facts": "jsonb",
    "where": "varchar",
}
"""What opening found, different in each message; with the type that VALUES needs."""
SHARED = {
    "state": "varchar",
    "code": "varchar",
    "place": "varchar",
    "note": "varchar",
    "dependency": "varchar",
    "delay": "float8",
    "trace": "text",
    "pins": "jsonb",
    "first": "int4",
    "kind": "varchar",
    "flow_id": "int4",
    "lane": "varchar",
}
"""What most messages of a batch have in common is said once."""
ENDED = ", ".join(f"'{state}'" for state in sorted(SETTLED))
OUTCOME = f"""
    state = w.state, code = NULLIF(w.code, ''), dependency = w.dependency,
    note = NULLIF(w.note, ''), tries = m.tries + 1, deliveries = 0,
    due_at = timezone('UTC', now()) + make_interval(secs => w.delay),
    pins = COALESCE(w.pins, m.pins),
    duplicate_of_id = COALESCE(w.first, m.duplicate_of_id),
    done_at = CASE WHEN w.state IN ({ENDED})
                   THEN timezone('UTC', clock_timestamp()) END,
    "where" = COALESCE(NULLIF(w.place, ''), {{place}})
"""
OPENED = """,
    kind = w.kind, flow_id = w.flow_id, lane = w.lane, reference = v.reference,
    subject_key = v.subject_key, canonical = v.canonical, issues = v.issues,
    facts = v.facts, opened_at = timezone('UTC', now())
"""


class HealthcareDrain(models.AbstractModel):
    """States, then what follows from them, in sets."""

    _inherit = "healthcare.drain"

    @api.model
    def _record_outcomes(self, messages, results):
        """States and attempts in one statement, then lineage. What follows from them
        waits for :meth:`_follow_up`.

        :param results: ``{message id: Outcome | Failure | None}``; None was not tried
            and stays as it is.
        """
        tried = messages.browse(
            key for key in messages._ids if results[key] is not None
        )
        states = {row.id: self._state_after(row, results[row.id]) for row in tried}
        statements = [
            *self._updates_of(tried, results, states),
            *self._inserts_of_lineage(tried, results),
        ]
        hand = self._hand()
        hand.flight.send(self.env.cr, statements)
        messages.invalidate_recordset(CHANGED, flush=False)
        hand.ended.append((messages._ids, tried._ids, results, states))

    @api.model
    def _follow_up(self):
        """What follows from the outcomes recorded so far, once for a batch."""
        hand = self._hand()
        hand.flight.land()
        ended, hand.ended = hand.ended, []
        ids, tried, results, states = [], [], {}, {}
        for some_ids, some_tried, some_results, some_states in ended:
            ids += some_ids
            tried += some_tried
            results |= some_results
            states |= some_states
        if ids:
            model = self.env["healthcare.message"]
            self._follow(model.browse(ids), model.browse(tried), results, states)

    @api.model
    def _follow(self, messages, tried, results, states):
        """Exceptions, parked subjects and arrivals."""
        self._open_findings(tried, results, states)
        self._resolve_technical(states)
        self._settle_subjects(set(self._subjects_of(messages).values()) - {None, False})
        self.env["healthcare.message"]._arrived(
            [key for row in tried for key in getattr(results[row.id], "arrived", ())]
        )

    @api.model
    def _updates_of(self, messages, results, states):
        """Those opened in this transaction get the columns of opening as well."""
        hand = self._hand()
        pins, first = {}, self._first_of(messages, results)
        opened, plain, shared = [], [], {}
        pick = itemgetter(*OWN)
        for message in messages:
            message_id = message.id
            held = hand.get(message_id)
            row = held.row if held else None
            connection = held.connection_id if held else message.connection_id.id
            if connection not in pins:
                pins[connection] = hand.once(
                    ("pins", connection), self._pins_in_force, message.connection_id
                )
            result = results[message_id]
            key = (
                *states[message_id],
                result.trace if isinstance(result, Failure) else "",
                pins[connection],
                first.get(message_id),
                *((row["kind"], row["flow_id"], row["lane"]) if row else (None,) * 3),
            )
            number = shared.setdefault(key, len(shared))
            if row:
                opened.append((message_id, number, *pick(row)))
                held.row = None
            else:
                plain.append((message_id, number))
        shared = [(number, *key) for key, number in shared.items()]
        if plain:
            yield self._update_of(plain, shared, {}, OUTCOME.format(place='m."where"'))
        if opened:
            assignments = OUTCOME.format(place='v."where"') + OPENED
            yield self._update_of(opened, shared, OWN, assignments)

    @api.model
    def _update_of(self, rows, shared, own, assignments):
        values, parameters = values_of(rows, ("int4", "int4", *own.values()))
        common, more = values_of(shared, ("int4", *SHARED.values()))
        names = "".join(f', "{name}"' for name in own)
        user = "NULL" if self.env.uid == SUPERUSER_ID else f"{self.env.uid:d}"
        statement = f"""
            WITH ended AS (
                UPDATE healthcare_message m SET {assignments}
                  FROM ({values}) AS v(id, number{names})
                  JOIN ({common}) AS w(number, {", ".join(SHARED)})
                    ON w.number = v.number
                 WHERE m.id = v.id
             RETURNING m.id, m.tries, w.state, w.code, w.place, w.trace)
            INSERT INTO healthcare_message_attempt
                   (message_id, number, stage, state, code, "where", trace, user_id,
                    started_at, ended_at)
            SELECT id, tries, 'apply', state, NULLIF(code, ''), NULLIF(place, ''),
                   NULLIF(trace, ''), {user}::int4, timezone('UTC', now()),
                   timezone('UTC', clock_timestamp())
              FROM ended
            """
        return statement, parameters + more

    @api.model
    def _first_of(self, messages, results):
        """``{message id: id of the message that took effect}`` of duplicates.

        What the handler does not say is found by lineage: who created the record that
        this one was recognised by.
        """
        found, records = {}, {}
        for message in messages:
            result = results[message.id]
            if getattr(result, "state", None) != DUPLICATE:
                continue
            if result.first_id:
                found[message.id] = result.first_id
            elif result.touched:
                touched = result.touched[0]
                key = (touched.model, touched.res_id)
                records.setdefault(key, []).append(message.id)
        if records:
            values, parameters = values_of(list(records), ("varchar", "int4"))
            self.env.cr.execute(
                f"""
                SELECT l.res_model, l.res_id, min(l.message_id)
                  FROM healthcare_lineage l
                  JOIN ({values}) AS v(model, id)
                    ON v.model = l.res_model AND v.id = l.res_id
                 WHERE l.action = 'created' GROUP BY 1, 2
                """,
                parameters,
            )
            for model, res_id, first in self.env.cr.fetchall():
                found |= {
                    message_id: first
                    for message_id in records[model, res_id]
                    if first != message_id
                }
        return found

    @api.model
    def _settle_subjects(self, subjects):
        """Park or free what stands behind these outcomes; mostly nothing does."""
        if not subjects:
            return
        self.env.cr.execute(
            f"""
            SELECT DISTINCT subject_key FROM healthcare_message
             WHERE subject_key = ANY(%s) AND direction = 'in'
               AND state NOT IN ({ENDED})
            """,
            [list(subjects)],
        )
        busy = [row[0] for row in self.env.cr.fetchall()]
        if busy:
            self.env["healthcare.message"]._park_and_release(busy)
