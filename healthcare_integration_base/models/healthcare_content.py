"""The same business content under a new name or key takes effect once."""

import hashlib
import json

from psycopg2.extras import execute_values

from odoo import api, fields, models

from ..canonical import to_json
from ..errors import ConfigurationError, RejectedError
from ..outcome import DONE, PARTLY, Outcome

ENVELOPE = frozenset({"where", "interchange_number", "set_number"})
"""Members that say how a document travelled, not what it says."""
WITHOUT_EFFECT = ("rejected", "failed", "dead", "skipped", "conflict", "duplicate")
"""A document in one of these has done nothing: the next one takes its place. So it does
when the first one was undone."""
CODE = "duplicate.content"


class HealthcareFlow(models.Model):
    """The switch."""

    _inherit = "healthcare.flow"

    refuse_repeats = fields.Boolean(
        string="Set repetitions aside",
        tracking=True,
        help="A document that says exactly what an earlier one of this company said, "
        "in whatever file and under whatever key, ends as a duplicate before it takes "
        "effect. A corrected one differs and goes on.",
    )


class HealthcareHandler(models.AbstractModel):
    """What makes two documents of a kind the same."""

    _inherit = "healthcare.handler"

    @api.model
    def _content(self, document):
        """What ``document`` says, as JSON-ready data; equal for repetitions only.

        Everything but the envelope. An addon that leaves more out must be sure that no
        correction differs by that alone.
        """
        return _said(to_json(document))


class HealthcareContent(models.Model):
    """Who said it first. The unique index is the promise: of two that are opened at the
    same time one collides, is given back and finds the other."""

    _name = "healthcare.content"
    _description = "Healthcare document content"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind = fields.Char(required=True)
    digest = fields.Char(required=True)
    message_id = fields.Many2one(
        "healthcare.message", required=True, index=True, ondelete="cascade"
    )

    _digest_uniq = models.UniqueIndex("(company_id, kind, digest)")

    @api.model
    def _digest(self, kind, document):
        """SHA-256 hex of what a document says."""
        said = self.env["healthcare.handler"]._for_kind(kind)._content(document)
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _firsts(self, rows):
        """The first message of each content.

        :param rows: ``[(company id, kind, digest, message id)]`` in order of arrival.
        :return: ``{message id: id of the first}``; of a first one, its own.
        """
        cr = self.env.cr
        execute_values(
            cr._obj,
            """
            INSERT INTO healthcare_content (company_id, kind, digest, message_id)
            VALUES %s ON CONFLICT (company_id, kind, digest) DO NOTHING
            """,
            rows,
            page_size=len(rows),
        )
        cr.execute(
            """
            SELECT c.company_id, c.kind, c.digest, c.id, c.message_id,
                   CASE WHEN m.compensated_at IS NOT NULL
                             AND m.state IN ('done', 'partly')
                        THEN 'skipped' ELSE m.state END
              FROM healthcare_content c JOIN healthcare_message m ON m.id = c.message_id
             WHERE c.digest = ANY(%s)
            """,
            [[row[2] for row in rows]],
        )
        known = {row[:3]: row[3:] for row in cr.fetchall()}
        firsts, heirs, awaited = {}, [], set()
        for *name, message_id in rows:
            content, first, state = known[tuple(name)]
            if first != message_id and state in WITHOUT_EFFECT:
                first, state = message_id, "due"
                known[tuple(name)] = (content, first, state)
                heirs.append((content, message_id))
            elif first != message_id and state not in (DONE, PARTLY):
                awaited.add(first)
            firsts[message_id] = first
        self._hand_over(heirs)
        if awaited:
            # What it will come to is not known yet.
            self._keep(list(awaited))
        return firsts

    @api.model
    def _keep(self, message_ids):
        """Write the rows of messages whose fate is decided or relied upon, so that
        whoever does the other at the same time collides."""
        self.env.cr.execute(
            "UPDATE healthcare_content SET message_id = message_id "
            "WHERE message_id = ANY(%s)",
            [message_ids],
        )

    @api.model
    def _hand_over(self, heirs):
        if heirs:
            execute_values(
                self.env.cr._obj,
                """
                UPDATE healthcare_content c SET message_id = v.message_id
                  FROM (VALUES %s) AS v(id, message_id) WHERE c.id = v.id
                """,
                heirs,
                page_size=len(heirs),
            )


