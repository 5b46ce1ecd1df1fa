"""One claim payment of a remittance (CLP loop)."""

from odoo import fields, models

from odoo.addons.healthcare_integration_base.canonical.party import Party
from odoo.addons.healthcare_integration_base.canonical.remittance import (
    Adjustment,
    RemittanceClaim,
)

from ..money import exact


class HealthcareRemittanceClaim(models.Model):
    """``status`` CLP02 as stated; ``signature`` what makes a repetition recognisable.

    States: new, posted, reversed (a reversal that was mirrored), suspended (money in
    suspense, a person decides), informational, duplicate, excluded, returned.
    """

    _name = "healthcare.remittance.claim"
    _description = "Claim payment"
    _order = "remittance_id, ordinal"
    _rec_name = "claim_number"
    _check_company_auto = True

    remittance_id = fields.Many2one(
        "healthcare.remittance", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one(related="remittance_id.payer_id")
    ordinal = fields.Integer(required=True, readonly=True)
    claim_number = fields.Char(required=True, readonly=True, index=True)
    payer_claim_number = fields.Char(readonly=True, index="btree_not_null")
    status = fields.Char(required=True, readonly=True)
    charge = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    patient_responsibility = fields.Monetary(readonly=True)
    patient_stated = fields.Boolean(readonly=True)
    interest = fields.Monetary(readonly=True)
    filing_indicator = fields.Char(readonly=True)
    facility_type = fields.Char(readonly=True)
    frequency = fields.Char(readonly=True)
    crossover_code = fields.Char(readonly=True)
    service_from = fields.Date(readonly=True)
    service_to = fields.Date(readonly=True)
    received_date = fields.Date(readonly=True)
    remarks = fields.Char(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    signature = fields.Char(readonly=True)
    claim_id = fields.Many2one(
        "healthcare.claim", readonly=True, index="btree_not_null", check_company=True
    )
    candidate_id = fields.Many2one(
        "healthcare.claim", string="Perhaps", readonly=True, check_company=True
    )
    method = fields.Selection(
        [
            ("payer_number", "Claim and payer number"),
            ("exact", "Claim number and charge"),
            ("split", "Part of a split claim"),
            ("normalised", "Claim number, normalised"),
            ("payer_number_only", "Payer number only"),
            ("person", "By a person"),
        ],
        string="Matched by",
        readonly=True,
    )
    hold = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("posted", "Posted"),
            ("reversed", "Taken back"),
            ("suspended", "In suspense"),
            ("informational", "Information"),
            ("duplicate", "Paid twice"),
            ("excluded", "Left out"),
            ("returned", "Given back"),
        ],
        required=True,
        default="new",
        readonly=True,
        index=True,
    )
    reversed_by_id = fields.Many2one("healthcare.remittance.claim", readonly=True)
    line_ids = fields.One2many("healthcare.remittance.line", "remittance_claim_id")
    adjustment_ids = fields.One2many(
        "healthcare.remittance.adjustment", "remittance_claim_id"
    )
    row_ids = fields.One2many("healthcare.posting.row", "remittance_claim_id")

    _ordinal_uniq = models.Constraint(
        "UNIQUE(remittance_id, ordinal)", "A remittance has each place once."
    )

    def action_match(self):
        """Ask a person which claim this payment is for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match to a claim"),
            "res_model": "healthcare.remittance.match",
            "target": "new",
            "views": [(False, "form")],
            "context": {
                "default_remittance_claim_id": self.id,
                "default_claim_id": self.candidate_id.id,
            },
        }

    def _document(self):
        """The canonical ``RemittanceClaim``."""
        self.ensure_one()
        rows = {}
        for row in self.adjustment_ids:
            item = Adjustment(
                row.group_code,
                row.reason_code,
                exact(row.amount),
                where=row.where or "",
            )
            rows.setdefault(row.line_ordinal, []).append(item)
        crossover = self.crossover_code
        return RemittanceClaim(
            self.claim_number,
            self.status,
            exact(self.charge),
            exact(self.paid),
            exact(self.patient_responsibility) if self.patient_stated else None,
            self.filing_indicator or "",
            self.payer_claim_number or "",
            adjustments=tuple(rows.get(0, ())),
            services=tuple(
                line._document(rows.get(line.ordinal, ())) for line in self.line_ids
            ),
            interest=exact(self.interest) or None,
            crossover_payer=Party(crossover, "payer_id") if crossover else None,
            service_from=self.service_from or None,
            service_to=self.service_to or None,
            remarks=tuple((self.remarks or "").split()),
            where=self.where or "",
        )
