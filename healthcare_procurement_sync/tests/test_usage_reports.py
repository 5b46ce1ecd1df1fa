"""Missing charges, margin and allocation of what was received and used."""

from odoo import Command
from odoo.tests import tagged

from .test_usage import UsageCase


@tagged("post_install", "-at_install")
class TestUsageReports(UsageCase):
    def _gaps(self, **domain):
        self.env.flush_all()
        return self.env["healthcare.charge.gap"].search(
            [(name, "=", value) for name, value in domain.items()]
        )

    def test_missing_charges_both_ways_with_their_value(self):
        self._stock(self.gauze, 10)
        self.gauze.standard_price = 3.0
        self._say(self._usage(item="GAUZE", encounter_key="enc-7"))
        [row] = self._gaps(encounter_key="enc-7")
        self.assertEqual((row.kind, row.value), ("not_charged", 6.0))
        self.env["healthcare.charge"].sudo().create(
            {
                "kind": "charge",
                "source": "billing",
                "event_id": "C1",
                "used_at": self.now,
                "item_code": "GLOVE",
                "quantity": 1,
                "encounter_key": "enc-8",
                "amount": 12.0,
            }
        )
        [row] = self._gaps(encounter_key="enc-8")
        self.assertEqual((row.kind, row.value), ("not_used", 12.0))

    def test_goods_that_left_without_a_record_are_found(self):
        self._stock(self.glove, 10)
        self._say(self._movement("issue", ("GLOVE", "4")))
        [row] = self._gaps(kind="not_recorded", item_code="GLOVE")
        self.assertEqual((row.value, row.facility_id), (2.0, self.east))
        self.assertEqual(row.action_open()["res_model"], "stock.move")

    def test_a_site_that_issues_to_a_department_writes_its_cost(self):
        self._stock(self.glove, 10)
        self._say(self._movement("issue", ("GLOVE", "4"), to_location="OR"))
        charge = self._charge("M1/1", "EAST")
        self.assertEqual((charge.state, charge.cost), ("not_charged", 2.0))
        self.assertEqual((charge.cost_centre, charge.amount), ("4711", 0.0))
        self.assertFalse(self._gaps(kind="not_recorded", item_code="GLOVE"))

    def test_what_is_charged_is_no_gap(self):
        self._stock(self.glove, 10)
        self._say(self._usage(encounter_key="enc-5"))
        self.assertFalse(self._gaps(encounter_key="enc-5"))
        self.assertFalse(self._gaps(kind="not_recorded", item_code="GLOVE"))

    def test_the_margin_shows_cost_contract_and_charge_and_who_changed_it(self):
        order = self._create_order(
            (self.glove, 1, self.box, 50.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        self._receive(order)
        self._say(self._usage())
        self.env.flush_all()
        margins = self.env["healthcare.charge.margin"]
        row = margins.search([("charge_id", "=", self._charge().id)])
        self.assertEqual((row.cost, row.amount, row.margin), (1.0, 4.0, 3.0))
        self.assertEqual(row.cost_now, 1.0)
        dearer = self._create_order(
            (self.glove, 1, self.box, 80.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        picking = self._receive(dearer)
        self.env.flush_all()
        row.invalidate_recordset()
        self.assertEqual((row.cost_now, row.margin_now), (1.6, 2.4))
        event = row.cost_event_id
        self.assertEqual((event.picking_id, event.change_pct), (picking, 60.0))

    def test_the_contract_price_of_the_day_stands_beside_the_cost(self):
        contract = self.env["healthcare.supplier.contract"].create(
            self._contract_values()
        )
        if contract.state != "active":
            contract.sudo().state = "active"
        contract.line_ids.sudo().state = "approved"
        self._stock(self.glove, 10)
        self._say(self._usage())
        self.assertEqual(self._charge().contract_price, 0.8)

    def _contract_values(self):
        return {
            "name": "C-1",
            "number": "C-1",
            "partner_id": self.supplier.id,
            "date_start": "2020-01-01",
            "date_end": "2040-01-01",
            "line_ids": [
                Command.create(
                    {
                        "product_id": self.glove.id,
                        "product_uom_id": self.box.id,
                        "price": 40.0,
                    }
                )
            ],
        }

    def test_received_cost_is_allocated_to_the_cent(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        theatre, ward, clinic = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("OR", "Ward", "Clinic")]
        )
        shares = ((theatre, 33.34), (ward, 33.33), (clinic, 33.33))
        rule = self.env["healthcare.allocation.rule"].create(
            {
                "name": "Gloves",
                "facility_id": self.east.id,
                "line_ids": [
                    Command.create({"analytic_account_id": row.id, "percent": share})
                    for row, share in shares
                ],
            }
        )
        order = self._create_order(
            (self.glove, 1, self.box, 100.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        picking = self._receive(order)
        lines = self.env["account.analytic.line"].search(
            [("healthcare_allocation_id", "=", rule.id)]
        )
        self.assertEqual(sorted(lines.mapped("amount")), [-33.34, -33.33, -33.33])
        self.assertEqual(lines.healthcare_move_id.picking_id, picking)
        rule._allocate(picking.move_ids)
        self.assertEqual(rule.analytic_line_count, 3)

    def test_by_usage_the_share_follows_what_was_used(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        theatre, ward = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("OR", "Ward")]
        )
        self.theatre.analytic_account_id = theatre
        self.env["healthcare.allocation.rule"].create(
            {
                "name": "By use",
                "basis": "usage",
                "line_ids": [
                    Command.create({"analytic_account_id": theatre.id, "percent": 50}),
                    Command.create({"analytic_account_id": ward.id, "percent": 50}),
                ],
            }
        )
        self._stock(self.glove, 10)
        self._say(self._usage())
        order = self._create_order(
            (self.glove, 1, self.box, 100.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        self._receive(order)
        column = plan._column_name()
        lines = self.env["account.analytic.line"].search(
            [("healthcare_move_id", "in", order.picking_ids.move_ids.ids)]
        )
        self.assertEqual(
            {line[column].name: line.amount for line in lines},
            {"OR": -100.0, "Ward": 0.0},
        )
