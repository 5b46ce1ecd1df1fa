"""Off contract, lapsed tiers, stale prices: told or stopped before the spend."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .test_contract_price import ContractCase


class TestPriceAdvice(ContractCase):
    def _codes_of(self, order):
        return [row["code"] for row in order.healthcare_price_warnings or []]

    def _other_supplier(self, price=7.5):
        other = self.env["res.partner"].create({"name": "South", "is_company": True})
        self._contract((self.glove, self.box, price), number="S-1", partner_id=other.id)
        return other

    def test_off_contract_names_who_has_it_under_contract(self):
        self._other_supplier()
        order = self._draft()
        self.assertEqual(self._codes_of(order), ["off_contract"])
        warning = order.healthcare_price_warnings[0]
        self.assertIn("South", warning["text"])
        self.assertIn("S-1", warning["text"])
        self.assertEqual(warning["extra"], "15.00")
        self.assertIn("15.00", order.healthcare_price_notice)

    def test_on_contract_says_nothing(self):
        self._contract((self.glove, self.box, 8.0))
        order = self._draft()
        self.assertEqual(self._codes_of(order), [])
        self.assertFalse(order.healthcare_price_notice)

    def test_an_item_that_may_take_its_place_is_suggested(self):
        other = self._create_product("GLOVE2", self.box)
        self._contract((other, self.box, 7.0), number="ALT")
        self.env["healthcare.substitution.group"].create(
            {"name": "Gloves", "product_ids": [(6, 0, (self.glove | other).ids)]}
        )
        order = self._draft()
        self.assertEqual(self._codes_of(order), ["off_contract"])
        self.assertIn("Glove2", order.healthcare_price_warnings[0]["text"])

    def test_above_the_suppliers_own_contract(self):
        self._contract((self.glove, self.box, 8.0))
        order = self._glove_order(price=9.0, confirm=False)
        self.assertEqual(self._codes_of(order), ["above_contract"])
        self.assertEqual(order.healthcare_price_warnings[0]["extra"], "10.00")

    def test_a_lapsed_tier_says_what_it_costs(self):
        contract = self._contract((self.glove, self.box, 8.0), active=False)
        tier = self.env["healthcare.supplier.contract.tier"].create(
            {"contract_id": contract.id, "code": "C03", "name": "Three", "rank": 3}
        )
        self._price(contract, self.glove, self.box, 7.0, tier_id=tier.id)
        ended = self.today - timedelta(days=5)
        contract.roster_ids = [
            Command.create(
                {
                    "facility_id": self.east.id,
                    "tier_id": tier.id,
                    "date_end": ended,
                }
            ),
            Command.create({"facility_id": self.east.id}),
        ]
        contract.action_activate()
        order = self._draft(facility=self.east)
        self.assertEqual(order.order_line.price_unit, 8.0)
        self.assertEqual(self._codes_of(order), ["lapsed_tier"])
        warning = order.healthcare_price_warnings[0]
        self.assertEqual(warning["extra"], "10.00")
        self.assertIn(str(ended), warning["text"])

    def test_a_contract_that_ended(self):
        ended = self.today - timedelta(days=5)
        self._contract((self.glove, self.box, 7.0), date_end=ended)
        order = self._draft()
        self.assertEqual(order.order_line.price_unit, 9.0)
        self.assertEqual(self._codes_of(order), ["lapsed_contract"])

    def test_a_confirmed_order_is_not_warned_about(self):
        self._other_supplier()
        order = self._draft()
        order.button_confirm()
        self.assertEqual(self._codes_of(order), [])


class TestStalePrices(ContractCase):
    """The feed is late: use, ask or stop, as the policy says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env,
            "stale-buyer",
            "purchase.group_purchase_user,stock.group_stock_user",
        )
        cls.machine = new_test_user(
            cls.env,
            "stale-machine",
            "purchase.group_purchase_user,stock.group_stock_user,"
            "healthcare_procurement_sync.group_procurement_service",
        )

    def _aged(self, days):
        self.glove.seller_ids.healthcare_feed_at = fields.Datetime.now() - timedelta(
            days=days
        )
        return self._draft()

    def _policy_of(self, **values):
        return self.env["healthcare.price.policy"].create(values)

    def test_a_fresh_price_is_a_list_price(self):
        self._assert_price(self._aged(10), 9.0, "list")

    def test_a_stale_price_has_a_badge_and_is_used(self):
        order = self._aged(20)
        self._assert_price(order, 9.0, "stale")
        self.assertEqual(
            order.order_line.healthcare_price_badge, "Stale price (20 days)"
        )
        order.with_user(self.machine).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_after_thirty_days_only_a_person_orders(self):
        order = self._aged(31)
        with self.assertRaises(UserError):
            order.with_user(self.machine).button_confirm()
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_after_sixty_days_nobody_orders(self):
        self._aged(60).with_user(self.buyer).button_confirm()
        with self.assertRaises(UserError):
            self._aged(61).with_user(self.buyer).button_confirm()

    def test_a_price_agreed_by_hand_helps_out(self):
        order = self._aged(61)
        order.order_line.write({"price_unit": 9.2})
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_the_policy_may_stop_at_once(self):
        self._policy_of(action="block", partner_id=self.supplier.id)
        with self.assertRaises(UserError):
            self._aged(11).with_user(self.buyer).button_confirm()

    def test_drugs_are_short_lived(self):
        drugs = self.env["product.category"].create({"name": "Drugs"})
        inner = self.env["product.category"].create(
            {"name": "Antibiotics", "parent_id": drugs.id}
        )
        self.glove.categ_id = inner
        self._policy_of(drug_category_ids=[(6, 0, drugs.ids)])
        order = self._aged(4)
        with self.assertRaises(UserError):
            order.with_user(self.machine).button_confirm()
        with self.assertRaises(UserError):
            self._aged(8).with_user(self.buyer).button_confirm()

    def test_what_is_at_risk_in_a_day_has_a_cap(self):
        self._policy_of(exposure_cap=150.0)
        self._aged(20).with_user(self.buyer).button_confirm()
        with self.assertRaises(UserError):
            self._aged(20).with_user(self.buyer).button_confirm()

    def test_a_contract_price_is_never_stale(self):
        self._contract((self.glove, self.box, 8.0))
        self._assert_price(self._aged(90), 8.0)

    def test_a_price_that_no_feed_brought_has_no_age(self):
        self._assert_price(self._draft(), 9.0, "list")

    def test_a_late_list_is_asked_about_once_and_answered_by_the_next(self):
        feed = self.env["healthcare.supplier.feed"].create(
            {
                "name": "List",
                "partner_id": self.supplier.id,
                "full_confirmed_at": fields.Datetime.now() - timedelta(days=12),
            }
        )
        exceptions = self.env["healthcare.exception"]
        domain = [("code", "=", "FEED_STALE"), ("res_id", "=", feed.id)]
        self.env["healthcare.price.policy"]._cron_late()
        self.env["healthcare.price.policy"]._cron_late()
        self.assertEqual(exceptions.search(domain).mapped("state"), ["open"])
        feed.full_confirmed_at = fields.Datetime.now()
        self.env["healthcare.price.policy"]._cron_late()
        self.assertEqual(exceptions.search(domain).mapped("state"), ["resolved"])
