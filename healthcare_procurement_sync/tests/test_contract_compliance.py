"""Contract compliance: on, off, excused; variance and missed tiers by facility."""

from datetime import timedelta

from odoo import Command

from .test_contract_price import ContractCase


class TestContractCompliance(ContractCase):
    def _rows(self, *orders):
        self.env.flush_all()
        return self.env["healthcare.contract.compliance"].search(
            [("order_id", "in", [order.id for order in orders])], order="id"
        )

    def test_on_off_and_excused(self):
        self._contract((self.glove, self.box, 8.0))
        on = self._draft()
        above = self._glove_order(price=9.0)
        below = self._glove_order(price=7.0)
        excused = self._glove_order(price=9.5)
        excused.order_line.healthcare_ack_codes = "IR,R4"
        other = self.env["res.partner"].create({"name": "South", "is_company": True})
        past = self._glove_order(price=9.0, partner_id=other.id)
        uncovered = self._create_order((self.lancet, 4, self.each, 2.0))
        on.button_confirm()
        rows = self._rows(on, above, below, excused, past, uncovered)
        self.assertEqual(
            {row.order_id: row.state for row in rows},
            {
                on: "on",
                above: "off",
                below: "on",
                excused: "excused",
                past: "off",
                uncovered: "none",
            },
        )
        variance = {row.order_id: row.price_variance for row in rows}
        self.assertAlmostEqual(variance[above], 10.0)
        self.assertAlmostEqual(variance[below], -10.0)
        self.assertAlmostEqual(variance[past], 0.0)

    def test_the_rate_is_of_sums(self):
        self._contract((self.glove, self.box, 8.0))
        orders = [self._draft(30), self._glove_order(quantity=10, price=8.5)]
        orders[0].button_confirm()
        self._rows(*orders)
        groups = self.env["healthcare.contract.compliance"]._read_group(
            [("order_id", "in", [order.id for order in orders])],
            ["partner_id"],
            ["compliance_pct:avg", "contractable_spend:sum"],
        )
        [(partner, rate, spend)] = groups
        self.assertEqual(partner, self.supplier)
        self.assertAlmostEqual(spend, 325.0)
        self.assertAlmostEqual(rate, 100 * 240 / 325, 4)

    def test_a_lapsed_tier_is_missed_money(self):
        contract = self._contract((self.glove, self.box, 8.0), active=False)
        tier = self.env["healthcare.supplier.contract.tier"].create(
            {"contract_id": contract.id, "code": "C02", "name": "Two", "rank": 2}
        )
        self._price(contract, self.glove, self.box, 7.5, tier_id=tier.id)
        contract.roster_ids = [
            Command.create(
                {
                    "facility_id": self.east.id,
                    "tier_id": tier.id,
                    "date_end": self.today - timedelta(days=2),
                }
            ),
            Command.create({"facility_id": self.east.id}),
        ]
        contract.action_activate()
        order = self._draft(20, facility=self.east)
        order.button_confirm()
        row = self._rows(order)
        self.assertAlmostEqual(row.missed_tier, 10.0)
        self.assertEqual(row.facility_id, self.east)

    def test_a_tier_that_the_spend_would_earn(self):
        contract = self._contract((self.glove, self.box, 8.0), active=False)
        tier = self.env["healthcare.supplier.contract.tier"].create(
            {
                "contract_id": contract.id,
                "code": "C02",
                "name": "Two",
                "rank": 2,
                "threshold": 400.0,
            }
        )
        self._price(contract, self.glove, self.box, 7.0, tier_id=tier.id)
        contract.action_activate()
        order = self._draft(40, facility=self.east)
        order.button_confirm()
        self.assertAlmostEqual(self._rows(order).missed_tier, 0.0)
        second = self._draft(20, facility=self.east)
        second.button_confirm()
        self.assertAlmostEqual(self._rows(second).missed_tier, 20.0)
