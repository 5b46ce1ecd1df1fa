"""One stated contract against what is known: new, changed, ended, refused lines."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..match_units import as_decimal, as_fraction, basis


class HealthcareContractBooking(models.AbstractModel):
    """Books a stated contract whose supplier, items and units are looked up."""

    _name = "healthcare.contract.booking"
    _description = "Booking of a stated contract"

    @api.model
    def _words(self):
        """Code of a refused line: what is wrong and what to do."""
        _ = self.env._
        return {
            "contract.item_unknown": _(
                "We have no such item. Map it, then read again."
            ),
            "contract.unit_unknown": _(
                "The item does not come in this unit. Enter the pack, then read again."
            ),
            "contract.facility_unknown": _(
                "We have no facility of this code. Enter it, then read again."
            ),
            "contract.tier_unknown": _("The contract has no such tier."),
            "contract.price_missing": _("No price is stated."),
            "contract.price_unreadable": _("The price is no number."),
            "contract.price_negative": _("A price cannot be negative."),
            "contract.quantity_unreadable": _("The quantity is no number."),
            "contract.quantity_negative": _("A quantity cannot be negative."),
            "contract.ceiling_unreadable": _("The ceiling is no number."),
            "contract.page_unreadable": _("The page is no number."),
            "contract.day_unreadable": _("A day is written as YYYY-MM-DD."),
            "contract.above_ceiling": _(
                "The price is above the ceiling of the contract. Ask the supplier."
            ),
            "contract.dates_reversed": _("It ends before it begins."),
            "contract.outside_contract": _("It begins after the contract has ended."),
            "contract.line_twice": _("The document states this price twice."),
            "contract.nothing_to_end": _("There is no such price to end."),
        }

    @api.model
    def _book(self, booking, channel, connection=None, message_id=0):
        """Write new and ending prices; those of a contract in force wait.

        :return: the prices that were created.
        """
        lines = booking.contract.sudo().line_ids
        known = self._by_key(lines)
        for line in booking.document.lines:
            self._line(booking, line, known)
        Lines = self.env["healthcare.supplier.contract.line"].sudo()
        created = Lines.with_context(healthcare_contract_feed=True).create(
            [values for values, _row in booking.values]
        )
        for line, (_values, row) in zip(created, booking.values, strict=True):
            row["contract_line_id"] = line.id
        for line, day in booking.ends:
            line.write({"date_end": day})
        if booking.contract.state == "active" and created:
            created.with_user(self.env.user)._hold(channel, connection, message_id)
        return created

    @api.model
    def _by_key(self, lines):
        found = {}
        for line in lines.filtered(
            lambda line: line.state in ("draft", "held", "approved")
        ):
            found.setdefault(_key(line), []).append(line)
        return found

    # -- one line --------------------------------------------------------------------

    @api.model
    def _line(self, booking, line, known):
        product = booking.products.get(line.item)
        unit = self._unit(booking, line, product)
        row = self._row(booking, line, product, unit)
        booking.rows.append(row)
        code = self._refusal(booking, line, product, unit)
        if code:
            self._refuse(row, code)
            return
        tier = booking.tiers.get(line.tier.upper()) if line.tier else None
        start = line.valid_from or booking.contract.date_start
        key = (
            product.id,
            unit.id,
            tier.id if tier else 0,
            as_fraction(line.quantity_from or 0),
        )
        if (*key, start) in booking.seen:
            self._refuse(row, "contract.line_twice")
            return
        booking.seen.add((*key, start))
        same = sorted(known.get(key, ()), key=lambda old: (old._start(), old.id))
        if line.action == "end":
            self._end(booking, line, row, same)
        else:
            self._state(booking, line, row, same, tier, start)

    @api.model
    def _row(self, booking, line, product, unit):
        ids = line.item
        price = line.price / basis(line.price_basis)
        return {
            "place": line.where or line.number,
            "item_code": ids.buyer or ids.supplier or ids.gtin or ids.manufacturer,
            "unit_code": line.uom,
            "product_id": product.id if product else False,
            "product_uom_id": unit.id if unit else False,
            "tier": line.tier,
            "min_qty": float(line.quantity_from or 0),
            "price": float(price),
            "date_start": line.valid_from or booking.contract.date_start,
            "verdict": "unchanged",
        }

    @api.model
    def _unit(self, booking, line, product):
        if not product:
            return None
        if not line.uom:
            return product.uom_id
        lookup = self.env["healthcare.item.lookup"]
        return lookup._unit(line.uom, product, booking.units) or None

    @api.model
    def _refusal(self, booking, line, product, unit):
        """The code of what is wrong with a line, most basic first; None when sound."""
        if not product:
            return "contract.item_unknown"
        if not unit:
            return "contract.unit_unknown"
        if line.tier and line.tier.upper() not in booking.tiers:
            return "contract.tier_unknown"
        if line.price < 0:
            return "contract.price_negative"
        if (line.quantity_from or Decimal(0)) < 0:
            return "contract.quantity_negative"
        return self._refusal_of_days(booking, line)

    @api.model
    def _refusal_of_days(self, booking, line):
        contract = booking.contract
        start = line.valid_from or contract.date_start
        if line.valid_to and line.valid_to < start:
            return "contract.dates_reversed"
        if contract.date_end and start > contract.date_end:
            return "contract.outside_contract"
        price = line.price / basis(line.price_basis)
        if line.ceiling and price > line.ceiling:
            return "contract.above_ceiling"
        return None

    @api.model
    def _refuse(self, row, code):
        row |= {"verdict": "refused", "code": code, "text": self._words().get(code)}

    @api.model
    def _end(self, booking, line, row, same):
        """Take a price out of force: the last one of its key that still runs."""
        running = [old for old in same if old.state == "approved"]
        day = line.valid_to or booking.contract.date_start
        if not running:
            self._refuse(row, "contract.nothing_to_end")
            return
        old = running[-1]
        end = max(day, old._start() - timedelta(days=1))
        if old.date_end and old.date_end <= end:
            return
        booking.ends.append((old, max(end, old._start())))
        row |= {
            "verdict": "ended",
            "old_price": old.price,
            "contract_line_id": old.id,
        }

    @api.model
    def _state(self, booking, line, row, same, tier, start):
        """A price: nothing to do, a new one, or one that follows another."""
        price = as_decimal(as_fraction(line.price) / basis(line.price_basis))
        rows = [old for old in same if old._start() == start]
        if any(self._says_the_same(old, line, price) for old in rows):
            return
        before = [old for old in same if old._start() <= start]
        if not rows and before and self._says_the_same(before[-1], line, price):
            return
        if booking.contract.state == "draft" and rows:
            # Nobody buys under a draft yet: the later statement corrects it.
            rows[-1].sudo().write(self._values(booking, line, row, tier, start, price))
            row |= {"verdict": "changed", "old_price": rows[-1].price}
            return
        ceiling = max((as_decimal(old.ceiling) for old in before), default=Decimal(0))
        if ceiling and price > ceiling:
            self._refuse(row, "contract.above_ceiling")
            return
        row["verdict"] = "changed" if before else "new"
        row["old_price"] = before[-1].price if before else 0.0
        values = self._values(booking, line, row, tier, start, price)
        if ceiling and not values["ceiling"]:
            values["ceiling"] = float(ceiling)
        booking.values.append((values, row))

    @api.model
    def _says_the_same(self, old, line, price):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        same = round(as_decimal(old.price), digits) == round(price, digits)
        return same and (not line.valid_to or old._end() == line.valid_to)

    @api.model
    def _values(self, booking, line, row, tier, start, price):
        contract = booking.contract
        return {
            "contract_id": contract.id,
            "state": "held" if contract.state == "active" else "draft",
            "product_id": row["product_id"],
            "product_uom_id": row["product_uom_id"],
            "product_code": line.item.supplier or False,
            "tier_id": tier.id if tier else False,
            "min_qty": row["min_qty"],
            "price": float(price),
            "ceiling": float(line.ceiling or 0),
            "date_start": start if start != contract.date_start else False,
            "date_end": line.valid_to or False,
            "clause": line.clause or False,
            "clause_page": line.page or 0,
        }


def _key(line):
    return (
        line.product_id.id,
        line.product_uom_id.id,
        line.tier_id.id or 0,
        as_fraction(line.min_qty),
    )
