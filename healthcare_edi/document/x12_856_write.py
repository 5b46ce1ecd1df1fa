"""ShipNotice to X12 856, structure 0001: shipment, order, pack, item."""

from odoo.addons.healthcare_integration_base.errors import RejectedError

from .trade import VERSION, write_parties
from .vocabulary import write_item
from .writing import Writing, words


def write_ship_notice(notice):
    """A ship notice with one item level per lot.

    :raises RejectedError: ``x12.write.lot_quantity`` with the place when a line has
        several lots and one of them has no quantity; ``x12.write.missing`` for goods
        without an order, because PRF01 is mandatory.
    """
    writing = Writing("856", VERSION)
    created = notice.created_at
    writing.add(
        "BSN",
        notice.purpose,
        notice.shipment_id,
        created.date() if created else None,
        created.strftime("%H%M") if created else "",
        "0001",
    )
    shipment = _level(writing, "", "S")
    writing.add("TD5", "B", "2", words(notice.carrier), needs=3)
    writing.add("REF", "BM", notice.bill_of_lading, needs=2)
    writing.add("REF", "CN", notice.tracking, needs=2)
    writing.add("DTM", "011", notice.shipped_date, needs=2)
    writing.add("DTM", "017", notice.expected_date, needs=2)
    write_parties(writing, SF=notice.ship_from, ST=notice.ship_to)
    for order in notice.orders:
        if not order.order_number:
            raise RejectedError(
                "x12.write.missing", order.where, "An 856 names an order for all goods."
            )
        number = _level(writing, shipment, "O")
        writing.add("PRF", order.order_number)
        _write_lines(writing, order.lines, number)
    writing.add("CTT", str(writing.count("HL")))
    return writing.part()


def _level(writing, parent, code):
    number = str(writing.count("HL") + 1)
    writing.add("HL", number, parent, code)
    return number


def _write_lines(writing, lines, order):
    package = None
    for line in lines:
        if line.sscc and (package is None or package[0] != line.sscc):
            package = (line.sscc, _level(writing, order, "P"))
            writing.add("MAN", "GM", line.sscc)
        for quantity, lot in _portions(line):
            _level(writing, package[1] if line.sscc else order, "I")
            _write_item(writing, line, quantity, lot)


def _portions(line):
    """Quantity and lot of every item level of a line."""
    if len(line.lots) < 2:
        lot = line.lots[0] if line.lots else None
        return [(line.quantity, lot)]
    if any(lot.quantity is None for lot in line.lots):
        raise RejectedError(
            "x12.write.lot_quantity", line.where, "Several lots need a quantity each."
        )
    return [(lot.quantity, lot) for lot in line.lots]


def _write_item(writing, line, quantity, lot):
    marks = []
    if lot is not None:
        marks += ["LT", lot.lot] if lot.lot else []
        marks += ["SN", lot.serial] if lot.serial else []
    writing.add("LIN", line.line_number, *write_item(line.item), *marks)
    writing.add("SN1", line.line_number, quantity, line.uom)
    if lot is not None:
        writing.add("DTM", "036", lot.expiry, needs=2)
