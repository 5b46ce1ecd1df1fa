"""The price that counts for an item, in sets: contracts first, then price lists."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from odoo import api, fields, models

from ..contract_price import ContractPrice
from ..match_units import as_decimal, as_fraction
from ..price_choice import CONTRACT, LIST, NONE, STALE, Candidate, PriceChoice


@dataclass(slots=True)
class Asked:
    """One request with every gap filled: records, a day, a fraction."""

    product: Any
    quantity: Any
    unit: Any
    partner: Any
    day: Any
    delivery: Any
    facility: Any
    company: Any


class HealthcarePrice(models.AbstractModel):
    """One question, one answer: :meth:`_choose`.

    The contracts themselves are read, so the answer is right for any day; the vendor
    prices that contracts publish are the same prices for Odoo's own screens.
    """

    _name = "healthcare.price"
    _description = "Price that counts"

    @api.model
    def _choose(self, partner, requests, day=None, facility=None, company=None):
        """The price of each request, a constant number of queries for all.

        :param partner: the supplier of requests that name none; may be None.
        :param requests: :class:`PriceRequest` rows.
        :param day: the day of the order where a request names none; today when empty.
        :param facility: for whom is bought where a request names none; may be None.
        :return: one :class:`PriceChoice` per request, in the same order.
        """
        company = company or self.env.company
        day = day or fields.Date.context_today(self)
        asked = [self._filled(row, company, partner, day, facility) for row in requests]
        known = self.sudo()._known(asked, company)
        policies = (
            self.env["healthcare.price.policy"]
            .sudo()
            ._for_many(
                company, self.env["res.partner"].union(*(row.partner for row in asked))
            )
        )
        return [self._answer(row, known, policies) for row in asked]

    @api.model
    def _filled(self, row, company, partner=None, day=None, facility=None):
        partner = row.partner or partner or self.env["res.partner"]
        day = row.day or day or fields.Date.context_today(self)
        return Asked(
            row.product,
            as_fraction(row.quantity),
            row.unit or row.product.uom_id,
            partner.commercial_partner_id,
            day,
            row.delivery or day,
            row.facility or facility,
            company,
        )

    @api.model
    def _known(self, asked, company):
        """``{(supplier id, product id): [contract lines and list rows]}``."""
        partners = self.env["res.partner"].union(*(row.partner for row in asked))
        products = self.env["product.product"].union(*(row.product for row in asked))
        found = defaultdict(list)
        if not partners or not products:
            return found
        lines = self.env["healthcare.supplier.contract.line"].search(
            [
                ("company_id", "=", company.id),
                ("contract_id.state", "=", "active"),
                ("state", "=", "approved"),
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("product_id", "in", products.ids),
            ]
        )
        for line in lines:
            key = (line.partner_id.commercial_partner_id.id, line.product_id.id)
            found[key].append(line)
        self._list_rows(found, partners, products, company)
        return found

    @api.model
    def _list_rows(self, found, partners, products, company):
        """Vendor prices that no contract wrote."""
        rows = self.env["product.supplierinfo"].search(
            [
                ("company_id", "in", [False, company.id]),
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("product_tmpl_id", "in", products.product_tmpl_id.ids),
                ("healthcare_contract_line_id", "=", False),
            ]
        )
        by_template = defaultdict(list)
        for product in products:
            by_template[product.product_tmpl_id].append(product)
        for row in rows:
            supplier = row.partner_id.commercial_partner_id.id
            for product in by_template[row.product_tmpl_id]:
                if not row.product_id or row.product_id == product:
                    found[supplier, product.id].append(row)

    # -- one request -----------------------------------------------------------------

    @api.model
    def _answer(self, asked, known, policies):
        sources = known.get((asked.partner.id, asked.product.id), ())
        tiers, prices = {}, []
        for source in sources:
            price = self._as_price(source, asked, tiers)
            if price is not None:
                prices.append(price)
        usable = [price for price in prices if self._in_force(price, asked)]
        chosen = min(usable, key=ContractPrice.rank) if usable else None
        candidates = tuple(
            self._candidate(price, asked)
            for price in sorted(prices, key=ContractPrice.rank)
        )
        if chosen is None:
            return PriceChoice(
                None, NONE, badge=self.env._("No price"), candidates=candidates
            )
        return self._choice(chosen.source, chosen, asked, policies, candidates)

    @api.model
    def _in_force(self, price, asked):
        """Whether the days are right by the basis of the contract."""
        return price.refusal(self._day(price, asked), asked.quantity) is None

    @api.model
    def _day(self, price, asked):
        source = price.source
        if source._name == "healthcare.supplier.contract.line":
            if source.contract_id.date_basis == "delivery":
                return asked.delivery
        return asked.day

    @api.model
    def _as_price(self, source, asked, tiers):
        """A contract line or vendor price for the rule, in its own currency.

        Dates that do not decide (delivery basis) are checked by :meth:`_in_force`.
        """
        if source._name == "healthcare.supplier.contract.line":
            contract = source.contract_id
            if contract not in tiers:
                day = asked.delivery if contract.date_basis == "delivery" else asked.day
                tiers[contract] = contract._tiers_of(asked.facility, day)
            return source._as_price(asked.unit, tiers[contract], asked.day)
        return source._healthcare_as_price(asked.product, asked.unit, asked.day)

    @api.model
    def _worth(self, price, currency, company, day=None):
        """``price`` in the company's currency, to compare; None: as it stands."""
        company = company or self.env.company
        if not currency or currency == company.currency_id:
            return None
        day = day or fields.Date.context_today(self)
        rate = self.env["res.currency"]._get_conversion_rate(
            currency, company.currency_id, company, day
        )
        return price * as_fraction(rate)

    @api.model
    def _choice(self, source, price, asked, policies, candidates):
        values = {
            "price": as_decimal(price.price),
            "exact": price.price,
            "currency": source.currency_id,
            "contract_line": self.env["healthcare.supplier.contract.line"],
            "candidates": candidates,
        }
        if source._name == "healthcare.supplier.contract.line":
            return PriceChoice(
                **values
                | {
                    "source": CONTRACT,
                    "contract_line": source.with_env(self.env),
                    "supplierinfo": source.supplierinfo_ids[:1].with_env(self.env),
                    "badge": self._contract_badge(source.contract_id.number),
                }
            )
        values["supplierinfo"] = source.with_env(self.env)
        if source.healthcare_contract:
            badge = self._contract_badge(source.healthcare_contract)
            return PriceChoice(source=CONTRACT, badge=badge, **values)
        policy = policies[asked.partner.id]
        age = policy._age(source)
        if policy._is_stale(age, asked.product):
            badge = self.env._("Stale price (%(days)s days)", days=age)
            return PriceChoice(source=STALE, badge=badge, age=age, **values)
        badge = self.env._("List price")
        return PriceChoice(source=LIST, badge=badge, age=age, **values)

    @api.model
    def _contract_badge(self, number):
        return self.env._("Contract %(number)s", number=number)

    @api.model
    def _candidate(self, price, asked):
        source = price.source
        is_line = source._name == "healthcare.supplier.contract.line"
        return Candidate(
            as_decimal(price.price),
            source.currency_id,
            as_decimal(price.minimum),
            price.priority,
            source.tier_id.display_name if is_line and source.tier_id else "",
            price.start,
            price.end,
            self._refusal(price, asked),
            source.with_env(self.env) if is_line else None,
            None if is_line else source.with_env(self.env),
        )

    @api.model
    def _refusal(self, price, asked):
        """Why a price does not count, with the tier apart from the roster."""
        code = price.refusal(self._day(price, asked), asked.quantity) or ""
        if code == "roster" and price.tier:
            contract = price.source.contract_id
            allowed, _rank = contract._tiers_of(asked.facility, asked.day)
            return "tier" if allowed else code
        return code

    # -- for the match ---------------------------------------------------------------

    @api.model
    def _rematch_after(self, lines):
        """Bills that wait for a contract price are matched again."""
        orders = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "in", lines.product_id.ids),
                    (
                        "partner_id",
                        "child_of",
                        lines.partner_id.commercial_partner_id.ids,
                    ),
                    ("order_id.healthcare_match_ids.state", "=", "held"),
                ]
            )
        )
        self.env["healthcare.match"]._rematch_orders(
            orders.order_id, self.env._("A contract price was approved.")
        )

    @api.model
    def _contract_prices(self, lines):
        """``{order line: contract price per its unit in the order's currency}``.

        None where no contract has a price for it. A constant number of queries for
        lines of one company; what nobody has under contract costs nothing.
        """
        found = {}
        for company, rows in lines.grouped("company_id").items():
            asked = [
                self._filled(row._healthcare_price_request(), company) for row in rows
            ]
            known = self.sudo()._known(asked, company)
            known = {
                key: [row for row in sources if _of_contract(row)]
                for key, sources in known.items()
            }
            for row, question in zip(rows, asked, strict=True):
                found[row] = self._contract_price(row, question, known)
        return found

    @api.model
    def _contract_price(self, line, asked, known):
        if not known.get((asked.partner.id, asked.product.id)):
            return None
        choice = self._answer(asked, known, {})
        if choice.exact is None:
            return None
        return line._healthcare_in_order_currency(choice.exact, choice.currency)


def _of_contract(source):
    """Whether a source is a contract's price or a vendor price with its number."""
    return source._name != "product.supplierinfo" or bool(source.healthcare_contract)
