"""One line of an acknowledgment in a real database, through the real handler.

An order of one item in boxes is confirmed; the supplier's answer goes to the handler as
the service user; what the order line and the exceptions say afterwards is compared.
"""

import dataclasses
import itertools
from datetime import date
from decimal import Decimal

from odoo import Command

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

PRICE = "12.00"
COUNTER = itertools.count(1)
QUANTITIES = {
    "confirmed": "healthcare_qty_confirmed",
    "backordered": "healthcare_qty_backordered",
    "cancelled": "healthcare_qty_cancelled",
}


def run(env, vector):
    """Reasons why the vector fails; empty when it passes."""
    world = _World(env, vector)
    outcome = world.answer()
    return _compare(vector["expect"], world.line, outcome)


class _World:
    """The order before the answer."""

    def __init__(self, env, vector):
        self.env, self.vector = env, vector
        self.tag = f"A{next(COUNTER)}-{vector.get('id', 'x')}"
        self.supplier = env["res.partner"].create(
            {"name": f"Supplier {self.tag}", "is_company": True}
        )
        self.product = self._product("ORDERED")
        self._policy()
        self.connection = self._connection()
        self.order = env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_qty": float(vector["ordered"]),
                            "price_unit": float(vector.get("po_price", PRICE)),
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        self.order.button_confirm()
        self.line = self.order.order_line
        env.flush_all()

    def _product(self, name):
        product = self.env["product.product"].create(
            {
                "name": f"{name} {self.tag}",
                "default_code": f"{name}-{self.tag}",
                "type": "consu",
                "is_storable": True,
            }
        )
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.supplier.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_code": name,
                "price": float(self.vector.get("po_price", PRICE)),
            }
        )
        return product

    def _policy(self):
        limits = (self.vector.get("defaults") or {}).get("price_tol") or {}
        values = {f"price_tol_{name}": float(limit) for name, limit in limits.items()}
        self.env["healthcare.match.policy"].create(
            {
                "partner_id": self.supplier.id,
                "slip_days": 3650,
                "backorder_stated": self.vector.get("convention")
                == "qty_is_backordered",
                **values,
            }
        )

    def _connection(self):
        connection = self.env["healthcare.connection"].create(
            {
                "name": self.tag,
                "code": self.tag.lower(),
                "partner_id": self.supplier.id,
                "state": "live",
            }
        )
        self.env["healthcare.flow"].create(
            {
                "name": "order_acknowledgment",
                "code": "order_acknowledgment",
                "connection_id": connection.id,
                "direction": "in",
                "kind": "order_acknowledgment",
                "codec": "json",
            }
        )
        return connection

    # -- the answer ------------------------------------------------------------------

    def answer(self):
        """The outcome of the acknowledgment, applied as the service user."""
        env = self.env(
            user=self.connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": self.env.company.ids,
                "healthcare_in_drain": True,
            },
        )
        row = Incoming(
            0,
            self.tag,
            self.connection.sudo(),
            self.connection.flow_ids.sudo(),
            self._document(),
        )
        outcome = (
            env["healthcare.handler"]._for_kind("order_acknowledgment")._apply([row])[0]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return outcome

    def _document(self):
        acks = self.vector["acks"]
        line = AcknowledgedLine(
            number="1",
            item=ItemIds(buyer=self.product.default_code),
            quantity=Decimal(self.vector["ordered"]),
            price=self._price(acks),
            statuses=tuple(self._status(ack) for ack in acks),
            where="PO1[1]",
        )
        document = OrderAcknowledgment(
            order_number=self.order.name,
            status=self.vector.get("header") or "AC",
            lines=(line,) if acks else (),
            acknowledged_date=date(2026, 3, 10),
        )
        return dataclasses.replace(document, purpose=self.vector.get("purpose", "00"))

    def _price(self, acks):
        prices = [ack["price"] for ack in acks if ack.get("price")]
        return Decimal(prices[0]) if prices else None

    def _status(self, ack):
        item = ack.get("item")
        if item:
            self._product(item)
        day = ack.get("date")
        return LineStatus(
            ack["code"],
            Decimal(ack["qty"]) if ack.get("qty") is not None else None,
            date_kind="067" if day else "",
            scheduled_date=date.fromisoformat(day) if day else None,
            substitute=ItemIds(supplier=item) if item else None,
        )


def _compare(expected, line, outcome):
    found = {
        "line_state": line.healthcare_ack_state,
        "price_var_pct": line.healthcare_ack_price_pct,
        **{name: line[field] for name, field in QUANTITIES.items()},
    }
    reasons = [
        f"{name}: {found[name]} instead of {value}"
        for name, value in expected.items()
        if name in found and not _same(found[name], value)
    ]
    codes = [finding.type_code for finding in outcome.findings]
    wanted = expected.get("exception")
    if "exception" in expected and (wanted not in codes if wanted else bool(codes)):
        reasons.append(f"exception: {codes} instead of {wanted}")
    return reasons


def _same(found, value):
    if isinstance(found, float) and value is not None:
        return round(Decimal(repr(found)), 6) == Decimal(str(value))
    return found == value
