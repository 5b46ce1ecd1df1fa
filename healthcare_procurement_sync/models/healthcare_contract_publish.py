"""From contracts to Odoo's vendor prices: only what wins for somebody, soon."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

from ..contract_price import select_price
from ..match_units import as_fraction

HORIZON = 60
"""Days ahead: a price that starts tomorrow is there at midnight without a job."""
ROWS = 20
"""Vendor prices that contracts may write per item. Odoo reads all of them for each
order line: with 500 rows a line costs ninety milliseconds."""
COPIED = (
    "partner_id",
    "product_id",
    "product_tmpl_id",
    "product_uom_id",
    "product_code",
    "company_id",
    "currency_id",
    "price",
    "min_qty",
    "date_start",
    "date_end",
    "healthcare_contract",
    "healthcare_priority",
    "healthcare_tier_rank",
)
MANY = {"partner_id", "product_id", "product_tmpl_id", "product_uom_id"} | {
    "company_id",
    "currency_id",
}


class HealthcareSupplierContract(models.Model):
    """Writes the winners among all contracts of a supplier, deletes what no longer is.

    A winner is a price that :func:`select_price` takes for some facility, on some day
    up to the horizon, at some quantity. The others would only be read in vain.
    """

    _inherit = "healthcare.supplier.contract"

    def _publish(self, products=None):
        """Bring the vendor prices of these contracts' items up to date.

        :param products: only these items.
        """
        contracts = self.sudo().exists()
        for company, rows in contracts.grouped("company_id").items():
            items = rows.line_ids.product_id
            old = (
                self.env["product.supplierinfo"]
                .sudo()
                .search([("healthcare_contract_line_id.contract_id", "in", rows.ids)])
            )
            items |= old.product_id
            if products is not None:
                items &= products
            suppliers = rows.partner_id.commercial_partner_id
            if items:
                self.sudo()._publish_items(company, suppliers, items)

    def _publish_items(self, company, suppliers, items):
        """Compare what should stand in the vendor prices with what does."""
        lines = self.env["healthcare.supplier.contract.line"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "child_of", suppliers.ids),
                ("product_id", "in", items.ids),
                ("state", "=", "approved"),
                ("contract_id.state", "=", "active"),
            ]
        )
        rows = self.env["product.supplierinfo"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "child_of", suppliers.ids),
                ("product_id", "in", items.ids),
            ]
        )
        mirrored = rows.filtered("healthcare_contract_line_id")
        wanted = {}
        facilities = self.env["healthcare.facility"].search(
            [("company_id", "=", company.id)]
        )
        by_pair = lines.grouped(
            lambda line: (line.partner_id.commercial_partner_id, line.product_id)
        )
        for (_supplier, product), group in by_pair.items():
            winners = _Winners(group, product, facilities)
            for line, places in winners.kept().items():
                wanted[line] = line._vendor_price(places, rows)
        self._write_difference(mirrored, wanted)

    def _write_difference(self, mirrored, wanted):
        """Touch only rows and fields that differ: each row costs the reordering rules
        of its item."""
        known = mirrored.grouped("healthcare_contract_line_id")
        gone = mirrored.filtered(
            lambda row: row.healthcare_contract_line_id not in wanted
        )
        fresh = []
        for line, values in wanted.items():
            row = known.get(line)
            if not row:
                fresh.append(values)
                continue
            gone |= row[1:]
            changed = row[0]._healthcare_differs(values)
            if changed:
                row[0].write(changed)
        gone.unlink()
        self.env["product.supplierinfo"].create(fresh)

    def _cron_publish(self):
        """Nightly: prices, rosters and contracts begin and end by themselves."""
        self.search([("state", "=", "active")])._publish()
        self._remind()

    def _remind(self):
        """An activity for who keeps a contract that ends soon, once."""
        today = fields.Date.context_today(self)
        for contract in self.search(
            [("state", "=", "active"), ("date_end", ">=", today)]
        ):
            if contract._health(today) != "ending" or contract.activity_ids:
                continue
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                contract.date_end,
                summary=self.env._("Renew or replace the contract"),
                note=self.env._(
                    "It ends on %(day)s. Orders then take the next contract or the "
                    "list price.",
                    day=contract.date_end,
                ),
                user_id=(contract.user_id or self.env.user).id,
            )


class HealthcareSupplierContractLine(models.Model):
    """A contract price as a vendor price."""

    _inherit = "healthcare.supplier.contract.line"

    def _vendor_price(self, places, rows):
        """Values of the vendor price; ``places`` facilities, empty for all."""
        contract = self.contract_id
        own = rows.filtered(
            lambda row: (
                row.product_id == self.product_id
                and row.partner_id == contract.partner_id
            )
        )
        listed = own.filtered(lambda row: not row.healthcare_contract_line_id)
        code = self.product_code or listed[:1].product_code
        return {
            "partner_id": contract.partner_id.id,
            "product_id": self.product_id.id,
            "product_tmpl_id": self.product_id.product_tmpl_id.id,
            "product_uom_id": self.product_uom_id.id,
            "product_code": code,
            "product_name": listed[:1].product_name,
            "delay": listed[:1].delay or 1,
            "sequence": listed[:1].sequence or 1,
            "company_id": contract.company_id.id,
            "currency_id": contract.currency_id.id,
            "price": self.price,
            "min_qty": self.min_qty,
            "date_start": self._start(),
            "date_end": self._end(),
            "healthcare_contract": contract.number,
            "healthcare_priority": contract.priority,
            "healthcare_tier_rank": self.tier_id.rank,
            "healthcare_contract_line_id": self.id,
            "healthcare_facility_ids": [(6, 0, sorted(places.ids))],
        }


class ProductSupplierinfo(models.Model):
    """Compares a vendor price with what its contract says."""

    _inherit = "product.supplierinfo"

    def _healthcare_differs(self, values):
        """The part of ``values`` that this row does not have."""
        changed = {}
        for name in COPIED:
            value = self[name].id if name in MANY else self[name]
            if (value or False) != (values[name] or False):
                changed[name] = values[name]
        places = values["healthcare_facility_ids"]
        if sorted(self.healthcare_facility_ids.ids) != places[0][2]:
            changed["healthcare_facility_ids"] = places
        return changed


class _Winners:
    """Which prices of one supplier's item win where."""

    def __init__(self, lines, product, facilities):
        self.lines = lines
        self.unit = product.uom_id
        self.facilities = facilities
        self.today = fields.Date.context_today(lines)

    def kept(self):
        """``{line: facilities}``, at most :data:`ROWS`; no facility means all.

        What wins today comes before what wins later, what wins for many before few.
        """
        found = self._found()
        order = sorted(
            found, key=lambda line: (found[line][0], -len(found[line][1]), line.id)
        )
        everywhere = len(self.facilities) + 1
        none = self.facilities.browse()
        return {
            line: none
            if None in found[line][1] or len(found[line][1]) >= everywhere
            else none.union(*found[line][1])
            for line in order[:ROWS]
        }

    def _found(self):
        """``{line: (first day it wins, facilities and None for nobody's order)}``."""
        found = {}
        quantities = self._quantities()
        for day in self._days():
            for places, eligible in self._groups(day).items():
                prices = [
                    line._as_price(self.unit, eligible_of)
                    for line, eligible_of in zip(self.lines, eligible, strict=True)
                ]
                prices = [price for price in prices if price is not None]
                for quantity in quantities:
                    chosen = select_price(prices, quantity, day)
                    if chosen:
                        first, known = found.setdefault(chosen.source, (day, set()))
                        known.update(places)
        return found

    def _days(self):
        """Today and every day up to the horizon on which a price begins or has ended,
        or a roster changes."""
        last = self.today + timedelta(days=HORIZON)
        days = {self.today}
        for line in self.lines:
            days |= {line._start(), _after(line._end())}
        for row in self.lines.contract_id.roster_ids:
            days |= {row.date_start, _after(row.date_end)}
        return sorted(day for day in days if day and self.today <= day <= last)

    def _quantities(self):
        found = {1}
        for line in self.lines:
            factor = line.product_uom_id._healthcare_factor(self.unit)
            if factor is not None:
                found.add(as_fraction(line.min_qty) * factor)
        return found | {max(found) + 1}

    def _groups(self, day):
        """``{places: eligibility per line}``: facilities that may buy the same."""
        groups = defaultdict(list)
        contracts = self.lines.contract_id
        for place in (None, *self.facilities):
            tiers = {row: row._tiers_of(place, day) for row in contracts}
            key = tuple(tiers[line.contract_id] for line in self.lines)
            groups[key].append(place)
        return {tuple(places): key for key, places in groups.items()}


def _after(day):
    return day + timedelta(days=1) if day else None
