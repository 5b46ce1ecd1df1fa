"""Bank, remit-to, tax number and contract price change through two people."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .suppliers import NEW_ACCOUNT, OLD_ACCOUNT, SupplierCase


@tagged("post_install", "-at_install")
class TestMasterChange(SupplierCase):
    def setUp(self):
        super().setUp()
        self.account = self._account()
        self.bills = self._bills()
        self.changes = self.env["healthcare.master.change"]

    def _from_edi(self, number=NEW_ACCOUNT):
        """A new account as an EDI message would bring it."""
        connection = self.connection
        env = self.env(user=connection.service_user_id.id, su=False)
        return env["healthcare.master.change"]._hold(
            self.supplier.with_env(env),
            {"bank_account": {"acc_number": number}},
            "edi",
            connection=connection.sudo(),
        )

    def _accounts(self):
        return set(self.supplier.bank_ids.mapped("sanitized_acc_number"))

    # -- the rule --------------------------------------------------------------------

    def test_edi_leaves_the_account_blocks_three_bills_and_two_people_free_them(self):
        change = self._from_edi()
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})
        self.assertEqual(self.bills.mapped("payment_state"), ["blocked"] * 3)
        self._as("treasurer", change)._called("Ms. Reed")
        self._as("treasurer", change).action_approve()
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})
        self.assertEqual(self.bills.mapped("payment_state"), ["blocked"] * 3)
        self._as("second_treasurer", change).action_approve()
        self.assertEqual(self._accounts(), {OLD_ACCOUNT, NEW_ACCOUNT})
        fresh = self.supplier.bank_ids - self.account
        self.assertTrue(fresh.allow_out_payment)
        self.assertEqual(self.bills.mapped("payment_state"), ["not_paid"] * 3)
        self.assertEqual(change.state, "applied")

    def test_manual_edit_of_an_account(self):
        self._as("clerk", self.account).write({"acc_number": NEW_ACCOUNT})
        self.assertEqual(self.account.sanitized_acc_number, OLD_ACCOUNT)
        change = self.supplier.healthcare_change_ids
        self.assertEqual((change.kind, change.channel), ("bank", "manual"))
        self.assertEqual(self.supplier.healthcare_pending_change, "Bank change pending")
        self._approve_twice(change)
        self.assertEqual(self.account.sanitized_acc_number, NEW_ACCOUNT)
        self.assertFalse(self.supplier.healthcare_pending_change)

    def test_manual_new_account_waits_out_of_use(self):
        fresh = self._as("clerk", self.env["res.partner.bank"]).create(
            {"acc_number": NEW_ACCOUNT, "partner_id": self.supplier.id}
        )
        self.assertFalse(fresh.active)
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})
        # Nor does un-archiving it lead around the shield.
        self._as("clerk", fresh).write({"active": True})
        self.assertFalse(fresh.active)
        self.assertEqual(len(self.supplier.healthcare_change_ids), 1)
        self._approve_twice(self.supplier.healthcare_change_ids)
        self.assertTrue(fresh.active)
        self.assertTrue(fresh.allow_out_payment)

    def test_account_through_the_supplier_form(self):
        self._as("clerk", self.supplier).write(
            {"bank_ids": [(1, self.account.id, {"acc_number": NEW_ACCOUNT})]}
        )
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_superuser_code_is_shielded_as_well(self):
        self.account.sudo().write({"acc_number": NEW_ACCOUNT})
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_a_context_from_outside_opens_nothing(self):
        for key in (True, 1, "released"):
            with self.subTest(key=key):
                self.account.with_context(healthcare_master_change=key).write(
                    {"acc_number": NEW_ACCOUNT}
                )
                self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_portal_channel_is_named(self):
        self.account.with_context(healthcare_channel="portal").write(
            {"acc_number": NEW_ACCOUNT}
        )
        change = self.supplier.healthcare_change_ids
        self.assertEqual(change.channel, "portal")
        self.assertIn("channel", [row["code"] for row in change.risks])

    def test_tax_number_is_held_and_a_missing_one_is_filled_in(self):
        self._as("buyer", self.supplier).write({"vat": "98-7654321", "ref": "N1"})
        self.assertEqual(self.supplier.vat, "12-3456789")
        self.assertEqual(self.supplier.ref, "N1")
        self.assertEqual(self.supplier.healthcare_change_ids.kind, "tax_id")
        other = self.supplier.copy({"vat": False, "name": "Other"})
        other.write({"vat": "55-5555555"})
        self.assertEqual(other.vat, "55-5555555")

    def test_another_spelling_of_the_tax_number_is_no_change(self):
        self.supplier.write({"vat": "123456789"})
        self.assertEqual(self.supplier.vat, "123456789")
        self.assertFalse(self.supplier.healthcare_change_ids)

    def test_remit_to(self):
        address = self.env["res.partner"].create(
            {"parent_id": self.supplier.id, "type": "invoice", "street": "1 Old Rd"}
        )
        self._approve_twice(self.supplier.healthcare_change_ids)
        address.write({"street": "9 New Rd"})
        self.assertEqual(address.street, "1 Old Rd")
        change = self.supplier.healthcare_change_ids[:1]
        self.assertEqual((change.kind, change.state), ("remit_to", "pending"))
        self.assertEqual(self.bills.mapped("payment_state"), ["blocked"] * 3)

    def test_a_new_supplier_is_not_shielded(self):
        fresh = self.env["res.partner"].create({"name": "New", "supplier_rank": 1})
        account = self._account("NL91ABNA0417164300", fresh)
        self.assertTrue(account.active)
        self.assertFalse(fresh.healthcare_change_ids)

    # -- who decides -----------------------------------------------------------------

    def test_the_requester_approves_nothing(self):
        change = self.changes._hold(
            self.account,
            {"acc_number": NEW_ACCOUNT},
            "manual",
            requester=self.people["treasurer"],
        )
        with self.assertRaises(AccessError):
            self._as("treasurer", change).action_approve()

    def test_the_same_person_does_not_approve_twice(self):
        change = self._from_edi()
        self._as("treasurer", change)._called("Ms. Reed")
        self._as("treasurer", change).action_approve()
        with self.assertRaises(AccessError):
            self._as("treasurer", change).action_approve()

    def test_who_wrote_the_mapping_does_not_approve(self):
        mapper = self.people["treasurer"]
        mapper.group_ids |= self.env.ref("healthcare_integration_base.group_steward")
        mapping = self.env["healthcare.mapping"]._establish(
            {"name": "P", "domain": "partner", "connection_id": self.connection.id},
            [("A", self.supplier)],
        )
        version = self.env["healthcare.mapping.version"].search(
            [("mapping_id", "=", mapping.id), ("state", "=", "active")]
        )
        version.sudo().write({"author_id": mapper.id})
        change = self._from_edi()
        self.assertIn("mapping", self._as("treasurer", change).why_not)
        self.assertFalse(self._as("second_treasurer", change).why_not)

    def test_other_teams_and_robots_do_not_approve(self):
        change = self._from_edi()
        for name in ("buyer", "clerk", "officer"):
            with self.subTest(who=name), self.assertRaises(AccessError):
                self._as(name, change).action_approve()
        with self.assertRaises(AccessError):
            change.with_user(self.env.ref("base.user_root")).action_approve()

    def test_no_approval_before_the_call(self):
        change = self._from_edi()
        with self.assertRaises(UserError):
            self._as("treasurer", change).action_approve()

    def test_nobody_writes_a_change(self):
        change = self._from_edi()
        for name in ("treasurer", "clerk", "buyer"):
            with self.subTest(who=name), self.assertRaises(AccessError):
                self._as(name, change).write({"state": "applied"})

    def test_the_call_is_asked_for_on_the_number_on_file(self):
        change = self._from_edi()
        self.assertIn("+1 847 555 0100", change.activity_ids.summary)
        self.supplier.phone = "+44 20 0000 0000"
        self.assertEqual(change.call_back_phone, "+1 847 555 0100")

    # -- signs -----------------------------------------------------------------------

    def test_signs(self):
        codes = [row["code"] for row in self._from_edi().risks]
        self.assertIn("country", codes)
        self.assertIn("payment_soon", codes)

    def test_an_account_of_another_supplier_is_a_fraud_question(self):
        other = self.env["res.partner"].create({"name": "Other", "supplier_rank": 1})
        self._account(NEW_ACCOUNT, other)
        change = self._from_edi()
        question = self._open(change, "BANK_SHARED")
        self.assertEqual(question.severity, "1")
        self._as("treasurer", change)._called("Ms. Reed")
        with self.assertRaises(UserError):
            self._as("treasurer", change).action_approve()
        self._answer(question, "master_verify", "treasurer")
        self.assertEqual(question.state, "resolved")
        self._as("treasurer", change).action_approve()
        self.assertEqual(change.state, "approved_once")

    def test_hard_rule_on_a_supplier_that_is_not_shielded_yet(self):
        fresh = self.env["res.partner"].create({"name": "Fresh", "supplier_rank": 1})
        account = self._account(OLD_ACCOUNT, fresh)
        self.assertFalse(account.active)
        self.assertTrue(self._open(fresh.healthcare_change_ids, "BANK_SHARED"))

    # -- payments --------------------------------------------------------------------

    def test_no_payment_while_it_waits(self):
        self._from_edi()
        with self.assertRaises(UserError):
            self.bills[0]._healthcare_check_payable()
        with self.assertRaises(UserError):
            self._as("clerk", self.bills[0]).action_toggle_block_payment()
        with self.assertRaises(UserError):
            self._as("clerk", self.bills[0]).write({"payment_state": "not_paid"})
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.supplier.id,
                "amount": 100,
            }
        )
        with self.assertRaises(UserError):
            payment.action_post()

    def test_proposals_leave_blocked_bills_out(self):
        other = self.env["res.partner"].create({"name": "Free", "supplier_rank": 1})
        free = self._bills(1, other)
        self._from_edi()
        wizard = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move", active_ids=(self.bills | free).ids
            )
            .create({})
        )
        self.assertEqual(wizard.line_ids.move_id, free)

    def test_a_bill_that_comes_meanwhile_is_blocked(self):
        self._from_edi()
        late = self._bills(1)
        self.assertEqual(late.payment_state, "blocked")

    def test_what_a_person_blocked_stays_blocked(self):
        self.bills[0].action_toggle_block_payment()
        change = self._from_edi()
        self._approve_twice(change)
        self.assertEqual(self.bills[0].payment_state, "blocked")
        self.assertEqual(self.bills[1].payment_state, "not_paid")

    # -- the question ----------------------------------------------------------------

    def test_opened_routed_and_solved_by_its_clicks(self):
        change = self._from_edi()
        question = self._open(change, "BANK_CHANGE")
        treasury = self.env.ref("healthcare_procurement_sync.group_treasury")
        self.assertIn(treasury, question.user_id.all_group_ids)
        self.assertAlmostEqual(question.amount, 303.0)
        action = self._answer(question, "master_verify", "treasurer")
        self.assertEqual(action["res_model"], "healthcare.master.decision")
        dialog = self._as("treasurer", self.env["healthcare.master.decision"])
        dialog = dialog.with_context(**action["context"]).create(
            {"spoke_with": "Ms. Reed", "confirmed": "yes"}
        )
        dialog.action_done()
        self._answer(question, "master_verify", "treasurer")
        self.assertEqual(question.state, "open")
        self._answer(question, "master_verify", "second_treasurer")
        self.assertEqual((question.state, change.state), ("resolved", "applied"))
        self.assertIn(NEW_ACCOUNT, self._accounts())

    def test_rejected_by_its_click(self):
        change = self._from_edi()
        question = self._open(change, "BANK_CHANGE")
        self._answer(question, "master_reject", "treasurer", "They know nothing of it")
        self.assertEqual((question.state, change.state), ("resolved", "rejected"))
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})
        self.assertEqual(self.bills.mapped("payment_state"), ["not_paid"] * 3)

    def test_a_tax_number_is_its_own_question_with_two_clicks(self):
        self._as("buyer", self.supplier).write({"vat": "98-7654321"})
        change = self.supplier.healthcare_change_ids
        question = self._open(change, "MASTER_CHANGE")
        self.assertIn("98-7654321", change.with_user(self.people["clerk"]).side_by_side)
        self._answer(question, "master_verify", "treasurer")
        self._answer(question, "master_verify", "second_treasurer")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self.supplier.vat, "98-7654321")

    def test_a_contract_price_is_not_retyped_by_one_person(self):
        row = self.glove.seller_ids
        row.healthcare_contract = "C-1"
        manager = self.people["buying_manager"]
        row.with_user(manager).write({"price": 99.0, "delay": 4})
        self.assertEqual((row.price, row.delay), (9.0, 4))
        change = self.supplier.healthcare_change_ids
        self.assertEqual((change.kind, change.blocked_move_ids.ids), ("price", []))
        contracts = self.env.ref("healthcare_procurement_sync.group_contract_manager")
        for name in ("officer", "steward"):
            self.people[name].group_ids |= contracts
            self._as(name, change).action_approve()
        self.assertEqual(row.price, 99.0)

    def test_an_account_number_is_whole_for_treasurers_alone(self):
        change = self._from_edi()
        self.assertIn(NEW_ACCOUNT, self._as("treasurer", change).side_by_side)
        shown = self._as("clerk", change).side_by_side
        self.assertNotIn(NEW_ACCOUNT, shown)
        self.assertIn(NEW_ACCOUNT[-4:], shown)

    def test_the_supplier_denies_on_the_phone(self):
        change = self._from_edi()
        dialog = self._as("treasurer", self.env["healthcare.master.decision"]).create(
            {
                "change_id": change.id,
                "verb": "call",
                "spoke_with": "Ms. Reed",
                "confirmed": "no",
            }
        )
        dialog.action_done()
        self.assertEqual(change.state, "rejected")

    def test_the_same_wish_again_is_the_same_change(self):
        self.assertEqual(self._from_edi(), self._from_edi())

    def test_a_later_edit_replaces_the_earlier(self):
        self.account.write({"acc_number": NEW_ACCOUNT})
        first = self.supplier.healthcare_change_ids
        self.account.write({"acc_number": "NL91ABNA0417164300"})
        second = self.supplier.healthcare_change_ids - first
        self.assertEqual((first.state, second.state), ("superseded", "pending"))
        self.assertEqual(self.bills.mapped("payment_state"), ["blocked"] * 3)
        self._approve_twice(second)
        self.assertEqual(self.bills.mapped("payment_state"), ["not_paid"] * 3)

    def test_the_database_wants_two_people(self):
        change = self._from_edi()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            change.sudo().write({"state": "applied"})
            change.flush_recordset()
