"""An operator in a browser: a question, its cause mended, a replay, done."""

import json

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.healthcare_drain import HealthcareDrain
from ..models.healthcare_handler import HealthcareHandler
from ..outcome import Finding, Outcome, Touched
from .test_views_tour import RECEIPT

BASE = "healthcare_integration_base.group_"


class TaxHandler:
    """Refuses what comes from a supplier without a tax number."""

    def __init__(self, partner_id, user_id):
        self.partner_id, self.user_id = partner_id, user_id

    def bound(self, env):
        self.env = env
        return self

    def _subject(self, document):
        return f"receipt:{document.receipt_number}"

    def _reference(self, document):
        return document.receipt_number

    def _control_amount(self, document):
        return None

    def _content(self, document):
        return document.receipt_number

    def _apply(self, incoming):
        return [self._one() for _row in incoming]

    def _one(self):
        partner = self.env["res.partner"].browse(self.partner_id)
        if partner.sudo().vat:
            return Outcome.done([Touched("res.partner", self.partner_id, "linked")])
        question = Finding(
            "TOUR_TAX",
            "Tour Supply has no tax number",
            "res.partner",
            self.partner_id,
            user_id=self.user_id,
        )
        return Outcome.rejected("supplier.tax_number.missing", findings=[question])


def drain_at_once(drain, lane="normal"):
    """A doorbell is answered within the request: nothing is committed here."""
    if not drain.env.context.get("healthcare_in_drain"):
        drain.env.flush_all()
        # The database's clock stands still in a test.
        drain.env.cr.execute(
            "UPDATE healthcare_message SET due_at = timezone('UTC', now()) "
            "WHERE state = 'due'"
        )
        drain.sudo()._drain(lane)
        drain.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestExceptionTour(HttpCase):
    """What an operator does all day."""

    def setUp(self):
        super().setUp()
        self.operator = new_test_user(
            self.env, "tour_tax", f"{BASE}operator,base.group_partner_manager"
        )
        self.partner = self.env["res.partner"].create(
            {"name": "Tour Supply", "is_company": True}
        )
        self.env["healthcare.exception.type"].create(
            {
                "code": "TOUR_TAX",
                "name": "Supplier data is missing",
                "technical": True,
                "group_id": self.env.ref(f"{BASE}operator").id,
                "advice": "Enter the tax number of the supplier and replay.",
            }
        )
        handler = TaxHandler(self.partner.id, self.operator.id)
        self.patch(
            HealthcareHandler,
            "_for_kind",
            lambda model, kind: handler.bound(model.env),
        )
        self.patch(HealthcareDrain, "_ring_after_commit", drain_at_once)
        connection = self.env["healthcare.connection"].create(
            {"name": "Tour Supply", "code": "tour", "state": "live"}
        )
        self.flow = self.env["healthcare.flow"].create(
            {
                "name": "Receipts",
                "code": "receipts",
                "connection_id": connection.id,
                "direction": "in",
                "kind": "goods_receipt",
                "codec": "json",
            }
        )

    def test_exception_tour(self):
        self.env.flush_all()
        messages = self.env["healthcare.message"]
        accepted = messages._accept(self.flow, json.dumps(RECEIPT).encode())
        drain_at_once(self.env["healthcare.drain"])
        message = messages.browse(accepted.message_id)
        self.assertEqual(message.state, "rejected")
        self.assertEqual(message.exception_ids.user_id, self.operator)
        self.start_tour("/odoo", "healthcare_exception_tour", login="tour_tax")
        self.env.invalidate_all()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.exception_ids.state, "resolved")
        self.assertEqual(self.partner.vat, "TOUR-123")
        replays = message.attempt_ids.filtered(lambda row: row.stage == "person")
        self.assertEqual(replays.user_id, self.operator)
