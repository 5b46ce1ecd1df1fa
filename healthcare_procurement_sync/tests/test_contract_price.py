"""Contracts: which price an order takes, where it shows, who is told."""

from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..price_choice import PriceRequest
from .common import ProcurementCase


class ContractCase(ProcurementCase):
    """Two facilities, and short ways to make a contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date.today()
        cls.east = cls._create_facility("EAST")
        cls.west = cls._create_facility("WEST")
        cls.keeper = new_test_user(
            cls.env,
            "contract-keeper",
            "healthcare_procurement_sync.group_contract_manager,"
            "purchase.group_purchase_user",
        )
        cls.other_keeper = new_test_user(
            cls.env,
            "contract-second",
            "healthcare_procurement_sync.group_contract_manager,"
            "purchase.group_purchase_user",
        )

    @classmethod
    def _create_facility(cls, code):
        warehouse = cls.env["stock.warehouse"].create(
            {"name": code, "code": code[:4], "company_id": cls.company.id}
        )
        return cls.env["healthcare.facility"].create(
            {"name": code.title(), "code": code, "warehouse_id": warehouse.id}
        )

    @classmethod
    def _contract(cls, *prices, number="C-1", active=True, **more):
        """A contract in force; ``prices`` are ``(product, unit, price[, values])``."""
        contract = cls.env["healthcare.supplier.contract"].create(
            {
                "name": f"Contract {number}",
                "number": number,
                "partner_id": cls.supplier.id,
                "date_start": cls.today - timedelta(days=100),
                **more,
            }
        )
        for product, unit, price, *values in prices:
            cls._price(contract, product, unit, price, **(values[0] if values else {}))
        if active:
            contract.action_activate()
        return contract

    @classmethod
    def _price(cls, contract, product, unit, price, **more):
        return cls.env["healthcare.supplier.contract.line"].create(
            {
                "contract_id": contract.id,
                "product_id": product.id,
                "product_uom_id": unit.id,
                "price": price,
                **more,
            }
        )

    @classmethod
    def _draft(cls, quantity=10, facility=None, product=None, unit=None, **more):
        """An order whose price nobody entered."""
        values = {"partner_id": cls.supplier.id, **more}
        if facility:
            values["picking_type_id"] = facility.warehouse_id.in_type_id.id
        product = product or cls.glove
        return cls.env["purchase.order"].create(
            values
            | {
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": (unit or cls.box).id,
                        }
                    )
                ]
            }
        )

    def _chosen(self, quantity=10, facility=None, day=None, product=None, unit=None):
        request = PriceRequest(product or self.glove, quantity, unit or self.box)
        return self.env["healthcare.price"]._choose(
            self.supplier, [request], day or self.today, facility
        )[0]

    def _assert_price(self, order, price, source="contract"):
        line = order.order_line
        self.assertAlmostEqual(line.price_unit, price, 6)
        self.assertEqual(line.healthcare_price_source, source)


class TestContractPrice(ContractCase):
    def test_the_order_takes_the_contract_and_says_so(self):
        contract = self._contract((self.glove, self.box, 8.5))
        order = self._draft()
        self._assert_price(order, 8.5)
        self.assertEqual(order.order_line.healthcare_price_badge, "Contract C-1")
        self.assertEqual(order.order_line.healthcare_contract_id, contract)

    def test_priority_beats_the_lower_price(self):
        self._contract((self.glove, self.box, 8.1), number="G", source="gpo")
        self._contract((self.glove, self.box, 8.4), number="L", source="local")
        self._assert_price(self._draft(), 8.4)

    def test_a_contract_that_starts_tomorrow_does_not_count_today(self):
        self._contract(
            (self.glove, self.box, 8.0), date_start=self.today + timedelta(days=1)
        )
        self._assert_price(self._draft(), 9.0, "list")

    def test_both_ends_are_inclusive(self):
        self._contract(
            (self.glove, self.box, 8.0), date_start=self.today, date_end=self.today
        )
        self._assert_price(self._draft(), 8.0)

    def test_a_day_of_the_past_has_the_price_of_that_day(self):
        old = self.today - timedelta(days=50)
        self._contract((self.glove, self.box, 8.0), date_end=old)
        self.assertFalse(self.glove.seller_ids.healthcare_contract_line_id)
        order = self._draft(date_order=f"{old} 09:00:00")
        self._assert_price(order, 8.0)

    def test_the_day_of_delivery_counts_where_the_contract_says_so(self):
        start = self.today + timedelta(days=5)
        self._contract(
            (self.glove, self.box, 8.0), date_start=start, date_basis="delivery"
        )
        request = PriceRequest(self.glove, 1, self.box, delivery=start)
        later = PriceRequest(self.glove, 1, self.box, delivery=self.today)
        choices = self.env["healthcare.price"]._choose(
            self.supplier, [request, later], self.today
        )
        self.assertEqual([row.source for row in choices], ["contract", "list"])

    def test_quantity_breaks_are_inclusive(self):
        self._contract(
            (self.glove, self.box, 12.0),
            (self.glove, self.box, 11.0, {"min_qty": 10}),
            (self.glove, self.box, 10.0, {"min_qty": 50}),
        )
        for quantity, price in ((9, 12.0), (10, 11.0), (49, 11.0), (50, 10.0)):
            self._assert_price(self._draft(quantity), price)

    def test_a_price_per_case_serves_an_order_by_the_piece(self):
        self._contract((self.gauze, self.case, 14.4))
        order = self._draft(product=self.gauze, unit=self.each)
        self._assert_price(order, 0.1)

    def test_only_facilities_of_the_roster_buy_under_it(self):
        contract = self._contract((self.glove, self.box, 8.0), active=False)
        contract.roster_ids = [Command.create({"facility_id": self.east.id})]
        contract.action_activate()
        self._assert_price(self._draft(facility=self.east), 8.0)
        self._assert_price(self._draft(facility=self.west), 9.0, "list")
        row = self.glove.seller_ids.filtered("healthcare_contract_line_id")
        self.assertEqual(row.healthcare_facility_ids, self.east)

    def test_the_best_tier_a_facility_has_before_the_lowest_price(self):
        contract = self._contract((self.glove, self.box, 8.0), active=False)
        tiers = self.env["healthcare.supplier.contract.tier"].create(
            [
                {"contract_id": contract.id, "code": f"C0{n}", "name": n, "rank": n}
                for n in (1, 2)
            ]
        )
        self._price(contract, self.glove, self.box, 7.6, tier_id=tiers[0].id)
        self._price(contract, self.glove, self.box, 7.8, tier_id=tiers[1].id)
        contract.roster_ids = [
            Command.create({"facility_id": self.east.id, "tier_id": tiers[1].id}),
            Command.create({"facility_id": self.west.id}),
        ]
        contract.action_activate()
        self._assert_price(self._draft(facility=self.east), 7.8)
        self._assert_price(self._draft(facility=self.west), 8.0)

    def test_prices_follow_each_other(self):
        contract = self._contract((self.glove, self.box, 8.0))
        day = self.today + timedelta(days=10)
        line = self._price(
            contract, self.glove, self.box, 8.4, date_start=day, state="approved"
        )
        line._approve()
        first = contract.line_ids - line
        self.assertEqual(first.date_end, day - timedelta(days=1))
        self.assertAlmostEqual(line.change_pct, 5.0)
        self.assertEqual(self._chosen().price, 8)
        self.assertEqual(float(self._chosen(day=day).price), 8.4)

    def test_rule_and_vendor_prices_agree(self):
        """What Odoo's own screens select is what the rule chooses."""
        self._contract(
            (self.glove, self.box, 8.1),
            (self.glove, self.box, 7.0, {"min_qty": 20}),
            number="G",
            source="gpo",
        )
        self._contract(
            (self.glove, self.box, 8.4, {"min_qty": 5}), number="L", source="local"
        )
        for quantity in (1, 4, 5, 19, 20, 100):
            seller = self.glove._select_seller(
                partner_id=self.supplier, quantity=quantity, uom_id=self.box
            )
            chosen = self._chosen(quantity)
            self.assertEqual(float(chosen.price), seller.price, quantity)

    def test_only_winners_become_vendor_prices(self):
        self._contract((self.glove, self.box, 8.1), number="G", source="gpo")
        local = self._contract((self.glove, self.box, 8.4), number="L", source="local")
        mirrored = self.glove.seller_ids.healthcare_contract_line_id
        self.assertEqual(mirrored, local.line_ids)
        local.action_cancel()
        self.assertEqual(
            {row.healthcare_contract for row in self.glove.seller_ids}, {False, "G"}
        )

    def test_never_more_than_twenty_vendor_prices_an_item(self):
        self._contract(
            *(
                (self.glove, self.box, 100 - number, {"min_qty": number})
                for number in range(30)
            )
        )
        mirrored = self.glove.seller_ids.filtered("healthcare_contract_line_id")
        self.assertEqual(len(mirrored), 20)
        self._assert_price(self._draft(29), 71.0)

    def test_publishing_again_writes_nothing(self):
        contract = self._contract((self.glove, self.box, 8.1))
        row = self.glove.seller_ids.filtered("healthcare_contract_line_id")
        row.flush_recordset()
        before = (row.id, row.write_date)
        with freeze_time(self.today + timedelta(days=1)):
            contract._publish()
            row.flush_recordset()
        self.assertEqual(before, (row.id, row.write_date))

    def test_a_constant_number_of_queries(self):
        self._contract((self.glove, self.box, 8.5), (self.gauze, self.case, 20.0))
        requests = [
            PriceRequest(product, quantity, unit)
            for product, unit in ((self.glove, self.box), (self.gauze, self.case))
            for quantity in range(1, 20)
        ]
        few = self._queries(requests[:2])
        self.assertEqual(self._queries(requests), few)
        self.assertLess(few, 16)

    def _queries(self, requests):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["healthcare.price"]._choose(
            self.supplier, requests, self.today, self.east
        )
        return self.cr.sql_log_count - before


