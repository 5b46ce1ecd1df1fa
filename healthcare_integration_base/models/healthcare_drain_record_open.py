"""Recording what was opened: documents in their messages, parts as child messages."""

import uuid

from psycopg2.extras import execute_values

from odoo import api, models

from .healthcare_drain_values import as_sql, values_of

TERMINAL = ("done", "partly", "duplicate", "conflict", "rejected", "skipped")
COLUMNS = {
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
"""What opening writes into a message, with the type that VALUES needs."""
TIMES = ("due_at", "opened_at", "done_at")
KEPT = ("flow_id", "lane")
"""Columns that keep their value when opening has none."""
ASSIGNMENTS = ", ".join(
    f'"{name}" = COALESCE(v."{name}", m."{name}")'
    if name in KEPT
    else f'"{name}" = v."{name}"'
    for name in COLUMNS
)


class HealthcareDrain(models.AbstractModel):
    """One UPDATE for opened messages, one INSERT for the parts of files."""

    _inherit = "healthcare.drain"

    @api.model
    def _record_opened(self, opened):
        """``opened``: ``(message, pieces)``. One piece stays in its message, several
        become child messages with the place and order of their parent."""
        rows, children, findings, attempts = [], [], [], []
        for message, pieces in opened:
            attempts.append(self._attempt(message, "open", *self._summary(pieces)))
            if len(pieces) == 1:
                row = self._row_of(pieces[0])
                rows.append((message.id, self._seal_row(message.uuid, row)))
                findings += self._findings_of(message, pieces[0])
            else:
                rows.append((message.id, self._row_of_file(pieces)))
                children += self._children(message, pieces)
        self._update_opened(rows)
        findings += self._questions_of(children, self._insert_children(children))
        self._insert_attempts(attempts)
        exceptions = self.env["healthcare.exception"]
        exceptions._open_many(findings)
        pieces = [piece for _message, found in opened for piece in found]
        self._settle_subjects({self._subject_key(piece) for piece in pieces} - {None})

    @api.model
    def _questions_of(self, children, messages):
        """What the parts of files ask. Those that fail alike share one question, so a
        file that is bad throughout does not fill anybody's list."""
        return [
            row
            for message, (_parent, _number, piece) in zip(
                messages, children, strict=True
            )
            for row in self._findings_of(message, piece)
        ]

    @api.model
    def _summary(self, pieces):
        bad = next((piece for piece in pieces if piece.state != "due"), None)
        if bad is None:
            return "due", "", "", ""
        return (
            bad.state if len(pieces) == 1 else "partly",
            bad.code,
            bad.where,
            bad.trace,
        )

    @api.model
    def _row_of_file(self, pieces):
        good = sum(piece.state == "due" for piece in pieces)
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
        values, parameters = values_of(
            [
                (message_id, *[as_sql(row.get(name)) for name in COLUMNS])
                for message_id, row in rows
            ],
            ("int4", *COLUMNS.values()),
        )
        self.env.cr.execute(
            f"""
            UPDATE healthcare_message m
               SET {ASSIGNMENTS}, lease_token = NULL, lease_until = NULL,
                   due_at = CASE WHEN v.state = 'waiting'
                                 THEN timezone('UTC', now()) + interval '5 minutes'
                                 ELSE m.due_at END,
                   opened_at = CASE WHEN v.state IN ('waiting', 'failed') THEN NULL
                                    ELSE timezone('UTC', now()) END,
                   done_at = CASE WHEN v.state = ANY('{{{",".join(TERMINAL)}}}')
                                  THEN timezone('UTC', now()) END
              FROM ({values})
                AS v(id, {", ".join(f'"{name}"' for name in COLUMNS)})
             WHERE m.id = v.id
            """,
            parameters,
        )
        messages = self.env["healthcare.message"].browse([row[0] for row in rows])
        messages.invalidate_recordset([*COLUMNS, *TIMES], flush=False)

    @api.model
    def _row_of_child(self, parent, number, piece):
        """The columns of the message that one document of a file gets."""
        row = {
            **self._row_of(piece),
            # It has no bytes of its own to be read from again.
            "canonical": piece.canonical or None,
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
            # As old as the file it was cut out of: the cron goes by age.
            "due_at": parent.due_at,
        }
        return self._seal_row(row["uuid"], row)

    @api.model
    def _insert_children(self, children):
        """Child messages in file order; returns them in that order."""
        rows = [self._row_of_child(*child) for child in children]
        if not rows:
            return self.env["healthcare.message"]
        now = "timezone('UTC', now())"
        names = list(rows[0])
        ids = execute_values(
            self.env.cr._obj,
            f"""
            INSERT INTO healthcare_message
                   ({", ".join(f'"{name}"' for name in names)},
                    accepted_at, opened_at)
            VALUES %s RETURNING id
            """,
            [[as_sql(row[name]) for name in names] for row in rows],
            template=f"({', '.join(['%s'] * len(names))}, {now}, {now})",
            fetch=True,
            page_size=len(rows),
        )
        return self.env["healthcare.message"].browse([row[0] for row in ids])
