"""Everybody finds his work in the menus and is let in where a menu leads him."""

from odoo.tests import tagged

from .common import ProcurementCase
from .screens import Visitor

OURS = "healthcare_procurement_sync."
BASE = "healthcare_integration_base."
PREFIXES = (OURS, BASE)
ROLES = {
    "procurement officer": ("purchase.group_purchase_user", "stock.group_stock_user"),
    "purchase manager": ("purchase.group_purchase_manager",),
    "accounts payable clerk": ("account.group_account_invoice",),
    "requester": (OURS + "group_requester",),
    "compliance officer": (OURS + "group_supplier_compliance",),
    "treasurer": (OURS + "group_treasury",),
    "contract manager": (OURS + "group_contract_manager",),
    "clinical reviewer": (OURS + "group_clinical_reviewer",),
    "receiver": ("stock.group_stock_user",),
    "charge capture": (BASE + "group_charge_capture",),
}
EXPECTED = {
    "procurement officer": (
        "menu_purchase_exceptions",
        "menu_purchase_acknowledgments",
        "menu_purchase_late_receipts",
        "menu_purchase_substitutions",
        "menu_approvals",
        "menu_supplier_onboarding",
        "menu_contract_prices",
        "menu_scorecards",
        "menu_supplier_changes",
    ),
    "purchase manager": (
        "menu_healthcare_spend",
        "menu_measures",
        "menu_approval_rules",
    ),
    "accounts payable clerk": (
        "menu_account_match_exceptions",
        "menu_account_bill_exports",
        "menu_finance_price_disputes",
    ),
    "requester": (
        "menu_requisitions_mine",
        "menu_requisitions_catalogue",
        "menu_requisition_supplier",
    ),
    "compliance officer": ("menu_supplier_onboarding", "menu_compliance_documents"),
    "treasurer": ("menu_supplier_changes", "menu_supplier_questions"),
    "contract manager": (
        "menu_supplier_contracts",
        "menu_contract_compliance",
        "menu_scorecards",
    ),
    "clinical reviewer": ("menu_purchase_substitutions",),
    "receiver": ("menu_stock_scan", "menu_stock_issue", "menu_stock_by_facility"),
    "charge capture": ("menu_usage_charges", "menu_usage_gap", "menu_usage_codes"),
}
NOT_FOR = {
    "requester": (
        "menu_requisitions_all",
        "menu_purchase_exceptions",
        "menu_suppliers",
    ),
    "treasurer": ("menu_purchase_exceptions", "menu_scorecards"),
    "clinical reviewer": ("menu_urgent_orders", "menu_suppliers"),
}
ENTRIES_AT_MOST = 10


@tagged("post_install", "-at_install")
class TestMenusByRole(ProcurementCase):
    def _visitor(self, role):
        user = self.env["res.users"].create(
            {
                "name": role,
                "login": role.replace(" ", "_"),
                "email": role.replace(" ", "_") + "@hospital.example.org",
                "group_ids": [
                    (4, self.env.ref(name).id)
                    for name in ("base.group_user", *ROLES[role])
                ],
            }
        )
        return Visitor(user, PREFIXES)

    def test_every_menu_opens_for_who_sees_it(self):
        for role in ROLES:
            visitor = self._visitor(role)
            for screen in visitor.screens():
                visitor.open(screen)
            with self.subTest(role):
                self.assertEqual(visitor.refused, [])

    def test_everybody_finds_his_work(self):
        for role in ROLES:
            seen = self._visitor(role).menus()
            with self.subTest(role):
                wanted = {OURS + name for name in EXPECTED[role]}
                self.assertEqual(wanted - seen, set())
                refused = {OURS + name for name in NOT_FOR.get(role, ())}
                self.assertEqual(refused & seen, set())

    def test_a_folder_has_no_action_of_its_own(self):
        """Odoo shows an entry with entries below it as a heading nobody can click."""
        menus = self.env["ir.ui.menu"].search([("action", "!=", False)])
        ours = menus.child_id.filtered(
            lambda menu: (menu.get_external_id()[menu.id] or "").startswith(OURS)
        )
        self.assertEqual(ours.parent_id.mapped("complete_name"), [])

    def test_our_menus_are_short_enough_to_read(self):
        for name in ("menu_suppliers", "menu_requisitions", "menu_stock_visibility"):
            menu = self.env.ref(OURS + name)
            for folder in menu | menu.child_id:
                with self.subTest(folder.complete_name):
                    direct = folder.child_id.filtered("action")
                    self.assertLessEqual(len(direct), ENTRIES_AT_MOST)
