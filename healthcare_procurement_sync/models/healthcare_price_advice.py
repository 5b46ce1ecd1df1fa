"""What a buyer should know before the money is spent: off contract, lapsed tiers."""

from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..match_units import as_decimal, as_fraction
from ..price_choice import CONTRACT
from ..price_warning import PriceWarning, Question

LAPSED = timedelta(days=365)
"""How long after its end a tier or contract is still worth a word."""


class HealthcarePrice(models.AbstractModel):
    """Warnings before the spend, with the contract item that could be bought."""

    _inherit = "healthcare.price"

    @api.model
    def _warnings(self, lines):
        """Warnings for order lines; a constant number of queries per company."""
        found = []
        items = lines.filtered(lambda line: line.product_id and not line.display_type)
        for company, rows in items.grouped("company_id").items():
            requests = [row._healthcare_price_request() for row in rows]
            prices = [
                row.price_unit * (1 - (row.discount or 0.0) / 100) for row in rows
            ]
            for warning in self._warn(requests, prices, company=company):
                line = rows[warning.position]
                found.append(replace(warning, line=line))
        return found

    @api.model
    def _warn(self, requests, prices=None, day=None, facility=None, company=None):
        """Warnings for requests, also of a requisition that is no order yet.

        :param requests: :class:`PriceRequest` rows.
        :param prices: what would be paid per unit; the price that counts when None.
        :return: :class:`PriceWarning` rows with the position of their request.
        """
        company = company or self.env.company
        day = day or fields.Date.context_today(self)
        requests = [
            replace(row, day=row.day or day, facility=row.facility or facility)
            for row in requests
        ]
        choices = self._choose(None, requests, company=company)
        offers = self._contract_offers(requests, company)
        found = []
        for position, (request, choice) in enumerate(
            zip(requests, choices, strict=True)
        ):
            paid = prices[position] if prices else choice.exact
            row = Question(position, request, choice, paid)
            found += filter(
                None,
                (
                    self._above_contract(row),
                    self._off_contract(row, offers[position]),
                    self._lapsed(row),
                ),
            )
        return found

    @api.model
    def _contract_offers(self, requests, company):
        """Per request the contract choices of all suppliers for its item or one that
        may take its place."""
        asked, owners = [], []
        alternatives = self._alternatives(requests, company)
        lines = (
            self.env["healthcare.supplier.contract.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("contract_id.state", "=", "active"),
                    ("state", "=", "approved"),
                    (
                        "product_id",
                        "in",
                        [item.id for items in alternatives for item in items],
                    ),
                ]
            )
        )
        suppliers = {}
        for line in lines:
            partner = line.partner_id.commercial_partner_id.with_env(self.env)
            suppliers.setdefault(line.product_id.id, set()).add(partner)
        for position, request in enumerate(requests):
            for item in alternatives[position]:
                unit = request.unit if item == request.product else None
                for partner in suppliers.get(item.id, ()):
                    asked.append(
                        replace(request, product=item, partner=partner, unit=unit)
                    )
                    owners.append(position)
        found = [[] for _request in requests]
        answers = self._choose(None, asked, company=company)
        for position, request, choice in zip(owners, asked, answers, strict=True):
            if choice.contract_line:
                found[position].append((request, choice))
        return found

    @api.model
    def _alternatives(self, requests, company):
        """Items that may be bought in place of each asked one, itself first."""
        products = self.env["product.product"].union(*(row.product for row in requests))
        others = {}
        if "healthcare.substitution.group" in self.env:
            groups = self.env["healthcare.substitution.group"]
            others = groups._alternatives(products, company)
        return [
            [row.product, *others.get(row.product, products.browse())]
            for row in requests
        ]

    # -- the warnings ----------------------------------------------------------------

    @api.model
    def _above_contract(self, row):
        """The supplier's own contract has another price."""
        choice, paid = row.choice, row.paid
        if choice.source != CONTRACT or paid is None:
            return None
        extra = row.extra(choice.exact)
        if extra <= 0:
            return None
        return PriceWarning(
            "above_contract",
            self.env._(
                "%(item)s: the contract %(number)s says %(price)s, the line says "
                "%(paid)s.",
                item=row.request.product.display_name,
                number=self._number(choice),
                price=self._words(choice.exact, choice.currency),
                paid=self._words(paid, choice.currency),
            ),
            row.position,
            extra,
            choice.currency,
            choice.contract_line,
        )

    @api.model
    def _off_contract(self, row, offers):
        """Nobody's contract sets the price, though somebody's could."""
        if row.choice.source == CONTRACT or not offers:
            return None
        request, offer = min(
            offers,
            key=lambda pair: (pair[0].product != row.request.product, pair[1].exact),
        )
        same = request.product == row.request.product
        extra = row.extra(offer.exact) if same and row.paid else None
        supplier = offer.contract_line.sudo().partner_id.display_name
        if same:
            text = self.env._(
                "%(item)s is off contract. %(supplier)s sells it under %(number)s for "
                "%(price)s.",
                item=row.request.product.display_name,
                supplier=supplier,
                number=self._number(offer),
                price=self._words(offer.exact, offer.currency),
            )
        else:
            text = self.env._(
                "%(item)s is off contract. %(other)s may take its place: %(supplier)s, "
                "%(number)s, %(price)s.",
                item=row.request.product.display_name,
                other=request.product.display_name,
                supplier=supplier,
                number=self._number(offer),
                price=self._words(offer.exact, offer.currency),
            )
        return PriceWarning(
            "off_contract",
            text,
            row.position,
            extra,
            offer.currency,
            offer.contract_line,
        )

    @api.model
    def _lapsed(self, row):
        """A tier, a place on the roster or a contract ended not long ago."""
        day, facility = row.request.day, row.request.facility
        paid = row.paid if row.paid is not None else row.choice.exact
        best = None
        for candidate in row.choice.candidates:
            line = candidate.contract_line
            if not line or candidate.refusal not in ("tier", "roster", "ended"):
                continue
            ended = line.sudo()._lapsed_on(facility, day, candidate.refusal)
            if not ended or day - ended > LAPSED:
                continue
            if paid is not None and as_fraction(candidate.price) >= as_fraction(paid):
                continue
            if best is None or candidate.price < best[0].price:
                best = (candidate, ended)
        return best and self._lapsed_words(row, *best)

    @api.model
    def _lapsed_words(self, row, candidate, ended):
        line = candidate.contract_line.sudo()
        values = {
            "item": row.request.product.display_name,
            "number": line.contract_id.number,
            "day": fields.Date.to_string(ended),
            "price": self._words(as_fraction(candidate.price), candidate.currency),
        }
        if candidate.refusal == "ended":
            code = "lapsed_contract"
            text = self.env._(
                "%(item)s: the price %(price)s of %(number)s ended on %(day)s. Renew "
                "the contract or agree a new price.",
                **values,
            )
        else:
            code = "lapsed_tier"
            text = self.env._(
                "%(item)s: the tier of %(number)s with the price %(price)s lapsed on "
                "%(day)s. Ask for it again before you order.",
                **values,
            )
        extra = None
        if row.paid is not None or row.choice.exact is not None:
            extra = row.extra(as_fraction(candidate.price))
        return PriceWarning(
            code, text, row.position, extra, candidate.currency, candidate.contract_line
        )

    @api.model
    def _number(self, choice):
        line = choice.contract_line
        return (
            line.sudo().contract_id.number
            if line
            else choice.supplierinfo.healthcare_contract
        )

    @api.model
    def _words(self, price, currency):
        amount = as_decimal(as_fraction(price))
        digits = self.env["decimal.precision"].precision_get("Product Price")
        text = format(round(amount, max(digits, 2)).normalize(), "f")
        whole, _dot, cents = text.partition(".")
        return f"{whole}.{cents.ljust(2, '0')} {currency.name or ''}".strip()

    @api.model
    def _notice(self, warnings):
        """The warnings as a list of sentences; empty when there are none."""
        if not warnings:
            return False
        rows = Markup().join(
            Markup("<li>%s%s</li>") % (row.text, self._extra_words(row))
            for row in warnings
        )
        return Markup("<ul class='mb-0'>%s</ul>") % rows

    @api.model
    def _extra_words(self, warning):
        if not warning.extra or warning.extra <= 0:
            return ""
        return " " + self.env._(
            "(%(amount)s more)",
            amount=f"{warning.extra} {warning.currency.name or ''}".strip(),
        )


class HealthcareSupplierContractLine(models.Model):
    """When a facility lost a price."""

    _inherit = "healthcare.supplier.contract.line"

    def _lapsed_on(self, facility, day, refusal):
        """The last day on which the facility had this price, or None."""
        if refusal == "ended":
            end = self._end()
            return end if end and end < day else None
        places = facility._and_parents() if facility else ()
        needed = self.tier_id.rank or 0
        ends = [
            row.date_end
            for row in self.contract_id.roster_ids
            if row.facility_id in places
            and row.date_end
            and row.date_end < day
            and (row.tier_id.rank or 0) >= needed
        ]
        return max(ends, default=None)
