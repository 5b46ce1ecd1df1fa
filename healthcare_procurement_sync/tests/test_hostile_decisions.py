"""Decisions that somebody may try to type in by RPC, and who may not even look."""

import base64
import io
import zipfile

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..contract_file import ContractFileError
from .approval_case import BUYER, MANAGER, ApprovalCase

REVIEWER = "healthcare_procurement_sync.group_clinical_reviewer"
DECIDED = {
    "healthcare.order.substitution": (BUYER, REVIEWER),
    "healthcare.substitution": (BUYER, REVIEWER),
    "healthcare.service.entry": (BUYER,),
    "healthcare.price.dispute": (BUYER, "account.group_account_invoice"),
    "healthcare.continuity": (MANAGER,),
    "healthcare.backorder": (BUYER,),
    "healthcare.receipt.discrepancy": ("stock.group_stock_user",),
}


@tagged("post_install", "-at_install")
class TestHostileDecisions(ApprovalCase):
    """Whoever may write a document does not thereby decide about it."""

    def test_no_decision_is_written(self):
        for number, (model, groups) in enumerate(DECIDED.items()):
            for place, group in enumerate(groups):
                user = self._person(f"typist{number}{place}", group)
                rows = self.env[model].with_user(user)
                for name in sorted(rows._recorded):
                    with self.subTest(model=model, name=name, group=group):
                        with self.assertRaises(AccessError):
                            rows.browse().write({name: False})

    def test_no_decision_is_a_default(self):
        for model in DECIDED:
            rows = self.env[model].with_user(self.buyer)
            usual = rows.default_get(["state"])
            forged = rows.with_context(default_state="accepted").default_get(["state"])
            self.assertEqual(forged, usual)

    def test_an_offer_that_was_accepted_names_its_item_for_good(self):
        order = self._order_of(self.buyer)
        offer = self.env["healthcare.order.substitution"].create(
            {"order_line_id": order.order_line.id, "product_id": self.gauze.id}
        )
        mine = offer.with_user(self.buyer)
        mine.write({"product_id": self.lancet.id})
        with self.assertRaises(AccessError):
            mine.write({"state": "accepted"})
        offer.sudo().write({"state": "accepted"})
        with self.assertRaises(UserError):
            mine.write({"product_id": self.gauze.id})

    def test_people_of_another_company_see_and_answer_nothing(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self._person("stranger", BUYER, MANAGER)
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        order = self._order_of(self.buyer)
        self._rule(amount_from=1)
        order.button_confirm()
        asked = self._asked(order)
        requisition = self._requisition()
        for record in (order, asked, requisition):
            alien = record.with_user(stranger).sudo(False)
            with self.subTest(model=record._name):
                self.assertFalse(alien.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    alien.read(["display_name"])
        with self.assertRaises(AccessError):
            requisition.with_user(stranger).action_submit()

    def test_every_document_with_a_company_has_a_rule(self):
        bare = []
        for name, model in self.env.registry.items():
            mine = name.startswith("healthcare.") and model._original_module == (
                "healthcare_procurement_sync"
            )
            if not mine or model._abstract or model._transient:
                continue
            if "company_id" not in model._fields:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", name), ("global", "=", True)]
            )
            if not any("company" in (rule.domain_force or "") for rule in rules):
                bare.append(name)
        self.assertFalse(bare)

    def test_no_document_without_a_company_is_open_to_all(self):
        """Detail rows are seen as what they belong to is."""
        bare = []
        for name, model in self.env.registry.items():
            mine = name.startswith("healthcare.") and model._original_module == (
                "healthcare_procurement_sync"
            )
            if not mine or model._abstract or model._transient:
                continue
            if "company_id" in model._fields:
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            if not rules:
                bare.append(name)
        self.assertEqual(bare, ["healthcare.compliance.type"])

    def test_a_small_file_does_not_fill_the_memory(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
                for _megabyte in range(210):
                    part.write(b"0" * 1024 * 1024)
        self.assertLess(len(bomb.getvalue()), 1024 * 1024)
        upload = self.env["healthcare.contract.upload"].new(
            {"payload": base64.b64encode(bomb.getvalue())}
        )
        with self.assertRaises(ContractFileError) as caught:
            upload._rows()
        self.assertEqual(caught.exception.code, "contract.file_too_long")
