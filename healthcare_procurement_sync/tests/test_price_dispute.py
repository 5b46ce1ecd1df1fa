"""The dossier: evidence, letter, signed answer, credit note, recovery."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase

from ..dispute_dossier import PATH, PURPOSE
from .test_contract_price import ContractCase


class DisputeCase(ContractCase):
    """A bill that is held because its price is above the contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier.email = "billing@north.example"
        cls.contract = cls._contract(
            (cls.glove, cls.box, 11.0, {"clause": "Annex B, 4.2", "clause_page": 7})
        )

    def _held_bill(self, price="12.00", quantity=10, number="INV-5001"):
        order = self._glove_order(quantity=quantity, price=11.0)
        self._receive(order)
        line = (1, str(quantity), "BX", price)
        self._apply(self._invoice(order, line, number=number))
        match = self._match(number)
        self.assertEqual(match.state, "held")
        return match.move_id

    def _sent(self, move=None):
        dispute = self.env["healthcare.price.dispute"]._open_for_bill(
            move or self._held_bill()
        )
        wizard = self.env["healthcare.price.dispute.send"].create(
            {"dispute_id": dispute.id}
        )
        wizard.action_send()
        return dispute

    def _exceptions(self, record, state="open"):
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", state),
            ]
        )


class TestPriceDispute(DisputeCase):
    def test_the_variance_opens_it_with_the_exact_difference(self):
        move = self._held_bill()
        self.assertTrue(move.healthcare_can_dispute)
        action = move.action_dispute_price()
        dispute = self.env["healthcare.price.dispute"].browse(action["res_id"])
        self.assertEqual(dispute.amount, 10.0)
        line = dispute.line_ids
        self.assertEqual(line.contract_line_id, self.contract.line_ids)
        self.assertEqual((line.quantity, line.basis), (1000, "contract"))
        self.assertAlmostEqual(line.billed_price, 0.12, 6)
        self.assertAlmostEqual(line.agreed_price, 0.11, 6)
        # Asking again leads to the same one.
        self.assertEqual(move.action_dispute_price()["res_id"], dispute.id)

    def test_exposure_counts_what_is_ordered_and_not_billed(self):
        move = self._held_bill()
        self._glove_order(quantity=40, price=11.0)
        dispute = self.env["healthcare.price.dispute"]._open_for_bill(move)
        self.assertEqual(dispute.exposure, 40.0)

    def test_the_dossier_holds_the_evidence(self):
        for number, price in (("INV-1", "11.00"), ("INV-2", "10.90")):
            order = self._glove_order(price=float(price))
            self._receive(order)
            self._apply(self._invoice(order, (1, "10", "BX", price), number=number))
        dispute = self.env["healthcare.price.dispute"]._open_for_bill(self._held_bill())
        dossier = dispute._dossier()
        line = dossier.lines[0]
        facts = dict(line.facts)
        self.assertIn("C-1", facts["Contract"])
        self.assertIn("Annex B, 4.2", facts["Contract"])
        self.assertIn("page 7", facts["Contract"])
        self.assertIn("INV-5001", facts["Your invoice"])
        self.assertIn(dispute.order_ids.name, facts["Order"])
        self.assertEqual(
            [str(round(price, 4)) for _day, _name, price in line.history],
            ["0.1090", "0.1100"],
        )
        self.assertTrue(dossier.pdf().startswith(b"%PDF"))

    def test_sending_queues_one_letter_with_dossier_and_link(self):
        dispute = self._sent()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.email_to, "billing@north.example")
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertIn(PATH, mail.body_html)
        self.assertEqual(dispute.state, "sent")
        self.assertEqual(dispute.claim_ids.amount, 10.0)
        self.assertTrue(dispute.activity_ids)

    def test_agreeing_makes_the_credit_note_and_closes_the_question(self):
        move = self._held_bill()
        self.assertEqual(self._exceptions(move).code, "CONTRACT_VARIANCE")
        dispute = self._sent(move)
        dispute._reply(True, "Jane Doe")
        credit = dispute.credit_id
        self.assertEqual((credit.move_type, credit.state), ("in_refund", "draft"))
        self.assertEqual(credit.amount_untaxed, 10.0)
        self.assertEqual(credit.reversed_entry_id, move)
        self.assertFalse(credit.invoice_line_ids.purchase_line_id)
        self.assertFalse(self._exceptions(move))
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.healthcare_payment_hold)
        with self.assertRaises(UserError):
            dispute._reply(False, "Jane Doe", "no")

    def test_the_posted_credit_is_counted_as_recovered(self):
        dispute = self._sent()
        dispute._reply(True, "Jane Doe")
        dispute.credit_id.action_post()
        self.assertEqual((dispute.state, dispute.recovered), ("recovered", 10.0))
        self.assertEqual(dispute.claim_ids.state, "settled")
        self.assertEqual(self.supplier.healthcare_recovered, 10.0)
        self.assertEqual(self.supplier.healthcare_disputed, 10.0)

    def test_the_suppliers_own_credit_is_not_counted_twice(self):
        dispute = self._sent()
        order = dispute.order_ids
        dispute._reply(True, "Jane Doe")
        ours = dispute.credit_id
        line = self._invoice_line(1, "1", "BX", "10.00")
        credit = self._invoice(
            order,
            type(line)(**{**_fields(line), "kind": "price_adjustment"}),
            number="CR-1",
            document_type="credit",
        )
        self._apply(credit)
        self.assertEqual(ours.state, "cancel")
        self.assertEqual(dispute.recovered, 10.0)
        self.assertEqual(dispute.credit_id.ref, "CR-1")

    def test_disagreeing_asks_the_contract_manager(self):
        dispute = self._sent()
        dispute._reply(False, "Jane Doe", "The price rose on 1 May.")
        self.assertEqual(dispute.state, "disagreed")
        question = self._exceptions(dispute)
        self.assertEqual(question.code, "PRICE_DISPUTE_REFUSED")
        self.assertFalse(dispute.credit_id)
        self.assertEqual(dispute.move_id.state, "draft")
        dispute.action_close()
        self.assertEqual(dispute.claim_ids.state, "cancelled")
        self.assertFalse(self._exceptions(dispute))

    def test_a_bill_that_is_held_for_more_stays_held(self):
        order = self._glove_order(price=11.0)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        move = self._match().move_id
        dispute = self._sent(move)
        dispute._reply(True, "Jane Doe")
        self.assertEqual(dispute.credit_id.state, "draft")
        self.assertTrue(move.healthcare_payment_hold)

    def test_the_supplier_is_reminded_once(self):
        dispute = self._sent()
        dispute.sent_at = fields.Datetime.now() - timedelta(days=6)
        before = self.env["mail.mail"].search_count([])
        self.env["healthcare.price.dispute"]._cron_remind()
        self.env["healthcare.price.dispute"]._cron_remind()
        self.assertEqual(self.env["mail.mail"].search_count([]), before + 1)

    def test_nothing_to_dispute_is_said(self):
        order = self._glove_order(price=11.0)
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "11.00")))
        move = self._match().move_id
        with self.assertRaises(UserError):
            move.action_dispute_price()


