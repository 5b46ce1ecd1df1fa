"""What happens to files once they are opened: the control record, the arrival."""

from dataclasses import replace
from decimal import Decimal

from psycopg2.extras import execute_values

from odoo import api, models

CONTROL = "control_amount"
"""Envelope fact of a document: the amount by which a batch is balanced."""
NUMBERS = (
    ("isa06", "unb02", "msh3"),
    ("isa08", "unb03", "msh5"),
    ("isa13", "unb05", "msh10"),
    ("gs06", "ung05"),
)
"""Facts that are sender, receiver, interchange and group number in each syntax."""
SET = ("st02", "unh01")
FILE = ("isa13", "unb05")
"""Facts that only a file has."""


class HealthcareDrain(models.AbstractModel):
    """Adds control amounts to documents and one control record per file."""

    _inherit = "healthcare.drain"

    @api.model
    def _piece(self, document, flow, common):
        piece = super()._piece(document, flow, common)
        if piece.document is None or not piece.kind:
            return piece
        key = ("way", flow.id, document.KIND)
        _target, _code, handler = self._hand().once(key, self._way, *key[1:])
        if handler is None:  # what nobody handles waits, and amounts to nothing
            return piece
        amount = handler._control_amount(document)
        if amount is not None:
            # The facts of a part are shared by its documents; the amount is not.
            piece.facts = piece.facts | {CONTROL: format(amount, "f")}
        return piece

    @api.model
    def _decode(self, message, payload):
        """The first part says what the trailers of the whole file announce."""
        decoded = super()._decode(message, payload)
        announced = _announced(decoded.facts) if decoded.facts else 0
        if not announced or not decoded.parts:
            return decoded
        first, *others = decoded.parts
        first = replace(first, facts={**first.facts, "sets_announced": announced})
        return replace(decoded, parts=(first, *others))

    @api.model
    def _after_opened(self, opened):
        """A control record per file; called once per batch, in its transaction.

        :param opened: ``(message, pieces)`` as they were recorded. A single document
            without name or envelope is no file and gets no record.
        """
        rows = [
            (message.id, *_summary(pieces), _is_file(pieces))
            for message, pieces in opened
            if message.name or _is_file(pieces)
        ]
        self._store_transfers(rows)
        if self.env["healthcare.subscription"]._listening("transfer.received"):
            self._tell_received([row[0] for row in rows])

    @api.model
    def _tell_received(self, message_ids):
        transfers = self.env["healthcare.transfer"].search(
            [("message_id", "in", message_ids)]
        )
        for transfer in transfers:
            data = {
                "file": transfer.name or None,
                "sha256": transfer.content_hash,
                "documents": transfer.part_count,
                "unreadable": transfer.bad_count,
                "total": f"{transfer.amount:.2f}",
                "message": transfer.message_id.uuid,
            }
            # A file that is opened again was received once.
            self.env["healthcare.event"]._emit(
                "transfer.received", transfer, data, key=f"received:{transfer.id}"
            )

    @api.model
    def _store_transfers(self, rows):
        """One INSERT; opening a file again renews its record."""
        if not rows:
            return
        execute_values(
            self.env.cr._obj,
            """
            INSERT INTO healthcare_transfer
                   (message_id, name, connection_id, flow_id, company_id, direction,
                    codec, content_hash, size, sender, receiver, interchange_number,
                    group_number, announced_count, set_count, part_count, good_count,
                    bad_count, amount, opened_at, same_as_id)
            SELECT m.id, m.name, m.connection_id, m.flow_id, m.company_id, m.direction,
                   m.codec, m.content_hash, m.payload_size, NULLIF(v.sender, ''),
                   NULLIF(v.receiver, ''), NULLIF(v.interchange, ''),
                   NULLIF(v.grp, ''), v.announced, v.sets, v.parts, v.good,
                   v.parts - v.good, v.amount, timezone('UTC', now()),
                   (SELECT min(e.id) FROM healthcare_transfer e
                     WHERE e.connection_id = m.connection_id
                       AND e.content_hash = m.content_hash AND e.message_id <> m.id)
              FROM (VALUES %s) AS v(id, sender, receiver, interchange, grp, announced,
                                    sets, parts, good, amount, is_file)
              JOIN healthcare_message m ON m.id = v.id
             WHERE m.parent_id IS NULL AND (v.is_file OR m.name IS NOT NULL)
                ON CONFLICT (message_id) DO UPDATE SET
                   announced_count = EXCLUDED.announced_count,
                   set_count = EXCLUDED.set_count, part_count = EXCLUDED.part_count,
                   good_count = EXCLUDED.good_count, bad_count = EXCLUDED.bad_count,
                   amount = EXCLUDED.amount, opened_at = EXCLUDED.opened_at,
                   size = EXCLUDED.size, content_hash = EXCLUDED.content_hash
            """,
            rows,
            template="(%s, %s, %s, %s, %s, %s::int, %s::int, %s::int, %s::int, "
            "%s::numeric, %s)",
            page_size=len(rows),
        )
        self.env["healthcare.transfer"].invalidate_model()


class HealthcareMessage(models.Model):
    """A sealed payload that leaves is a file as well."""

    _inherit = "healthcare.message"

    def _store_sealed(self, payload, codec):
        result = super()._store_sealed(payload, codec)
        facts = self.facts or {}
        row = (self.id, *_numbers(facts), 0, 1, 1, 1, facts.get(CONTROL), True)
        if self.kind != "event":
            self.env["healthcare.drain"]._store_transfers([row])
        return result


def _is_file(pieces):
    return len(pieces) > 1 or any(_first(piece.facts, FILE) for piece in pieces)


def _announced(facts):
    """Transaction sets that the trailers of the file announce; 0 when they do not."""
    groups = [
        group
        for interchange in facts.get("interchanges") or ()
        for group in interchange.get("groups") or ()
    ]
    stated = [str(group.get("ge01") or "") for group in groups]
    return sum(int(text[:6]) for text in stated if text.isascii() and text.isdigit())


def _numbers(facts):
    """Sender, receiver, interchange and group number of a document's envelope."""
    return tuple(_first(facts, names) for names in NUMBERS)


def _first(facts, names):
    found = (str(facts.get(name) or "").strip() for name in names)
    return next(filter(None, found), "")


def _summary(pieces):
    """Columns of a transfer that come from its documents."""
    first = pieces[0].facts
    sets = {
        tuple(_first(piece.facts, names) for names in (*NUMBERS, SET))
        for piece in pieces
        if _first(piece.facts, SET)
    }
    amounts = [piece.facts.get(CONTROL) for piece in pieces]
    stated = [amount for amount in amounts if amount is not None]
    good = sum(piece.document is not None for piece in pieces)
    return (
        *_numbers(first),
        int(first.get("sets_announced") or 0),
        len(sets) or len(pieces),
        len(pieces),
        good,
        _total(stated),
    )


def _total(amounts):
    return str(sum(map(Decimal, amounts), Decimal(0))) if amounts else None
