"""Booking what was moved already: exact lots, exact time, in sets."""

from collections import defaultdict
from datetime import datetime, time

from odoo import Command, api, models


class HealthcareStockBooking(models.AbstractModel):
    """Books facts. Goods that left a shelf have left it: when Odoo knew less, its
    quantity goes below zero and the row says ``short``."""

    _name = "healthcare.stock.booking"
    _description = "Booking of moved goods"

    @api.model
    def _book_moves(self, rows):
        """Create and complete one stock move per row of :class:`..stock_request.Moved`.

        :return: the moves, in the order of the rows.
        """
        if not rows:
            return self.env["stock.move"]
        lots = self._lots_of(rows)
        self._mark_short(rows, lots)
        moves = self.env["stock.move"].create(
            [self._move_values(row, lots) for row in rows]
        )
        moves._action_confirm(merge=False, create_proc=False)
        moves.picked = True
        moves._action_done()
        for row, move in zip(rows, moves, strict=True):
            row.move = move
        # Odoo stamps the time of the booking; the fact has its own.
        for instant, same in self._by_instant(rows).items():
            same.write({"date": instant})
            same.move_line_ids.write({"date": instant})
        return moves

    @api.model
    def _by_instant(self, rows):
        found = {}
        for row in rows:
            known = found.get(row.at, self.env["stock.move"])
            found[row.at] = known | row.move
        return found

    @api.model
    def _move_values(self, row, lots):
        quantity = float(row.quantity)
        lot = lots.get((row.product, row.lot))
        line = {
            "product_id": row.product.id,
            "product_uom_id": row.product.uom_id.id,
            "quantity": quantity,
            "location_id": row.source.id,
            "location_dest_id": row.target.id,
            "lot_id": lot.id if lot else False,
            "company_id": self.env.company.id,
            "picked": True,
        }
        return {
            "product_id": row.product.id,
            "product_uom": row.product.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": row.source.id,
            "location_dest_id": row.target.id,
            "company_id": self.env.company.id,
            "origin": row.origin,
            "date": row.at,
            "procure_method": "make_to_stock",
            "move_line_ids": [Command.create(line)],
            **(row.values or {}),
        }

    @api.model
    def _lots_of(self, rows):
        """``{(product, name): lot}``, found or created; two statements for all."""
        wanted = {}
        for row in rows:
            if row.lot and row.product.tracking != "none":
                wanted.setdefault((row.product, row.lot), row.expiry)
        if not wanted:
            return {}
        known = self.env["stock.lot"].search(
            [
                ("product_id", "in", [product.id for product, _name in wanted]),
                ("name", "in", [name for _product, name in wanted]),
                ("company_id", "in", (False, self.env.company.id)),
            ]
        )
        found = {(lot.product_id, lot.name): lot for lot in known}
        fresh = [key for key in wanted if key not in found]
        values = [self._lot_values(*key, wanted[key]) for key in fresh]
        created = self.env["stock.lot"].create(values)
        return found | dict(zip(fresh, created, strict=True))

    @api.model
    def _lot_values(self, product, name, expiry):
        values = {"product_id": product.id, "name": name}
        if expiry and product.use_expiration_date:
            values["expiration_date"] = datetime.combine(expiry, time(12))
        return values

    @api.model
    def _mark_short(self, rows, lots):
        """Which rows take more than Odoo has at their place (and of their lot)."""
        taken = [row for row in rows if row.source.usage == "internal"]
        if not taken:
            return
        held = defaultdict(float)
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", [row.product.id for row in taken]),
                ("location_id", "in", [row.source.id for row in taken]),
            ],
            ["product_id", "location_id", "lot_id"],
            ["quantity:sum"],
        )
        for product, location, lot, quantity in groups:
            held[product, location, lot.id] += quantity
        for row in taken:
            lot = lots.get((row.product, row.lot))
            key = (row.product, row.source, lot.id if lot else False)
            held[key] -= float(row.quantity)
            row.short = row.product.uom_id.compare(held[key], 0.0) < 0

    @api.model
    def _consumption_location(self, company=None):
        """Where goods are when they were used on patients; one per company."""
        company = company or self.env.company
        Locations = self.env["stock.location"].sudo().with_company(company)
        domain = [("healthcare_consumption", "=", True)]
        domain += [("company_id", "=", company.id)]
        found = Locations.search(domain, limit=1)
        return found or Locations.create(
            {
                "name": self.env._("Used in care"),
                "usage": "customer",
                "company_id": company.id,
                "healthcare_consumption": True,
            }
        )

    @api.model
    def _loss_location(self, company=None):
        """The counterpart of counts and of what was thrown away."""
        company = company or self.env.company
        return (
            self.env["stock.location"]
            .sudo()
            .search(
                [("usage", "=", "inventory"), ("company_id", "=", company.id)], limit=1
            )
        )
