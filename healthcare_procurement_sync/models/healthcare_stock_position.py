"""Figures of a snapshot, what Odoo has instead, and the latest figure of each item."""

from odoo import api, fields, models
from odoo.tools import SQL


class HealthcareStockSnapshotLine(models.Model):
    """One figure of a snapshot in base units; ``place`` empty: stock of the site."""

    _name = "healthcare.stock.snapshot.line"
    _description = "Line of a stock snapshot"
    _order = "snapshot_id, product_id, id"
    _log_access = False

    snapshot_id = fields.Many2one(
        "healthcare.stock.snapshot",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    place = fields.Char(readonly=True)
    lot = fields.Char(readonly=True)
    expiry = fields.Date(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True)
    status = fields.Char(readonly=True)
    odoo_quantity = fields.Float(
        string="In Odoo", digits="Product Unit", compute="_compute_difference"
    )
    difference = fields.Float(digits="Product Unit", compute="_compute_difference")

    @api.depends("quantity")
    def _compute_difference(self):
        keys = self._quant_keys()
        quants = self._quants(keys)
        for line in self:
            found = quants.get(keys[line], self.env["stock.quant"])
            line.odoo_quantity = sum(found.mapped("quantity"))
            line.difference = line.product_id.uom_id.round(
                line.quantity - line.odoo_quantity
            )

    def _quant_keys(self):
        """``{line: (location id, product id, lot name)}``; the place is a department
        with stock of its own, else the stock of the facility."""
        facilities = self.snapshot_id.facility_id
        points = self.env["healthcare.delivery.point"]._by_code(facilities)
        keys = {}
        for line in self:
            facility = line.snapshot_id.facility_id
            point = points.get((facility.id, (line.place or "").lower()))
            stock = facility.sudo().warehouse_id.lot_stock_id
            location = (point and point.location_id) or stock
            keys[line] = (location.id, line.product_id.id, line.lot or "")
        return keys

    def _quants(self, keys):
        """``{(location, product, lot name): quants}`` behind these lines."""
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("location_id", "in", list({key[0] for key in keys.values()})),
                    ("product_id", "in", self.product_id.ids),
                ]
            )
        )
        return quants.grouped(
            lambda row: (row.location_id.id, row.product_id.id, row.lot_id.name or "")
        )

    def _book_count(self):
        """Set the counted quantities of Odoo, with Odoo's own inventory adjustment."""
        Quants = self.env["stock.quant"].with_context(inventory_mode=True)
        counted, keys = Quants, self._quant_keys()
        known = self._quants(keys)
        for line in self:
            location_id, product_id, _lot = keys[line]
            quant = Quants.browse(known.get(keys[line], Quants)[:1].id)
            if quant:
                quant.inventory_quantity = line.quantity
            else:
                quant = Quants.create(
                    {
                        "product_id": product_id,
                        "location_id": location_id,
                        "lot_id": line._lot_id(),
                        "inventory_quantity": line.quantity,
                    }
                )
            counted |= quant
        counted.with_context(
            inventory_name=self.env._("Count %s", self.snapshot_id.name)
        ).action_apply_inventory()

    def _lot_id(self):
        self.ensure_one()
        if not self.lot or self.product_id.tracking == "none":
            return False
        lots = self.env["stock.lot"]
        values = {"product_id": self.product_id.id, "name": self.lot}
        known = lots.search([(name, "=", value) for name, value in values.items()])
        if not known and self.expiry:
            values["expiration_date"] = fields.Datetime.to_datetime(self.expiry)
        return (known[:1] or lots.create(values)).id


class HealthcareStockPosition(models.Model):
    """The latest figure of a site per item, place and lot; written by SQL only."""

    _name = "healthcare.stock.position"
    _description = "Stock of a site, latest figure"
    _log_access = False
    _order = "facility_id, product_id"

    facility_id = fields.Many2one(
        "healthcare.facility", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    place = fields.Char(readonly=True)
    lot = fields.Char(readonly=True)
    expiry = fields.Date(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True)
    status = fields.Char(readonly=True)
    as_of = fields.Datetime(required=True, readonly=True)
    snapshot_id = fields.Many2one(
        "healthcare.stock.snapshot", readonly=True, index=True, ondelete="cascade"
    )

    _key_uniq = models.UniqueIndex(
        "(facility_id, product_id, COALESCE(place, ''), COALESCE(lot, ''))"
    )

    @api.model
    def _take_over(self, snapshot):
        """Make the lines of ``snapshot`` current; older figures only (as-of guard).

        Of a complete snapshot, what it does not list is gone as of its instant.
        """
        snapshot.flush_recordset()
        facility, instant = snapshot.facility_id.id, snapshot.as_of
        if snapshot.complete:
            self.env.cr.execute(
                "DELETE FROM healthcare_stock_position "
                "WHERE facility_id = %s AND as_of < %s",
                [facility, instant],
            )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO healthcare_stock_position
                    (facility_id, product_id, place, lot, expiry, quantity, reserved,
                     status, as_of, snapshot_id)
                SELECT %s, product_id, place, lot, min(expiry), sum(quantity),
                       sum(reserved), max(status), %s, %s
                  FROM healthcare_stock_snapshot_line WHERE snapshot_id = %s
                 GROUP BY product_id, place, lot
                ON CONFLICT
                    (facility_id, product_id, COALESCE(place, ''), COALESCE(lot, ''))
                DO UPDATE SET quantity = excluded.quantity, expiry = excluded.expiry,
                    reserved = excluded.reserved, status = excluded.status,
                    as_of = excluded.as_of, snapshot_id = excluded.snapshot_id
                 WHERE healthcare_stock_position.as_of < excluded.as_of
                """,
                facility,
                instant,
                snapshot.id,
                snapshot.id,
            )
        )
