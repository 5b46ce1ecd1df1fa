"""What each role of a hospital may not do with what another role's partners send."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_claims_finance.tests.common import payment

from .test_claim_to_cash import PaidByX12

BASE = "healthcare_integration_base.group_"
BUYER = "purchase.group_purchase_user,stock.group_stock_user"
ANALYST = (
    "healthcare_claims_finance.group_denial_analyst,account.group_account_readonly"
)


@tagged("post_install", "-at_install")
class TestDenialsOfAccess(PaidByX12):
    """One remittance of a payer; people who have nothing, or not everything, to do
    with it. Every denial is tried."""

    def setUp(self):
        super().setUp()
        self.claimed = self.claim("CLM-1", "250")
        self.message = self._pay(
            payment("CLM-1", "250", "0", [("CO", "197", "250")], status="4")
        )
        self.buyer = new_test_user(self.env, "denied_buyer", BUYER)
        self.analyst = new_test_user(self.env, "denied_analyst", ANALYST)
        self.mapping = self.env["healthcare.mapping"].create(
            {"name": "Payers", "domain": "partner"}
        )

    def _refused(self, record, user, method, *args):
        with self.assertRaises(UserError):
            getattr(record.with_user(user), method)(*args)

    def test_a_buyer_has_nothing_of_a_claim(self):
        for record in (self.message, self.claimed, self._remittance(self.message)):
            self._refused(record, self.buyer, "read", ["display_name"])
        self.assertFalse(
            self.message.with_user(self.buyer).search([("id", "=", self.message.id)])
        )
        case = self.claimed.denial_ids
        self.assertTrue(case)
        self._refused(case, self.buyer, "read", ["display_name"])

    def test_a_buyer_who_may_read_payloads_still_opens_no_claim(self):
        self.buyer.group_ids = [Command.link(self.env.ref(f"{BASE}payload_reader").id)]
        grants = self.env["healthcare.payload.grant"]
        self._refused(grants, self.buyer, "_grant", self.message, "Curious")
        self._refused(self.message, self.buyer, "action_download")
        self._refused(self.message, self.buyer, "read", ["canonical"])

    def test_an_analyst_sees_the_message_of_his_claim_and_not_its_contents(self):
        message = self.message.with_user(self.analyst)
        values = message.read(["state", "reference"])[0]
        self.assertEqual(values["state"], self.message.state)
        for name in ("canonical", "payload_text", "readable_html"):
            self._refused(self.message, self.analyst, "read", [name])
        self._refused(self.message, self.analyst, "action_download")

    def test_an_analyst_changes_no_mapping_and_moves_no_message(self):
        self._refused(self.mapping, self.analyst, "write", {"name": "Mine"})
        self._refused(self.mapping, self.analyst, "unlink")
        self._refused(
            self.env["healthcare.mapping"],
            self.analyst,
            "create",
            {"name": "Mine", "domain": "partner"},
        )
        for verb in ("action_replay", "action_mark_sent"):
            self._refused(self.message, self.analyst, verb)

    def test_nobody_of_the_trades_holds_credentials_or_settings(self):
        credential = self.env["healthcare.credential"].create(
            {"name": "Token", "connection_id": self.connection.id, "kind": "bearer"}
        )
        for user in (self.buyer, self.analyst):
            self._refused(credential, user, "read", ["name"])
            self._refused(self.connection, user, "write", {"name": "Mine"})
            self._refused(self.connection.flow_ids[:1], user, "action_pause")
            for model in (
                "healthcare.audit.entry",
                "healthcare.audit.seal",
                "healthcare.payload.grant",
                "healthcare.legal.hold",
                "healthcare.retention",
            ):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_the_service_account_reads_no_secret_and_moves_nothing_by_hand(self):
        service = self.connection.service_user_id
        self.assertTrue(service.healthcare_service_account)
        self.assertFalse(service.has_group("base.group_system"))
        credential = self.env["healthcare.credential"].create(
            {"name": "Token", "connection_id": self.connection.id, "kind": "bearer"}
        )
        self._refused(credential, service, "read", ["name"])
        self._refused(self.message, service, "action_replay")
        self._refused(self.connection, service, "write", {"name": "Mine"})
