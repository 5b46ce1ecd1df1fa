"""Snapshots of a site's stock: kept, compared, never written over Odoo's quantities."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched


class HealthcareHandlerStockSnapshot(models.AbstractModel):
    """The newest instant wins; an older one that comes late is kept beside it."""

    _name = "healthcare.handler.stock_snapshot"
    _inherit = ["healthcare.handler.supply"]
    _description = "Stock snapshot handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.site}:{document.snapshot_number}"

    @api.model
    def _subject(self, document):
        return f"stock:{document.site}"

    @api.model
    def _reference(self, document):
        return document.snapshot_number

    @api.model
    def _facility(self, document):
        return document.site

    @api.model
    def _editable_paths(self):
        return ("site", "lines[].uom", "lines[].item.buyer", "lines[].location")

    @api.model
    def _apply(self, incoming):
        sites = self._sites(incoming, lambda document: [document.site])
        catalogue = self._items_of(incoming, _items, _codes)
        return [self._one(row, sites, *catalogue[row.connection]) for row in incoming]

    @api.model
    def _one(self, row, sites, products, units):
        document = row.document
        site = sites.get(document.site.lower())
        if not site:
            return self._unknown_site(document.site, "site")
        fingerprint = self._fingerprint(document)
        as_of, skewed = self._instant(document.as_of)
        early = self._early(document, site, fingerprint, as_of)
        if early:
            return early
        rows, unknown = self._rows(document, products, units)
        if unknown and not rows:
            line = unknown[0]
            return self._missing_code(
                row.connection, line.item, line.uom, products.get(line.item), line.where
            )
        snapshot = self._create(document, site, fingerprint, as_of, bool(unknown))
        snapshot._store_lines(rows)
        if skewed:
            snapshot._message_log(
                body=self.env._(
                    "The clock of the site is ahead; the time of arrival counts."
                )
            )
        findings = self._questions(snapshot, unknown)
        self.env["healthcare.stock.alert"]._watch_site(snapshot)
        return self._answer(
            [Touched(snapshot._name, snapshot.id, "created")],
            findings,
            "snapshot.questions",
        )

    @api.model
    def _early(self, document, site, fingerprint, as_of):
        """The same snapshot again, another one of the same name or of the same time."""
        snapshots = self.env["healthcare.stock.snapshot"].sudo()
        known = snapshots.search(
            [("facility_id", "=", site.id), ("name", "=", document.snapshot_number)]
        )
        if known.fingerprint == fingerprint:
            touched = (Touched(known._name, known.id, "linked"),)
            return Outcome.duplicate("snapshot.duplicate", touched)
        if not known and document.complete:
            known = snapshots.search(
                [
                    ("facility_id", "=", site.id),
                    ("as_of", "=", as_of),
                    ("complete", "=", True),
                ]
            )
        if not known:
            return None
        return Outcome(
            "conflict",
            "snapshot.conflict",
            "as_of",
            self.env._("The site reported other figures for the same time before."),
            touched=(Touched(known._name, known[0].id, "linked"),),
        )

    @api.model
    def _rows(self, document, products, units):
        rows, unknown = [], []
        for line in document.lines:
            product = products.get(line.item)
            base = product and self._base_quantity(
                line.quantity, line.uom, product, units
            )
            if base is None or not product:
                unknown.append(line)
                continue
            reserved = self._base_quantity(line.reserved, line.uom, product, units)
            rows.append(
                {
                    "product_id": product.id,
                    "place": line.location or None,
                    "lot": line.lot or None,
                    "expiry": line.expiry,
                    "quantity": base,
                    "reserved": reserved or 0,
                    "status": line.status or None,
                }
            )
        return rows, unknown

    @api.model
    def _create(self, document, site, fingerprint, as_of, partial):
        """A snapshot with unknown lines is not complete: what it could not say is not
        taken for gone."""
        snapshots = self.env["healthcare.stock.snapshot"].sudo()
        newest = snapshots._newest(site)
        late = bool(newest) and newest.as_of > as_of
        if not late and document.complete and not partial:
            snapshots.search(
                [("facility_id", "=", site.id), ("state", "=", "current")]
            ).write({"state": "superseded"})
        return snapshots.create(
            {
                "name": document.snapshot_number,
                "facility_id": site.id,
                "as_of": as_of,
                "sequence": document.sequence or 0,
                "complete": document.complete and not partial,
                "fingerprint": fingerprint,
                "state": "late" if late else "current",
            }
        )

    @api.model
    def _questions(self, snapshot, unknown):
        findings = []
        if unknown:
            findings.append(
                self._finding(
                    "SNAPSHOT_UNKNOWN",
                    self.env._(
                        "%(count)s lines of snapshot %(name)s name an item or a unit "
                        "that nobody here knows.",
                        count=len(unknown),
                        name=snapshot.name,
                    ),
                    snapshot,
                    where=unknown[0].where,
                )
            )
        if snapshot.state == "current" and snapshot.difference_count:
            findings.append(
                self._finding(
                    "STOCK_MISMATCH",
                    self.env._(
                        "%(site)s counts %(count)s items differently from Odoo.",
                        site=snapshot.facility_id.name,
                        count=snapshot.difference_count,
                    ),
                    snapshot,
                )
            )
        return findings


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [line.uom for line in document.lines]
