from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestEntriesByHand(ClaimsCommon):
    """What a plain accountant can do to entries of claims with Odoo's own buttons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, login="plain_accountant", groups="account.group_account_manager"
        )

    def _posted(self):
        claim = self.claim("H1", 100)
        _outcome, record = self.remit(
            remittance("T-H", payment("H1", 100, 60, [("CO", "45", 40)]))
        )
        return claim, record

    def _entries(self):
        claim, record = self._posted()
        return claim.recognition_batch_id.move_id | record.move_id

    def test_entries_are_not_reset_to_draft(self):
        for move in self._entries().with_user(self.accountant):
            with self.assertRaises(UserError):
                move.button_draft()
            with self.assertRaises(UserError):
                move.button_cancel()

    def test_entries_are_not_reversed(self):
        for move in self._entries().with_user(self.accountant):
            wizard = (
                self.env["account.move.reversal"]
                .with_user(self.accountant)
                .with_context(active_model="account.move", active_ids=move.ids)
                .create({"journal_id": move.journal_id.id})
            )
            with self.assertRaises(UserError):
                wizard.reverse_moves()

    def test_entries_are_not_deleted(self):
        for move in self._entries().with_user(self.accountant):
            with self.assertRaises(UserError):
                move.with_context(force_delete=True).unlink()

    def test_items_are_not_changed(self):
        for move in self._entries().with_user(self.accountant):
            line = move.line_ids[0]
            other = self.accounts["BAD_DEBT"]
            with self.assertRaises(UserError):
                line.write({"account_id": other.id})
            with self.assertRaises(UserError):
                move.write({"line_ids": [Command.delete(line.id)]})
            with self.assertRaises(UserError):
                move.write({"date": "2026-03-31"})

    def test_matched_items_stay_matched(self):
        claim, record = self._posted()
        items = record.move_id.line_ids.filtered("healthcare_claim_id")
        with self.assertRaises(UserError):
            items.with_user(self.accountant).remove_move_reconcile()
        self.assertEqual(claim.open_amount, 0)

    def test_other_entries_keep_their_buttons(self):
        account = self.accounts["BAD_DEBT"]
        move = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 5}),
                    Command.create({"account_id": account.id, "credit": 5}),
                ],
            }
        )
        move.action_post()
        move.with_user(self.accountant).button_draft()
        self.assertEqual(move.state, "draft")


@tagged("post_install", "-at_install")
class TestMoneyTakenBack(ClaimsCommon):
    """A bank line that is undone or deleted leaves its remittance awaiting money."""

    def _settled(self, *texts):
        self.claim("M1", 100)
        _outcome, record = self.remit(remittance("T-M1", payment("M1", 100, 100)))
        lines = [self.statement_line("T-M1", amount, self.payer) for amount in texts]
        self.assertEqual(record.settlement_state, "settled")
        return record, lines

    def test_deleted_line(self):
        record, (line,) = self._settled(100)
        line.unlink()
        self.assertEqual(record.settlement_state, "awaiting_eft")
        self.assertEqual(record.settled_amount, 0)
        self.statement_line("T-M1", 100, self.payer)
        self.assertEqual(record.settlement_state, "settled")

    def test_undone_line(self):
        record, (first, second) = self._settled(60, 40)
        second.action_undo_reconciliation()
        self.assertEqual(record.settlement_state, "partially_settled")
        self.assertEqual(record.settled_amount, 60)
        self.assertFalse(second.healthcare_remittance_ids)
        first.action_undo_reconciliation()
        self.assertEqual(record.settlement_state, "awaiting_eft")


@tagged("post_install", "-at_install")
class TestSuspenseItems(ClaimsCommon):
    """Each payment in suspense is matched with its own item."""

    def test_one_number_twice(self):
        self.claim("Q", 100)
        self.claim("R", 40)
        _outcome, record = self.remit(
            remittance(
                "T-S2",
                payment("DD", 100, 80, [("CO", "45", 20)], icn="X1"),
                payment("DD", 40, 30, [("CO", "45", 10)], icn="X2"),
            )
        )
        claims = self.env["healthcare.claim"]
        second, first = record.claim_ids.sorted("paid")
        second._match_to(claims.search([("name", "=", "R")]))
        first._match_to(claims.search([("name", "=", "Q")]))
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.accounts["REMIT_SUSPENSE"].id)]
        )
        self.assertEqual(len(items), 4)
        self.assertFalse(items.filtered(lambda item: not item.reconciled))

    def test_money_of_an_estimate_that_is_given_back_answers_its_question(self):
        self.claim("E", 100)
        outcome, record = self.remit(
            remittance("T-25", payment("E", 100, 10, [("CO", "45", 90)], status="25"))
        )
        self.env["healthcare.exception"]._open_many(
            [(finding, None, None, self.company) for finding in outcome.findings]
        )
        record.claim_ids.action_return_to_payer()
        questions = self.env["healthcare.exception"].search(
            [("res_model", "=", "healthcare.remittance.claim")]
        )
        self.assertEqual(questions.mapped("code"), ["PREDETERMINATION_PAID"])
        self.assertNotEqual(questions.state, "open")
        self.assertEqual(record.claim_ids.state, "returned")


@tagged("post_install", "-at_install")
class TestLineageOfItems(ClaimsCommon):
    """From an amount in the ledger to the place in the payer's file."""

    def test_every_item_is_explained_by_rows(self):
        self.claim("L1", 300)
        _outcome, record = self.remit(
            remittance(
                "T-L",
                payment("L1", 300, 100, [("CO", "45", 150), ("PR", "1", 50)]),
                payment("NOBODY", 10, 10),
                provider=[("L6", "R1", -5)],
            )
        )
        of_claims = record.row_ids.filtered("remittance_claim_id")
        self.assertEqual(len(of_claims), 6)
        self.assertTrue(all(of_claims.mapped("where")))
        for role in set(record.move_id.line_ids.mapped("healthcare_role")):
            items = record.move_id.line_ids.filtered(
                lambda item, role=role: item.healthcare_role == role
            )
            rows = record.row_ids.filtered(lambda row, role=role: row.role == role)
            self.assertEqual(
                round(sum(items.mapped("balance")), 2),
                round(sum(rows.mapped("amount")), 2),
            )
