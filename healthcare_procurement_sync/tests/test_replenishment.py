"""Orders proposed under a threshold, and to whom."""

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestReplenishment(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create(
            {"name": "Southern", "is_company": True, "ref": "SOUTH"}
        )
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.other.id,
                "product_tmpl_id": cls.glove.product_tmpl_id.id,
                "product_uom_id": cls.box.id,
                "product_code": "S-1",
                "price": 9.5,
                "sequence": 9,
            }
        )
        cls.other_connection = cls._create_connection(cls.other, "south")
        cls.env["healthcare.flow"].create(
            {
                "name": "advice",
                "code": "advice",
                "connection_id": cls.other_connection.id,
                "direction": "in",
                "kind": "inventory_advice",
                "codec": "json",
            }
        )
        warehouse = cls.east.warehouse_id
        cls.rule = cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": cls.glove.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "product_min_qty": 100,
                "product_max_qty": 300,
                "trigger": "auto",
            }
        )

    def _replenish(self):
        self.rule.action_replenish()
        return self.env["purchase.order.line"].search(
            [("product_id", "=", self.glove.id), ("state", "=", "draft")]
        )

    def test_under_the_threshold_an_order_names_its_rule(self):
        line = self._replenish()
        self.assertEqual(line.partner_id, self.supplier)
        self.assertEqual(line.orderpoint_id, self.rule)
        self.assertIn(self.rule.name, line.healthcare_reason)
        self.assertEqual(line.order_id.healthcare_facility_id, self.east)

    def test_a_supplier_without_stock_is_passed_over(self):
        self._apply(self._advice(("NM-1001", "0", "BX")))
        self._apply(self._advice(("S-1", "50", "BX")), self.other_connection)
        line = self._replenish()
        self.assertEqual(line.partner_id, self.other)
        self.assertIn("Northern Medical has 0", line.healthcare_reason)

    def test_who_says_nothing_is_not_passed_over(self):
        self._apply(self._advice(("S-1", "50", "BX")), self.other_connection)
        self.assertEqual(self._replenish().partner_id, self.supplier)

    def test_nobody_has_it_then_the_first_one_is_asked_and_it_says_so(self):
        self._apply(self._advice(("NM-1001", "0", "BX")))
        line = self._replenish()
        self.assertEqual(line.partner_id, self.supplier)
        self.assertIn("has only 0", line.healthcare_reason)

    def test_the_rule_shows_days_and_what_the_supplier_has(self):
        self._use_daily(self.glove, 10)
        self._stock(self.glove, 50)
        self.env["healthcare.supply.level"]._refresh(self.glove, self.east)
        self._apply(self._advice(("NM-1001", "0", "BX")))
        self.rule.invalidate_recordset()
        self.assertEqual(self.rule.healthcare_days, 5.0)
        self.assertEqual(self.rule.healthcare_available, "Out of stock")