class HealthcareDrain(models.AbstractModel):
    """Sets repetitions aside between opening and applying."""

    _inherit = "healthcare.drain"

    @api.model
    def _record_opened(self, opened):
        result = super()._record_opened(opened)
        rows = self._contents_of(opened)
        if rows:
            firsts = self.env["healthcare.content"]._firsts(rows)
            repeats = [pair for pair in firsts.items() if pair[0] != pair[1]]
            self._set_aside(repeats)
        return result

    @api.model
    def _apply_group(self, messages):
        """What comes round again may have been repeated by one that took effect."""
        firsts = self._firsts_of_tried(messages)
        answers = {
            message_id: Outcome.duplicate(CODE, first_id=first)
            for message_id, first in firsts.items()
            if first != message_id
        }
        rest = [row for row in messages if row.id not in answers]
        if rest:
            outcomes = super()._apply_group(rest)
            answers |= {
                row.id: outcome for row, outcome in zip(rest, outcomes, strict=True)
            }
        return [answers[message.id] for message in messages]

    @api.model
    def _firsts_of_tried(self, messages):
        """As ``_firsts``, of those that were held up or failed since they were opened:
        another may have taken their place."""
        rows, content, hand = [], self.env["healthcare.content"], self._hand()
        for message in messages:
            held = hand.get(message.id)
            fresh = held.fresh if held else not (message.code or message.tries)
            if fresh or not message.flow_id.refuse_repeats:
                continue
            try:
                document = (
                    self._document_of(message, held) if held else message._document()
                )
            except (RejectedError, ConfigurationError):
                continue
            digest = content._digest(message.kind, document)
            rows.append((message.company_id.id, message.kind, digest, message.id))
        firsts = content._firsts(rows) if rows else {}
        if firsts:
            content._keep([key for key, first in firsts.items() if key == first])
        return firsts

    @api.model
    def _contents_of(self, opened):
        found, files = [], {}
        for message, pieces in opened:
            for number, piece in enumerate(pieces, start=1):
                if piece.state == "due" and piece.flow.refuse_repeats:
                    files.setdefault(message, len(pieces) > 1)
                    found.append((message, number, piece))
        parts = self._parts_of([message.id for message, many in files.items() if many])
        content = self.env["healthcare.content"]
        return [
            (
                message.company_id.id,
                piece.kind,
                content._digest(piece.kind, piece.document),
                parts.get((message.id, number), message.id),
            )
            for message, number, piece in found
        ]

    @api.model
    def _parts_of(self, parent_ids):
        if not parent_ids:
            return {}
        self.env.cr.execute(
            "SELECT parent_id, part, id FROM healthcare_message "
            "WHERE parent_id = ANY(%s)",
            [parent_ids],
        )
        return {row[:2]: row[2] for row in self.env.cr.fetchall()}

    @api.model
    def _set_aside(self, repeats):
        """``repeats``: ``(message id, id of the first)``."""
        if not repeats:
            return
        moved = execute_values(
            self.env.cr._obj,
            f"""
            UPDATE healthcare_message m
               SET state = 'duplicate', code = '{CODE}', duplicate_of_id = v.first_id,
                   done_at = timezone('UTC', now())
              FROM (VALUES %s) AS v(id, first_id)
             WHERE m.id = v.id AND m.state IN ('due', 'parked')
         RETURNING m.id, m.tries
            """,
            repeats,
            page_size=len(repeats),
            fetch=True,
        )
        messages = self.env["healthcare.message"]
        messages.invalidate_model()
        self._insert_attempts(
            [(row[0], row[1] + 1, "open", "duplicate", CODE, "", "") for row in moved]
        )
        messages.browse([row[0] for row in moved])._release_subjects()


def _said(value):
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if key not in ENVELOPE}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return value
