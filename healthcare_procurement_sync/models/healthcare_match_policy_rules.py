"""Which policy counts for a document and for a line, and its values for the match."""

from decimal import Decimal

from odoo import api, models

from ..match_types import Policy, Tolerance, strict
from ..match_units import as_decimal


class HealthcareMatchPolicy(models.Model):
    """From the narrow to the wide: item class, supplier, facility, company."""

    _inherit = "healthcare.match.policy"

    @api.model
    def _for_requests(self, company, requests):
        """The policy of each request: its supplier's, its facility's, the company's."""
        partners = self.env["res.partner"].union(*(row.partner for row in requests))
        by_partner = self._for_many(company, partners)
        general = by_partner[False]
        facilities = {row.facility.id for row in requests if row.facility}
        rows = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", False),
                ("category_id", "=", False),
                ("facility_id", "in", [*facilities]),
            ]
        )
        by_facility = {row.facility_id.id: row for row in rows}
        found = []
        for row in requests:
            own = by_partner[row.partner.id]
            if own == general and row.facility:
                own = by_facility.get(row.facility.id, general)
            found.append(own)
        return found

    @api.model
    def _of_classes(self, company):
        """Policies of item classes: ``{(category id, supplier id or False): row}``.

        Few rows; read once per batch.
        """
        rows = self.sudo().search(
            [("company_id", "=", company.id), ("category_id", "!=", False)]
        )
        return {(row.category_id.id, row.partner_id.id): row for row in rows}

    @api.model
    def _of_class(self, classes, category, partner):
        """The policy of the nearest class of an item; the supplier's own first."""
        while category and classes:
            for supplier in (partner.commercial_partner_id.id, False):
                found = classes.get((category.id, supplier))
                if found:
                    return found
            category = category.parent_id
        return None

    def _rules(self):
        """This policy as plain values for the match."""
        self.ensure_one()
        names = (
            "price_low_pct",
            "over_receipt_tol_pct",
            "header_cap",
            "freight_pct",
            "freight_cap",
            "tax_rate",
            "tax_tol",
            "rounding_per_line",
        )
        rules = Policy(
            match_policy=self.match_policy,
            price_tol=self._tolerance("price_tol"),
            qty_tol=self._tolerance("qty_tol"),
            freight_terms=self.freight_terms,
            allowed_charges={row.code: as_decimal(row.cap) for row in self.charge_ids},
            tax_exempt=self.tax_exempt,
            dup_window_days=self.dup_window_days,
            no_po_action="reject" if self.no_po_action == "reject" else "hold",
            contract_action=self.contract_action,
            **{name: as_decimal(self[name]) for name in names},
        )
        return strict(rules) if self.zero_tolerance else rules

    def _tolerance(self, name):
        return Tolerance(
            *(as_decimal(self[f"{name}_{part}"]) for part in ("pct", "cap", "floor"))
        )

    def _snapshot(self):
        """The tolerances as they are now, for the record of the match."""
        rules = self._rules()
        flat = {}
        for name in rules.__slots__:
            value = getattr(rules, name)
            if isinstance(value, Tolerance):
                value = {part: str(getattr(value, part)) for part in value.__slots__}
            flat[name] = _plain(value)
        return flat


def _plain(value):
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value
