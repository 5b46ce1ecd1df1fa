"""Straight through: what can be applied is opened and applied in one transaction.

A message whose turn it is goes from *received* to its outcome with one UPDATE and one
attempt. What may not be applied yet is recorded as *due*: parts of a file, documents
behind something that is not settled, flows in which a person looks first, and what does
not fit into the moment that a batch may take.
"""

import time

from odoo import api, models

from ..redact import handling
from .healthcare_drain_load import OPENED

PORTION = 600
"""Messages of which one part of a batch has about as many."""


class HealthcareDrain(models.AbstractModel):
    """The stages *open* and *apply* of a batch."""

    _inherit = "healthcare.drain"

    def _work_open(self, batch):
        """Open a batch, and apply of it what may be applied; one commit."""
        pace = self._pace()
        with self._work_cursor() as env, handling(f"{len(batch.ids)} messages"):
            drain, began = env["healthcare.drain"], time.monotonic()
            messages = drain._load(batch, with_payload=True)
            spent, all_opened = time.monotonic() - began, []
            for portion in drain._portions(messages):
                began = time.monotonic()
                opened = drain._open(portion)
                spent += time.monotonic() - began
                drain._through(opened, pace)
                all_opened += opened
            pace.note("open", len(all_opened), spent)
            if all_opened:
                drain._follow_up()
                drain._after_opened(all_opened)
            drain._end_lease(batch)

    @api.model
    def _portions(self, messages):
        """Parts of equal size, in order, of a batch that is worth it: while the
        outcomes of one are written, the next one is opened."""
        count = max(1, round(len(messages) / PORTION))
        size = -(-len(messages) // count)
        flight = self._hand().flight
        for first in range(0, len(messages), size or 1):
            flight.far = first + size < len(messages)
            yield messages[first : first + size]

    @api.model
    def _open(self, messages):
        """``(message, pieces)`` of each; changes nothing."""
        hand = self._hand()
        self._take(len(messages))
        return [
            (message, self._own_pieces(message, hand.get(message.id).payload))
            for message in messages
        ]

    def _work_apply(self, batch):
        """Apply a batch; business effect and outcome are in the same commit."""
        with self._work_cursor() as env, handling(f"{len(batch.ids)} messages"):
            drain = env["healthcare.drain"]
            messages = drain._load(batch, with_payload=False)
            drain._take(len(messages))
            blocked = drain._behind(messages, unopened=False) if messages else ()
            ready = messages.filtered(lambda message: message.id not in blocked)
            drain._apply_and_record(ready, self._pace())
            drain._follow_up()
            drain._end_lease(batch)

    @api.model
    def _through(self, opened, pace):
        """Record what was opened; apply first what can be applied at once.

        The parts of files are written before anything is looked at: a later message of
        the batch may stand behind one of them.
        """
        # Where a worker was lost, the next step is committed before it is gone further:
        # what is not opened holds up all that came later on its connection.
        limit = 0 if self._hand().fragile else pace.applying
        able = self._able(opened, limit)
        now = set(able)
        later = [row for row in opened if row[0].id not in now]
        if later:
            self._record_opened(later)
        if able:
            self._hold_rows([row for row in opened if row[0].id in now])
            self._hand().flight.land()
            messages = self.env["healthcare.message"].browse(able)
            blocked = self._behind(messages)
            ready = messages.browse(key for key in able if key not in blocked)
            untried = self._apply_and_record(ready, pace)
            rest = blocked | set(untried.ids)
            if rest:
                self._hand().flight.land()
                self._record_opened([row for row in opened if row[0].id in rest])

    @api.model
    def _able(self, opened, limit):
        """Ids, in order, of single documents whose flow applies without a person.

        A document of which a subject's earlier one of the batch is not able is not
        able either.
        """
        able, known, held = [], self._hand().known, set()
        for message, pieces in opened:
            piece = pieces[0]
            if (
                len(able) < limit
                and len(pieces) == 1
                and piece.state == "due"
                and piece.subject not in held
                and self._is_automatic(piece.flow, known)
            ):
                able.append(message.id)
            else:
                held |= {piece.subject for piece in pieces if piece.subject}
        return able

    @api.model
    def _is_automatic(self, flow, known):
        """Whether nobody looks at what it says between opening and applying."""
        key = ("automatic", flow.id)
        if key not in known:
            known[key] = not (
                flow.state == "paused" or flow._may_differ() or flow.refuse_repeats
            )
        return known[key]

    @api.model
    def _hold_rows(self, opened):
        """Keep the columns of opened messages in hand until their outcome is written,
        and let everybody in this transaction see them."""
        hand = self._hand()
        messages = self.env["healthcare.message"]
        caches = [
            (name, messages._fields[name]._get_cache(self.env)) for name in OPENED
        ]
        for message, (piece, *_others) in opened:
            key = message.id
            held = hand.get(key)
            held.document, held.plain = piece.document, held.fresh
            held.row = row = self._seal_row(held.uuid, self._row_of(piece))
            held.kind, held.subject = row["kind"], row["subject_key"]
            held.flow_id = row["flow_id"]
            for name, cache in caches:
                cache[key] = row[name]

    @api.model
    def _apply_and_record(self, messages, pace):
        """Apply, record, and return what was not tried."""
        if not messages:
            return messages
        began = time.monotonic()
        results = self._apply_in_waves(messages)
        pace.note("apply", len(messages), time.monotonic() - began)
        self._record_outcomes(messages, results)
        return messages.browse(
            [message_id for message_id, result in results.items() if result is None]
        )

    @api.model
    def _after_opened(self, opened):
        """Hook: a batch was opened and recorded, as ``(message, pieces)``."""
