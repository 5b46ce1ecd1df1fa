"""ShipNotice to EDIFACT DESADV: one CPS per package, one PCI per lot."""

from .edifact_trade import unit, write_item, write_parties
from .edifact_vocabulary import PURPOSE_CODES
from .edifact_writing import Writing, words


def write_despatch(notice):
    """A despatch advice; lines of one order outside of packages stand in CPS 1."""
    writing = Writing("DESADV")
    function = PURPOSE_CODES.write(notice.purpose, "9")
    writing.add("BGM", "351", notice.shipment_id, function)
    writing.instant("137", notice.created_at)
    writing.date("11", notice.shipped_date)
    writing.date("17", notice.expected_date)
    writing.reference("BM", notice.bill_of_lading)
    writing.reference("CN", notice.tracking)
    write_parties(writing, SF=notice.ship_from, DP=notice.ship_to)
    carrier = words(notice.carrier)
    writing.add("TDT", "20", "", "", "", ("", "", "", carrier), needs=(5, 4))
    writing.add("CPS", "1")
    package, number, level = "", 0, 1
    for order in notice.orders:
        for line in order.lines:
            number += 1
            if line.sscc != package:
                package, level = line.sscc, level + 1
                _open(writing, level, package)
            _write_line(writing, number, order.order_number, line)
    writing.add("CNT", ("2", number))
    return writing.part()


def _open(writing, level, sscc):
    writing.add("CPS", str(level), "1")
    if sscc:
        writing.add("PAC", "1")
        writing.add("PCI", "33E")
        writing.add("GIN", "BJ", sscc)


def _write_line(writing, number, order, line):
    write_item(writing, str(number), "", line.item)
    writing.add("QTY", ("12", line.quantity, unit(line.uom)))
    if order:
        writing.reference("ON", order, line.line_number)
    else:
        writing.reference("LI", line.line_number)
    for lot in line.lots:
        writing.add("PCI", "36E")
        writing.date("36", lot.expiry)
        writing.add("QTY", ("12", lot.quantity, unit(line.uom)), needs=(1, 2))
        writing.add("GIN", "BX", lot.lot, needs=2)
        writing.add("GIN", "BN", lot.serial, needs=2)
