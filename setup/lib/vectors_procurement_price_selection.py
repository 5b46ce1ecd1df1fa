"""Price vectors with real contracts: an order line takes the price of the rule.

Contracts, rosters and quantity breaks of the vector become records in force. Then the
rule is asked, and an order of the day is entered without a price.
"""

from datetime import date
from decimal import Decimal

from odoo import Command

OPEN = date(2000, 1, 1)


def run(env, vector):
    """Carry out one vector of the ``price_selection`` group.

    :param env: an environment of the superuser in the company to use.
    :return: reasons why it fails; empty when it passes.
    """
    world = _World(env, vector)
    world.build()
    expected = vector["expect"]
    if isinstance(expected, dict):
        expected = expected.get("price")
    found = {"rule": world.chosen(), "order line": world.ordered()}
    if expected is None:
        return (
            [] if found["rule"] is None else [f"rule {found['rule']} instead of none"]
        )
    wanted = Decimal(str(expected))
    return [
        f"{who} {price} instead of {wanted}"
        for who, price in found.items()
        if price is None or Decimal(price) != wanted
    ]


class _World:
    """The records of one vector."""

    def __init__(self, env, vector):
        self.env = env
        self.vector = vector
        self.day = _day(vector.get("date")) or date.today()
        self.quantity = float(vector.get("qty", "1"))
        self.facilities = {}

    def build(self):
        env = self.env
        self.supplier = env["res.partner"].create(
            {"name": "Supplier of the vector", "is_company": True}
        )
        self.product = env["product.product"].create(
            {
                "name": "Item of the vector",
                "type": "consu",
                "supplier_taxes_id": [Command.clear()],
            }
        )
        self.facility = self._facility(self.vector.get("facility"))
        contracts = self.vector.get("contracts") or [{"price": None}]
        for number, row in enumerate(contracts, 1):
            self._contract(number, row)

    def _facility(self, code):
        """A facility with its warehouse; None where the vector names none."""
        if not code:
            return self.env["healthcare.facility"]
        if code not in self.facilities:
            short = f"V{len(self.facilities)}"
            warehouse = self.env["stock.warehouse"].create(
                {"name": f"Site {code}", "code": short}
            )
            self.facilities[code] = self.env["healthcare.facility"].create(
                {"name": code, "code": code, "warehouse_id": warehouse.id}
            )
        return self.facilities[code]

    def _contract(self, number, row):
        values = {
            "name": f"Contract {number}",
            "number": row.get("number") or f"V-{number}",
            "partner_id": self.supplier.id,
            "source": row.get("source") or "gpo",
            "date_start": _day(row.get("start")) or OPEN,
            "date_end": _day(row.get("end")) or False,
        }
        contract = self.env["healthcare.supplier.contract"].create(values)
        if row.get("priority") is not None:
            contract.priority = int(row["priority"])
        for code in row.get("roster") or row.get("facilities") or ():
            contract.roster_ids = [
                Command.create({"facility_id": self._facility(code).id})
            ]
        for step in self._steps(row):
            self.env["healthcare.supplier.contract.line"].create(
                {
                    "contract_id": contract.id,
                    "product_id": self.product.id,
                    "product_uom_id": self.product.uom_id.id,
                    "price": float(step["price"]),
                    "min_qty": float(step.get("min") or 0),
                }
            )
        contract.action_activate()

    def _steps(self, row):
        """Prices of a contract: its own breaks, the vector's, or the one price."""
        steps = row.get("tiers") or row.get("breaks") or ()
        if not steps and row.get("price") is None:
            steps = self.vector.get("tiers") or ()
        return steps or [{"price": row["price"], "min": row.get("min_qty")}]

    def chosen(self):
        """What the rule answers, or None."""
        from odoo.addons.healthcare_procurement_sync.price_choice import PriceRequest

        request = PriceRequest(self.product, self.quantity, facility=self.facility)
        choice = self.env["healthcare.price"]._choose(
            self.supplier, [request], self.day
        )[0]
        return choice.price

    def ordered(self):
        """The price of a line that somebody enters on that day without a price."""
        values = {
            "partner_id": self.supplier.id,
            "date_order": f"{self.day} 12:00:00",
            "order_line": [
                Command.create(
                    {"product_id": self.product.id, "product_qty": self.quantity}
                )
            ],
        }
        if self.facility:
            warehouse = self.facility.warehouse_id
            values["picking_type_id"] = warehouse.in_type_id.id
        order = self.env["purchase.order"].create(values)
        line = order.order_line
        if line.healthcare_price_source != "contract":
            return None
        return repr(line.price_unit)


def _day(text):
    return date.fromisoformat(text) if text else None
