"""One supplier, one record: rules, review side by side, merge and the way back."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Supplier,
    SupplierNumber,
)

from .suppliers import NEW_ACCOUNT, OLD_ACCOUNT, SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierDuplicates(SupplierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.env.ref("base.us")
        cls.supplier.write(
            {
                "supplier_rank": 1,
                "country_id": cls.us.id,
                "zip": "60093",
                "email": "sales@northern.example",
            }
        )
        cls.erp = cls._create_connection(cls.env["res.partner"], "erp")
        cls.env["healthcare.flow"].create(
            {
                "name": "supplier",
                "code": "supplier",
                "connection_id": cls.erp.id,
                "direction": "in",
                "kind": "supplier",
                "codec": "json",
            }
        )
        cls.reviews = cls.env["healthcare.duplicate.review"]

    def _rule(self, **facts):
        finder = self.env["healthcare.duplicate.finder"]
        hits = finder._find(finder._facts(**facts))
        return [hit.rule for hit in hits if hit.partner == self.supplier.sudo()]

    def _other(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Nothern Medical LLC",
                "is_company": True,
                "supplier_rank": 1,
                **values,
            }
        )

    def _say(self, number="V-1", **more):
        values = {"supplier_number": number, "name": "Northern Medical Inc", **more}
        return self._apply(Supplier(**values), self.erp)

    def _review(self):
        return self.reviews.search([("partner_id", "=", self.supplier.id)], limit=1)

    # -- rules -----------------------------------------------------------------------

    def test_rules(self):
        self.env["healthcare.party.identifier"].create(
            {"partner_id": self.supplier.id, "scheme": "duns", "value": "804735132"}
        )
        cases = [
            ({"vat": "US12-3456789", "country": "US"}, ["H1"]),
            ({"vat": "123456789"}, ["H1"]),
            ({"vat": "123456789", "country": "FR"}, []),
            ({"identifiers": [("duns", "80-473-5132")]}, ["H2"]),
            ({"name": "NORTHERN MEDICAL, Inc.", "postal_code": "60093"}, ["S1"]),
            (
                {"name": "Northern Medical", "email": "x@northern.example"},
                ["S1"],
            ),
            ({"name": "Northern Medical", "phone": "+1 (847) 555-0100"}, ["S1"]),
            ({"name": "Medical Northern", "country": "US"}, ["S2"]),
            ({"name": "Northern Medical", "country": "FR"}, []),
            ({"name": "Southern Surgical", "country": "US"}, []),
        ]
        for facts, expected in cases:
            with self.subTest(**facts):
                self.assertEqual(self._rule(**facts), expected)

    def test_an_archived_supplier_is_suggested_for_reactivation(self):
        self.supplier.active = False
        self.assertEqual(self._rule(vat="12-3456789", country="US"), ["S3"])

    def test_nobody_types_a_second_supplier_with_the_tax_number(self):
        with self.assertRaises(ValidationError):
            self._other(vat="US123456789", country_id=self.us.id)
        site = self._other(parent_id=self.supplier.id, vat="12-3456789")
        self.assertEqual(site.parent_id, self.supplier)

    # -- an inbound supplier ---------------------------------------------------------

    def test_no_record_is_created_and_a_review_appears(self):
        before = self.env["res.partner"].search_count([])
        outcome = self._say(tax_id="123456789", country="US")
        self.assertEqual(outcome.state, "waiting")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        review = self._review()
        self.assertEqual((review.rule, review.state), ("H1", "open"))
        shown = {line.field: (line.left, line.right) for line in review.line_ids}
        self.assertEqual(shown["name"], ("Northern Medical", "Northern Medical Inc"))
        question = self._open(review, "DUP_SUPPLIER")
        self.assertTrue(question.user_id)
        action = self._answer(question, "compare_suppliers", "steward")
        self.assertEqual((action["res_id"], question.state), (review.id, "open"))
        self.assertEqual(self._say(tax_id="123456789", country="US").state, "waiting")
        self.assertEqual(self.reviews.search_count([("state", "=", "open")]), 1)

    def test_merge_answers_it_and_the_next_message_updates(self):
        self._say(tax_id="123456789", country="US")
        self._answer(
            self._open(self._review(), "DUP_SUPPLIER"), "merge_suppliers", "steward"
        )
        self.assertEqual(self._review().state, "same")
        outcome = self._say(tax_id="123456789", country="US", website="n.example")
        self.assertEqual(outcome.state, "done")
        self.assertIn("n.example", self.supplier.website)

    def test_different_is_remembered(self):
        self._say(country="US")
        question = self._open(self._review(), "DUP_SUPPLIER")
        self._answer(question, "different_suppliers", "steward", "Two firms")
        self.assertEqual(question.state, "resolved")
        outcome = self._say(country="US")
        self.assertEqual(outcome.state, "done")
        created = self.env["healthcare.external.ref"]._get(self.erp, "supplier", "V-1")
        self.assertNotEqual(created, self.supplier)

    def test_link_as_site(self):
        self._say(tax_id="123456789", country="US", name="Northern Medical West")
        self._answer(
            self._open(self._review(), "DUP_SUPPLIER"), "link_as_site", "steward"
        )
        self.assertEqual(self._say(tax_id="123456789", country="US").state, "done")
        site = self.env["healthcare.external.ref"]._get(self.erp, "supplier", "V-1")
        self.assertEqual(site.parent_id, self.supplier)

    def test_the_same_vendor_number_updates(self):
        self.env["healthcare.party.identifier"].create(
            {
                "partner_id": self.supplier.id,
                "scheme": "vendor_no",
                "value": "F-77",
                "connection_id": self.erp.id,
            }
        )
        outcome = self._say(
            numbers=(SupplierNumber("vendor_no", "f-77"),), email="n@n.example"
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self.supplier.email, "n@n.example")

    def test_only_a_steward_or_a_manager_decides(self):
        self._say(tax_id="123456789", country="US")
        with self.assertRaises(AccessError):
            self._as("buyer", self._review()).action_merge()
        with self.assertRaises(AccessError):
            self._as("steward", self._review()).write({"state": "same"})

    # -- two of ours -----------------------------------------------------------------

    def _pair(self, **values):
        other = self._other(
            name="Northern Medical Inc.",
            zip="60093",
            country_id=self.us.id,
            phone="+1 1",
            **values,
        )
        self.env["res.partner"]._cron_healthcare_find_duplicates()
        review = self.reviews.search([("other_id", "=", other.id)])
        return other, review

    def test_the_nightly_search_finds_a_pair_once(self):
        _other, review = self._pair()
        self.assertEqual((review.rule, review.partner_id), ("S1", self.supplier))
        self.env["res.partner"]._cron_healthcare_find_duplicates()
        self.assertEqual(len(self._review()), 1)
        self._as("steward", review).action_different()
        self.supplier.write({"comment": "x"})
        self.env["res.partner"]._cron_healthcare_find_duplicates()
        self.assertFalse(self.reviews.search([("state", "=", "open")]))

    def test_merge_keeps_every_number_and_leads_later_feeds_home(self):
        other, review = self._pair()
        refs = self.env["healthcare.external.ref"]
        refs._set(self.erp, "supplier", "OLD-9", other)
        self.env["healthcare.party.identifier"].create(
            {"partner_id": other.id, "scheme": "gln", "value": "0614141123452"}
        )
        price = self.env["product.supplierinfo"].create(
            {
                "partner_id": other.id,
                "product_tmpl_id": self.glove.product_tmpl_id.id,
                "product_uom_id": self.box.id,
                "price": 7.0,
            }
        )
        review.line_ids.filtered(lambda row: row.field == "phone").keep = "right"
        self._as("steward", review).action_merge()
        self.assertFalse(other.exists())
        self.assertEqual(refs._get(self.erp, "supplier", "OLD-9"), self.supplier)
        self.assertEqual(self.supplier.healthcare_identifier_ids.scheme, "gln")
        self.assertEqual(self.supplier.phone, "+1 1")
        # The survivor had a price for this item and pack: one of them stays.
        self.assertFalse(price.exists())
        log = self.env["healthcare.partner.merge"].search([])
        self.assertEqual(log.survivor_id, self.supplier)
        outcome = self._say("OLD-9", email="new@northern.example")
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self.supplier.email, "new@northern.example")

    def test_merge_and_take_apart(self):
        other, review = self._pair()
        refs = self.env["healthcare.external.ref"]
        refs._set(self.erp, "supplier", "OLD-9", other)
        site = self._other(name="West", parent_id=other.id)
        self._as("steward", review).action_merge()
        self.assertEqual(site.parent_id, self.supplier)
        log = self.env["healthcare.partner.merge"].search([])
        self._as("steward", log).action_unmerge()
        restored = log.restored_id
        self.assertEqual(restored.name, "Northern Medical Inc.")
        self.assertEqual(refs._get(self.erp, "supplier", "OLD-9"), restored)
        self.assertEqual(site.parent_id, restored)
        with self.assertRaises(UserError):
            self._as("steward", log).action_unmerge()

    def test_bills_and_orders_stay_with_the_survivor(self):
        other, review = self._pair()
        bills = self._bills(2, other)
        self._as("steward", review).action_merge()
        self.assertEqual(bills.partner_id, self.supplier)
        self.assertEqual(bills.commercial_partner_id, self.supplier)

    def test_a_merge_is_no_way_around_the_shield(self):
        self._account(OLD_ACCOUNT)
        self._bills(1)
        other, review = self._pair()
        self._account(NEW_ACCOUNT, other)
        self._as("steward", review).action_merge()
        self.assertEqual(
            self.supplier.bank_ids.mapped("sanitized_acc_number"), [OLD_ACCOUNT]
        )
        change = self.supplier.healthcare_change_ids
        self.assertEqual((change.kind, change.channel), ("bank", "merge"))

    def test_refused_while_a_change_waits_or_accounts_differ(self):
        account = self._account()
        self._bills(1)
        other, review = self._pair()
        account.write({"acc_number": NEW_ACCOUNT})
        with self.assertRaises(UserError):
            self._as("steward", review).action_merge()
        self.assertTrue(other.exists())

    def test_a_pair_becomes_company_and_site(self):
        other, review = self._pair()
        self._as("steward", review).action_site()
        self.assertEqual(other.parent_id, self.supplier)
        self.assertEqual(review.state, "site")
