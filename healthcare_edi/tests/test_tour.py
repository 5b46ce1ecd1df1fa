"""In a browser: an administrator configures a partner and reads what it sent."""

from odoo.tests import HttpCase, new_test_user, tagged

from .exchange import ExchangeCase


@tagged("post_install", "-at_install")
class TestPartnerTour(HttpCase):
    """Configuring a partner from nothing."""

    def test_partner_tour(self):
        connection = self.env["healthcare.connection"].create(
            {"name": "Tour Medical", "code": "tour_medical"}
        )
        new_test_user(
            self.env,
            "tour_admin",
            "healthcare_integration_base.group_administrator",
        )
        self.start_tour("/odoo", "healthcare_edi_partner_tour", login="tour_admin")
        partner = self.env["healthcare.trading.partner"].search(
            [("connection_id", "=", connection.id)]
        )
        self.assertEqual(partner.qualifier, "01")
        self.assertEqual(partner.functional_acknowledgment, "always")
        self.assertEqual(partner.tolerance_ids.pattern, "x12.ge01.*")
        self.assertTrue(partner._answer_flow(), "acknowledgments have a flow")


@tagged("post_install", "-at_install")
class TestExchangeTour(ExchangeCase, HttpCase):
    """Reading what was exchanged."""

    def test_exchange_tour(self):
        self.connection.name = "Tour Medical"
        self.partner.functional_acknowledgment = "always"
        self._receive(self._two_sets(second_count="9"), name="answers.edi")
        new_test_user(
            self.env,
            "tour_admin",
            "healthcare_integration_base.group_administrator,"
            "healthcare_integration_base.group_payload_reader",
        )
        self.start_tour(
            "/odoo/action-healthcare_integration_base.healthcare_transfer_action",
            "healthcare_edi_exchange_tour",
            login="tour_admin",
        )
