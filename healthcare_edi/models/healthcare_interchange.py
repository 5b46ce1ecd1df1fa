"""Interchange numbers that were received: each comes once from its sender."""

from datetime import timedelta

from psycopg2.extras import execute_values

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.errors import RejectedError
from odoo.addons.healthcare_integration_base.issue import ERROR, INTERCHANGE, Issue

from ..envelope_facts import NUMBERED, interchanges, plain

DUPLICATE = "edi.interchange.duplicate"
REPEATED = "edi.interchange.repeated"
WITHOUT_EFFECT = ("rejected", "failed", "dead", "skipped", "conflict")
"""A file that ended so has done nothing: the partner may send its number again."""
REFERENCES = {"x12": "TA105:025", "edifact": "CONTRL:26"}
KNOWN = """
    SELECT i.id, i.sender_qualifier, i.sender, i.number, i.content_hash, i.message_id,
           i.received_at > %(since)s AND EXISTS (
               SELECT 1 FROM healthcare_message m
                 LEFT JOIN healthcare_message c ON c.parent_id = m.id
                WHERE m.id = i.message_id
                  AND COALESCE(c.state, m.state) <> ALL(%(without)s))
      FROM healthcare_interchange i
     WHERE i.connection_id = %(connection)s AND i.codec = %(codec)s
       AND i.number = ANY(%(numbers)s)
"""


class RepeatedError(RejectedError):
    """The whole file came before; ``first_id`` is the message that took effect."""

    def __init__(self, first_id):
        super().__init__(REPEATED)
        self.first_id = first_id


class HealthcareInterchange(models.Model):
    """One number of one sender, with the file it came in. Written when a file is
    opened; the unique index makes one of two that are opened at once look again."""

    _name = "healthcare.interchange"
    _description = "Received interchange"
    _order = "id desc"
    _rec_name = "number"
    _log_access = False

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    codec = fields.Selection(
        "_selection_codec", string="Syntax", required=True, readonly=True
    )
    sender_qualifier = fields.Char(required=True, readonly=True, default="")
    sender = fields.Char(required=True, readonly=True)
    number = fields.Char(required=True, readonly=True, help="ISA13 or UNB 0020.")
    content_hash = fields.Char(readonly=True)
    message_id = fields.Many2one(
        "healthcare.message",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    received_at = fields.Datetime(required=True, readonly=True)

    _number_uniq = models.UniqueIndex(
        "(connection_id, codec, sender_qualifier, sender, number)"
    )

    @api.model
    def _selection_codec(self):
        return self.env["healthcare.flow"]._selection_codec()

    @api.model
    def _numbers_in(self, codec, parts):
        """``{(qualifier, sender, number): place}`` of the interchanges in a file."""
        if codec not in NUMBERED:
            return {}
        return {
            (facts.sender_qualifier, facts.sender, plain(facts.interchange)): place
            for place, facts in interchanges(codec, parts).items()
            if facts.sender and facts.interchange
        }

    @api.model
    def _enter(self, message, decoded, days):
        """Keep the numbers of a file that is opened; issues of those that came before.

        :param days: after so many a sender may begin its numbers again; 0: at once.
        :return: an issue for each number that came with other content.
        :raises RepeatedError: all of the file came before, and took effect.
        """
        numbers = self._numbers_in(message.codec, decoded.parts)
        own = message.parent_id or message
        fresh = self._insert(own, list(numbers)) if numbers else set()
        known = self._known(own, [key for key in numbers if key not in fresh], days)
        if not known:
            return []
        hashes = {content for content, _first in known.values()}
        if known.keys() == numbers.keys() and hashes == {own.content_hash}:
            raise RepeatedError(next(iter(known.values()))[1])
        return [self._issue(message.codec, numbers[key]) for key in known]

    @api.model
    def _insert(self, message, keys):
        """Numbers that nobody used before, now kept."""
        rows = [
            (
                message.connection_id.id,
                message.company_id.id,
                message.codec,
                *key,
                message.content_hash,
                message.id,
            )
            for key in keys
        ]
        found = execute_values(
            self.env.cr._obj,
            """
            INSERT INTO healthcare_interchange
                   (connection_id, company_id, codec, sender_qualifier, sender, number,
                    content_hash, message_id, received_at)
            VALUES %s ON CONFLICT DO NOTHING
         RETURNING sender_qualifier, sender, number
            """,
            rows,
            template="(%s, %s, %s, %s, %s, %s, %s, %s, timezone('UTC', now()))",
            fetch=True,
            page_size=len(rows),
        )
        return {tuple(row) for row in found}

    @api.model
    def _known(self, message, keys, days):
        """``{key: (content hash, message id)}`` of the files that bear these numbers
        and count. What is too old, or had no effect, gives its number away."""
        if not keys:
            return {}
        self.env.cr.execute(
            KNOWN,
            {
                "connection": message.connection_id.id,
                "codec": message.codec,
                "numbers": [key[2] for key in keys],
                "since": fields.Datetime.now() - timedelta(days=days),
                "without": list(WITHOUT_EFFECT),
            },
        )
        known, free = {}, []
        for row_id, *key, content, first, counts in self.env.cr.fetchall():
            if tuple(key) not in keys or first == message.id:
                continue
            if counts:
                known[tuple(key)] = (content, first)
            else:
                free.append(row_id)
        if free:
            self.env.cr.execute(
                """
                UPDATE healthcare_interchange
                   SET content_hash = %s, message_id = %s,
                       received_at = timezone('UTC', now())
                 WHERE id = ANY(%s)
                """,
                [message.content_hash, message.id, free],
            )
        return known

    @api.model
    def _issue(self, codec, place):
        return Issue(
            DUPLICATE,
            place,
            ERROR,
            "This interchange number came before from the same sender, with other "
            "content.",
            "Ask the partner which of the two counts, and for a new number if both do.",
            INTERCHANGE,
            REFERENCES.get(codec, ""),
        )


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    number_days = fields.Integer(
        string="Numbers stay taken (days)",
        tracking=True,
        default=365,
        required=True,
        help="An interchange number that came before from the same sender, with other "
        "content, is rejected. After so many days the sender may begin again. 0: not "
        "looked at.",
    )

    _days_range = models.Constraint(
        "CHECK(number_days BETWEEN 0 AND 3650)", "Numbers come back within ten years."
    )
