"""Lists that wait, the orders they affect, the questions they ask."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .catalogue_case import CatalogueCase


@tagged("post_install", "-at_install")
class TestCatalogueHolds(CatalogueCase):
    """A list that cannot be right waits or is refused as a whole."""

    def _many(self, count=40):
        products = [self._create_product(f"IT{number}") for number in range(count)]
        rows = [f"P-{number},IT{number},EA,10,," for number in range(count)]
        load = self._load(*rows)
        self.assertEqual(load.count_new, count)
        return products, rows

    def _gone(self):
        return [
            ("healthcare_feed_id", "=", self.feed.id),
            ("healthcare_discontinued_on", "!=", False),
        ]

    def test_more_than_a_tenth_gone_holds_the_list(self):
        self.feed.shrink_pct = 10
        _products, rows = self._many(41)
        load = self._load(*rows[:36])
        self.assertEqual((load.state, load.cause), ("held", "shrink"))
        self.assertFalse(self.env["product.supplierinfo"].search(self._gone()))
        load.with_user(self.manager).action_approve_all()
        self.assertEqual(load.state, "done")
        self.assertEqual(
            self.env["product.supplierinfo"].search_count(self._gone()),
            5,
        )

    def test_too_many_bad_rows_refuse_the_list(self):
        products, rows = self._many(40)
        bad = [row.replace(",10,", ",ten,") for row in rows[:3]]
        good = [row.replace(",10,", ",10.1,") for row in rows[3:]]
        load = self._load(*bad, *good)
        self.assertEqual((load.state, load.cause), ("refused", "failing"))
        self.assertEqual(self._price(products[10]).price, 10)
        with self.assertRaises(UserError):
            load.with_user(self.manager).action_approve_all()

    def test_too_many_jumps_refuse_the_list(self):
        products, rows = self._many(40)
        jumped = [row.replace(",10,", ",100,") for row in rows[:1]]
        load = self._load(*jumped, *rows[1:])
        self.assertEqual((load.state, load.cause), ("refused", "jumping"))
        self.assertEqual(self._price(products[0]).price, 10)

    def test_who_brought_the_list_does_not_approve_it(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,90,,",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
            uploaded_by_id=self.manager.id,
        )
        with self.assertRaises(AccessError):
            load.with_user(self.manager).action_approve_all()
        buyer = new_test_user(
            self.env, "catalogue-buyer", "purchase.group_purchase_user"
        )
        with self.assertRaises(AccessError):
            load.with_user(buyer).action_approve_all()

    def test_another_size_of_the_pack_waits_with_the_price_per_piece(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,9,50",
            "NM-2002,GAUZE,CA,9,",
            "NM-3003,LANCET,EA,9,",
            head="Supplier item number,Our item number,UOM,Price,Pack size",
        )
        waiting = self._changes(load, state="pending")
        self.assertEqual((waiting.reason, round(waiting.pct)), ("pack", 100))

    def test_bulk_and_single_creation_leave_the_same_rows(self):
        from ..models import healthcare_catalog_apply as apply

        self._many(3)
        plain = self._price(
            self.env["product.product"].search([("default_code", "=", "IT1")])
        )
        self.patch(apply, "BULK_FROM", 1)
        item = self._create_product("BULK")
        self.feed.full = False
        self._load("P-BULK,BULK,EA,10,,")
        bulk = self._price(item)
        self.assertTrue(bulk)
        skipped = {"id", "product_id", "product_tmpl_id", "product_code"} | {
            "healthcare_code_norm",
            "healthcare_digest",
            "healthcare_confirmed_at",
            "healthcare_feed_at",
            "display_name",
            "product_variant_count",
        }
        for name, field in plain._fields.items():
            if name not in skipped and field.store and not name.endswith("_date"):
                with self.subTest(field=name):
                    self.assertEqual(bulk[name], plain[name])
        self.assertEqual(bulk.healthcare_code_norm, "PBULK")
        self.assertEqual(item.seller_ids, bulk)


@tagged("post_install", "-at_install")
class TestCatalogueOrders(CatalogueCase):
    """Open orders are listed before their price changes."""

    def test_open_orders_are_listed_with_the_difference_before_it_is_applied(self):
        self._first()
        self.feed.ask_orders = True
        order = self._create_order((self.glove, 10, self.box, 9.0), confirm=False)
        load = self._load(
            "NM-1001,GLOVE,BX,9.10,,",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
        )
        affected = load.order_ids
        self.assertEqual(affected.order_id, order)
        self.assertEqual((affected.price_order, affected.price_list), (9.0, 9.1))
        self.assertAlmostEqual(affected.difference, 1.0)
        self.assertEqual(self._price(self.glove).price, 9.0)
        self.assertEqual(load.change_ids.reason, "orders")
        with self.assertRaises(UserError):
            affected.with_user(self.manager).action_use_price()
        load.with_user(self.manager).action_approve_all()
        affected.with_user(self.manager).action_use_price()
        self.assertEqual(order.order_line.price_unit, 9.1)
        order.order_line.product_qty = 11
        self.assertEqual(order.order_line.price_unit, 9.1)

    def test_a_confirmed_order_keeps_its_price(self):
        self._first()
        order = self._glove_order(price=9.0)
        load = self._load(
            "NM-1001,GLOVE,BX,9.10,,",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
        )
        self.assertEqual(order.order_line.price_unit, 9.0)
        with self.assertRaises(UserError):
            load.order_ids.with_user(self.manager).action_use_price()


@tagged("post_install", "-at_install")
class TestCatalogueRules(CatalogueCase):
    """Reordering rules are computed afterwards, and vendor prices feed nothing else."""

    def test_reordering_rules_wait_for_the_schedule(self):
        self._first()
        rule = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.glove.id, "product_min_qty": 5, "product_max_qty": 50}
        )
        self._load(
            "NM-1001,GLOVE,BX,9,8,",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
        )
        self.assertTrue(rule.healthcare_waits)
        self.assertEqual(self._price(self.glove).delay, 8)
        self.env["stock.warehouse.orderpoint"]._healthcare_compute_waiting()
        self.assertFalse(rule.healthcare_waits)

    def test_what_is_inserted_in_bulk_feeds_only_reordering_rules(self):
        """Another stored value on vendor prices would need its own care."""
        from ..models.stock_warehouse_orderpoint import COMPUTED

        model = self.env["product.supplierinfo"]
        found = set()
        for name in ("product_tmpl_id", "product_uom_id", "price", "delay"):
            tree = self.registry.get_field_trigger_tree(model._fields[name])
            for node in _walk(tree):
                found |= {
                    f"{field.model_name}.{field.name}"
                    for field in node.root or ()
                    if field.store and field.model_name != model._name
                }
        allowed = {f"stock.warehouse.orderpoint.{name}" for name in COMPUTED}
        self.assertLessEqual(found, allowed)


def _walk(tree):
    yield tree
    for child in tree.values():
        yield from _walk(child)


@tagged("post_install", "-at_install")
class TestCatalogueAnswers(CatalogueCase):
    """Each question has its owner and is answered by one click."""

    def _question(self, code):
        found = self.env["healthcare.exception"].search(
            [
                ("type_id.code", "=", code),
                ("state", "=", "open"),
                ("res_id", "in", self.feed.load_ids.ids),
            ]
        )
        self.assertEqual(len(found), 1)
        self.assertTrue(found.user_id or found.group_id or found.type_id.group_id)
        return found

    def _answer(self, question, code, reason=""):
        question.user_id = self.manager
        question.with_user(self.manager)._apply_resolution(code, reason)
        self.env.invalidate_all()
        self.assertNotEqual(question.state, "open")

    def _waiting(self):
        self._first()
        return self._load(
            "NM-1001,GLOVE,BX,12,,", "NM-2002,GAUZE,CA,9,,", "NM-3003,LANCET,EA,9,,"
        )

    def test_changes_are_accepted_by_one_click(self):
        load = self._waiting()
        self._answer(self._question("FEED_APPROVAL"), "feed_accept")
        self.assertEqual((load.state, self._price(self.glove).price), ("done", 12))

    def test_changes_are_rejected_by_one_click(self):
        load = self._waiting()
        self._answer(self._question("FEED_APPROVAL"), "feed_reject", "Not agreed")
        self.assertEqual((load.state, self._price(self.glove).price), ("done", 9))

    def test_decided_on_the_list_closes_the_question(self):
        load = self._waiting()
        question = self._question("FEED_APPROVAL")
        load.with_user(self.manager).action_approve_all()
        self.assertNotEqual(question.state, "open")

    def test_a_shrunken_list_is_accepted_or_asked_again(self):
        self.feed.shrink_pct = 10
        self._first()
        load = self._load("NM-1001,GLOVE,BX,9,,")
        self.supplier.email = "lists@northern.example"
        self._answer(self._question("FEED_SHRINK"), "feed_ask_again")
        self.assertEqual(load.state, "refused")
        self.assertIn(self.supplier, load.message_ids.partner_ids)
        self.assertFalse(self._price(self.gauze).healthcare_discontinued_on)

    def test_refused_rows_are_asked_of_the_supplier(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,x,,", "NM-2002,GAUZE,CA,9,,", "NM-3003,LANCET,EA,9,,"
        )
        self.supplier.email = "lists@northern.example"
        self._answer(self._question("FEED_ROWS"), "feed_ask_again")
        self.assertIn("<li>2:", load.message_ids.filtered("partner_ids").body)
