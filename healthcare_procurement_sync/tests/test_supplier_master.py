"""Suppliers from other systems: versions, field owners, duplicates, locked fields."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Supplier,
    SupplierAddress,
    SupplierBankAccount,
    SupplierCertificate,
    SupplierNumber,
)

from .suppliers import NEW_ACCOUNT, OLD_ACCOUNT, SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierMaster(SupplierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erp = cls._create_connection(cls.env["res.partner"], "erp")
        cls.compliance = cls._create_connection(cls.env["res.partner"], "checks")
        for connection in (cls.erp, cls.compliance):
            cls.env["healthcare.flow"].create(
                {
                    "name": "supplier",
                    "code": "supplier",
                    "connection_id": connection.id,
                    "direction": "in",
                    "kind": "supplier",
                    "codec": "json",
                }
            )
        cls.compliance.healthcare_master_role = "compliance"
        cls.env["healthcare.compliance.type"].search([]).required_for = "none"

    def _say(self, number="V-100", connection=None, **more):
        document = Supplier(
            **{
                "supplier_number": number,
                "name": "Brightline Optics Inc.",
                "tax_id": "77-1234567",
                "country": "US",
                **more,
            }
        )
        return self._apply(document, connection or self.erp)

    def _partner(self, number="V-100", connection=None):
        return self.env["healthcare.external.ref"]._get(
            connection or self.erp, "supplier", number
        )

    def _sync(self, number="V-100"):
        return self.env["healthcare.supplier.sync"].search(
            [("connection_id", "=", self.erp.id), ("external_id", "=", number)]
        )

    def _own(self, *names, connection=None, policy="queue"):
        for name in names:
            self.env["healthcare.authority"].create(
                {
                    "domain": "supplier",
                    "field": name,
                    "owner_is_odoo": False,
                    "owner_id": (connection or self.erp).id,
                    "policy": policy,
                }
            )

    # -- coming and going ------------------------------------------------------------

    def test_created_with_their_number_and_in_onboarding(self):
        outcome = self._say(
            addresses=(
                SupplierAddress(street="3 Lakes Dr", postal_code="60093", country="US"),
            ),
            numbers=(SupplierNumber("gln", "0614141123452"),),
        )
        self.assertEqual(outcome.state, "done")
        partner = self._partner()
        self.assertEqual(partner.name, "Brightline Optics Inc.")
        self.assertEqual(partner.zip, "60093")
        self.assertEqual(partner.healthcare_onboarding_state, "requested")
        self.assertEqual(partner.healthcare_identifier_ids.value_norm, "0614141123452")
        self.assertEqual(self._sync().outcome, "created")

    def test_the_nightly_run_is_counted(self):
        self._say()
        self._say(phone="+1 847 555 0101")
        self._say(phone="+1 847 555 0101")
        lines = self._sync().env["healthcare.supplier.sync.line"].search([])
        lines = lines.filtered(lambda row: row.connection_id == self.erp)
        self.assertEqual(
            lines.sorted("id").mapped("outcome"), ["created", "updated", "unchanged"]
        )
        self.assertEqual(lines.sorted("id")[1].fields_changed, "phone")

    def test_an_older_version_changes_nothing(self):
        self._say(version=5)
        outcome = self._say(version=4, name="Old Name")
        self.assertEqual((outcome.state, outcome.code), ("skipped", "supplier.stale"))
        self.assertEqual(self._partner().name, "Brightline Optics Inc.")
        self.assertEqual(self._sync().version, 5)

    def test_many_at_once_take_a_constant_number_of_look_ups(self):
        documents = [
            Supplier(supplier_number=f"N{n}", name=f"Unlike{n} Word{n}")
            for n in range(30)
        ]
        outcomes = self._apply_all(documents, self.erp)
        self.assertEqual({row.state for row in outcomes}, {"done"})
        again = self._apply_all(documents, self.erp)
        self.assertEqual({row.state for row in again}, {"duplicate"})

    # -- who keeps what --------------------------------------------------------------

    def test_a_field_of_odoo_is_queued_with_both_values(self):
        self._say()
        partner = self._partner()
        self.env["healthcare.authority"].create(
            {"domain": "supplier", "field": "phone", "owner_is_odoo": True}
        )
        partner.phone = "+1 1"
        self._say(phone="+1 2", version=2)
        self.assertEqual(partner.phone, "+1 1")
        update = self.env["healthcare.authority.update"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        self.assertEqual((update.current, update.proposed), ("+1 1", "+1 2"))

    def test_a_locked_field_is_refused_here_and_named(self):
        self._say()
        self._own("name", "email")
        partner = self._partner()
        with self.assertRaises(UserError) as caught:
            self._as("buyer", partner).write({"name": "Mine"})
        self.assertIn(self.erp.name, str(caught.exception))
        self._as("buyer", partner).write({"ref": "B-1"})
        self.assertIn(self.erp.name, partner.healthcare_locked_note)
        # A supplier that this system does not know stays ours.
        self._as("buyer", self.supplier).write({"name": "Ours"})
        self.assertEqual(self.supplier.name, "Ours")

    def test_the_owner_writes_what_is_locked(self):
        self._own("name")
        self._say()
        self._say(name="Brightline Group Inc.", version=2)
        self.assertEqual(self._partner().name, "Brightline Group Inc.")

    def test_both_sides_changed_one_field(self):
        self._say(email="a@bright.example", version=1)
        self._partner().email = "ours@bright.example"
        outcome = self._say(email="b@bright.example", version=2)
        self.assertEqual(self._codes(outcome), ["SYNC_CONFLICT"])
        self.assertEqual(self._partner().email, "ours@bright.example")
        question = self._open(self._sync(), "SYNC_CONFLICT")
        self.assertIn("b@bright.example", self._sync().conflict_html)
        steward = self.people["steward"]
        steward.group_ids |= self.env.ref("base.group_partner_manager")
        self._answer(question, "take_theirs", "steward")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._partner().email, "b@bright.example")

    def test_keep_ours_answers_it(self):
        self._say(email="a@bright.example", version=1)
        self._partner().email = "ours@bright.example"
        self._say(email="b@bright.example", version=2)
        question = self._open(self._sync(), "SYNC_CONFLICT")
        self._answer(question, "take_ours", "steward")
        self.assertEqual(self._partner().email, "ours@bright.example")
        # The same again is no new question.
        outcome = self._say(email="b@bright.example", version=3)
        self.assertEqual(self._codes(outcome), [])

    def test_the_same_version_with_other_content(self):
        self._say(version=7)
        outcome = self._say(version=7, name="Another Name")
        self.assertEqual(outcome.state, "conflict")
        self.assertEqual(self._codes(outcome), ["SYNC_CONFLICT"])
        self.assertEqual(self._partner().name, "Brightline Optics Inc.")

    def test_the_owner_wins_and_the_overruled_value_is_kept(self):
        self._own("email")
        self._say(email="a@bright.example", version=1)
        self._partner().sudo().email = "ours@bright.example"
        self._say(email="b@bright.example", version=2)
        self.assertEqual(self._partner().email, "b@bright.example")
        line = self.env["healthcare.supplier.sync.line"].search([], limit=1)
        self.assertEqual(line.lost, {"email": "ours@bright.example"})

    def test_the_usual_matrix(self):
        self.erp.healthcare_master_role = "finance"
        self.erp.action_healthcare_usual_matrix()
        self.erp.action_healthcare_usual_matrix()
        lines = self.env["healthcare.authority"].search(
            [("domain", "=", "supplier"), ("owner_id", "=", self.erp.id)]
        )
        self.assertEqual(
            set(lines.mapped("field")),
            {"property_supplier_payment_term_id", "bank", "healthcare_remit_to_id"},
        )

    # -- the shield ------------------------------------------------------------------

    def _shielded(self):
        self._account()
        self._bills()
        self.env["healthcare.external.ref"]._set(
            self.erp, "supplier", "NORTH", self.supplier
        )

    def test_a_new_account_is_held_and_blocks_three_bills(self):
        self._shielded()
        self._own("bank")
        self._say(
            "NORTH",
            name="Northern Medical",
            tax_id="",
            bank_accounts=(SupplierBankAccount(NEW_ACCOUNT),),
        )
        self.assertEqual(
            self.supplier.bank_ids.mapped("sanitized_acc_number"), [OLD_ACCOUNT]
        )
        change = self.supplier.healthcare_change_ids
        self.assertEqual(
            (change.kind, change.channel, change.connection_id),
            ("bank", "api", self.erp),
        )
        bills = change.blocked_move_ids
        self.assertEqual(bills.mapped("payment_state"), ["blocked"] * 3)
        self._approve_twice(change)
        self.assertEqual(bills.mapped("payment_state"), ["not_paid"] * 3)
        self.assertIn(
            NEW_ACCOUNT, self.supplier.bank_ids.mapped("sanitized_acc_number")
        )

    def test_tax_number_and_remit_to_of_a_known_supplier_are_held(self):
        self._shielded()
        self._say(
            "NORTH",
            name="Northern Medical",
            tax_id="98-7654321",
            addresses=(
                SupplierAddress("remit_to", street="1 New Rd", postal_code="10001"),
            ),
        )
        self.assertEqual(self.supplier.vat, "12-3456789")
        self.assertFalse(self.supplier.child_ids)
        kinds = set(self.supplier.healthcare_change_ids.mapped("kind"))
        self.assertEqual(kinds, {"tax_id", "remit_to"})
        remit = self.supplier.healthcare_change_ids.filtered(
            lambda row: row.kind == "remit_to"
        )
        self._approve_twice(remit)
        self.assertEqual(self.supplier.healthcare_remit_to_id.street, "1 New Rd")

    # -- compliance ------------------------------------------------------------------

    def test_the_compliance_system_approves_its_step(self):
        self._say("C-1", self.compliance, approval="approved")
        partner = self._partner("C-1", self.compliance)
        self.assertEqual(partner.healthcare_onboarding_state, "finance")
        self._as("treasurer", partner).action_healthcare_finance_ok()
        self.assertTrue(partner._healthcare_orderable(self.company)[0])

    def test_certificates_are_trusted_from_the_compliance_system_alone(self):
        kind = self.env.ref("healthcare_procurement_sync.compliance_type_coi")
        paper = SupplierCertificate("COI", "P-1", valid_to=date(2030, 1, 1))
        self._say("C-1", self.compliance, certificates=(paper,))
        partner = self._partner("C-1", self.compliance)
        self.assertEqual(partner.healthcare_document_ids.state, "valid")
        self._say(
            "V-9", name="Unlike Thing", tax_id="11-1111111", certificates=(paper,)
        )
        document = self._partner("V-9").healthcare_document_ids
        self.assertEqual((document.type_id, document.state), (kind, "to_check"))

    def test_each_system_lifts_its_own_hold_alone(self):
        self._say("C-1", self.compliance)
        partner = self._partner("C-1", self.compliance)
        self.env["healthcare.external.ref"]._set(self.erp, "supplier", "V-1", partner)
        partner.sudo().healthcare_onboarding_state = "approved"
        self._say("C-1", self.compliance, status="hold", reason="Audit", version=2)
        self._say("V-1", status="active", version=2)
        self.assertIn("Audit", partner._healthcare_orderable(self.company)[1])
        self._say("C-1", self.compliance, status="active", version=3)
        self.assertTrue(partner._healthcare_orderable(self.company)[0])

    def test_an_excluded_supplier_is_held_at_once(self):
        self._say("C-1", self.compliance)
        partner = self._partner("C-1", self.compliance)
        outcome = self._say(
            "C-1",
            self.compliance,
            version=2,
            certificates=(SupplierCertificate("EXCLUSION", status="excluded"),),
        )
        self.assertIn("SUPPLIER_BLOCKED", self._codes(outcome))
        self.assertIn(
            "exclusion", partner._healthcare_orderable(self.company)[1].lower()
        )
        question = self._open(partner, "SUPPLIER_BLOCKED")
        self._answer(question, "block_supplier", "officer", "Confirmed")
        self.assertEqual(question.state, "resolved")

    def test_a_wrong_number_is_a_question_and_the_rest_is_taken(self):
        outcome = self._say(numbers=(SupplierNumber("gln", "0614141123453"),))
        self.assertEqual(self._codes(outcome), ["SUPPLIER_NUMBER"])
        self.assertEqual(self._partner().name, "Brightline Optics Inc.")

    def test_a_site_never_inherits_the_number_of_its_company(self):
        self._say(
            addresses=(
                SupplierAddress(street="3 Lakes Dr", gln="0614141123452"),
                SupplierAddress("ship_from", name="Dock", street="5 Dock Rd"),
            )
        )
        partner = self._partner()
        self.assertEqual(partner.healthcare_identifier_ids.scheme, "gln")
        self.assertFalse(partner.child_ids.healthcare_identifier_ids)
