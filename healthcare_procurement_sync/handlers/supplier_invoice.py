"""Suppliers' invoices and credits: matched, then posted, held or rejected."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import (
    Finding,
    Outcome,
    Touched,
)

from ..invoice_number import normalise_invoice_number
from ..match_types import REJECT
from ..match_words import reason

REJECT_CODES = {
    "DUPLICATE": "invoice.duplicate",
    "TOTAL_MISMATCH": "invoice.total_mismatch",
    "PO_NOT_FOUND": "invoice.order_unknown",
}


class HealthcareHandlerSupplierInvoice(models.AbstractModel):
    """Each document becomes one ``healthcare.match`` and, unless rejected, a bill."""

    _name = "healthcare.handler.supplier_invoice"
    _inherit = "healthcare.handler.procurement"
    _description = "Supplier invoice handler"

    @api.model
    def _natural_key(self, document):
        number = normalise_invoice_number(document.invoice_number)
        return f"{document.document_type}:{number}"

    @api.model
    def _subject(self, document):
        if document.order_number:
            return f"order:{document.order_number}"
        return f"invoice:{self._natural_key(document)}"

    @api.model
    def _control_amount(self, document):
        return document.total

    @api.model
    def _reference(self, document):
        return document.invoice_number

    @api.model
    def _apply(self, incoming):
        return self._in_slices(incoming, self._apply_slice)

    @api.model
    def _apply_slice(self, incoming):
        builder = self.env["healthcare.match.builder"]
        requests = builder._requests(
            [(row.document, row.connection, row.message_id) for row in incoming]
        )
        repeats = self._repeats(requests)
        early = [self._early(row, repeats) for row in requests]
        open_rows = [
            row for row, outcome in zip(requests, early, strict=True) if not outcome
        ]
        builder._evaluate(open_rows)
        builder._create_matches(open_rows)
        return [
            outcome or self._outcome(row)
            for row, outcome in zip(requests, early, strict=True)
        ]

    @api.model
    def _repeats(self, requests):
        """``{(partner, fingerprint): match}`` of documents that were applied before."""
        rows = self.env["healthcare.match"].search(
            [
                ("fingerprint", "in", [row.fingerprint for row in requests]),
                ("company_id", "=", self.env.company.id),
                ("state", "not in", ("rejected", "superseded")),
            ]
        )
        return {(row.partner_id.id, row.fingerprint): row for row in rows}

    @api.model
    def _early(self, row, repeats):
        """What is answered without a match; None for everything else."""
        known = repeats.get((row.partner.id, row.fingerprint))
        if known:
            target = known.move_id or known
            return Outcome.duplicate(
                "invoice.duplicate", (Touched(target._name, target.id, "linked"),)
            )
        if not row.partner:
            return Outcome.rejected(
                "invoice.supplier_unknown",
                row.document.where,
                self.env._("Set the partner of the connection, or map the seller."),
            )
        if not row.document.lines:
            return Outcome.rejected("invoice.no_lines", row.document.where)
        number = row.document.order_number
        if number and not row.order and row.policy.no_po_action == "wait":
            return self._unknown_order(number, row.document.where)
        return None

    @api.model
    def _outcome(self, row):
        if row.result.outcome == REJECT:
            return self._rejected(row)
        record = row.match
        findings = self.env["healthcare.match.builder"]._findings(row)
        if record.categories == "POSTING_FAILED":
            findings = []
        return self._answer(self._touched(row), findings, "invoice.held")

    @api.model
    def _touched(self, row):
        """The bill with its amount, each line at its place, and the match."""
        move = row.match.move_id
        lines = self.env["healthcare.match.builder"]._goods_lines(move)
        touched = [
            Touched("account.move", move.id, "created", row.document.where, row.total),
            Touched("healthcare.match", row.match.id, "created"),
        ]
        if row.order:
            touched.append(Touched("purchase.order", row.order.id, "linked"))
        for position, line in enumerate(row.document.lines):
            if position in lines:
                touched.append(
                    Touched(
                        "account.move.line",
                        lines[position],
                        "created",
                        line.where,
                        mapping_line_ids=row.mapped[position],
                    )
                )
        return touched

    @api.model
    def _rejected(self, row):
        category = next(code for code in REJECT_CODES if code in row.result.categories)
        summary = f"{row.partner.name}: {reason(row.result)}."
        return Outcome.rejected(
            REJECT_CODES[category],
            row.document.where,
            reason(row.result),
            findings=[
                Finding(
                    category,
                    summary,
                    model="healthcare.match",
                    res_id=row.match.id,
                    amount=row.total,
                    currency=row.document.currency,
                    where=row.document.where,
                )
            ],
        )
