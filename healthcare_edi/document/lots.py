"""Lots, serial numbers and expiry dates of one item level of a ship notice."""

from odoo.addons.healthcare_integration_base.canonical import Lot

from .reading import pairs, text

#: LIN and SLN qualifiers, REF01 and DTM01 codes (X12 elements 235, 128 and 374).
LOT_QUALIFIERS = {"LT": "lot", "B8": "lot", "SN": "serial"}
LOT_REFERENCES = {"LT": "lot", "BT": "lot", "SE": "serial"}
EXPIRY_DATES = ("036", "208", "511", "361")


class Lots:
    """Gathers lots in the order of the level's segments.

    A second lot number, or an SLN, begins another lot; a date belongs to the lot that
    was named before it.
    """

    def __init__(self):
        self._rows = []

    def take_pairs(self, segment, first):
        """LIN or SLN identifiers that name a lot or a serial number."""
        for qualifier, value in pairs(segment, first):
            if qualifier in LOT_QUALIFIERS:
                self._put(LOT_QUALIFIERS[qualifier], value)

    def take_subline(self, segment, quantity):
        """An SLN: a part of the item with its own lot and ``quantity``."""
        self._rows.append({"quantity": quantity})
        self.take_pairs(segment, 9)

    def take_reference(self, segment):
        """A REF that may name a lot or a serial number."""
        field = LOT_REFERENCES.get(text(segment, 1))
        if field and text(segment, 2):
            self._put(field, text(segment, 2))

    def take_expiry(self, day):
        """The expiry date of the latest lot, for all its serial numbers."""
        if day is None:
            return
        if not self._rows:
            self._rows.append({})
        lot = self._rows[-1].get("lot")
        for row in self._rows:
            if row.get("lot") == lot:
                row.setdefault("expiry", day)

    def name(self, field, value):
        """A lot or serial number (``lot``, ``serial``) from whatever segment."""
        self._put(field, value)

    def finish(self, expiry, quantity):
        """All that was named has this expiry date; a single lot this quantity."""
        if not self._rows and expiry is not None:
            self._rows.append({})
        for row in self._rows:
            if expiry is not None:
                row.setdefault("expiry", expiry)
            if quantity is not None and len(self._rows) == 1:
                row["quantity"] = quantity

    def _put(self, field, value):
        row = self._rows[-1] if self._rows else None
        if row is not None and row.get(field) == value:
            return  # many senders state the lot in LIN and again in REF
        if row is None or row.get(field):
            keep = {"lot": row.get("lot")} if row and field == "serial" else {}
            row = {key: item for key, item in keep.items() if item}
            self._rows.append(row)
        row[field] = value

    def found(self):
        """The lots as tuple."""
        rows = [row for row in self._rows if set(row) - {"quantity"}]
        return tuple(Lot(**row) for row in rows)
