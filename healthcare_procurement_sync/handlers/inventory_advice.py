"""Inventory advice: what suppliers can deliver, or what a site has (846, INVRPT)."""

import dataclasses
from datetime import UTC, datetime, time

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    SnapshotLine,
    StockSnapshot,
)
from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

AVAILABLE = ("33", "V2", "17", "145")
"""X12 element 673, best first: for sale, available, on hand; EDIFACT 145 actual."""
EXPECTED = ("29", "IQ", "63", "198")
STATUS = {"20": "damaged", "QH": "quarantine"}
UPSERT = """
    INSERT INTO healthcare_supplier_availability AS old
        (company_id, partner_id, as_of, report, fingerprint, product_id,
         product_tmpl_id, place, available, expected, expected_on, lead_time_days,
         create_uid, create_date, write_uid, write_date)
    SELECT %(company)s, %(partner)s, %(as_of)s, %(report)s, %(fingerprint)s, n.*,
           %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
      FROM unnest(%(products)s::int[], %(templates)s::int[], %(places)s::text[],
                  %(available)s::numeric[], %(expected)s::numeric[],
                  %(dates)s::date[], %(leads)s::int[]) AS n
    ON CONFLICT (company_id, partner_id, product_id, COALESCE(place, ''))
    DO UPDATE SET as_of = excluded.as_of, report = excluded.report,
        fingerprint = excluded.fingerprint, available = excluded.available,
        expected = excluded.expected, expected_on = excluded.expected_on,
        lead_time_days = excluded.lead_time_days, write_uid = excluded.write_uid,
        write_date = excluded.write_date
     WHERE old.as_of < excluded.as_of
    RETURNING id
"""


