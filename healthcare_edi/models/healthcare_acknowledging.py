"""Answering an interchange: its acknowledgments, in the transaction that opened it."""

import logging
from dataclasses import dataclass, field, replace
from typing import Any

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.models.healthcare_drain import (
    is_concurrency,
)
from odoo.addons.healthcare_integration_base.outcome import Finding
from odoo.addons.healthcare_integration_base.redact import code_of, safe_trace

from ..document.acknowledging import ACKNOWLEDGERS

_logger = logging.getLogger(__name__)

ANSWERS = frozenset({"997", "999", "TA1", "CONTRL", "ACK"})
"""What is itself an acknowledgment is never acknowledged."""


@dataclass(slots=True)
class Opened:
    """A file as it was judged, and what reading its sets complained about."""

    decoded: Any
    findings: dict = field(default_factory=dict)


class HealthcareFormat(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.format"

    @api.model
    def _acknowledgers(self):
        """``{codec: function}``, see :mod:`..document.acknowledging`."""
        return dict(ACKNOWLEDGERS)


class HealthcareMessage(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.message"

    answers_id = fields.Many2one(
        "healthcare.message",
        readonly=True,
        index="btree_not_null",
        help="The file that this acknowledgment is about.",
    )
    answer_ids = fields.One2many(
        "healthcare.message", "answers_id", string="Answered by", readonly=True
    )


class HealthcareDrain(models.AbstractModel):
    """Writes what the partner is owed into the outbox."""

    _inherit = "healthcare.drain"

    @api.model
    def _acknowledge_opened(self, messages):
        """Answer each file whose partner wants it; a fault in an answer stops none."""
        for message in messages:
            opened = self._hand().known.pop(("opened", message.id), None)
            if opened is None:
                continue
            try:
                with self.env.cr.savepoint():
                    self._acknowledge(message, opened)
            except Exception as error:
                if is_concurrency(error):
                    raise
                self._not_answered(message, error)

    @api.model
    def _acknowledge(self, message, opened):
        partner = self._trading_partner(message)
        flow = partner._answer_flow()
        answer = self.env["healthcare.format"]._acknowledgers().get(message.codec)
        if not flow or answer is None:
            return
        findings = {where: tuple(rows) for where, rows in opened.findings.items()}
        written = {}
        for standard, decoded in self._to_answer(partner, opened.decoded):
            for document in answer(decoded, findings, "", standard):
                whole = document.standard == "TA1" and document.interchange_control
                # Sets of two versions in one file: one TA1 for the interchange.
                if partner._wants(document):
                    written.setdefault(whole or len(written), document)
        answers = [
            self._answer_with(message, flow, document, number)
            for number, document in enumerate(written.values(), start=1)
        ]
        if answers:
            transfer = self.env["healthcare.transfer"].search(
                [("message_id", "=", message.id)]
            )
            statuses = [document.status for document in written.values()]
            transfer._said(statuses, answers[-1])

    @api.model
    def _to_answer(self, partner, decoded):
        """``(standard, decoded)``: the sets that get one kind of answer together.

        Nothing for a file of acknowledgments.
        """
        parts = [part for part in decoded.parts if not _is_answer(part)]
        if decoded.parts and not parts:
            return []
        if partner.syntax != "x12":
            standard = {"edifact": "CONTRL", "hl7": "HL7"}.get(partner.syntax, "")
            return [(standard, replace(decoded, parts=tuple(parts)))]
        if any(issue.blocks for issue in decoded.issues):
            # Nothing of the file is used: no set of it may be called accepted.
            return [("TA1", replace(decoded, parts=tuple(parts)))]
        heaps = {}
        for part in parts:
            standard = partner._standard_for(part.version)
            heaps.setdefault(standard, []).append(part)
        if not heaps:
            heaps[partner._standard_for("")] = []
        return [
            (standard, replace(decoded, parts=tuple(rows)))
            for standard, rows in heaps.items()
        ]

    @api.model
    def _answer_with(self, message, flow, document, number):
        """One acknowledgment; opening the same file again writes none twice."""
        key = f"ack:{message.uuid}:{number}"
        answer = self.env["healthcare.message"]._outbox(flow, document, key=key)
        answer.answers_id = message.id
        return answer

    @api.model
    def _not_answered(self, message, error):
        trace = safe_trace(error)
        _logger.error("%s was not acknowledged:\n%s", message.uuid, trace)
        said = self.env._("The partner's file was not acknowledged.")
        finding = Finding("BUG", f"{said} ({code_of(error)})")
        self.env["healthcare.exception"]._open(finding, message=message)


def _is_answer(part):
    return part.code.partition("^")[0] in ANSWERS
