"""A connection's life cycle, its checks, and who may act for it."""

from odoo.exceptions import AccessDenied, UserError, ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestConnection(TransactionCase):
    """From draft to live, never without a passed check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Acme", "code": "acme"}
        )

    def test_only_a_passed_check_can_be_certified(self):
        with self.assertRaises(UserError):
            self.connection.action_certify()
        self.connection.action_check()
        self.assertTrue(self.connection.check_passed)
        self.connection.action_certify()
        self.connection.action_go_live()
        self.assertEqual(self.connection.state, "live")

    def test_a_failed_check_says_what_to_do(self):
        self.connection.write({"connector": "http", "endpoint_url": False})
        self.connection.action_check()
        self.assertFalse(self.connection.check_passed)
        self.assertEqual(self.connection.check_result, "Fill in an address.")

    def test_a_draft_cannot_go_live(self):
        with self.assertRaises(UserError):
            self.connection.action_go_live()

    def test_a_code_is_part_of_an_address(self):
        for code in ("Acme", "a b", "", "a/b", "x" * 65):
            with self.assertRaises(UserError):
                self.connection.code = code

    def test_a_person_is_not_a_service_account(self):
        with self.assertRaises(ValidationError):
            self.connection.service_user_id = self.env.user

    def test_a_service_account_cannot_log_in(self):
        user = self.connection.service_user_id
        user.password = "a long pass phrase"
        credential = {
            "login": user.login,
            "password": "a long pass phrase",
            "type": "password",
        }
        with self.assertRaises(AccessDenied):
            user.with_user(user)._check_credentials(credential, {"interactive": True})

    def test_a_service_account_may_act_in_the_company(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        self.connection.company_id = company
        self.assertIn(company, self.connection.service_user_id.company_ids)

    def test_each_transport_has_its_model(self):
        choices = (
            self.env["healthcare.connection"]._fields["connector"].get_values(self.env)
        )
        for choice in choices:
            self.assertIn(f"healthcare.connector.{choice}", self.env)

    def test_an_outbound_flow_needs_a_document(self):
        with self.assertRaises(ValidationError):
            self.env["healthcare.flow"].create(
                {
                    "name": "Out",
                    "code": "out",
                    "connection_id": self.connection.id,
                    "direction": "out",
                }
            )
