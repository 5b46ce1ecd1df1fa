"""Packs to base units: through an item, its pack and an order line in that pack."""

from fractions import Fraction

NEAR = Fraction(1, 1_000_000)


def run(env, vector):
    """Carry out one vector of the ``uom`` group.

    :return: reasons why it fails; empty when it passes.
    """
    base = _base(env, vector["base"])
    product = env["product.product"].create(
        {
            "name": vector["item"],
            "default_code": f"{vector['item']}-UOM",
            "type": "consu",
            "is_storable": True,
            "uom_id": base.id,
        }
    )
    factor, stated = Fraction(vector["factor"]), Fraction(vector["qty"])
    expected = Fraction(vector["expect_base"])
    pack = env["healthcare.item.pack"]._ensure(product, vector["code"], factor)
    lookup = env["healthcare.item.lookup"]
    unit = lookup._unit(vector["code"], product, {}, factor=factor)
    errors = []
    if unit != pack.uom_id:
        errors.append(f"unit {unit.name} instead of {pack.uom_id.name}")
    found = pack._base_quantity(stated)
    if found != expected:
        errors.append(f"{float(found)} instead of {vector['expect_base']}")
    return errors + _ordered(env, product, pack.uom_id, stated, expected)


def _ordered(env, product, unit, quantity, expected):
    """The same through an order line: what it orders in base units, unrounded."""
    order = env["purchase.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Supplier"}).id,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_id": unit.id,
                        "product_qty": float(quantity),
                        "price_unit": 1,
                    },
                )
            ],
        }
    )
    line = order.order_line
    stored = Fraction(repr(line.product_qty))
    found = stored * line.product_uom_id._healthcare_factor(product.uom_id)
    # Odoo keeps quantities of orders with the digits of 'Product Unit'.
    digits = env["decimal.precision"].precision_get("Product Unit")
    lost = Fraction(1, 2 * 10**digits) * unit._healthcare_factor(product.uom_id)
    if abs(found - expected) > max(abs(expected) * NEAR, lost):
        return [f"ordered {float(found)} instead of {float(expected)}"]
    return []


def _base(env, code):
    """The unit that items are kept in, by its trade code."""
    units = env["uom.uom"]
    known = units.search(
        [("healthcare_code", "=", code), ("relative_uom_id", "=", False)], limit=1
    ) or units.search([("healthcare_code", "=", code)], limit=1)
    return known or units.create({"name": code, "healthcare_code": code})
