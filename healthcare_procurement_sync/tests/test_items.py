"""Items, their packs and numbers; price lists as documents of a connection."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPack,
    CatalogPrice,
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
        self.assertEqual(
            product.healthcare_pack_ids.contents, "1 BX of 100 = 100 Units"
        )
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


@tagged("post_install", "-at_install")
class TestCatalogDocument(ItemCase):
    """832, PRICAT and JSON meet the same comparison as a file."""

    def _catalog(self, *items, number="C-1", **more):
        return Catalog(
            catalog_number=number,
            items=items,
            catalog_date=date(2026, 6, 1),
            currency=self.company.currency_id.name,
            **more,
        )

    def _line(self, number="NM-1001", price="9", uom="BX", **more):
        return CatalogItem(
            item=ItemIds(supplier=number),
            uom=uom,
            prices=(CatalogPrice(Decimal(price), "NET"),),
            where=f"LIN[{number}]",
            **more,
        )

    def _load(self):
        return self.env["healthcare.catalog.load"].search([], limit=1)

    def test_a_change_is_applied_and_arrives_once(self):
        document = self._catalog(self._line(price="9.1"), purpose="04")
        outcome = self._apply(document)
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self.glove.seller_ids.price, 9.1)
        self.assertEqual(self._apply(document).state, "duplicate")

    def test_the_same_number_with_other_contents_is_a_conflict(self):
        self._apply(self._catalog(self._line(), purpose="00"))
        outcome = self._apply(self._catalog(self._line(price="9.05"), purpose="00"))
        self.assertEqual(outcome.state, "conflict")
        replaced = self._apply(self._catalog(self._line(price="9.05"), purpose="04"))
        self.assertEqual(replaced.state, "done")

    def test_a_price_per_hundred_is_a_price_per_piece(self):
        lancet = CatalogItem(
            item=ItemIds(supplier="NM-3003"),
            uom="EA",
            prices=(CatalogPrice(Decimal("875"), price_basis="HP"),),
        )
        self._apply(self._catalog(lancet, purpose="04"))
        self.assertEqual(self.lancet.seller_ids.price, 8.75)

    def test_the_pack_tree_becomes_packs_with_their_gtins(self):
        line = self._line(
            "NM-3003",
            uom="EA",
            packs=(
                CatalogPack("CA", GTIN_CASE),
                CatalogPack("BX", per_outer=Decimal(4)),
                CatalogPack("EA", GTIN_EACH, per_outer=Decimal(100)),
            ),
        )
        self._apply(self._catalog(line, purpose="04"))
        found = {
            pack.code: (pack._factor(), pack.gtin)
            for pack in self.lancet.healthcare_pack_ids
        }
        self.assertEqual(
            found,
            {
                "CA": (400, GTIN_CASE),
                "BX": (100, False),
                "EA": (1, GTIN_EACH),
            },
        )

    def test_withdrawn_lines_are_discontinued(self):
        self._apply(self._catalog(self._line(action="002"), purpose="04"))
        self.assertEqual(
            self.glove.seller_ids.healthcare_discontinued_on, fields.Date.today()
        )

    def test_a_large_rise_is_a_question_with_an_owner(self):
        outcome = self._apply(self._catalog(self._line(price="12"), purpose="04"))
        self.assertEqual(outcome.state, "partly")
        self.assertEqual(self._codes(outcome), ["FEED_APPROVAL"])
        self.assertEqual(self.glove.seller_ids.price, 9)

    def test_an_unknown_unit_is_refused_with_its_line(self):
        outcome = self._apply(self._catalog(self._line(uom="ZZ"), purpose="04"))
        self.assertEqual(self._codes(outcome), ["FEED_ROWS"])
        self.assertEqual(self._load().change_ids.fault, "unit.unknown")

    def test_a_mapped_unit_is_understood(self):
        self._map_units([("ZZ", self.box)])
        outcome = self._apply(self._catalog(self._line(uom="ZZ"), purpose="04"))
        self.assertEqual(outcome.state, "done")
