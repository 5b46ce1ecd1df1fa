"""Explain this amount: the rows of the posting engine behind items and claims."""

from decimal import Decimal

from odoo import models

from odoo.addons.healthcare_integration_base.evidence import Evidence

from ..posting_tables import ROLES

CLAIM_ROLES = ("AR_PAYER", "AR_PATIENT", "REMIT_SUSPENSE", "PAYER_REFUND_LIAB")
"""Roles of which each claim has a journal item of its own."""


class HealthcarePostingRow(models.Model):
    """A posted amount is evidence: it knows its place in the remittance."""

    _inherit = "healthcare.posting.row"

    def _evidence(self):
        """One :class:`Evidence` per row whose remittance came in a message."""
        links = (
            self.env["healthcare.lineage"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "healthcare.remittance"),
                    ("res_id", "in", self.remittance_id.ids),
                ],
                ["res_id"],
                ["message_id:min", "id:min"],
            )
        )
        sources = {res_id: (message, link) for res_id, message, link in links}
        return [
            Evidence(
                *sources[row.remittance_id.id][:1],
                where=row.where or row.remittance_id.where or "",
                amount=Decimal(str(row.amount)),
                what=row._words(),
                lineage_id=sources[row.remittance_id.id][1],
                approver_id=row.remittance_id.approver_id.id,
                approved_at=row.remittance_id.approved_at or None,
            )
            for row in self
            if row.remittance_id.id in sources
        ]

    def _words(self):
        role = ROLES[self.role].name
        if self.reversal:
            return self.env._("%(role)s, taken back", role=role)
        return role


class AccountMoveLine(models.Model):
    """An item of an entry of claims is the sum of rows."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "healthcare.explained"]

    def _healthcare_evidence(self):
        rows = self.env["healthcare.posting.row"]
        if self.healthcare_role:
            rows = rows.sudo().search(self._healthcare_domain_of_rows())
        return rows._evidence() + super()._healthcare_evidence()

    def _healthcare_domain_of_rows(self):
        domain = [
            ("move_id", "=", self.move_id.id),
            ("role", "=", self.healthcare_role),
        ]
        if self.healthcare_role in CLAIM_ROLES:
            domain.append(("claim_id", "=", self.healthcare_claim_id.id))
        if self.healthcare_component:
            domain.append(("component", "=", self.healthcare_component))
        return domain

    def _healthcare_amount(self):
        return self.balance, self.company_id.currency_id


class HealthcareClaim(models.Model):
    """A claim is explained by everything that was posted to it."""

    _inherit = "healthcare.claim"

    def _healthcare_evidence(self):
        rows = self.env["healthcare.posting.row"].sudo()
        rows = rows.search([("claim_id", "=", self.id)], order="id desc")
        return rows._evidence() + super()._healthcare_evidence()
