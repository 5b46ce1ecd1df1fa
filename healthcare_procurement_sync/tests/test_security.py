"""Who may see and do what."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestSecurity(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user("buyer", "purchase.group_purchase_user")
        cls.clerk = cls._user("clerk", "account.group_account_invoice")
        cls.nobody = cls._user("nobody", "base.group_user")

    @classmethod
    def _user(cls, name, group):
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": f"security-{name}",
                "group_ids": [(4, cls.env.ref(group).id)],
            }
        )

    def _held(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        return self._match()

    def test_nobody_sees_no_match(self):
        match = self._held()
        self.assertFalse(match.with_user(self.nobody).has_access("read"))

    def test_buyer_reads_and_does_not_release(self):
        match = self._held().with_user(self.buyer)
        self.assertIn("price", match.reason)
        with self.assertRaises(AccessError):
            self.env["healthcare.match.release"].with_user(self.buyer).create(
                {"match_id": match.id, "reason": "please"}
            )
        with self.assertRaises(AccessError):
            match.write({"state": "released"})
        with self.assertRaises(AccessError):
            match._release("please")

    def test_clerk_cannot_rewrite_what_was_found(self):
        match = self._held().with_user(self.clerk)
        with self.assertRaises(AccessError):
            match.write({"categories": False})

    def test_buyer_cannot_widen_a_tolerance(self):
        policy = self._policy()
        with self.assertRaises(AccessError):
            policy.with_user(self.buyer).price_tol_pct = 50

    def test_buyer_confirms_and_the_order_leaves(self):
        order = self._glove_order(confirm=False)
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.healthcare_transmission_state, "queued")

    def test_a_clinician_decides_about_a_substitute_and_a_buyer_asks(self):
        reviewer = self._user(
            "reviewer", "healthcare_procurement_sync.group_clinical_reviewer"
        )
        order = self._glove_order()
        offer = self.env["healthcare.order.substitution"].create(
            {"order_line_id": order.order_line.id, "product_id": self.gauze.id}
        )
        action = offer.with_user(self.buyer).action_accept()
        self.assertEqual(action["res_model"], "healthcare.substitution")
        self.assertEqual(offer.state, "pending")
        offer.with_user(reviewer).action_accept()
        self.assertEqual(offer.state, "accepted")

    def test_other_company_sees_nothing(self):
        match = self._held()
        other = self.env["res.company"].create({"name": "Other hospital"})
        self.clerk.write({"company_ids": [(4, other.id)], "company_id": other.id})
        env = self.env["healthcare.match"].with_user(self.clerk)
        self.assertNotIn(
            match, env.with_context(allowed_company_ids=other.ids).search([])
        )

    def test_receipt_by_a_warehouse_clerk_releases_the_bill(self):
        keeper = self._user("keeper", "stock.group_stock_user")
        order = self._glove_order()
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        picking = order.picking_ids.with_user(keeper)
        picking.button_validate()
        self.assertEqual(self._match().state, "released")

    def test_service_account_has_no_approval_right(self):
        service = self.connection.service_user_id
        self.assertFalse(service.has_group("purchase.group_purchase_manager"))
        self.assertFalse(service.has_group("account.group_account_manager"))

    def test_every_dialog_belongs_to_who_opened_it(self):
        ours = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("healthcare.")
            and model._transient
            and model._original_module == "healthcare_procurement_sync"
        ]
        rules = self.env["ir.rule"].search(
            [("model_id.model", "in", ours), ("groups", "=", False)]
        )
        owned = rules.filtered(lambda rule: "create_uid" in rule.domain_force)
        self.assertEqual(sorted(owned.mapped("model_id.model")), sorted(ours))

    def test_a_release_in_work_is_nobody_elses(self):
        match = self._held()
        other = self._user("clerk-2", "account.group_account_invoice")
        dialog = self.env["healthcare.match.release"].with_user(self.clerk)
        dialog = dialog.create({"match_id": match.id, "reason": "Agreed"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(dialog.reason, "Agreed")
        with self.assertRaises(AccessError):
            dialog.with_user(other).action_release()
        self.assertEqual(match.sudo().state, "held")
