"""A supplier's order department: answers, ships and bills what it was sent.

Every number, date, quantity and price comes from the order that was read; the conduct
says what goes differently.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import ROUND_FLOOR, Decimal

from .formats import Address, canonical, read, seal

CENT = Decimal("0.01")
ONE = Decimal(1)
#: X12 element 374: current schedule delivery, current schedule ship.
DELIVERY, SHIP = "067", "068"


@dataclass(frozen=True)
class Conduct:
    """How a supplier treats one order.

    ``backorder`` the share of the last line that comes later, ``short`` packs of the
    first line missing in the shipment, ``price_factor`` billed price by ordered price,
    ``substitute`` the catalogue number offered in place of the first line; what is only
    offered is neither shipped nor billed.
    """

    backorder: Decimal = Decimal(0)
    short: Decimal = Decimal(0)
    price_factor: Decimal = ONE
    substitute: str = ""


CLEAN = Conduct()
BACKORDER_AND_SHORT = Conduct(backorder=Decimal("0.4"), short=ONE)
PRICE_UP = Conduct(price_factor=Decimal("1.10"))
ABOVE_CONTRACT = Conduct(price_factor=Decimal("1.06"))


class Supplier:
    """One supplier; ``lots`` the catalogue numbers of what it sells by lot.

    :param address: Address of the supplier in interchanges
    :param hospital: Address of the hospital
    """

    def __init__(self, name, address, hospital, lots=()):
        self.name = name
        self.address = Address(*address) if isinstance(address, tuple) else address
        self.hospital = hospital
        self.lots = frozenset(lots)

    def orders(self, payload):
        """The orders in an 850."""
        return read(payload, "purchase_order")

    def answers(self, order, conduct=CLEAN):
        """``{file name: bytes}`` of 855, 856 and 810 for one order, in that order."""
        digits = "".join(filter(str.isdigit, order.order_number))
        base = int(digits or 0) * 10
        documents = [("855", self.acknowledge(order, conduct))]
        if not conduct.substitute:
            documents.append(("856", self.ship(order, conduct)))
            documents.append(("810", self.bill(order, conduct)))
        return {
            f"{order.order_number}-{kind}.edi": seal(
                [document],
                self.address,
                self.hospital,
                base + position,
                _instant(order),
            )
            for position, (kind, document) in enumerate(documents, 1)
        }

    def acknowledge(self, order, conduct=CLEAN):
        """The 855: what is accepted, and what comes later."""
        lines = [
            self._acknowledged(order, line, conduct) for line in self._lines(order)
        ]
        changed = conduct.substitute or any(len(line.statuses) > 1 for line in lines)
        return canonical.OrderAcknowledgment(
            order_number=order.order_number,
            status="AC" if changed else "AD",
            lines=tuple(lines),
            acknowledged_date=order.order_date,
            order_date=order.order_date,
            supplier_order_number=f"SO-{order.order_number}",
            supplier=self._party(order),
            currency=order.currency,
        )

    def _acknowledged(self, order, line, conduct):
        confirmed, later = self._split(order, line, conduct)
        day = line.needed_by or order.needed_by or order.order_date
        statuses = [self._status("IA", confirmed, line, day)]
        if conduct.substitute and line is order.lines[0]:
            statuses = [self._offer(conduct.substitute, confirmed, line)]
        elif later:
            day += timedelta(days=14)
            statuses.append(self._status("IB", later, line, day))
        return canonical.AcknowledgedLine(
            number=line.number,
            item=line.item,
            quantity=line.quantity,
            uom=line.uom,
            price=line.price,
            price_basis=line.price_basis,
            statuses=tuple(statuses),
        )

    def _status(self, code, quantity, line, day):
        return canonical.LineStatus(code, quantity, line.uom, DELIVERY, day)

    def _offer(self, number, quantity, line):
        offered = canonical.ItemIds(supplier=number)
        return canonical.LineStatus("IS", quantity, line.uom, substitute=offered)

    def list_prices(self, items, number, day, currency):
        """The whole price list (832); ``items`` dicts with catalogue, name, price."""
        return canonical.Catalog(
            catalog_number=number,
            items=tuple(
                canonical.CatalogItem(
                    item=canonical.ItemIds(supplier=item["catalogue"]),
                    number=str(ordinal),
                    description=item["name"],
                    uom="BX",
                    prices=(
                        canonical.CatalogPrice(Decimal(item["price"]), "CAT", "BX"),
                    ),
                )
                for ordinal, item in enumerate(items, 1)
            ),
            catalog_date=day,
            currency=currency,
            supplier=canonical.Party(self.address.identifier, name=self.name),
        )

    def ship(self, order, conduct=CLEAN):
        """The 856: one package per line, lots and expiry where the item has them."""
        lines = []
        for ordinal, line in enumerate(self._lines(order), 1):
            quantity = self._shipped(order, line, conduct)
            if quantity:
                lines.append(self._shipped_line(order, line, quantity, ordinal))
        return canonical.ShipNotice(
            shipment_id=f"SH-{order.order_number}",
            orders=(canonical.ShippedOrder(order.order_number, tuple(lines)),),
            shipped_date=order.order_date,
            expected_date=order.needed_by or order.order_date,
            created_at=_instant(order),
            carrier="UPSN",
            bill_of_lading=f"BL-{order.order_number}",
            ship_from=self._party(order),
            ship_to=order.ship_to,
        )

    def _shipped_line(self, order, line, quantity, ordinal):
        return canonical.ShippedLine(
            item=line.item,
            quantity=quantity,
            uom=line.uom,
            line_number=line.number,
            lots=self._lots_of(order, line, quantity),
            sscc=sscc(f"{order.order_number}{ordinal:02d}"),
        )

    def _lots_of(self, order, line, quantity):
        """Two lots when there is more than one pack, so that both are seen."""
        if line.item.supplier not in self.lots:
            return ()
        first = (quantity / 2).quantize(ONE, ROUND_FLOOR)
        shares = [share for share in (first, quantity - first) if share]
        return tuple(
            canonical.Lot(
                lot=f"L{order.order_date:%y%m}{line.number.zfill(2)}{letter}",
                expiry=order.order_date + timedelta(days=days),
                quantity=share,
            )
            for share, letter, days in zip(shares, "AB", (540, 720), strict=False)
        )

    def bill(self, order, conduct=CLEAN):
        """The 810: what was shipped, at the price the supplier has in its books."""
        lines = []
        for line in self._lines(order):
            quantity = self._shipped(order, line, conduct)
            if quantity:
                price = (line.price * conduct.price_factor).quantize(CENT)
                lines.append(self._billed_line(line, quantity, price))
        total = sum((row.quantity * row.price for row in lines), Decimal(0))
        return canonical.SupplierInvoice(
            invoice_number=f"INV-{order.order_number}",
            invoice_date=order.order_date,
            lines=tuple(lines),
            order_number=order.order_number,
            currency=order.currency,
            total=total.quantize(CENT),
            due_date=order.order_date + timedelta(days=30),
            supplier=self._party(order),
            remit_to=self._party(order),
        )

    def _billed_line(self, line, quantity, price):
        return canonical.InvoiceLine(
            number=line.number,
            item=line.item,
            quantity=quantity,
            uom=line.uom,
            price=price,
            order_line=line.number,
            price_basis=line.price_basis,
            description=line.description,
        )

    def _lines(self, order):
        return [
            line for line in order.lines if line.quantity and line.price is not None
        ]

    def _split(self, order, line, conduct):
        """Quantity that comes now and quantity that comes later."""
        later = Decimal(0)
        if conduct.backorder and line is order.lines[-1]:
            later = (line.quantity * conduct.backorder).quantize(ONE, ROUND_FLOOR)
        return line.quantity - later, later

    def _shipped(self, order, line, conduct):
        confirmed, _later = self._split(order, line, conduct)
        if line is order.lines[0]:
            return max(confirmed - conduct.short, Decimal(0))
        return confirmed

    def _party(self, order):
        stated = order.supplier
        return stated if stated.identifier else canonical.Party(name=self.name)


def _instant(order):
    """When the order was confirmed; the start of its day when it does not say."""
    return order.confirmed_at or datetime.combine(
        order.order_date, time(), timezone.utc
    )


def sscc(text, prefix="0061414"):
    """A serial shipping container code (GS1, 18 digits) with its check digit."""
    digits = "".join(filter(str.isdigit, text)).rjust(16 - len(prefix) + 1, "0")
    body = f"{prefix}{digits}"[:17].ljust(17, "0")
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(body))
    return f"{body}{-total % 10}"
