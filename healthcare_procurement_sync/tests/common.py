"""A supplier with a channel, items with packs, and a way to apply documents."""

from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

from .documents import Documents


@tagged("post_install", "-at_install")
class ProcurementCase(Documents, TransactionCase):
    """Company with one supplier, a live connection and three items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Northern Medical", "is_company": True, "ref": "NORTH"}
        )
        cls.connection = cls._create_connection(cls.supplier, "north")
        cls.warehouse_connection = cls._create_connection(
            cls.env["res.partner"], "dock"
        )
        cls.each = cls.env.ref("uom.product_uom_unit")
        cls.box = cls._create_pack("Box 100", "BX", 100)
        cls.case = cls._create_pack("Case 144", "CA", 144)
        cls.glove = cls._create_product("GLOVE", cls.box, supplier_code="NM-1001")
        cls.gauze = cls._create_product("GAUZE", cls.case, supplier_code="NM-2002")
        cls.lancet = cls._create_product(
            "LANCET", tracking="lot", use_expiration_date=True, supplier_code="NM-3003"
        )

    # -- records ---------------------------------------------------------------------

    @classmethod
    def _create_connection(cls, partner, code):
        connection = cls.env["healthcare.connection"].create(
            {
                "name": code,
                "code": f"{code}-{cls.__name__.lower()}",
                "partner_id": partner.id,
                "state": "live",
            }
        )
        kinds = (
            ("out", "purchase_order"),
            ("in", "order_acknowledgment"),
            ("in", "ship_notice"),
            ("in", "goods_receipt"),
            ("in", "supplier_invoice"),
        )
        for direction, kind in kinds:
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": kind,
                    "connection_id": connection.id,
                    "direction": direction,
                    "kind": kind,
                    "codec": "json",
                }
            )
        return connection

    @classmethod
    def _create_pack(cls, name, code, factor):
        return cls.env["uom.uom"].create(
            {
                "name": name,
                "relative_uom_id": cls.each.id,
                "relative_factor": factor,
                "healthcare_code": code,
            }
        )

    @classmethod
    def _create_product(cls, code, pack=None, supplier_code="", **more):
        product = cls.env["product.product"].create(
            {
                "name": code.capitalize(),
                "default_code": code,
                "type": "consu",
                "is_storable": True,
                "purchase_method": "receive",
                "uom_ids": [Command.link(pack.id)] if pack else [],
                "supplier_taxes_id": [Command.clear()],
                **more,
            }
        )
        if supplier_code:
            cls.env["product.supplierinfo"].create(
                {
                    "partner_id": cls.supplier.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_uom_id": (pack or cls.each).id,
                    "product_code": supplier_code,
                    "price": 9.0,
                }
            )
        return product

    @classmethod
    def _create_order(cls, *lines, confirm=True, **more):
        """An order of ``(product, quantity, unit, price)`` lines."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": unit.id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, unit, price in lines
                ],
                **more,
            }
        )
        if confirm:
            order.button_confirm()
        return order

    @classmethod
    def _glove_order(cls, quantity=10, price=12.0, **more):
        return cls._create_order((cls.glove, quantity, cls.box, price), **more)

    def _receive(self, order, quantity=None):
        """Receive by hand, in base units; everything when no quantity is given."""
        picking = order.picking_ids.filtered(lambda row: row.state != "done")
        for move in picking.move_ids:
            move.quantity = move.product_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _policy(self, **values):
        return self.env["healthcare.match.policy"].create(
            {"partner_id": self.supplier.id, **values}
        )

    # -- handing over ----------------------------------------------------------------

    def _apply_all(self, documents, connection=None):
        """Outcomes of a batch, as the service user of the connection."""
        connection = connection or self.connection
        env = self.env(
            user=connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": self.company.ids,
                "healthcare_in_drain": True,
            },
        )
        kind = documents[0].KIND
        flow = connection.flow_ids.filtered(
            lambda row: row.kind == kind and row.direction == "in"
        )
        incoming = [
            Incoming(0, f"uuid-{number}", connection.sudo(), flow.sudo(), document)
            for number, document in enumerate(documents)
        ]
        outcomes = env["healthcare.handler"]._for_kind(kind)._apply(incoming)
        self.assertEqual(len(outcomes), len(documents))
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["healthcare.exception"]._open_many(
            [
                (finding, None, connection, None)
                for outcome in outcomes
                for finding in outcome.findings
            ]
        )
        return outcomes

    def _apply(self, document, connection=None):
        return self._apply_all([document], connection)[0]

    def _codes(self, outcome):
        return sorted(finding.type_code for finding in outcome.findings)

    def _match(self, number="INV-5001"):
        return self.env["healthcare.match"].search(
            [("number", "=", number), ("partner_id", "=", self.supplier.id)],
            order="id desc",
            limit=1,
        )

    def _map_units(self, rows):
        """The connection's unit table, in force: rows ``(code, unit[, scope])``."""
        return self.env["healthcare.mapping"]._establish(
            {"name": "Units", "domain": "uom", "connection_id": self.connection.id},
            rows,
        )