class TestDisputeLink(DisputeCase, HttpCase):
    """The page behind the link: opening decides nothing, answering decides once."""

    def _url(self, dispute):
        link = self.env["healthcare.signed.link"]._issue(
            dispute, PURPOSE, dispute.partner_id
        )
        return f"{PATH}{link._token()}"

    def _answer(self, url, **values):
        page = self.url_open(url)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(f"{url}/answer", data={"csrf_token": token, **values})

    def test_agree_by_the_link(self):
        dispute = self._sent()
        url = self._url(dispute)
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(dispute.state, "sent")
        answer = self._answer(url, verdict="agree", name="Jane Doe")
        self.assertIn("You agreed", answer.text)
        self.assertEqual(dispute.state, "agreed")
        self.assertEqual(dispute.credit_id.amount_untaxed, 10.0)
        again = self.url_open(url)
        self.assertNotIn('name="verdict"', again.text)

    def test_disagree_needs_a_reason_and_keeps_the_evidence(self):
        dispute = self._sent()
        url = self._url(dispute)
        page = self._answer(url, verdict="disagree", name="Jane Doe")
        self.assertIn("why you disagree", page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(
            f"{url}/answer",
            data={
                "csrf_token": token,
                "verdict": "disagree",
                "name": "Jane Doe",
                "text": "See our letter.",
            },
            files={"evidence": ("letter.html", b"%PDF-1.4 letter")},
        )
        self.assertEqual(dispute.state, "disagreed")
        kept = dispute.message_ids.attachment_ids.filtered(
            lambda row: row.name == "evidence-1.pdf"
        )
        self.assertEqual(kept.raw, b"%PDF-1.4 letter")

    def test_a_forged_link_opens_nothing(self):
        dispute = self._sent()
        url = self._url(dispute)
        self.assertEqual(self.url_open(f"{url[:-2]}xx").status_code, 404)
        self.assertEqual(self.url_open(f"{url}/dossier").content[:4], b"%PDF")
        other = self.env["healthcare.signed.link"]._issue(
            dispute, "something_else", dispute.partner_id
        )
        self.assertEqual(self.url_open(f"{PATH}{other._token()}").status_code, 404)


def _fields(line):
    return {name: getattr(line, name) for name in line.__slots__}