class TestPriceStays(ContractCase):
    """Fact 1: a price somebody agreed does not change with the quantity."""

    def test_an_entered_price_survives_a_change_of_quantity(self):
        order = self._glove_order(price=11.5, confirm=False)
        self._assert_price(order, 11.5, "manual")
        order.order_line.product_qty = 25
        self.assertEqual(order.order_line.price_unit, 11.5)

    def test_a_confirmed_contract_price_survives_a_quantity_break(self):
        self._contract(
            (self.glove, self.box, 12.0), (self.glove, self.box, 11.0, {"min_qty": 50})
        )
        order = self._draft(10)
        order.button_confirm()
        order.order_line.product_qty = 60
        self._assert_price(order, 12.0, "manual")
        self.assertEqual(order.order_line.healthcare_reference_price, 11.0)

    def test_a_draft_follows_the_break(self):
        self._contract(
            (self.glove, self.box, 12.0), (self.glove, self.box, 11.0, {"min_qty": 50})
        )
        order = self._draft(10)
        order.order_line.product_qty = 60
        self._assert_price(order, 11.0)

    def test_the_price_that_counts_is_taken_by_a_click(self):
        self._contract((self.glove, self.box, 8.5))
        order = self._glove_order(price=11.5, confirm=False)
        action = order.order_line.action_explain_price()
        explanation = self.env["healthcare.price.explanation"].browse(action["res_id"])
        self.assertEqual(
            explanation.line_ids.mapped("verdict"),
            ["This price counts", "Comes after the one that counts"],
        )
        explanation.action_use()
        self._assert_price(order, 8.5)

    def test_from_the_line_to_the_clause_and_the_document(self):
        contract = self._contract(
            (self.glove, self.box, 8.5, {"clause": "Annex B", "clause_page": 7})
        )
        line = self._draft().order_line
        action = line.action_open_contract()
        price = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((price.clause, price.clause_page), ("Annex B", 7))
        with self.assertRaises(UserError):
            price.action_open_document()
        contract.document_ids = self.env["ir.attachment"].create(
            {"name": "contract.pdf", "raw": b"%PDF"}
        )
        self.assertIn("/web/content/", price.action_open_document()["url"])
        contract.document_url = "https://contracts.example/1"
        self.assertEqual(
            price.action_open_document()["url"], "https://contracts.example/1"
        )
        bare = self._draft(product=self.lancet, unit=self.each).order_line
        with self.assertRaises(UserError):
            bare.action_open_contract()


class TestTwoPeople(ContractCase):
    """A contract and its prices need a second pair of eyes."""

    def test_who_entered_a_contract_does_not_put_it_into_force(self):
        contract = self._contract(active=False)
        mine = contract.with_user(self.keeper).copy({"number": "C-2"})
        self._price(mine, self.glove, self.box, 8.0)
        with self.assertRaises(UserError):
            mine.action_activate()
        mine.with_user(self.other_keeper).action_activate()
        self.assertEqual(mine.state, "active")

    def test_a_price_in_force_is_not_overwritten(self):
        contract = self._contract((self.glove, self.box, 8.0))
        with self.assertRaises(UserError):
            contract.line_ids.with_user(self.keeper).write({"price": 1.0})
        with self.assertRaises(UserError):
            contract.with_user(self.keeper).write({"priority": 1})
        self._assert_price(self._draft(), 8.0)

    def test_above_the_ceiling_is_refused(self):
        contract = self._contract((self.glove, self.box, 8.0))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._price(contract, self.glove, self.box, 9.0, ceiling=8.5, min_qty=3)
