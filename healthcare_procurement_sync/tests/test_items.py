"""Items, their packs and numbers; price lists as documents of a connection."""

from decimal import Decimal
from fractions import Fraction

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Item,
    ItemIds,
    ItemPack,
)

from .common import ProcurementCase

GTIN_EACH, GTIN_CASE = "00614141000012", "10614141000019"


class ItemCase(ProcurementCase):
    """A connection that brings price lists and items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("catalog", "item"):
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": kind,
                    "connection_id": cls.connection.id,
                    "direction": "in",
                    "kind": kind,
                    "codec": "json",
                }
            )
        cls.packs = cls.env["healthcare.item.pack"]
        cls.lookup = cls.env["healthcare.item.lookup"]
        cls.steward = new_test_user(
            cls.env,
            "item-steward",
            "healthcare_integration_base.group_steward,base.group_user",
        )


@tagged("post_install", "-at_install")
class TestItemPacks(ItemCase):
    """Sizes are exact, and close to zero."""

    def test_a_third_stays_a_third(self):
        pack = self.packs._ensure(self.lancet, "TB", Fraction(1, 3))
        self.assertEqual(pack._base_quantity(3), 1)
        self.assertEqual(pack.uom_id._healthcare_factor(self.each), Fraction(1, 3))
        self.assertEqual((pack.numerator, pack.denominator), (1, 3))

    def test_the_same_size_is_one_unit_and_one_pack(self):
        first = self.packs._ensure(self.lancet, "BX", 50)
        self.assertEqual(self.packs._ensure(self.lancet, "BX", 50), first)
        other = self.packs._ensure(self.glove, "BX", 50)
        self.assertEqual(other.uom_id, first.uom_id)
        self.assertIn(first.uom_id, self.lancet.uom_ids)

    def test_a_pack_of_another_size_than_its_unit_is_refused(self):
        with self.assertRaises(ValidationError):
            self.packs.create(
                {"product_id": self.glove.id, "uom_id": self.box.id, "numerator": 99}
            )

    def test_a_wrong_check_digit_is_refused(self):
        with self.assertRaises(ValidationError):
            self.packs._ensure(self.glove, "CS", 1000, gtin="10614141000018")

    def test_parts_of_a_case_close_to_zero(self):
        order = self._create_order((self.gauze, 1, self.case, 144.0))
        for quantity in (48, 48, 48):
            picking = order.picking_ids.filtered(lambda row: row.state != "done")
            picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            picking.with_context(
                skip_backorder=True, picking_ids_not_to_backorder=[]
            ).button_validate()
        self.assertEqual(order.order_line.qty_received, 1.0)

    def test_the_price_keeps_more_than_cents(self):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        self.assertGreaterEqual(digits, 5)

    def test_a_scanned_case_is_the_item(self):
        self.packs._ensure(self.glove, "CS", 1000, gtin=GTIN_CASE)
        bar = self.env["product.uom"].search([("barcode", "=", GTIN_CASE)])
        self.assertEqual(bar.product_id, self.glove)


@tagged("post_install", "-at_install")
class TestItemLookup(ItemCase):
    """Every number on a label finds the item, however it is written."""

    def _found(self, *items):
        return self.lookup._products(self.connection, self.supplier, set(items))

    def test_two_spellings_of_one_gtin_in_a_batch_are_both_found(self):
        self.glove.barcode = "614141000012"
        short, long = ItemIds(gtin="614141000012"), ItemIds(gtin=GTIN_EACH)
        found = self._found(short, long)
        self.assertEqual((found[short], found[long]), (self.glove, self.glove))

    def test_a_pack_without_barcode_answers_to_its_gtin(self):
        pack = self.packs._ensure(self.glove, "CS", 1000, gtin=GTIN_CASE)
        self.env["product.uom"].search([("barcode", "=", GTIN_CASE)]).unlink()
        ids = ItemIds(gtin=GTIN_CASE)
        self.assertEqual(self._found(ids)[ids], self.glove)
        self.assertEqual(self.lookup._unit_of_gtin(GTIN_CASE, self.glove), pack.uom_id)

    def test_ndc_hibc_and_part_number(self):
        self.glove.healthcare_ndc = "0002-8215-01"
        self.gauze.healthcare_hibc = "+A123BJC5D6E71G"
        self.lancet.healthcare_manufacturer_no = "ab-77 x"
        drug = ItemIds(ndc="00002-8215-01")
        label = ItemIds(hibc="+A123BJC5D6E71G")
        part = ItemIds(manufacturer="AB77X")
        found = self._found(drug, label, part)
        self.assertEqual(self.glove.healthcare_ndc, "00002821501")
        self.assertEqual(
            [found.get(ids) for ids in (drug, label, part)],
            [self.glove, self.gauze, self.lancet],
        )

    def test_a_part_number_of_two_items_is_no_answer(self):
        (self.glove | self.gauze).write({"healthcare_manufacturer_no": "AB77"})
        ids = ItemIds(manufacturer="AB-77")
        self.assertNotIn(ids, self._found(ids))

    def test_an_ambiguous_drug_code_is_refused(self):
        with self.assertRaises(ValidationError):
            self.glove.healthcare_ndc = "0002821501"


@tagged("post_install", "-at_install")
class TestItemMaster(ItemCase):
    """An item master's items are brought up to date and never made twice."""

    def _item(self, number="IT-1", **more):
        values = {"name": "Syringe", "uom": "EA", "where": "$"} | more
        return Item(item_number=number, **values)

    def test_created_with_packs_and_found_again(self):
        pack = ItemPack("BX", Decimal("100"), "box", GTIN_CASE)
        outcome = self._apply(
            self._item(packs=(pack,), item=ItemIds(ndc="50242-040-62"))
        )
        self.assertEqual(outcome.state, "done")
        product = self.env["product.product"].search([("default_code", "=", "IT-1")])
        box = product.healthcare_pack_ids
        self.assertEqual((box.code, box._factor(), box.gtin), ("BX", 100, GTIN_CASE))
        self.assertEqual(product.healthcare_ndc, "50242004062")
        again = self._apply(self._item(name="Syringe 10 ml"))
        self.assertEqual(again.touched[0].action, "updated")
        self.assertEqual(product.name, "Syringe 10 ml")

    def test_an_older_version_is_left_aside(self):
        self._apply(self._item(source_version=5))
        outcome = self._apply(self._item(name="Old", source_version=4))
        self.assertEqual((outcome.state, outcome.code), ("skipped", "item.older"))

    def test_a_gtin_of_another_item_is_asked_and_nothing_is_created(self):
        self.glove.barcode = GTIN_EACH
        before = self.env["product.product"].search_count([])
        self._apply(self._item("GAUZE", item=ItemIds(gtin=GTIN_EACH)))
        self.assertEqual(self.env["product.product"].search_count([]), before)
        pair = self.env["healthcare.item.duplicate"].search([])
        self.assertEqual((pair.product_id, pair.other_id), (self.glove, self.gauze))
        question = self.env["healthcare.exception"].search(
            [("type_id.code", "=", "DUP_ITEM")]
        )
        question.user_id = self.steward
        question.with_user(self.steward)._apply_resolution("item_differs", "Other size")
        self.assertEqual(pair.state, "different")
        self.assertNotEqual(question.state, "open")

    def test_merging_keeps_numbers_packs_and_prices(self):
        other = self._create_product("GLOVE-B", supplier_code="NM-9")
        self.packs._ensure(other, "CS", 1000, gtin=GTIN_CASE)
        pair = self.env["healthcare.item.duplicate"]._suspect(
            self.glove, other, "manufacturer"
        )
        question = self.env["healthcare.exception"].search(
            [("type_id.code", "=", "DUP_ITEM")]
        )
        question.user_id = self.steward
        question.with_user(self.steward)._apply_resolution("item_merge")
        self.assertEqual(pair.state, "merged")
        self.assertFalse(other.active)
        self.assertIn("NM-9", self.glove.seller_ids.mapped("product_code"))
        self.assertEqual(self.glove.healthcare_pack_ids.gtin, GTIN_CASE)
        self.env.invalidate_all()
        ids = ItemIds(buyer="GLOVE-B")
        found = self.lookup._products(self.connection, self.supplier, {ids})
        self.assertEqual(found[ids], self.glove)

    def test_differences_are_listed_fixed_and_accepted(self):
        self.env["healthcare.authority"].create(
            {"domain": "item", "field": "name", "owner_is_odoo": True}
        )
        self._apply(self._item("GLOVE", name="Glove, blue", charge_code="A-1"))
        rows = self.env["healthcare.item.difference"].search(
            [("product_id", "=", self.glove.id), ("connection_id", "!=", False)]
        )
        self.assertEqual(set(rows.mapped("attribute")), {"name", "charge_code"})
        name = rows.filtered(lambda row: row.attribute == "name")
        name.with_user(self.steward).action_take_theirs()
        self.assertEqual(self.glove.name, "Glove, blue")
        other = rows - name
        other.with_user(self.steward).action_accept()
        self._apply(self._item("GLOVE", name="Glove, blue", charge_code="A-1"))
        self.assertEqual((name.state, other.state), ("fixed", "accepted"))
        buyer = new_test_user(self.env, "item-buyer", "purchase.group_purchase_user")
        with self.assertRaises(UserError):
            other.with_user(buyer).action_accept()

    def test_missing_gtins_are_listed_until_they_are_there(self):
        gaps = self.env["healthcare.item.difference"]
        gaps._refresh_gaps()
        domain = [("product_id", "=", self.glove.id), ("attribute", "=", "gtin")]
        row = gaps.search(domain)
        self.assertEqual(row.state, "open")
        self.glove.barcode = GTIN_EACH
        gaps._refresh_gaps()
        self.assertEqual(row.state, "fixed")
