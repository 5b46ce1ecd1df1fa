"""Supplier, channel, tolerances, items and packs of one match vector."""

from decimal import Decimal

from odoo import Command

STRICT = ("zero_tolerance", "controlled", "implant", "serial", "serialised")
"""Names by which a vector's line says that no difference is accepted."""


class Catalogue:
    """What exists before the order. Numbers of the vector become unique names."""

    def __init__(self, env, given):
        self.env = env
        self.given = given
        self.company = env.company
        self.products = {}
        self.units = {}
        self.order = env["purchase.order"]
        self.tag = f"V{env['healthcare.connection'].search_count([]) + 1}"

    def _precision(self):
        """Keep as many decimals of a quantity as the order of the vector states."""
        quantities = [
            Decimal(row["qty"]) for row in (self.given.get("po") or {}).get("lines", ())
        ]
        digits = max((-qty.as_tuple().exponent for qty in quantities), default=0)
        precision = self.env["decimal.precision"].search(
            [("name", "=", "Product Unit")]
        )
        if digits > precision.digits:
            precision.digits = digits

    def _connection(self):
        connection = self.env["healthcare.connection"].create(
            {
                "name": f"Vector {self.tag}",
                "code": f"vector-{self.tag.lower()}",
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
            }
        )
        self.flow = self.env["healthcare.flow"].create(
            {
                "name": "Invoices",
                "code": "invoices",
                "connection_id": connection.id,
                "direction": "in",
                "kind": "supplier_invoice",
                "codec": "json",
            }
        )
        return connection

    def _policy(self):
        values = {"partner_id": self.supplier.id, "company_id": self.company.id}
        given = dict(self.given.get("policy") or {})
        charges = {"D500": "25.00"} | given.pop("allowed_charges", {})
        for name, value in given.items():
            values |= _policy_values(name, value)
        values["charge_ids"] = [
            Command.create({"code": code, "cap": float(cap)})
            for code, cap in charges.items()
        ]
        self.policy = self.env["healthcare.match.policy"].create(values)

    def _class_policy(self, product, row):
        """Tolerances of the item's own class, where the vector's line has some."""
        strict = any(row.get(name) for name in STRICT)
        if not strict and not row.get("match_policy"):
            return
        product.categ_id = self.env["product.category"].create(
            {"name": f"Class of {product.default_code}"}
        )
        values = {"category_id": product.categ_id.id, "zero_tolerance": strict}
        if row.get("match_policy"):
            values["match_policy"] = row["match_policy"]
        self.policy.copy(values)

    def _product(self, code):
        if code not in self.products:
            service = "SVC" in code
            self.products[code] = self.env["product.product"].create(
                {
                    "name": code,
                    "default_code": f"{code}-{self.tag}",
                    "type": "service" if service else "consu",
                    "is_storable": not service,
                    "purchase_method": "receive",
                    "supplier_taxes_id": [Command.clear()],
                }
            )
        return self.products[code]

    def _unit(self, product, code, factor):
        """The item's pack of this size under the partner's code."""
        each = product.uom_id
        if Decimal(factor) == 1 and code in ("EA", "C62"):
            return each
        key = (product.id, code, str(Decimal(factor).normalize()))
        if key not in self.units:
            unit = self.env["uom.uom"].create(
                {
                    "name": f"{code} {factor}",
                    "relative_uom_id": each.id,
                    "relative_factor": float(factor),
                    "healthcare_code": code,
                }
            )
            product.uom_ids |= unit
            self.units[key] = unit
        return self.units[key]

    def _contract(self, product, unit, contract):
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.supplier.id,
                "product_id": product.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_uom_id": unit.id,
                "price": float(contract["price"]),
                "healthcare_contract": contract.get("number", "C-1"),
                "date_start": contract.get("start") or False,
                "date_end": contract.get("end") or False,
            }
        )


def _policy_values(name, value):
    """Vector names to the fields of the policy."""
    if name in ("price_tol", "qty_tol"):
        return {f"{name}_{part}": float(amount) for part, amount in value.items()}
    if name in ("freight", "tax"):
        return {f"{name}_{part}": _plain(inner) for part, inner in value.items()}
    return {name: _plain(value)}


def _plain(value):
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return float(value)
    return value
