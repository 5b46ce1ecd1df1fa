"""Contracts from a file or another system: line by line, held where in force."""

import base64
from datetime import date, timedelta
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.healthcare_integration_base.canonical import (
    ContractMember,
    ContractPriceLine,
    ContractTier,
    ItemIds,
    SupplierContract,
)

from .test_contract_price import ContractCase


class ImportCase(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["healthcare.flow"].create(
            {
                "name": "Contracts",
                "code": "contract_price",
                "connection_id": cls.connection.id,
                "direction": "in",
                "kind": "contract_price",
                "codec": "json",
            }
        )
        cls.start = date(cls.today.year - 1, 1, 1)

    def _document(self, *lines, number="GPO-7", **more):
        return SupplierContract(
            contract_number=number,
            valid_from=self.start,
            lines=tuple(self._price_line(*line) for line in lines),
            source="gpo",
            **more,
        )

    def _price_line(self, item="NM-1001", price="8.50", uom="BX", **more):
        more = more or {}
        return ContractPriceLine(
            ItemIds(supplier=item), Decimal(price), uom, where=f"line {item}", **more
        )

    def _line(self, *args, **more):
        return self._price_line(*args, **more)

    def _with(self, *lines, **more):
        return SupplierContract(
            contract_number=more.pop("number", "GPO-7"),
            valid_from=self.start,
            lines=lines,
            source="gpo",
            **more,
        )

    def _found(self, number="GPO-7"):
        return self.env["healthcare.supplier.contract"].search(
            [("number", "=", number)]
        )

    def _imports(self, contract):
        return self.env["healthcare.contract.import"].search(
            [("contract_id", "=", contract.id)]
        )

    def _changes(self, contract):
        return self.env["healthcare.master.change"].search(
            [("res_model", "=", contract._name), ("res_id", "=", contract.id)]
        )


class TestContractDocument(ImportCase):
    def test_a_new_contract_is_a_draft_that_somebody_puts_into_force(self):
        outcome = self._apply(
            self._with(
                self._line(),
                self._line("NM-2002", "144.00", "CA"),
                name="Gloves",
                valid_to=date(2099, 12, 31),
                document_url="https://contracts.example/7",
            )
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self._codes(outcome), ["CONTRACT_NEW"])
        contract = self._found()
        self.assertEqual((contract.state, contract.line_count), ("draft", 0))
        self.assertEqual(contract.priority, 20)
        self.assertEqual(self._chosen().source, "list")
        contract.with_user(self.keeper).action_activate()
        self.assertEqual(float(self._chosen().price), 8.5)

    def test_refused_lines_say_why_and_the_others_count(self):
        outcome = self._apply(
            self._with(
                self._line(),
                self._line("NOBODY-1"),
                self._line("NM-2002", "5.00", "DR"),
                self._line("NM-1001", "9.00", tier="C09"),
                self._line("NM-3003", "2.00", "", ceiling=Decimal("1.50")),
                self._line("NM-1001", "8.50"),
            )
        )
        self.assertEqual(outcome.state, "partly")
        self.assertIn("CONTRACT_LINES_REFUSED", self._codes(outcome))
        arrival = self._imports(self._found())
        self.assertEqual((arrival.new_count, arrival.refused_count), (1, 5))
        refused = arrival.line_ids.filtered(lambda row: row.verdict == "refused")
        self.assertEqual(
            sorted(refused.mapped("code")),
            [
                "contract.above_ceiling",
                "contract.item_unknown",
                "contract.line_twice",
                "contract.tier_unknown",
                "contract.unit_unknown",
            ],
        )
        self.assertTrue(all(refused.mapped("text")))

    def test_the_same_again_is_a_duplicate_and_an_older_state_is_left(self):
        first = self._with(self._line(), version=3)
        self._apply(first)
        self.assertEqual(self._apply(first).state, "duplicate")
        older = self._with(self._line(price="7.00"), version=2)
        self.assertEqual(self._apply(older).code, "contract.older_version")
        other = self._with(self._line(price="7.00"), version=3)
        self.assertEqual(self._apply(other).state, "conflict")
        self.assertEqual(self._found().line_ids.price, 8.5)

    def test_a_new_price_of_a_contract_in_force_waits_for_two_people(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        day = self.today + timedelta(days=30)
        outcome = self._apply(
            self._with(self._line(), self._line(price="8.90", valid_from=day))
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(float(self._chosen(day=day).price), 8.5)
        change = self._changes(contract)
        self.assertEqual((change.kind, change.state), ("price", "pending"))
        self.assertEqual(contract.held_count, 1)
        change.with_user(self.keeper).action_approve()
        self.assertEqual(float(self._chosen(day=day).price), 8.5)
        change.with_user(self.other_keeper).action_approve()
        self.env.invalidate_all()
        self.assertEqual(float(self._chosen(day=day).price), 8.9)
        self.assertEqual(float(self._chosen(day=day - timedelta(days=1)).price), 8.5)

    def test_open_orders_are_listed_before_it_is_applied(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        order = self._draft(10)
        order.button_confirm()
        self._apply(self._with(self._line(price="8.90")))
        action = contract.action_affected_orders()
        lines = self.env["purchase.order.line"].with_context(**action["context"])
        line = lines.search(action["domain"])
        self.assertEqual(line.order_id, order)
        self.assertAlmostEqual(line.healthcare_held_price, 8.9)
        self.assertAlmostEqual(line.healthcare_held_difference, 4.0)
        self.assertEqual(order.order_line.price_unit, 8.5)

    def test_a_correction_replaces_the_price_of_the_same_day(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        self._apply(self._with(self._line(price="8.60")))
        self.assertEqual(float(self._chosen().price), 8.5)
        change = self._changes(contract)
        change.with_user(self.keeper).action_approve()
        change.with_user(self.other_keeper).action_approve()
        self.env.invalidate_all()
        self.assertEqual(float(self._chosen().price), 8.6)
        self.assertEqual(
            sorted(contract.line_ids.mapped("state")), ["approved", "replaced"]
        )

    def test_refused_by_the_team_never_counts(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        self._apply(self._with(self._line(price="18.60")))
        self._changes(contract).with_user(self.keeper)._reject("Not what we signed.")
        self.assertEqual(float(self._chosen().price), 8.5)
        self.assertIn("refused", contract.line_ids.mapped("state"))

    def test_tiers_and_roster_come_along(self):
        outcome = self._apply(
            self._with(
                self._line(price="8.50"),
                self._line(price="8.00", tier="C02"),
                tiers=(ContractTier("C01", 1), ContractTier("C02", 2)),
                members=(
                    ContractMember("EAST", "C02"),
                    ContractMember("WEST"),
                    ContractMember("NOWHERE"),
                ),
            )
        )
        self.assertEqual(outcome.state, "partly")
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        self.assertEqual(float(self._chosen(facility=self.east).price), 8.0)
        self.assertEqual(float(self._chosen(facility=self.west).price), 8.5)
        self.assertEqual(self._chosen().source, "list")
        codes = self._imports(contract).line_ids.mapped("code")
        self.assertIn("contract.facility_unknown", codes)

    def test_a_price_that_ends(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        contract.with_user(self.keeper).action_activate()
        last = self.today + timedelta(days=3)
        self._apply(self._with(self._line(action="end", valid_to=last)))
        self.assertEqual(contract.line_ids.date_end, last)
        after = last + timedelta(days=1)
        self.assertEqual(self._chosen(day=after).source, "list")

    def test_read_again_after_the_item_was_entered(self):
        self._apply(self._with(self._line("NEW-77", "3.00", "")))
        contract = self._found()
        arrival = self._imports(contract)
        self.assertEqual(arrival.refused_count, 1)
        self._create_product("NEWITEM", supplier_code="NEW-77")
        action = arrival.with_user(self.keeper).action_again()
        again = self.env["healthcare.contract.import"].browse(action["res_id"])
        self.assertEqual((again.new_count, again.refused_count), (1, 0))


class TestContractFile(ImportCase):
    HEAD = "Supplier item;Unit;Price;From quantity;From;Until;Clause;Page"

    def _upload(self, *rows, user=None, **more):
        text = "\n".join((self.HEAD, *rows))
        wizard = (
            self.env["healthcare.contract.upload"]
            .with_user(user or self.keeper)
            .create(
                {
                    "payload": base64.b64encode(text.encode()),
                    "filename": "prices.csv",
                    "partner_id": self.supplier.id,
                    "number": "LOCAL-3",
                    "date_start": self.start,
                    **more,
                }
            )
        )
        action = wizard.action_import()
        return self.env["healthcare.contract.import"].browse(action["res_id"])

    def test_accepted_and_refused_lines_are_listed(self):
        arrival = self._upload(
            "NM-1001;BX;8,50;;;;Annex A;3",
            "NM-2002;CA;abc",
            "NM-2002;CA;20.00;0;31.12.2026",
            "NM-3003;;0.25",
        )
        self.assertEqual((arrival.new_count, arrival.refused_count), (2, 2))
        self.assertEqual(
            {row.place: row.code for row in arrival.line_ids if row.code},
            {
                "row 3": "contract.price_unreadable",
                "row 4": "contract.day_unreadable",
            },
        )
        contract = arrival.contract_id
        line = contract.line_ids.filtered(lambda row: row.product_id == self.glove)
        self.assertEqual((line.price, line.clause_page), (8.5, 3))
        # Who uploaded it does not put it into force.
        with self.assertRaises(UserError):
            contract.with_user(self.keeper).action_activate()
        contract.with_user(self.other_keeper).action_activate()
        self.assertEqual(float(self._chosen().price), 8.5)

    def test_a_file_that_is_no_table(self):
        with self.assertRaises(UserError):
            self._upload(payload=base64.b64encode(b"\x00\x01\xff"))

    def test_only_a_contract_manager_uploads(self):
        buyer = new_test_user(self.env, "c-buyer", "purchase.group_purchase_user")
        with self.assertRaises(AccessError):
            self._upload("NM-1001;BX;8.50", user=buyer)