class HealthcareHandlerInventoryAdvice(models.AbstractModel):
    """A place of ours makes it the stock of a site; otherwise it is the supplier's."""

    _name = "healthcare.handler.inventory_advice"
    _inherit = ["healthcare.handler.supply"]
    _description = "Inventory advice handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.supplier.identifier}:{document.advice_number}"

    @api.model
    def _subject(self, document):
        return f"advice:{document.supplier.identifier or document.location.identifier}"

    @api.model
    def _reference(self, document):
        return document.advice_number

    @api.model
    def _apply(self, incoming):
        sites = self._sites(incoming, _places)
        catalogue = self._items_of(incoming, _items, _codes)
        return [self._one(row, sites, *catalogue[row.connection]) for row in incoming]

    @api.model
    def _one(self, row, sites, products, units):
        document = row.document
        site = sites.get(document.location.identifier.lower())
        if site:
            return self._as_snapshot(row, site)
        partner = row.connection.partner_id.commercial_partner_id
        if not partner:
            return Outcome.rejected(
                "advice.no_supplier",
                document.where,
                self.env._("The connection belongs to no supplier."),
            )
        figures, unknown = self._figures(document, products, units)
        if not figures:
            return self._nothing_known(row, unknown)
        return self._store(row, partner, figures, unknown)

    @api.model
    def _figures(self, document, products, units):
        """``{(product, place): figures}`` and the lines that could not be read."""
        found, unknown = {}, []
        for line in document.lines:
            product = products.get(line.item)
            if not product:
                unknown.append(line)
                continue
            for place, rows in _by_place(line, document).items():
                figures = self._figures_of(rows, product, units)
                if figures is None:
                    unknown.append(line)
                    continue
                figures["lead"] = int(line.lead_time_days or 0)
                found[product, place] = figures
        return found, unknown

    @api.model
    def _figures_of(self, rows, product, units):
        """Available and expected of one place, None when a unit is unknown."""
        figures = {"available": 0, "expected": 0, "date": None}
        stated = {row.code: row for row in rows}
        code = next((code for code in AVAILABLE if code in stated), None)
        if code:
            row = stated[code]
            base = self._base_quantity(row.quantity, row.uom, product, units)
            if base is None:
                return None
            figures["available"] = base
        for row in rows:
            if row.code in EXPECTED:
                base = self._base_quantity(row.quantity, row.uom, product, units)
                figures["expected"] += base or 0
                figures["date"] = figures["date"] or row.expected_date
        return figures

    @api.model
    def _nothing_known(self, row, unknown):
        if not unknown:
            return Outcome.rejected("advice.empty", row.document.where)
        line = unknown[0]
        return self._missing_code(row.connection, line.item, "", None, line.where)

    @api.model
    def _store(self, row, partner, figures, unknown):
        document = row.document
        as_of, _skewed = self._instant(_instant_of(document))
        keys = list(figures)
        fingerprint = self._fingerprint(document)
        self.env.cr.execute(
            UPSERT,
            {
                "company": self.env.company.id,
                "partner": partner.id,
                "as_of": as_of,
                "report": document.advice_number,
                "fingerprint": fingerprint,
                "products": [product.id for product, _place in keys],
                "templates": [product.product_tmpl_id.id for product, _place in keys],
                "places": [place or None for _product, place in keys],
                "available": [figures[key]["available"] for key in keys],
                "expected": [figures[key]["expected"] for key in keys],
                "dates": [figures[key]["date"] for key in keys],
                "leads": [figures[key]["lead"] for key in keys],
                "uid": self.env.uid,
            },
        )
        ids = [found for (found,) in self.env.cr.fetchall()]
        rows = self.env["healthcare.supplier.availability"]
        rows.invalidate_model()
        if not ids:
            return self._no_news(partner, fingerprint)
        touched = [Touched(rows._name, found, "updated") for found in ids]
        return self._answer(touched, self._asked(row, partner, unknown), "advice.items")

    @api.model
    def _no_news(self, partner, fingerprint):
        same = (
            self.env["healthcare.supplier.availability"]
            .sudo()
            .search_count(
                [("partner_id", "=", partner.id), ("fingerprint", "=", fingerprint)],
                limit=1,
            )
        )
        if same:
            return Outcome.duplicate("advice.duplicate")
        return Outcome(
            "skipped",
            "advice.older",
            "",
            self.env._("Newer figures of this supplier are known already."),
        )

    @api.model
    def _asked(self, row, partner, unknown):
        """One question about all unknown lines: of most items of a supplier's list
        nobody here buys any."""
        if not unknown or not row.flow:
            return []
        return [
            self._finding(
                "AVAILABILITY_UNKNOWN",
                self.env._(
                    "%(count)s items of the availability report are not known here or "
                    "come in an unknown unit.",
                    count=len(unknown),
                ),
                partner,
                where=unknown[0].where,
            )
        ]

    # -- a site of ours --------------------------------------------------------------

    @api.model
    def _as_snapshot(self, row, site):
        """The same handler as for a site's own snapshot."""
        document = row.document
        lines = []
        for line in document.lines:
            for place, rows in _by_place(line, document, site).items():
                lines += _snapshot_lines(line, place, rows)
        snapshot = StockSnapshot(
            snapshot_number=document.advice_number,
            site=site.code,
            as_of=_instant_of(document),
            lines=tuple(lines),
            complete=document.purpose == "05",
            where=document.where,
        )
        incoming = dataclasses.replace(row, document=snapshot)
        return self.env["healthcare.handler.stock_snapshot"]._apply([incoming])[0]


def _snapshot_lines(line, place, rows):
    stated = {row.code: row for row in rows}
    code = next((code for code in ("17", "145", "33", "V2") if code in stated), None)
    wanted = [(code, "")] if code else []
    wanted += [(bad, status) for bad, status in STATUS.items() if bad in stated]
    return [
        SnapshotLine(
            item=line.item,
            quantity=stated[found].quantity,
            uom=stated[found].uom,
            location=place,
            lot=line.lot,
            expiry=line.expiry,
            status=status,
            where=line.where,
        )
        for found, status in wanted
    ]


def _by_place(line, document, site=None):
    """``{place: figures}``; the place of the document, or the site itself, is ''."""
    own = {document.location.identifier}
    if site:
        own |= {site.code, site.gln or ""}
    found = {}
    for row in line.quantities:
        place = row.location.identifier
        found.setdefault("" if place in own else place, []).append(row)
    return found


def _instant_of(document):
    """The start of the day (UTC) where the sender states no zone: the older reading."""
    return document.as_of or datetime.combine(document.as_of_date, time(0), UTC)


def _places(document):
    return [document.location.identifier]


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [row.uom for line in document.lines for row in line.quantities]
