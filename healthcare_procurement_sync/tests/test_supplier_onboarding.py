"""From the request to the first order: two checks, documents, holds."""

from datetime import timedelta

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .suppliers import SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierOnboarding(SupplierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = cls.env["healthcare.compliance.type"]
        cls.kinds.search([]).write({"required_for": "none"})
        cls.w9 = cls.env.ref("healthcare_procurement_sync.compliance_type_w9")
        cls.exclusion = cls.env.ref(
            "healthcare_procurement_sync.compliance_type_exclusion"
        )
        cls.coi = cls.env.ref("healthcare_procurement_sync.compliance_type_coi")
        (cls.w9 | cls.exclusion | cls.coi).write({"required_for": "all"})
        cls.today = fields.Date.today()

    def _request(self, **more):
        dialog = self._as("requester", self.env["healthcare.supplier.request"]).create(
            {"name": "Brightline Optics", "reason": "New endoscopes", **more}
        )
        action = dialog.action_request()
        return self.env["res.partner"].browse(action["res_id"])

    def _document(self, partner, kind, days=200, accept=True):
        document = self._as(
            "officer", self.env["healthcare.compliance.document"]
        ).create(
            {
                "partner_id": partner.id,
                "type_id": kind.id,
                "number": f"{kind.code}-1",
                "valid_to": kind.has_expiry and self.today + timedelta(days=days),
            }
        )
        if accept:
            document.action_accept()
        return document

    def _approved(self):
        partner = self._request()
        for kind in (self.w9, self.exclusion, self.coi):
            self._document(partner, kind)
        self._as("officer", partner).action_healthcare_start()
        self._as("officer", partner).action_healthcare_compliance_ok()
        self._as("treasurer", partner).action_healthcare_finance_ok()
        return partner

    def _order_from(self, partner):
        return self.env["purchase.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.glove.id,
                            "product_qty": 1,
                            "price_unit": 10.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    # -- the way ---------------------------------------------------------------------

    def test_requested_compliance_finance_approved(self):
        partner = self._request()
        self.assertEqual(partner.healthcare_onboarding_state, "requested")
        self.assertEqual(partner.healthcare_requested_by_id, self.people["requester"])
        order = self._order_from(partner)
        with self.assertRaises(UserError):
            order.with_user(self.people["buyer"]).button_confirm()
        for kind in (self.w9, self.exclusion, self.coi):
            self._document(partner, kind)
        self._as("officer", partner).action_healthcare_start()
        self._as("officer", partner).action_healthcare_compliance_ok()
        self.assertEqual(partner.healthcare_onboarding_state, "finance")
        with self.assertRaises(UserError):
            order.with_user(self.people["buyer"]).button_confirm()
        self._as("treasurer", partner).action_healthcare_finance_ok()
        self.assertEqual(partner.healthcare_onboarding_state, "approved")
        order.with_user(self.people["buyer"]).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_the_requester_is_told(self):
        partner = self._approved()
        told = self.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                ("partner_ids", "in", self.people["requester"].partner_id.ids),
            ]
        )
        self.assertTrue(any("approved" in message.body for message in told))

    def test_compliance_last_makes_it_orderable_at_once(self):
        partner = self._request()
        for kind in (self.w9, self.exclusion, self.coi):
            self._document(partner, kind)
        self._as("treasurer", partner).action_healthcare_finance_ok()
        self.assertEqual(partner.healthcare_onboarding_state, "compliance")
        self._as("officer", partner).action_healthcare_compliance_ok()
        self.assertEqual(partner._healthcare_orderable(self.company), (True, ""))

    def test_three_people(self):
        officer = self.people["officer"]
        officer.group_ids |= self.env.ref("healthcare_procurement_sync.group_treasury")
        partner = self._request()
        for kind in (self.w9, self.exclusion):
            self._document(partner, kind)
        self._as("officer", partner).action_healthcare_compliance_ok()
        with self.assertRaises(AccessError):
            self._as("officer", partner).action_healthcare_finance_ok()

    def test_missing_documents_stop_the_compliance_check(self):
        partner = self._request()
        with self.assertRaises(UserError) as caught:
            self._as("officer", partner).action_healthcare_compliance_ok()
        self.assertIn(self.w9.name, str(caught.exception))

    def test_nobody_types_the_state(self):
        partner = self._request()
        for name in ("buyer", "clerk"):
            with self.subTest(who=name), self.assertRaises(AccessError):
                self._as(name, partner).write(
                    {"healthcare_onboarding_state": "approved"}
                )
            with self.subTest(who=name, how="create"), self.assertRaises(AccessError):
                self._as(name, self.env["res.partner"]).create(
                    {"name": "X", "healthcare_onboarding_state": "approved"}
                )
        fresh = (
            self._as("buyer", self.env["res.partner"])
            .with_context(default_healthcare_onboarding_state="approved")
            .create({"name": "Y"})
        )
        self.assertFalse(fresh.healthcare_onboarding_state)

    def test_a_scheduled_job_passes_no_check(self):
        order = self._order_from(self._request())
        with self.assertRaises(UserError):
            order.with_user(self.env.ref("base.user_root")).button_confirm()
        with self.assertRaises(UserError):
            order.sudo().button_approve()

    def test_rejected_and_suspended(self):
        partner = self._approved()
        dialog = self._as("officer", self.env["healthcare.supplier.decision"]).create(
            {"partner_id": partner.id, "verb": "suspend", "reason": "Recall ignored"}
        )
        dialog.action_done()
        allowed, why = partner._healthcare_orderable(self.company)
        self.assertFalse(allowed)
        self.assertIn("Recall ignored", why)
        self._as("officer", partner).action_healthcare_reinstate()
        self.assertEqual(partner.healthcare_onboarding_state, "requested")

    def test_the_policy_for_suppliers_nobody_approved(self):
        self.assertTrue(self.supplier._healthcare_orderable(self.company)[0])
        self.company.healthcare_onboarding_policy = "warn"
        order = self._order_from(self.supplier)
        self.assertIn("Never approved", order.healthcare_supplier_note)
        self.company.healthcare_onboarding_policy = "required"
        self.assertFalse(self.supplier._healthcare_orderable(self.company)[0])

    def test_a_known_tax_number_is_shown_before_the_request(self):
        self.supplier.supplier_rank = 1
        with self.assertRaises(UserError):
            self._request(vat="123456789")

    # -- documents -------------------------------------------------------------------

    def test_an_expired_document_blocks_warns_and_asks(self):
        partner = self._approved()
        document = partner.healthcare_document_ids.filtered(
            lambda row: row.type_id == self.exclusion
        )
        document.sudo().valid_to = self.today - timedelta(days=1)
        order = self._order_from(partner)
        self.assertTrue(order.healthcare_supplier_stops)
        with self.assertRaises(UserError):
            order.button_confirm()
        self.env["healthcare.compliance.document"]._cron_expire()
        self.assertEqual(document.state, "expired")
        question = self._open(partner, "DOC_EXPIRED")
        self.assertEqual(question.where, "EXCLUSION")
        officers = self.env.ref("healthcare_procurement_sync.group_supplier_compliance")
        self.assertIn(officers, question.user_id.all_group_ids)

    def test_a_warning_type_only_warns(self):
        partner = self._approved()
        partner.healthcare_document_ids.filtered(
            lambda row: row.type_id == self.coi
        ).sudo().valid_to = self.today - timedelta(days=1)
        order = self._order_from(partner)
        self.assertFalse(order.healthcare_supplier_stops)
        self.assertIn(self.coi.name, order.healthcare_supplier_note)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_what_expires_soon_becomes_an_activity(self):
        partner = self._approved()
        document = partner.healthcare_document_ids.filtered(
            lambda row: row.type_id == self.coi
        )
        document.sudo().valid_to = self.today + timedelta(days=10)
        cron = self.env["healthcare.compliance.document"]
        cron._cron_expire()
        cron._cron_expire()
        self.assertEqual(len(document.activity_ids), 1)
        self.assertEqual(document.activity_ids.date_deadline, document.valid_to)

    def test_what_a_buyer_uploads_waits_for_the_officer(self):
        partner = self._request()
        document = self._as("buyer", self.env["healthcare.compliance.document"]).create(
            {"partner_id": partner.id, "type_id": self.w9.id}
        )
        self.assertEqual(document.state, "to_check")
        with self.assertRaises(AccessError):
            document.action_accept()
        with self.assertRaises(AccessError):
            document.write({"state": "valid"})

    def test_another_date_under_a_signature_is_checked_again(self):
        document = self._document(self._request(), self.coi)
        self._as("buyer", document).write(
            {"valid_to": self.today + timedelta(days=999)}
        )
        self.assertEqual(document.state, "to_check")

    # -- the answers -----------------------------------------------------------------

    def _expired(self):
        partner = self._approved()
        partner.healthcare_document_ids.filtered(
            lambda row: row.type_id == self.exclusion
        ).sudo().valid_to = self.today - timedelta(days=1)
        self.env["healthcare.compliance.document"]._cron_expire()
        return partner, self._open(partner, "DOC_EXPIRED")

    def _dialog(self, action, **values):
        return (
            self._as("officer", self.env["healthcare.supplier.decision"])
            .with_context(**action["context"])
            .create(values)
        )

    def test_upload_answers_it(self):
        partner, question = self._expired()
        action = self._answer(question, "upload_document", "officer")
        self._dialog(
            action,
            file="UERG",
            file_name="check.pdf",
            until=self.today + timedelta(days=31),
        ).action_done()
        self.assertEqual(question.state, "resolved")
        self.assertTrue(partner._healthcare_orderable(self.company)[0])

    def test_waiver_answers_it_for_thirty_days_at_most(self):
        partner, question = self._expired()
        action = self._answer(question, "waive_document", "officer")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._dialog(
                action, until=self.today + timedelta(days=31), reason="Renewal sent"
            ).action_done()
        self._dialog(
            action, until=self.today + timedelta(days=30), reason="Renewal sent"
        ).action_done()
        self.assertEqual(question.state, "resolved")
        self.assertTrue(partner._healthcare_orderable(self.company)[0])
        later = self.today + timedelta(days=31)
        self.assertTrue(partner._healthcare_gaps(blocking=True, day=later))

    def test_block_answers_it(self):
        partner, question = self._expired()
        self._answer(question, "block_supplier", "officer", "On the list")
        self.assertEqual(question.state, "resolved")
        self.assertIn("On the list", partner._healthcare_orderable(self.company)[1])

    # -- holds -----------------------------------------------------------------------

    def test_the_most_restrictive_side_counts(self):
        holds = self.env["healthcare.supplier.hold"]
        compliance = self._as("officer", holds).create(
            {
                "partner_id": self.supplier.id,
                "source": "compliance",
                "reason": "Audit",
            }
        )
        finance = self._as("treasurer", holds).create(
            {
                "partner_id": self.supplier.id,
                "source": "finance",
                "reason": "Dispute",
            }
        )
        with self.assertRaises(AccessError):
            self._as("treasurer", compliance).action_release()
        self._as("officer", compliance).action_release()
        self.assertFalse(self.supplier._healthcare_orderable(self.company)[0])
        self._as("treasurer", finance).action_release()
        self.assertTrue(self.supplier._healthcare_orderable(self.company)[0])

    def test_a_hold_stops_payments(self):
        bills = self._bills(1)
        self.env["healthcare.supplier.hold"]._place(
            self.supplier, "finance", "Dispute", "payments"
        )
        with self.assertRaises(UserError):
            bills._healthcare_check_payable()
        self.assertTrue(self.supplier._healthcare_orderable(self.company)[0])

    def test_bills_wait_for_a_hold_and_go_on_when_it_is_lifted(self):
        order = self._glove_order()
        self._receive(order)
        hold = self.env["healthcare.supplier.hold"]._place(
            self.supplier, "finance", "Dispute", "payments"
        )
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(self._codes(outcome), ["SUPPLIER_BLOCKED"])
        hold._release()
        self.assertEqual(self._match().state, "released")

    def test_other_systems_hear_of_an_approved_supplier(self):
        connection = self._create_connection(self.env["res.partner"], "erp")
        flow = self.env["healthcare.flow"].create(
            {
                "name": "Suppliers",
                "code": "suppliers",
                "connection_id": connection.id,
                "direction": "out",
                "kind": "supplier",
                "codec": "json",
            }
        )
        partner = self._approved()
        message = self.env["healthcare.message"].search([("flow_id", "=", flow.id)])
        self.assertEqual(len(message), 1)
        document = self.env["healthcare.handler.supplier"]._compose(partner)[0]
        self.assertEqual(
            (document.name, document.approval), ("Brightline Optics", "approved")
        )

    # -- numbers ---------------------------------------------------------------------

    def test_numbers_are_checked_and_belong_to_one(self):
        identifiers = self.env["healthcare.party.identifier"]
        rows = [
            ("gln", "0614141123452"),
            ("duns", "80-473-5132"),
            ("dea", "AB1234563"),
            ("ein", "12-3456789"),
        ]
        for scheme, value in rows:
            with self.subTest(scheme=scheme):
                identifiers.create(
                    {
                        "partner_id": self.supplier.id,
                        "scheme": scheme,
                        "value": value,
                    }
                )
        self.assertEqual(
            self.supplier._healthcare_by_identifier("duns", ["804735132", "x"]),
            {"804735132": self.supplier},
        )
        for scheme, value in (("gln", "0614141123453"), ("dea", "AB1234564")):
            with self.subTest(wrong=scheme), self.assertRaises(ValidationError):
                identifiers.create(
                    {
                        "partner_id": self.supplier.id,
                        "scheme": scheme,
                        "value": value,
                    }
                )
