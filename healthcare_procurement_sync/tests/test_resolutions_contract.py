"""Every question about contracts, late lists and disputes: asked, answered, right."""

from datetime import date, timedelta
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .test_contract_import import ImportCase
from .test_price_dispute import DisputeCase


class Answers:
    def _question(self, code, record):
        found = self.env["healthcare.exception"].search(
            [
                ("code", "=", code),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(len(found), 1, code)
        self.assertTrue(found.type_id.group_id, "a question has a team")
        return found

    def _answer(self, question, user, code, reason="Agreed by phone"):
        mine = question.with_user(user)
        self.assertIn(code, mine.resolution_ids.mapped("code"))
        return mine._apply_resolution(code, reason)


class TestContractAnswers(Answers, ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(cls.env, "ans-buyer", "purchase.group_purchase_user")

    def test_put_into_force(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        question = self._question("CONTRACT_NEW", contract)
        with self.assertRaises(AccessError):
            question.with_user(self.buyer)._apply_resolution("activate_contract")
        self._answer(question, self.keeper, "activate_contract")
        self.assertEqual((contract.state, question.state), ("active", "resolved"))
        self.assertEqual(float(self._chosen().price), 8.5)

    def test_not_ours(self):
        self._apply(self._with(self._line()))
        contract = self._found()
        question = self._question("CONTRACT_NEW", contract)
        self._answer(question, self.keeper, "cancel_contract")
        self.assertEqual((contract.state, question.state), ("cancelled", "resolved"))

    def test_read_again(self):
        self._apply(self._with(self._line("NEW-78", "3.00", "")))
        arrival = self._imports(self._found())
        question = self._question("CONTRACT_LINES_REFUSED", arrival)
        with self.assertRaises(UserError):
            self._answer(question, self.keeper, "read_contract_again")
        product = self._create_product("NEWITEM", supplier_code="NEW-78")
        self._answer(question, self.keeper, "read_contract_again")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._found().line_ids.product_id, product)

    def test_leave_out(self):
        self._apply(self._with(self._line(), self._line("NOBODY")))
        arrival = self._imports(self._found())
        question = self._question("CONTRACT_LINES_REFUSED", arrival)
        self._answer(question, self.keeper, "leave_out_lines")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(len(self._found().line_ids), 1)

    def _late(self):
        feed = self.env["healthcare.supplier.feed"].create(
            {
                "name": "List",
                "partner_id": self.supplier.id,
                "full_confirmed_at": fields.Datetime.now() - timedelta(days=12),
            }
        )
        self.env["healthcare.price.policy"]._cron_late()
        return feed, self._question("FEED_STALE", feed)

    def test_go_on_at_the_last_prices(self):
        feed, question = self._late()
        self._answer(question, self.buyer, "use_last_prices")
        self.env["healthcare.price.policy"]._cron_late()
        self.assertEqual(question.state, "resolved")
        self.assertEqual(feed.healthcare_late_accepted_on, date.today())
        feed.full_confirmed_at = fields.Datetime.now() - timedelta(days=31)
        feed.healthcare_late_accepted_on = date.today() - timedelta(days=5)
        self.env["healthcare.price.policy"]._cron_late()
        self._question("FEED_STALE", feed)

    def test_ask_for_a_new_list(self):
        feed, question = self._late()
        with self.assertRaises(UserError):
            self._answer(question, self.buyer, "request_price_list")
        self.supplier.email = "lists@north.example"
        self._answer(question, self.buyer, "request_price_list")
        self.assertEqual(question.state, "resolved")
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.email_to, "lists@north.example")
        self.env["healthcare.price.policy"]._cron_late()
        self.assertEqual(feed.healthcare_late_asked_on, date.today())


class TestDisputeAnswers(Answers, DisputeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env,
            "dis-buyer",
            "purchase.group_purchase_user,account.group_account_invoice",
        )

    def test_dispute_the_price_of_a_bill(self):
        move = self._held_bill()
        question = self._question("CONTRACT_VARIANCE", move)
        action = self._answer(question, self.buyer, "dispute_price")
        dispute = self.env["healthcare.price.dispute"].browse(action["res_id"])
        self.assertEqual((dispute.amount, question.state), (10.0, "open"))
        dispute._send("billing@north.example", "Price", "<p>Please answer</p>")
        dispute._reply(True, "Jane Doe")
        self.assertEqual(question.state, "resolved")

    def test_dispute_an_acknowledged_price(self):
        order = self._glove_order(price=11.0)
        line = self._ack_line(1, ("IP", "10"), price="13.00")
        self._apply(self._acknowledgment(order, line))
        question = self._question("PRICE_CHANGE", order)
        action = self._answer(question, self.buyer, "dispute_price")
        dispute = self.env["healthcare.price.dispute"].browse(action["res_id"])
        self.assertEqual(dispute.amount, 20.0)
        dispute._send("billing@north.example", "Price", "<p>Please answer</p>")
        dispute._reply(True, "Jane Doe")
        self.assertEqual((dispute.state, question.state), ("closed", "resolved"))
        self.assertEqual(order.order_line.price_unit, 11.0)

    def _refused(self):
        dispute = self._sent()
        dispute._reply(False, "Jane Doe", "Our list of May")
        return dispute, self._question("PRICE_DISPUTE_REFUSED", dispute)

    def test_send_it_again(self):
        dispute, question = self._refused()
        action = self._answer(question, self.keeper, "send_dossier_again")
        wizard = (
            self.env["healthcare.price.dispute.send"]
            .with_user(self.keeper)
            .with_context(**action["context"])
            .create({})
        )
        wizard.action_send()
        self.assertEqual((dispute.state, question.state), ("sent", "resolved"))

    def test_give_it_up(self):
        dispute, question = self._refused()
        self._answer(question, self.keeper, "give_up_dispute")
        self.assertEqual((dispute.state, question.state), ("closed", "resolved"))
        self.assertEqual(dispute.claim_ids.mapped("state"), ["cancelled"])

    def test_two_people_change_the_contract_and_history_stays(self):
        line = self.contract.line_ids
        change = self.env["healthcare.master.change"]._hold(
            line, {"price": 11.5}, "manual", requester=self.buyer
        )
        change.with_user(self.keeper).action_approve()
        self.assertEqual(self._chosen().price, Decimal(11))
        change.with_user(self.other_keeper).action_approve()
        self.env.invalidate_all()
        self.assertEqual(float(self._chosen().price), 11.5)
        yesterday = self.today - timedelta(days=1)
        self.assertEqual(self._chosen(day=yesterday).price, Decimal(11))
