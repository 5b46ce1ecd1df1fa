"""The supplier's codes for an order and its lines, as data.

Sources: X12 element 587 (BAK02) and element 668 (ACK01), in our own wording. Other
formats are translated into these codes by their documents.
"""

from dataclasses import dataclass

CONFIRMED = "confirmed"
BACKORDERED = "backordered"
CANCELLED = "cancelled"
NOTHING = ""


@dataclass(frozen=True, slots=True)
class LineCode:
    """``bucket`` the quantity goes to, ``state`` of the line, ``finding`` it opens."""

    bucket: str
    state: str
    finding: str = ""


LINE_CODES = {
    "IA": LineCode(CONFIRMED, "accepted"),
    "AA": LineCode(CONFIRMED, "accepted"),
    "AC": LineCode(CONFIRMED, "shipped_pending_asn"),
    "AR": LineCode(CONFIRMED, "accepted"),
    "DR": LineCode(CONFIRMED, "accepted"),
    "SP": LineCode(CONFIRMED, "accepted_no_date"),
    "BP": LineCode(CONFIRMED, "partial_backorder", "BACKORDER"),
    "IB": LineCode(BACKORDERED, "backordered", "BACKORDER"),
    "IC": LineCode(CONFIRMED, "changed"),
    "IP": LineCode(CONFIRMED, "accepted"),
    "IE": LineCode(CONFIRMED, "price_pending", "PRICE_PENDING"),
    "IQ": LineCode(CONFIRMED, "qty_changed"),
    "IS": LineCode(NOTHING, "substitution_proposed", "SUBSTITUTION"),
    "IH": LineCode(NOTHING, "on_hold", "ACK_HOLD"),
    "IF": LineCode(NOTHING, "on_hold", "MAPPING_ITEM"),
    "IW": LineCode(NOTHING, "on_hold", "ACK_WAIVER"),
    "ID": LineCode(CANCELLED, "cancelled_by_supplier", "LINE_REJECTED"),
    "IR": LineCode(CANCELLED, "rejected", "LINE_REJECTED"),
    "R1": LineCode(CANCELLED, "rejected", "CONTRACT_ITEM"),
    "R2": LineCode(CANCELLED, "rejected", "MAPPING_ITEM"),
    "R3": LineCode(CANCELLED, "rejected", "MAPPING_UOM"),
    "R4": LineCode(CANCELLED, "rejected", "LINE_REJECTED"),
    "R5": LineCode(CANCELLED, "rejected", "REORDER_AS"),
    "R6": LineCode(CANCELLED, "rejected", "REORDER_AS"),
    "R7": LineCode(CANCELLED, "rejected", "REORDER_AS"),
    "R8": LineCode(CANCELLED, "rejected", "REORDER_AS"),
}


REORDER_AS = {
    "R5": "just_in_time",
    "R6": "extended",
    "R7": "drop_ship",
    "R8": "surge",
}
"""In which other way the supplier wants a rejected line to be ordered again."""


@dataclass(frozen=True, slots=True)
class HeaderCode:
    """``lines``: what happens to lines that carry no status of their own.

    ``stated`` only the lines in the document; ``accept_rest`` lines that are not in it
    are accepted as ordered; ``reject_all``; ``reject_stated`` all are rejected, those
    in the document for their own reason; ``propose`` lines are proposals and nothing
    is confirmed; ``none`` no line changes. ``finding`` is opened on the order.
    """

    lines: str
    finding: str = ""
    changes_expected: bool = True


HEADER_CODES = {
    "AC": HeaderCode("stated"),
    "AD": HeaderCode("stated", changes_expected=False),
    "AE": HeaderCode("accept_rest"),
    "AK": HeaderCode("accept_rest"),
    "AT": HeaderCode("accept_rest"),
    "AH": HeaderCode("none", "ACK_HOLD"),
    "AP": HeaderCode("accept_rest"),
    "NA": HeaderCode("none"),
    "RD": HeaderCode("reject_stated", "ORDER_REJECTED"),
    "RF": HeaderCode("reject_stated", "ORDER_REJECTED"),
    "RJ": HeaderCode("reject_all", "ORDER_REJECTED"),
    "RN": HeaderCode("reject_all", "ORDER_REJECTED"),
    "RV": HeaderCode("reject_all", "ORDER_REJECTED"),
    "RO": HeaderCode("propose", "ORDER_COUNTER_OFFER"),
}
