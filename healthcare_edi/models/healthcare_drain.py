"""Where this addon takes part in the drain: tolerance, repeated numbers, answers."""

from dataclasses import replace

from odoo import api, models

from odoo.addons.healthcare_integration_base.issue import FATAL, SET, Issue
from odoo.addons.healthcare_integration_base.models.healthcare_drain_hand import NOTHING

from ..envelope_facts import NAMES
from .healthcare_acknowledging import Opened
from .healthcare_interchange import DUPLICATE, RepeatedError


class HealthcareDrain(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.drain"

    @api.model
    def _trading_partner(self, message):
        """The trading partner of a message in its syntax, looked up once in a batch."""
        partners = self.env["healthcare.trading.partner"]
        connection = message.connection_id
        key = ("trading_partner", connection.id, message.codec)
        return self._hand().once(
            key, partners._for_connection, connection, message.codec
        )

    @api.model
    def _tolerate(self, message, decoded):
        decoded = super()._tolerate(message, decoded)
        if message.codec not in NAMES:
            return decoded
        partner = self._trading_partner(message)
        more = self._repeated_numbers(message, decoded, partner)
        decoded = partner._judge(decoded, more)
        hand = self._hand()
        if hand is not NOTHING and not message.parent_id and partner._owes():
            hand.known["opened", message.id] = Opened(decoded, {})
        return decoded

    @api.model
    def _repeated_numbers(self, message, decoded, partner):
        if not partner.number_days or self._hand() is NOTHING:
            return []
        numbers = self.env["healthcare.interchange"].sudo()
        return numbers._enter(message, decoded, partner.number_days)

    @api.model
    def _tolerate_reading(self, message, part, result):
        result = super()._tolerate_reading(message, part, result)
        if message.codec not in NAMES:
            return result
        result = self._trading_partner(message)._judge_reading(result)
        self._note(message, part, result.issues)
        return result

    @api.model
    def _note(self, message, part, issues):
        """Keep what was found in a set until its file is acknowledged."""
        opened = self._hand().known.get(("opened", message.id))
        if opened and issues:
            opened.findings.setdefault(part.where, []).extend(issues)

    @api.model
    def _pieces_of_part(self, message, part, outer):
        pieces = super()._pieces_of_part(message, part, outer)
        # What only the engine finds: a set that nothing reads, a sign that no database
        # keeps. The partner is told as well.
        for piece in pieces:
            if piece.document is None and piece.code and not piece.dependency:
                self._note_piece(message, part, piece)
        return pieces

    @api.model
    def _note_piece(self, message, part, piece):
        opened = self._hand().known.get(("opened", message.id))
        if not opened or piece.trace:
            return
        known = {issue.code for issue in part.issues}
        known |= {issue.code for issue in opened.findings.get(part.where, ())}
        if piece.code not in known:
            self._note(message, part, [_as_issue(piece)])

    @api.model
    def _refused(self, error, flow):
        piece = super()._refused(error, flow)
        if isinstance(error, RepeatedError):
            piece.first_id, piece.finding = error.first_id, ""
            piece.text = self.env._("The same interchange came before.")
        return _asked(piece)

    @api.model
    def _blocked(self, issues, kind, flow, common):
        return _asked(super()._blocked(issues, kind, flow, common))

    @api.model
    def _record_opened(self, opened):
        """What came before leads to the message that took effect."""
        result = super()._record_opened(opened)
        pairs = [
            (message.id, piece.first_id)
            for message, pieces in opened
            for piece in pieces
            if piece.first_id
        ]
        for message_id, first_id in pairs:
            self.env.cr.execute(
                "UPDATE healthcare_message SET duplicate_of_id = %s WHERE id = %s",
                [first_id, message_id],
            )
        if pairs:
            self.env["healthcare.message"].invalidate_model(["duplicate_of_id"])
        return result

    @api.model
    def _after_opened(self, opened):
        result = super()._after_opened(opened)
        self._acknowledge_opened([message for message, _pieces in opened])
        return result


def _asked(piece):
    """A number that came before is another question than a bad document."""
    if piece.code == DUPLICATE:
        piece.finding = "INTERCHANGE_DUPLICATE"
    return piece


def _as_issue(piece):
    issue = Issue(piece.code, piece.where, FATAL, piece.text, level=SET)
    if piece.code == "format.unknown_document":
        return replace(issue, reference="AK502:1")
    return issue
