"""Payers and patient accounts among the partners."""

from odoo import api, fields, models


class ResPartner(models.Model):
    """A payer with its identifiers and windows; a patient only as an opaque key.

    A patient account carries no name, address or birth date: its name is made from the
    key, which only the claims system can turn back into a person.
    """

    _inherit = "res.partner"

    healthcare_is_payer = fields.Boolean(string="Payer", index="btree_not_null")
    healthcare_payer_identifier_ids = fields.One2many(
        "healthcare.payer.identifier", "partner_id", string="Payer identifiers"
    )
    healthcare_payer_class = fields.Selection(
        [
            ("commercial", "Commercial"),
            ("medicare", "Medicare"),
            ("medicaid", "Medicaid"),
            ("federal", "Other federal"),
            ("workers", "Workers' compensation"),
            ("other", "Other"),
        ],
        string="Payer class",
    )
    healthcare_appeal_days = fields.Integer(
        string="Appeal window (days)",
        help="From the remittance to the last day of a first appeal. 0: not known, "
        "60 days are assumed.",
    )
    healthcare_payment_days = fields.Integer(
        string="Usual days to payment",
        default=30,
        help="Sets the due date of the receivable, so that ageing is right.",
    )
    healthcare_match_probable = fields.Boolean(
        string="Accept probable matches",
        help="Match a claim number that this payer shortened or padded, and a payer "
        "claim number alone. Without it a person decides.",
    )
    healthcare_patient_key = fields.Char(
        string="Patient key", readonly=True, index="btree_not_null", copy=False
    )

    _healthcare_patient_uniq = models.UniqueIndex(
        "(company_id, healthcare_patient_key) WHERE healthcare_patient_key IS NOT NULL"
    )

    @api.model
    def _healthcare_patients(self, keys, company):
        """``{key: partner}`` of patient accounts, made where missing."""
        keys = sorted({key for key in keys if key})
        Partners = self.sudo().with_context(active_test=False)
        found = Partners.search(
            [("healthcare_patient_key", "in", keys), ("company_id", "=", company.id)]
        )
        accounts = {partner.healthcare_patient_key: partner for partner in found}
        missing = [key for key in keys if key not in accounts]
        created = Partners.with_context(tracking_disable=True).create(
            [
                {
                    "name": self.env._("Patient account %(key)s", key=key[:12]),
                    "healthcare_patient_key": key,
                    "company_id": company.id,
                    "customer_rank": 1,
                }
                for key in missing
            ]
        )
        return accounts | dict(zip(missing, created, strict=True))
