"""Price lists: what differs is found, small things apply themselves, the rest waits."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .catalogue_case import CatalogueCase


@tagged("post_install", "-at_install")
class TestCatalogueDifference(CatalogueCase):
    """New, changed, discontinued, refused, not ours."""

    def test_what_is_the_same_is_not_written(self):
        price = self._price(self.glove)
        before = price.write_date
        load = self._first()
        self.assertEqual((load.state, load.count_unchanged), ("done", 3))
        self.assertFalse(load.change_ids)
        self.assertEqual(price.write_date, before)
        self.assertEqual(price.healthcare_feed_id, self.feed)
        self.assertTrue(price.healthcare_feed_at)

    def test_the_same_file_is_one_load(self):
        self.assertEqual(self._first(), self._first())

    def test_a_small_rise_applies_itself(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,9.18,,", "NM-2002,GAUZE,CA,9,,", "NM-3003,LANCET,EA,9,,"
        )
        self.assertEqual((load.state, load.count_changed), ("done", 1))
        self.assertEqual(self._price(self.glove).price, 9.18)
        self.assertEqual(self._changes(load).state, "applied")
        self.assertAlmostEqual(self._changes(load).pct, 2.0)

    def test_a_large_rise_waits_and_the_rest_applies(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,9.19,,", "NM-2002,GAUZE,CA,8,,", "NM-3003,LANCET,EA,9,,"
        )
        self.assertEqual((load.state, load.count_pending), ("to_approve", 1))
        self.assertEqual(self._price(self.glove).price, 9.0)
        self.assertEqual(self._price(self.gauze).price, 8.0)
        self.assertTrue(self._price(self.glove).healthcare_unconfirmed)
        waiting = self._changes(load, state="pending")
        self.assertEqual(waiting.reason, "rise")
        waiting.with_user(self.manager).action_approve()
        self.assertEqual(self._price(self.glove).price, 9.19)
        self.assertEqual(load.state, "done")

    def test_a_large_fall_waits_as_well(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,6.74,,", "NM-2002,,CA,6.75,,", "NM-3003,,EA,9,,"
        )
        self.assertEqual(self._changes(load, state="pending").supplier_no, "NM-1001")
        self.assertEqual(self._price(self.gauze).price, 6.75)

    def test_missing_from_a_full_list_is_discontinued(self):
        self._first()
        load = self._load("NM-1001,GLOVE,BX,9,,", "NM-2002,GAUZE,CA,9,,")
        self.assertEqual(load.count_discontinued, 1)
        price = self._price(self.lancet)
        self.assertEqual(price.healthcare_discontinued_on, fields.Date.today())
        self.assertFalse(self.lancet._select_seller(self.supplier, 1))
        back = self._first()
        # The same content as the first list: it is the first list.
        self.assertEqual(back.count_unchanged, 3)
        again = self._load(
            "NM-3003,LANCET,EA,9.0,,", "NM-1001,GLOVE,BX,9,,", "NM-2002,GAUZE,CA,9,,"
        )
        self.assertEqual(self._changes(again).kind, "restored")
        self.assertFalse(self._price(self.lancet).healthcare_discontinued_on)

    def test_a_list_of_changes_discontinues_nothing(self):
        self._first()
        self.feed.full = False
        load = self._load("NM-1001,GLOVE,BX,9,,")
        self.assertFalse(load.count_discontinued)

    def test_new_price_of_a_known_item(self):
        self._first()
        item = self._create_product("TAPE")
        load = self._load(
            "NM-1001,GLOVE,BX,9,,",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
            "NM-4004,TAPE,EA,2.50,4,",
        )
        self.assertEqual(load.count_new, 1)
        price = self._price(item)
        self.assertEqual(
            (price.price, price.product_code, price.delay, price.product_uom_id),
            (2.5, "NM-4004", 4, self.each),
        )

    def test_refused_rows_keep_their_price_and_name_their_line(self):
        self._first()
        load = self._load(
            "NM-1001,GLOVE,BX,about 9,,",
            "NM-2002,GAUZE,ZZ,9,,",
            "NM-3003,LANCET,EA,9,,2026-02-31",
            ",,EA,9,,",
        )
        faults = {row.line: row.fault for row in load.change_ids}
        self.assertEqual(
            faults,
            {
                2: "price.unreadable",
                3: "unit.unknown",
                4: "date.unreadable",
                5: "item.missing",
            },
        )
        self.assertFalse(load.count_discontinued)
        self.assertFalse(self._price(self.glove).healthcare_discontinued_on)

    def test_two_prices_for_one_item_are_both_refused(self):
        load = self._load("NM-1001,GLOVE,BX,9,,", "nm 1001,GLOVE,BX,8,,")
        self.assertEqual(load.change_ids.mapped("fault"), ["row.twice"] * 2)
        self.assertEqual(self._price(self.glove).price, 9)

    def test_numbers_of_two_items_are_no_answer(self):
        load = self._load("NM-1001,GAUZE,EA,9,,")
        self.assertEqual(load.change_ids.fault, "item.contradiction")

    def test_an_item_that_is_not_ours_is_only_listed(self):
        load = self._load("XX-1,NOBODY,EA,9,,", "NM-1001,GLOVE,BX,9,,")
        self.assertEqual((load.count_unknown, load.count_refused), (1, 0))

    def test_a_price_of_tomorrow_does_not_end_today(self):
        self._first()
        day = fields.Date.today() + timedelta(days=30)
        load = self._load(
            f"NM-1001,GLOVE,BX,9.10,,{day}",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9,,",
        )
        self.assertFalse(load.count_discontinued)
        now, later = self.glove.seller_ids.sorted("id")
        self.assertEqual((now.price, now.date_end), (9.0, day - timedelta(days=1)))
        self.assertEqual((later.price, later.date_start), (9.1, day))
        again = self._load(
            f"NM-1001,GLOVE,BX,9.1,,{day}",
            "NM-2002,GAUZE,CA,9,,",
            "NM-3003,LANCET,EA,9.0,,",
        )
        self.assertEqual(again.count_unchanged, 3)

    def test_a_gtin_finds_the_item_at_any_level(self):
        self.env["healthcare.item.pack"]._ensure(
            self.glove, "CS", 1000, gtin="10614141000019"
        )
        load = self._load(
            "10614141000019,CS,80",
            head="GTIN,UOM,Price",
        )
        price = self.glove.seller_ids.sorted("id")[-1]
        self.assertEqual(load.count_new, 1)
        self.assertEqual(
            (price.price, price.product_uom_id.relative_factor), (80, 1000)
        )
