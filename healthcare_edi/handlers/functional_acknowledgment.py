"""A partner's acknowledgment closes what we sent, or opens it again."""

from dataclasses import dataclass
from typing import Any

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.healthcare_integration_base.canonical import functional_acknowledgment
from odoo.addons.healthcare_integration_base.outcome import RETRY, Finding, Outcome

from ..acknowledgment_words import as_issue, sentence
from ..envelope_facts import spellings

CODECS = {"CONTRL": "edifact", "HL7": "hl7"}
"""The syntax of what a standard acknowledges; everything else is X12."""
ACCEPTED, ACCEPTED_WITH_ERRORS, PARTLY, REJECTED = functional_acknowledgment.STATUSES
GOOD = {ACCEPTED, ACCEPTED_WITH_ERRORS}
WORSE = functional_acknowledgment.STATUSES.index
SUPERSEDED = "order.superseded"
"""Reason of a message that another way has replaced."""
EARLY = 30
"""Seconds until an answer is looked at again that came while we were still sending."""
SHOWN = 5
"""Complaints that an exception spells out; the message lists all."""


@dataclass(slots=True)
class Verdict:
    """What is said about one message of ours: a status and the complaints."""

    message: Any
    status: str
    errors: tuple


class HealthcareHandlerFunctionalAcknowledgment(models.AbstractModel):
    """X12 TA1, 997 and 999, CONTRL and the HL7 ACK, received from a partner."""

    _name = "healthcare.handler.functional_acknowledgment"
    _inherit = "healthcare.handler"
    _description = "Functional acknowledgment handler"

    @api.model
    def _natural_key(self, document):
        groups = [f"{row.code}{row.control}" for row in document.groups]
        return "/".join([document.standard, document.interchange_control, *groups])

    @api.model
    def _reference(self, document):
        """The number that is acknowledged."""
        groups = [row.control for row in document.groups if row.control]
        number = document.interchange_control or (groups or [""])[0]
        return f"{document.standard} {number}".strip()

    @api.model
    def _apply(self, incoming):
        return [self._apply_one(row) for row in incoming]

    @api.model
    def _apply_one(self, row):
        verdicts, missing = self._verdicts(row)
        if missing and not verdicts:
            return self._unknown(row, missing)
        if any(verdict.message.state in ("leased", "sending") for verdict in verdicts):
            return Outcome(RETRY, "ack.early", retry_after=EARLY)
        for verdict in verdicts:
            self._close(row, verdict)
        self._sum_up(row, verdicts)
        if missing:
            text = self.env._(
                "Numbers that we did not send: %(count)s.", count=len(missing)
            )
            finding = self._finding_unknown(text)
            return Outcome.partly("ack.unknown_reference", findings=[finding])
        return Outcome.done()

    # -- finding ---------------------------------------------------------------------

    @api.model
    def _verdicts(self, row):
        """``(verdicts, numbers that nothing of ours bears)``."""
        document, verdicts, missing = row.document, [], []
        codec = CODECS.get(document.standard, "x12")
        for group in document.groups or (None,):
            number = document.interchange_control
            own = group is not None and group.control and codec == "x12"
            messages = self._sent(row, codec, group.control if own else number, own)
            if not messages:
                missing.append(group.control if own else number)
            for message in messages:
                verdict = self._verdict(document, group, message)
                if verdict:
                    verdicts.append(verdict)
        return verdicts, missing

    @api.model
    def _sent(self, row, codec, number, by_group):
        """Our messages under an interchange or a group number, the newest only: numbers
        begin again after 999999999. The partner may answer on another connection."""
        if not number:
            return self.env["healthcare.message"]
        connections = self._connections(row.connection)
        column = "group_number" if by_group else "interchange_number"
        found = self.env.execute_query(
            SQL(
                """
                SELECT t.message_id FROM healthcare_transfer t
                  JOIN healthcare_message m ON m.id = t.message_id
                 WHERE t.connection_id = ANY(%s) AND t.direction = 'out'
                   AND t.codec = %s AND t.%s = ANY(%s)
                   AND m.kind <> 'functional_acknowledgment'
                 ORDER BY t.connection_id = %s DESC, t.id DESC LIMIT 1
                """,
                connections.ids,
                codec,
                SQL.identifier(column),
                spellings(number),
                row.connection.id,
            )
        )
        return self.env["healthcare.message"].sudo().browse([r[0] for r in found])

    @api.model
    def _connections(self, connection):
        """This connection, and those to the same business partner."""
        connection = connection.sudo()
        if not connection.partner_id:
            return connection
        return connection | connection.search(
            [
                ("partner_id", "=", connection.partner_id.id),
                ("company_id", "=", connection.company_id.id),
            ]
        )

    @api.model
    def _verdict(self, document, group, message):
        """What the document says about a message; None when it only says "arrived"."""
        if document.standard == "TA1" or group is None:
            return Verdict(message, document.status, document.errors)
        number = str((message.facts or {}).get("st02") or "")
        number = number or str((message.facts or {}).get("unh01") or "")
        own = [row for row in group.sets if row.control in (number, number.lstrip("0"))]
        own = own or (list(group.sets) if len(group.sets) == 1 else [])
        errors = [*document.errors, *group.errors]
        status = group.status
        if own:
            errors += [error for row in own for error in row.errors]
            # What is rejected above is rejected whatever is said of its contents.
            above = {document.status, group.status} & {REJECTED}
            status = max(above.union(row.status for row in own), key=WORSE)
        elif status == PARTLY:
            # Many name only the sets that they reject.
            status = ACCEPTED if group.sets else REJECTED
        return Verdict(message, status, tuple(errors))

    # -- what follows ------------------------------------------------------------------

    @api.model
    def _close(self, row, verdict):
        message, good = verdict.message, verdict.status in GOOD
        if verdict.errors:
            issues = [as_issue(error) for error in verdict.errors[:100]]
            message.write({"issues": issues})
        if good and not row.document.final:
            return
        if good and row.document.standard == "TA1" and self._awaits_more(message):
            return
        if good:
            self._accepted(message)
        else:
            self._rejected(row, verdict)

    @api.model
    def _awaits_more(self, message):
        """Whether a TA1 says too little: its partner confirms contents as well."""
        partners = self.env["healthcare.trading.partner"]
        partner = partners._for_connection(message.connection_id, message.codec)
        return partner.acknowledgment_hours > 0

    @api.model
    def _accepted(self, message):
        if message.code == SUPERSEDED:
            # It was given up and arrived after all: its record has to know.
            self._tell(message, "acknowledged")
        if message.state not in ("sent", "uncertain"):
            return
        message._mark_acknowledged()
        self._tell(message, "acknowledged")

    @api.model
    def _rejected(self, row, verdict):
        """One question, to the connection's owner, told on the business document."""
        message = verdict.message
        if message.state == "uncertain":
            # Who answers has it.
            message._move("sent", code="ack.received")
        if message.state == "sent":
            message._move("refused", code="ack.rejected", done_at=self.env.cr.now())
            self._tell(message, "refused")
        self._settle_overdue(message)
        link = message.lineage_ids.filtered(
            lambda line: line.res_model != "healthcare.message"
        )[:1]
        complaints = [sentence(error) for error in verdict.errors[:SHOWN]]
        more = len(verdict.errors) - SHOWN
        if more > 0:
            complaints.append(self.env._("And %(count)s more.", count=more))
        text = self.env._(
            "The partner rejected this %(kind)s: %(why)s",
            kind=(message.kind or "").replace("_", " "),
            why=" ".join(complaints) or self.env._("no reason given."),
        )
        finding = Finding(
            "ACK_REJECTED",
            text,
            link.res_model or "",
            link.res_id or 0,
            user_id=message.connection_id.owner_id.id,
        )
        exceptions = self.env["healthcare.exception"].sudo()
        exceptions._open(finding, message=message)

    @api.model
    def _settle_overdue(self, message):
        asked = message.exception_ids.filtered(
            lambda row: row.code == "NO_997" and row.state == "open"
        )
        asked._close("resolved", self.env._("The answer has come."))

    @api.model
    def _tell(self, message, state):
        """The handler of the document shows it on the record."""
        handlers = self.env["healthcare.handler"].sudo()
        handlers._for_kind(message.kind)._transmitted(message, state)

    @api.model
    def _sum_up(self, row, verdicts):
        """The file's own record says what was said about it, and by which message.

        Good news that changed nothing says nothing: "arrived", where contents are still
        to be confirmed, or an acceptance that comes again after a rejection.
        """
        answer = self.env["healthcare.message"].sudo().browse(row.message_id)
        transfers = self.env["healthcare.transfer"].sudo()
        for verdict in verdicts:
            good = verdict.status in GOOD
            if good and verdict.message.state != "acknowledged":
                continue
            transfer = transfers.search([("message_id", "=", verdict.message.id)])
            transfer._acknowledge("accepted" if good else "refused", answer)

    @api.model
    def _unknown(self, row, missing):
        text = self.env._(
            "An acknowledgment (%(standard)s) names a number that we did not send to "
            "this partner.",
            standard=row.document.standard,
        )
        return Outcome.rejected(
            "ack.unknown_reference",
            row.document.where,
            text,
            findings=[self._finding_unknown(text)],
        )

    @api.model
    def _finding_unknown(self, text):
        return Finding("ACK_UNKNOWN", text)
