"""Claims and remittances tell their listeners."""

from odoo.tests import tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestEvents(ClaimsCommon):
    """One listener for everything about claims."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        connection = cls.env["healthcare.connection"].create(
            {
                "name": "Portal",
                "code": "portal-claims",
                "connector": "webhook",
                "state": "live",
                "company_id": cls.env.company.id,
            }
        )
        kinds = cls.env["healthcare.event.type"].search([("area", "=", "claims")])
        cls.subscription = cls.env["healthcare.subscription"].create(
            {
                "name": "Portal",
                "connection_id": connection.id,
                "type_ids": [(6, 0, kinds.ids)],
            }
        )

    def _heard(self):
        return self.env["healthcare.event"].search(
            [("subscription_id", "=", self.subscription.id)], order="id"
        )

    def test_from_claim_to_denial(self):
        claim = self.claim("EV1", 100)
        self.remit(remittance("T-EV", payment("EV1", 100, 70, [("CO", "50", 30)])))
        heard = self._heard()
        codes = set(heard.mapped("type_id.code"))
        expected = {"claim.status_changed", "remittance.posted", "denial.opened"}
        self.assertEqual(codes, expected)
        about = heard.filtered(lambda row: row.res_model == "healthcare.claim")
        self.assertEqual(set(about.mapped("res_id")), {claim.id})
        posted = heard.filtered(lambda row: row.type_id.code == "remittance.posted")
        self.assertEqual(len(posted), 1)
        self.assertEqual(posted.data["remittance"], "T-EV")
