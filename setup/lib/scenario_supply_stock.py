"""Stock and four weeks of its usage. This text runs inside Odoo's shell.

Behind ``scenario_supply_master``, whose records it uses.
"""

from datetime import timedelta

from odoo import fields

#: Usage is booked every second day of four weeks.
DAYS, EVERY = 28, 2


class SupplyStock:
    """``master`` is the scenario_supply_master.SupplyMaster that made the places."""

    def __init__(self, master):
        self.master = master
        self.env = master.env(
            context={**master.env.context, "healthcare_no_watch": True}
        )
        self.plan = master.plan

    def create(self):
        """Four weeks of issues, so that days of supply mean something; once."""
        if self.env.ref("__healthcare_demo__.history", raise_if_not_found=False):
            return
        days = range(1, DAYS + 1, EVERY)
        values = []
        for key, site, daily, left in self.plan["used"]:
            product = self.master.product(key)
            place = self.master.site(site).warehouse_id.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(
                product, place, daily * EVERY * len(days) + left
            )
            values += [self.issue(product, place, daily * EVERY) for _day in days]
        moves = self.book(values)
        self.date_back(moves, days)
        self.env["ir.model.data"].create(
            {
                "module": "__healthcare_demo__",
                "name": "history",
                "model": "stock.move",
                "res_id": moves[0].id,
                "noupdate": True,
            }
        )

    def issue(self, product, place, quantity):
        """Values of an issue to the wards."""
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom": product.uom_id.id,
            "location_id": place.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "company_id": self.env.company.id,
        }

    def book(self, values):
        """The issues as done moves, in the order of ``values``."""
        moves = self.env["stock.move"].create(values)
        moves._action_confirm(merge=False)
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves._action_done()
        return moves

    def date_back(self, moves, days):
        """Put the issues of each item on their days."""
        now = fields.Datetime.now()
        for position, day in enumerate(days):
            some = moves.browse(moves.ids[position :: len(days)])
            date = {"date": now - timedelta(days=day)}
            some.write(date)
            some.move_line_ids.write(date)
