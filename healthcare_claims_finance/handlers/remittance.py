"""Remittances are checked, posted or held; one entry per payment."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import (
    CONFLICT,
    REJECTED,
    Finding,
    Outcome,
    Touched,
)

from ..remittance_identity import content_of, identity_of

HELD = ("quarantined", "replaced")
TAKEN = (
    "posted",
    "posted_partial",
    "no_financial_effect",
    "balanced",
    "to_approve",
)


class HealthcareHandlerRemittance(models.AbstractModel):
    """Canonical ``remittance`` to ``healthcare.remittance`` and its journal entry.

    The unit is one payment (ST/SE): one bad cent holds that payment and no other of the
    file. Identity and content decide what a repetition is.
    """

    _name = "healthcare.handler.remittance"
    _inherit = "healthcare.handler"
    _description = "Remittance handler"

    @api.model
    def _apply(self, incoming):
        """Each payment on its own: a later one may take an earlier one back.

        Outcomes: done (code posted, posted_partial, no_financial_effect, balanced or
        to_approve), duplicate (rejected_duplicate_file, rejected_duplicate_payment),
        conflict (identity_conflict), rejected (quarantined, payer_unknown,
        currency_foreign, control.*, remittance.amount.decimals).
        """
        return [self._apply_one(row) for row in incoming]

    def _apply_one(self, row):
        document = row.document
        if not _two_decimals(document):
            return Outcome.rejected("remittance.amount.decimals", document.where)
        remittances = self.env["healthcare.remittance"]
        known = self._known(document)
        content = content_of(document)
        same = known.filtered(lambda r: r.content_hash == content)[:1]
        if same and same.problem != "identity_conflict":
            return self._duplicate(row, same)
        payer = remittances._find_payer(document)
        live = known.filtered(lambda r: r.state not in HELD)
        if live:
            return self._conflict(row, live[:1], payer)
        remittance = remittances._store(document, payer, file_hash=row.content_hash)
        self._replace(known, remittance)
        return self._outcome(remittance._process(document), document)

    def _known(self, document):
        """Remittances with this identity, live ones first."""
        return self.env["healthcare.remittance"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("identity", "=", identity_of(document)),
                ("state", "not in", ("rejected_duplicate", "replaced")),
            ]
        )

    def _duplicate(self, row, first):
        """The same payment again: nothing changes, the first one is linked."""
        document = row.document
        if row.content_hash and first.file_hash:
            same_file = row.content_hash == first.file_hash
        else:
            same_file = (document.interchange_number, document.set_number) == (
                first.interchange_number or "",
                first.set_number or "",
            )
        code = "rejected_duplicate_file" if same_file else "rejected_duplicate_payment"
        touched = (Touched(first._name, first.id, "linked", document.where),)
        return Outcome.duplicate(code, touched)

    def _conflict(self, row, first, payer):
        """The same payment with other content: held, for a person to ask the payer."""
        document = row.document
        held = self.env["healthcare.remittance"]._store(
            document,
            payer,
            file_hash=row.content_hash,
            state="quarantined",
            problem="identity_conflict",
            balance_badge="other",
        )
        text = self.env._(
            "Remittance %(name)s came again with other content. First: %(ref)s.",
            name=held.name,
            ref=first.display_name,
        )
        finding = Finding(
            "IDENTITY_CONFLICT",
            text,
            held._name,
            held.id,
            document.payment,
            held.currency_id.name,
            where=document.where,
        )
        touched = (
            Touched(held._name, held.id, "created", document.where),
            Touched(first._name, first.id, "linked", document.where),
        )
        return Outcome(
            CONFLICT, "identity_conflict", document.where, "", touched, (finding,)
        )

    def _replace(self, known, remittance):
        """A replacement from the payer ends what was held under the same identity."""
        held = known.filtered(lambda r: r.problem != "identity_conflict")
        held.write({"state": "replaced"})
        self.env["healthcare.exception"]._resolve_for(
            held,
            ("OUT_OF_BALANCE", "PAYER_UNKNOWN", "POSTING_CONTROL"),
            self.env._(
                "The payer sent remittance %(name)s again.", name=remittance.name
            ),
        )

    def _outcome(self, result, document):
        # A remittance that waits for an approval is stored and owned: its message is
        # done, so that later payments of the payer do not queue behind it.
        state = "done" if result.code in TAKEN else REJECTED
        return Outcome(
            state,
            result.code,
            document.where,
            "",
            tuple(result.touched),
            tuple(result.findings),
        )

    @api.model
    def _natural_key(self, document):
        """Payer's trace id, trace number, date, amount and payee."""
        return identity_of(document)

    @api.model
    def _subject(self, document):
        """Payments of one payer stay in order: a later one may reverse a first one."""
        payer = document.payer_trace_id or document.payer.identifier
        return f"payer:{payer}" if payer else ""

    @api.model
    def _control_amount(self, document):
        return document.payment

    @api.model
    def _reference(self, document):
        """The trace number."""
        return document.trace_number


def _two_decimals(document):
    """Whether every amount has at most two decimals, as money on the wire must."""
    amounts = [document.payment, *(r.amount for r in document.provider_adjustments)]
    for claim in document.claims:
        amounts += [claim.charge, claim.paid]
        amounts += [item.amount for item in claim.all_adjustments()]
        for service in claim.services:
            amounts += [service.charge, service.paid]
    return all(amount == round(amount, 2) for amount in amounts)
