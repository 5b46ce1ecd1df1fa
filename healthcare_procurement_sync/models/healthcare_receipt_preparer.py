"""Writes announced or received goods into an open receipt."""

from datetime import datetime, time
from decimal import Decimal

from odoo import api, models

from ..match_units import as_decimal, as_fraction
from ..receipt_line import PreparedLine

ZERO = Decimal(0)


class HealthcareReceiptPreparer(models.AbstractModel):
    """Shared by ship notices and receipt events.

    Odoo fills an open receipt with everything that was ordered. Those lines are
    replaced by what really comes, otherwise a partial delivery is received in full.
    """

    _name = "healthcare.receipt.preparer"
    _description = "Receipt preparation"

    @api.model
    def _open_receipt(self, order, line=None):
        """The oldest incoming transfer of the order that can still be received.

        :param line: only one that still expects this order line.
        """
        found = order.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code in ("incoming", "dropship")
                and picking.location_id.usage == "supplier"
                and picking.state not in ("done", "cancel", "draft")
            )
        ).sorted("id")
        if line:
            found = found.filtered(
                lambda picking: line in self._open_moves(picking).purchase_line_id
            )
        return found[:1]

    @api.model
    def _prepare_lines(self, lines, order, products, units, findings):
        """One :class:`PreparedLine` per lot; what cannot be bound becomes a finding."""
        lookup = self.env["healthcare.item.lookup"]
        prepared = []
        for line in lines:
            order_line, product = self._match_line(line, order, products)
            if not order_line:
                code = "UNORDERED_ITEM" if product else "MAPPING_ITEM"
                findings.append(self._unbound(code, order, line))
                continue
            unit = lookup._unit(line.uom, product, units, order_line)
            if not unit:
                findings.append(self._unbound("MAPPING_UOM", order, line))
                continue
            prepared += self._lots(line, order_line, product, unit)
        return prepared

    @api.model
    def _missing_unit(self, lines, order, products, units):
        """``(code, place)`` of the first unit that only a new row can explain, or None.

        Goods are never booked in part while a unit of theirs is unknown: the rest of
        the event could not be booked later.
        """
        lookup = self.env["healthcare.item.lookup"]
        for line in lines:
            order_line, product = self._match_line(line, order, products)
            if (
                order_line
                and not lookup._unit(line.uom, product, units, order_line)
                and lookup._is_unmapped(line.uom, product, units)
            ):
                return line.uom, line.where
        return None

    @api.model
    def _rows_of(self, lines, products, units):
        """Ids of the mapping rows that translated these lines."""
        lookup = self.env["healthcare.item.lookup"]
        rows = {}
        for line in lines:
            product = products.get(line.item)
            used = lookup._rows_used(line.item, line.uom, product, products, units)
            rows.update(dict.fromkeys(used))
        return tuple(rows)

    @api.model
    def _unbound(self, code, order, line):
        words = {
            "UNORDERED_ITEM": self.env._("an item that is not on the order"),
            "MAPPING_ITEM": self.env._("an item that nobody here knows"),
            "MAPPING_UOM": self.env._("a unit of measure that is not understood"),
        }
        return self._finding(
            code,
            self.env._("%(order)s: %(what)s.", order=order.name, what=words[code]),
            order,
            where=line.where,
        )

    @api.model
    def _lots(self, line, order_line, product, unit):
        """A line with several lots is split; what is left over has no lot."""
        rest = line.quantity
        rows = []
        for lot in line.lots:
            share = lot.quantity
            if share is None:
                share = rest if len(line.lots) == 1 else Decimal(1)
            rest -= share
            rows.append((share, lot.lot or lot.serial, lot.expiry))
        if rest > 0:
            rows.append((rest, "", None))
        return [
            PreparedLine(
                order_line,
                product,
                unit,
                quantity,
                name,
                expiry,
                getattr(line, "sscc", ""),
                line.where,
            )
            for quantity, name, expiry in rows
        ]

    @api.model
    def _replace_lines(self, plans, picked=False):
        """Remove what Odoo filled in, then create the real lines, in sets.

        :param plans: ``(picking, prepared lines, shipment)``; with a shipment the lines
            of other shipments that wait in the same receipt stay.
        """
        stale = self.env["stock.move.line"]
        for picking, _prepared, shipment in plans:
            lines = self._open_moves(picking).move_line_ids
            if shipment:
                lines = lines.filtered(lambda line: not line.healthcare_shipment_id)
            stale |= lines
        stale.unlink()
        packages = self._packages([row for plan in plans for row in plan[1]])
        values = [
            self._move_line_values(line, picking, packages, shipment, picked)
            for picking, prepared, shipment in plans
            for line in prepared
        ]
        return self.env["stock.move.line"].create([row for row in values if row])

    @api.model
    def _open_moves(self, picking):
        return picking.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    @api.model
    def _move_line_values(self, line, picking, packages, shipment, picked):
        move = self._open_moves(picking).filtered(
            lambda row: row.purchase_line_id == line.order_line
        )[:1]
        if not move:
            return None
        values = {
            "picking_id": picking.id,
            "move_id": move.id,
            "product_id": line.product.id,
            "product_uom_id": line.unit.id,
            "quantity": float(line.quantity),
            "location_id": picking.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "healthcare_shipment_id": shipment.id if shipment else False,
            "healthcare_place": line.where or False,
            "picked": picked,
        }
        if line.product.tracking != "none" and line.lot:
            values["lot_name"] = line.lot
        if line.expiry and line.product.use_expiration_date:
            values["expiration_date"] = datetime.combine(line.expiry, time(12))
        if line.sscc in packages:
            values["result_package_id"] = packages[line.sscc].id
        return values

    @api.model
    def _packages(self, prepared):
        """``{SSCC: package}``, found or created; two queries for all."""
        codes = {line.sscc for line in prepared if line.sscc}
        if not codes:
            return {}
        known = self.env["stock.package"].search([("name", "in", list(codes))])
        found = {package.name: package for package in known}
        fresh = sorted(codes - found.keys())
        created = self.env["stock.package"].create([{"name": name} for name in fresh])
        return found | dict(zip(fresh, created, strict=True))

    @api.model
    def _allowed(self, order_line, policy):
        """Base units of an order line that may come, over-receipt included."""
        base = order_line.product_id.uom_id
        factor = order_line.product_uom_id._healthcare_factor(base)
        ordered = as_fraction(order_line.product_qty) * factor
        return ordered * (1 + as_fraction(policy.over_receipt_tol_pct) / 100)

    @api.model
    def _open_quantity(self, order_line, policy, moved):
        """Base units that may still be received; ``moved`` as the facts give it."""
        received, returned = moved.get(order_line.id, (0, 0))
        return as_decimal(self._allowed(order_line, policy) - received + returned)
