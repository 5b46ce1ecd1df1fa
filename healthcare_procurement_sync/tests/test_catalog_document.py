"""Price lists as documents of a connection: 832, PRICAT, JSON."""

from datetime import date
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPack,
    CatalogPrice,
    ItemIds,
)

from .test_items import GTIN_CASE, GTIN_EACH, ItemCase


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
