"""Any number finds the same case, and its way is shown hop by hop (R022, R056)."""

from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_claims_finance.tests.common import payment
from odoo.addons.healthcare_procurement_sync.tests.common import ProcurementCase

from .common import Doors
from .test_claim_to_cash import PaidByX12


def search(env, user, text):
    """The lines of the answer."""
    box = env["healthcare.search"].with_user(user).create({"query": text})
    box.action_search()
    return box.line_ids


def hops(record, user):
    """The hops of a record's case as this user sees them."""
    action = record.with_user(user).action_open_healthcare_trace()
    return record.env[action["res_model"]].with_user(user).search(action["domain"])


@tagged("post_install", "-at_install")
class TestClaimTrace(PaidByX12):
    """A claim, its remittance and the entry."""

    def setUp(self):
        super().setUp()
        self.claimed = self.claim("CLM-1", "250")
        self.message = self._pay(
            payment("CLM-1", "250", "150", [("CO", "45", "100")], icn="ICN-4711"),
            trace="CHECK-77",
        )
        self.assertEqual(self.message.state, "done", self.message.code)
        self.analyst = new_test_user(
            self.env,
            "trace_analyst",
            "healthcare_claims_finance.group_claims_viewer,"
            "account.group_account_readonly",
        )

    def test_claim_payer_and_trace_number_find_the_same_claim(self):
        for text in ("CLM-1", "ICN-4711", "CHECK-77", "check-77"):
            found = search(self.env, self.analyst, text)
            claims = found.filtered(lambda row: row.res_model == "healthcare.claim")
            with self.subTest(text):
                self.assertEqual(claims.mapped("res_id"), self.claimed.ids)
                self.assertIn(
                    self.message.id,
                    found.filtered(
                        lambda row: row.res_model == "healthcare.message"
                    ).mapped("res_id"),
                )

    def test_a_buyer_finds_nothing_of_it(self):
        buyer = new_test_user(self.env, "trace_buyer", "purchase.group_purchase_user")
        for text in ("CLM-1", "ICN-4711", "CHECK-77", self.message.uuid):
            self.assertFalse(search(self.env, buyer, text), text)

    def test_the_way_of_a_claim(self):
        found = hops(self.claimed, self.analyst)
        models = found.mapped("res_model")
        for model in (
            "healthcare.claim",
            "healthcare.message",
            "healthcare.remittance",
            "account.move",
        ):
            self.assertIn(model, models)
        self.assertEqual(found.mapped("at"), sorted(found.mapped("at")))

    def test_nothing_is_found_by_a_piece_of_a_number(self):
        self.assertFalse(search(self.env, self.analyst, "CLM"))
        self.assertFalse(search(self.env, self.analyst, "%"))


@tagged("post_install", "-at_install")
class TestOrderTrace(Doors, ProcurementCase):
    """An order, its answer, its receipt and its bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_x12(cls.connection)

    def test_the_way_of_an_order(self):
        order = self._glove_order(quantity=10, price=12.0)
        self._post(
            self.connection,
            self._sealed(self._acknowledgment(order, self._ack_line(1, ("IA", "10")))),
        )
        self._receive(order)
        self._post(
            self.connection,
            self._sealed(self._invoice(order, (1, "10", "BX", "12.00"))),
        )
        groups = (
            "purchase.group_purchase_user,stock.group_stock_user,"
            "account.group_account_invoice"
        )
        buyer = new_test_user(self.env, "trace_officer", groups)
        found = hops(order, buyer)
        names = found.mapped("res_model")
        # The order that left, the answer and the bill.
        self.assertEqual(names.count("healthcare.message"), 3)
        for model in ("purchase.order", "stock.picking", "account.move"):
            self.assertIn(model, names)
        self.assertIn("Confirmed", found.mapped("what"))
        self.assertIn("Received", found.mapped("what"))
        self.assertEqual(
            hops(order.invoice_ids, buyer).mapped("res_id"), found.mapped("res_id")
        )
        bill = search(self.env, buyer, order.invoice_ids.ref)
        self.assertIn(
            order.id,
            bill.filtered(lambda row: row.res_model == "purchase.order").mapped(
                "res_id"
            ),
        )

    def test_time_in_words(self):
        words = self.env["healthcare.trace"]._words
        said = [words(value) for value in (0, 5, 65, 3900, 90000)]
        self.assertEqual(said, ["", "5 s", "1 min", "1 h 5 min", "1 d 1 h"])
