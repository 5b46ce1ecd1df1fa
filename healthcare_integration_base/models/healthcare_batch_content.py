"""What belongs to a batch: its files, its documents, and the way to each of them."""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ..balance import HEAPS, Heap

DOCUMENTS = """
    WITH arrived AS (
        SELECT id FROM healthcare_message
         WHERE connection_id = %(connection)s AND direction = %(direction)s
           AND parent_id IS NULL
           AND accepted_at >= %(start)s AND accepted_at < %(end)s),
    documents AS (
        SELECT m.* FROM healthcare_message m
          JOIN arrived a ON a.id = m.id
         WHERE NOT EXISTS (
               SELECT 1 FROM healthcare_message c WHERE c.parent_id = m.id)
         UNION ALL
        SELECT m.* FROM healthcare_message m
          JOIN arrived a ON m.parent_id = a.id)
"""


class HealthcareBatch(models.Model):
    """A batch of a letter box holds all that came in on its connection; one of a flow
    for a kind, the documents of that flow. A file belongs to the window it arrived in.
    """

    _inherit = "healthcare.batch"

    def _is_box(self):
        return self.flow_id.direction == "in" and not self.flow_id.kind

    def _scope(self):
        """Which of the documents are this batch's, as SQL."""
        return SQL("TRUE") if self._is_box() else SQL("flow_id = %s", self.flow_id.id)

    def _documents(self):
        """The common table expression ``documents`` with its parameters."""
        return SQL(
            DOCUMENTS,
            connection=self.connection_id.id,
            direction=self.flow_id.direction,
            start=self.date_from,
            end=self.date_to,
        )

    def _rows(self):
        """``(state, count, amount, open amount)`` of the documents."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                %s SELECT m.state, count(*),
                       sum((m.facts->>'control_amount')::numeric)::text,
                       sum((SELECT sum(e.amount) FROM healthcare_exception e
                             WHERE e.message_id = m.id
                               AND m.state = 'partly'))::text
                  FROM documents m WHERE %s GROUP BY m.state
                """,
                self._documents(),
                self._scope(),
            )
        )

    def _received(self, heaps):
        """What was read, as :class:`Heap`, and how many announced sets were not found.

        Through a letter box the files' own records count, written when they were
        opened: a document that is gone since then is a difference. What was repeated
        is no second document.
        """
        if not self._is_box():
            total = Heap()
            for name, heap in heaps.items():
                if name != "repeated":
                    total.add(heap.count, heap.amount)
            return total, 0
        count, amount, missing = self.env.execute_query(
            SQL(
                """
                %s SELECT COALESCE(sum(x.n), 0), COALESCE(sum(x.amount), 0)::text,
                          COALESCE(sum(x.missing), 0)
                  FROM (SELECT t.part_count AS n, t.amount::numeric AS amount,
                               GREATEST(t.announced_count - t.set_count, 0)
                               * (t.announced_count > 0)::int AS missing
                          FROM healthcare_transfer t
                          JOIN arrived a ON a.id = t.message_id
                         UNION ALL
                        SELECT 1, (m.facts->>'control_amount')::numeric, 0
                          FROM documents m
                         WHERE m.parent_id IS NULL AND NOT EXISTS (
                               SELECT 1 FROM healthcare_transfer t
                                WHERE t.message_id = m.id)) x
                """,
                self._documents(),
            )
        )[0]
        repeated = heaps["repeated"]
        heap = Heap(count - repeated.count, Decimal(amount) - repeated.amount)
        return heap, missing

    # -- the way to the documents ----------------------------------------------------

    def _transfers_domain(self):
        self.ensure_one()
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("direction", "=", self.flow_id.direction),
            ("message_id.accepted_at", ">=", self.date_from),
            ("message_id.accepted_at", "<", self.date_to),
        ]
        if self._is_box():
            return domain
        own = ("flow_id", "=", self.flow_id.id)
        inside = ("message_id.child_ids.flow_id", "=", self.flow_id.id)
        return [*domain, "|", own, inside]

    def action_open_transfers(self):
        """The files of this window."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_transfer_action"
        )
        return action | {"domain": self._transfers_domain(), "context": {}}

    def _open_heap(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        domain = [("batch_id", "=", self.id)]
        if name:
            domain.append(("state", "in", list(HEAPS[name])))
        return action | {"domain": domain, "context": {}}

    def action_open_received(self):
        """Every document of this window."""
        return self._open_heap("")

    def action_open_posted(self):
        """The documents that took effect."""
        return self._open_heap("posted")

    def action_open_excepted(self):
        """The documents that did not, or not wholly."""
        return self._open_heap("excepted")

    def action_open_parked(self):
        """The documents that wait for something."""
        return self._open_heap("parked")

    def action_open_repeated(self):
        """The documents that had been posted before."""
        return self._open_heap("repeated")

    def action_open_in_work(self):
        """The documents that have no end yet."""
        return self._open_heap("in_work")


class HealthcareMessage(models.Model):
    """Can be asked for by batch."""

    _inherit = "healthcare.message"

    batch_id = fields.Many2one(
        "healthcare.batch",
        compute="_compute_batch_id",
        search="_search_batch_id",
        groups="healthcare_integration_base.group_operator,"
        "healthcare_integration_base.group_auditor",
    )

    def _compute_batch_id(self):
        self.batch_id = False

    def _search_batch_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = []
        for batch in self.env["healthcare.batch"].browse(list(value)):
            query = SQL(
                "%s SELECT m.id FROM documents m WHERE %s",
                batch._documents(),
                batch._scope(),
            )
            ids += [row[0] for row in self.env.execute_query(query)]
        return [("id", "in", ids)]
