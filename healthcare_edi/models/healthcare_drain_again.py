"""Reading one set of a file again, after it was quarantined."""

from odoo import api, models

from ..envelope_facts import NAMES, facts_of


class HealthcareMessage(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.message"

    def _payload(self):
        """Also of a document of a set that was itself cut out of a file."""
        return super()._payload() or (
            self.parent_id._payload() if self.parent_id.parent_id else b""
        )


class HealthcareDrain(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.drain"

    @api.model
    def _own_pieces(self, message, payload=None):
        """Of a part of a file, the documents of its own set.

        By the numbers of the set, not by counting documents: a set that was blocked is
        one message, however many documents are found in it once it is tolerated.
        """
        if not message.parent_id or message.codec not in NAMES or not message.facts:
            return super()._own_pieces(message, payload)
        own = _name(message.codec, message.facts)
        pieces = self._pieces(message, payload)
        same = [p for p in pieces if _name(message.codec, p.facts) == own]
        if not any(own) or not same:
            return super()._own_pieces(message, payload)
        siblings = [
            row.id
            for row in message.parent_id.child_ids.sorted("part")
            if _name(row.codec, row.facts or {}) == own
        ]
        if len(siblings) == 1:
            return same
        place = siblings.index(message.id)
        return same[place : place + 1] or super()._own_pieces(message, payload)


def _name(codec, facts):
    """What tells a set from the others of its file."""
    found = facts_of(codec, facts)
    return (found.interchange, found.group, found.set, facts.get("position") or "")
