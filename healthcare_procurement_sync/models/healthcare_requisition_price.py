"""Which supplier and which price a requested item would have today."""

from decimal import Decimal

from odoo import fields, models

from ..price_choice import CONTRACT, PriceRequest


class HealthcareRequisitionLine(models.Model):
    """Contracts before lists, then the lowest price per unit of the line."""

    _inherit = "healthcare.requisition.line"

    def _quotes(self):
        # OVERRIDE: one question for all lines and all their suppliers.
        asked = [(line, partner) for line in self for partner in line._suppliers()]
        answers = dict(zip(asked, self._choices(asked), strict=True))
        values = [line._quote_from(answers) for line in self]
        for row, words in zip(values, self._advice(values), strict=True):
            row["suggestion"] = words
        return values

    def _advice(self, values):
        """What the requester should know before the money is spent, per line."""
        partners = self.env["res.partner"]
        rows = [
            (line, partners.browse(row["partner_id"] or []))
            for line, row in zip(self, values, strict=True)
        ]
        company = self.requisition_id.company_id[:1] or self.env.company
        warnings = self.env["healthcare.price"]._warn(
            self._requests(rows), company=company
        )
        found = [[] for _line in self]
        for warning in warnings:
            found[warning.position].append(warning.text)
        return [" ".join(words) or False for words in found]

    def _suppliers(self):
        """The chosen supplier, else all that have the item and may be ordered from."""
        if self.partner_id:
            return self.partner_id
        company = self.company_id or self.env.company
        rows = self.product_id.seller_ids.filtered(
            lambda row: not row.company_id or row.company_id == company
        )
        partners = rows.sorted(lambda row: (row.sequence, row.id)).partner_id
        return partners.filtered(lambda row: row._healthcare_orderable(company)[0])

    def _choices(self, asked):
        """A price choice for each ``(line, supplier)``."""
        if not asked:
            return []
        company = self.requisition_id.company_id[:1] or self.env.company
        requests = self._requests(asked)
        return self.env["healthcare.price"]._choose(None, requests, company=company)

    def _requests(self, asked):
        today = fields.Date.context_today(self)
        return [
            PriceRequest(
                product=line.product_id,
                quantity=line.quantity or 1,
                unit=line.uom_id,
                partner=partner,
                day=today,
                delivery=line.needed_by or line.requisition_id.needed_by or today,
                facility=line.requisition_id.healthcare_facility_id,
            )
            for line, partner in asked
        ]

    def _quote_from(self, answers):
        """Values of this line by the best answer."""
        rows = [
            (partner, answers[self, partner], self._in_company(answers[self, partner]))
            for partner in self._suppliers()
        ]
        priced = [row for row in rows if row[2] is not None]
        best = min(
            priced,
            key=lambda row: (row[1].source != CONTRACT, row[2]),
            default=(rows[0] if rows else None),
        )
        if not best:
            return self._no_quote()
        partner, choice, price = best
        contract = choice.contract_line
        return {
            "partner_id": partner.id,
            "price": float(price or self._own_cost()),
            "on_contract": choice.source == CONTRACT,
            "contract": self._contract_name(contract),
            "price_note": choice.badge or False,
        }

    def _no_quote(self):
        return {
            "partner_id": self.partner_id.id,
            "price": float(self._own_cost()),
            "on_contract": False,
            "contract": False,
            "price_note": self.env._("No supplier; cost of the item"),
        }

    def _contract_name(self, contract_line):
        return contract_line.contract_id.display_name if contract_line else False

    def _in_company(self, choice):
        """The price in the company's currency (Decimal), None without one."""
        if choice.price is None:
            return None
        company = self.company_id or self.env.company
        if not choice.currency or choice.currency == company.currency_id:
            return choice.price
        today = fields.Date.context_today(self)
        rate = choice.currency._get_conversion_rate(
            choice.currency, company.currency_id, company, today
        )
        return choice.price * Decimal(str(rate))

    def _own_cost(self):
        """What a unit of the line cost last, for items without a price."""
        company = self.company_id or self.env.company
        product = self.product_id.with_company(company)
        factor = self.uom_id._healthcare_factor(product.uom_id) if self.uom_id else 1
        return Decimal(str(product.standard_price)) * Decimal(float(factor or 1))
