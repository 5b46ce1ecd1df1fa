"""Ways around the protection of suppliers' master data that somebody may try by RPC."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .suppliers import NEW_ACCOUNT, OLD_ACCOUNT, SupplierCase


@tagged("post_install", "-at_install")
class TestHostileMaster(SupplierCase):
    """An ordinary editor of contacts, with everything that a call may carry."""

    def setUp(self):
        super().setUp()
        self.account = self._account()
        self.bills = self._bills(1)

    def _accounts(self):
        self.env.invalidate_all()
        return set(self.supplier.bank_ids.mapped("sanitized_acc_number"))

    def test_a_default_of_the_context_names_no_supplier_past_the_shield(self):
        banks = self._as("clerk", self.env["res.partner.bank"])
        fresh = banks.with_context(
            default_partner_id=self.supplier.id, default_allow_out_payment=True
        ).create({"acc_number": NEW_ACCOUNT})
        self.assertFalse(fresh.active)
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})
        self.assertEqual(self.supplier.healthcare_change_ids.kind, "bank")

    def test_an_account_of_somebody_else_is_not_moved_to_a_supplier(self):
        other = self.env["res.partner"].create({"name": "Nobody"})
        fresh = self._as("clerk", self.env["res.partner.bank"]).create(
            {"acc_number": NEW_ACCOUNT, "partner_id": other.id}
        )
        with self.assertRaises(UserError):
            fresh.write({"partner_id": self.supplier.id})
        with self.assertRaises(UserError):
            self._as("clerk", other).write({"parent_id": self.supplier.id})
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_a_new_invoice_address_below_a_supplier_waits(self):
        partners = self._as("clerk", self.env["res.partner"])
        child = partners.create(
            {
                "name": "Accounts",
                "parent_id": self.supplier.id,
                "type": "invoice",
                "street": "1 Elsewhere Road",
            }
        )
        self.assertNotEqual(child.type, "invoice")
        change = self.supplier.healthcare_change_ids
        self.assertEqual(change.kind, "remit_to")
        child.write({"street": "2 Elsewhere Road"})
        self.assertEqual(child.street, "1 Elsewhere Road")
        self._approve_twice(change)
        self.assertEqual(child.type, "invoice")

    def test_a_contact_becomes_no_invoice_address_by_its_type(self):
        child = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.supplier.id, "type": "other"}
        )
        self._as("clerk", child).write({"type": "invoice"})
        self.assertEqual(child.type, "other")
        self.assertEqual(self.supplier.healthcare_change_ids.kind, "remit_to")

    def test_a_stranger_is_not_hung_below_a_supplier_as_invoice_address(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "type": "invoice", "street": "1 Elsewhere Road"}
        )
        with self.assertRaises(UserError):
            self._as("clerk", stranger).write({"parent_id": self.supplier.id})

    def test_import_of_a_file_is_shielded(self):
        banks = self._as("clerk", self.env["res.partner.bank"])
        banks.load(
            ["acc_number", "partner_id/.id", "active", "allow_out_payment"],
            [[NEW_ACCOUNT, str(self.supplier.id), "1", "1"]],
        )
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_merging_by_odoo_brings_no_account(self):
        other = self.env["res.partner"].create({"name": "Nobody", "is_company": True})
        self.env["res.partner.bank"].create(
            {"acc_number": NEW_ACCOUNT, "partner_id": other.id}
        )
        wizard = self._as("clerk", self.env["base.partner.merge.automatic.wizard"])
        merge = wizard.create(
            {
                "dst_partner_id": self.supplier.id,
                "partner_ids": [Command.set((other | self.supplier).ids)],
            }
        )
        with self.assertRaises(UserError):
            merge.action_merge()
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_the_other_way_of_a_merge_changes_no_tax_number(self):
        other = self.env["res.partner"].create(
            {"name": "Nobody", "is_company": True, "vat": "77-7777777"}
        )
        merge = self._as("clerk", self.env["base.partner.merge.automatic.wizard"])
        merge = merge.create(
            {
                "dst_partner_id": other.id,
                "partner_ids": [Command.set((other | self.supplier).ids)],
            }
        )
        with self.assertRaises(UserError):
            merge.action_merge()
        self.assertTrue(self.supplier.exists())

    def test_nobody_approves_under_two_roles(self):
        self.people["treasurer"].group_ids |= self.env.ref("base.group_partner_manager")
        self._as("treasurer", self.account).write({"acc_number": NEW_ACCOUNT})
        change = self.supplier.healthcare_change_ids
        with self.assertRaises(AccessError):
            self._as("treasurer", change)._called("Myself")
        self._as("second_treasurer", change)._called("Ms. Reed")
        self._as("second_treasurer", change).action_approve()
        with self.assertRaises(AccessError):
            self._as("second_treasurer", change).action_approve()
        self.assertEqual(self._accounts(), {OLD_ACCOUNT})

    def test_a_change_is_not_written_by_hand(self):
        self._as("clerk", self.account).write({"acc_number": NEW_ACCOUNT})
        change = self.supplier.healthcare_change_ids
        for name in ("clerk", "treasurer", "buying_manager", "officer"):
            with self.assertRaises(AccessError):
                self._as(name, change).write({"requester_id": False})
            with self.assertRaises(AccessError):
                self._as(name, change).unlink()

    def test_a_document_of_somebody_is_not_valid_by_writing(self):
        documents = self._as("buyer", self.env["healthcare.compliance.document"])
        kind = self.env["healthcare.compliance.type"].search([], limit=1)
        try:
            document = documents.with_context(default_state="valid").create(
                {"partner_id": self.supplier.id, "type_id": kind.id}
            )
        except (AccessError, UserError):
            return
        self.assertNotEqual(document.state, "valid")

    def test_payment_without_its_button(self):
        self._as("clerk", self.account).write({"acc_number": NEW_ACCOUNT})
        payments = self._as("clerk", self.env["account.payment"])
        for how in ("write", "create"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                values = {
                    "payment_type": "outbound",
                    "partner_type": "supplier",
                    "partner_id": self.supplier.id,
                    "amount": 100.0,
                }
                if how == "create":
                    values["state"] = "in_process"
                payment = payments.create(values)
                payment.write({"state": "in_process"})
                self.env.flush_all()

    def test_an_entry_by_hand_pays_no_blocked_bill(self):
        self._as("clerk", self.account).write({"acc_number": NEW_ACCOUNT})
        self.assertEqual(self.bills.payment_state, "blocked")
        payable = self.bills.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        )
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        general = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": general.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": payable.account_id.id,
                            "partner_id": self.supplier.id,
                            "debit": 100.0,
                        }
                    ),
                    Command.create(
                        {"account_id": bank.default_account_id.id, "credit": 100.0}
                    ),
                ],
            }
        )
        entry.action_post()
        with self.assertRaises(UserError):
            self._as("clerk", payable | entry.line_ids[:1]).reconcile()
        with self.assertRaises(UserError):
            self._as("clerk", self.bills).js_assign_outstanding_line(
                entry.line_ids[:1].id
            )

    def _price(self, **more):
        """A contract price in the catalogue."""
        row = self.glove.seller_ids[:1]
        row.write({"healthcare_contract": "C-7", **more})
        return self._as("buying_manager", row)

    def test_a_contract_price_is_not_retyped_in_another_currency_or_unit(self):
        other = self.env["res.currency"].search(
            [("id", "!=", self.company.currency_id.id)], limit=1
        )
        for values in (
            {"price": 99.0},
            {"currency_id": other.id},
            {"product_uom_id": self.each.id},
            {"healthcare_contract": False},
            {"healthcare_priority": 1},
        ):
            row = self._price()
            before = {name: row[name] for name in values}
            row.write(values)
            self.env.invalidate_all()
            self.assertEqual({name: row[name] for name in values}, before)
            self.assertTrue(self.supplier.healthcare_change_ids)

    def test_nobody_makes_a_contract_price_of_his_own(self):
        rows = self._as("buying_manager", self.env["product.supplierinfo"])
        values = {
            "partner_id": self.supplier.id,
            "product_tmpl_id": self.gauze.product_tmpl_id.id,
            "price": 900.0,
        }
        marks = {"healthcare_contract": "C-8", "healthcare_priority": 1}
        made = rows.create(values | marks)
        self.assertFalse(made.healthcare_contract)
        context = {f"default_{name}": value for name, value in marks.items()}
        made = rows.with_context(**context).create(values)
        self.assertFalse(made.healthcare_contract)
        made.write(marks)
        self.assertFalse(made.healthcare_contract)
        self.assertEqual(
            set(self.supplier.healthcare_change_ids.mapped("kind")), {"price"}
        )
