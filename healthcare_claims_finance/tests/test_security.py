from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestSecurity(ClaimsCommon):
    """Each role sees and does its own; companies are apart."""

    def test_nobody_without_a_role(self):
        plain = new_test_user(self.env, login="plain_clerk", groups="base.group_user")
        for model in ("claim", "remittance", "denial.case", "posting.row"):
            with self.assertRaises(AccessError):
                self.env[f"healthcare.{model}"].with_user(plain).search([])

    def test_viewer_changes_nothing(self):
        claim = self.claim("A1", 100)
        viewer = self._user("claims_viewer", "group_claims_viewer")
        seen = claim.with_user(viewer)
        self.assertEqual(seen.open_amount, 100)
        with self.assertRaises(AccessError):
            seen.write({"expected_amount": 1})
        with self.assertRaises(AccessError):
            seen.create({"name": "X", "payer_id": self.payer.id, "charge": 1})

    def test_people_do_not_create_remittances(self):
        poster = self._user("cash_poster_1", "group_cash_poster")
        with self.assertRaises(AccessError):
            self.apply(
                "remittance",
                remittance("T-S", payment("A9", 1, 1)),
                env=self.env(user=poster),
            )

    def test_service_account_applies_documents_with_its_own_rights(self):
        service = self.env.ref("healthcare_integration_base.user_service")
        self.assertFalse(service.has_group("base.group_system"))
        self.assertFalse(
            service.has_group("healthcare_claims_finance.group_remittance_approver")
        )
        with self.assertRaises(AccessError):
            self.env["account.bank.statement.line"].with_user(service).create({})
        env = self.env(user=service)
        self.apply("claim", self.document("B1", 100), env=env)
        outcome = self.apply(
            "remittance",
            remittance("T-B", payment("B1", 100, 60, [("CO", "50", 40)])),
            env=env,
        )[0]
        self.assertEqual(outcome.code, "posted")

    def test_poster_matches_and_posts(self):
        poster = self._user("cash_poster_2", "group_cash_poster")
        line = self.env["account.bank.statement.line"].with_user(poster)
        line.create({"journal_id": self.bank.id, "payment_ref": "T-C", "amount": 80})
        self.company.healthcare_auto_post = False
        _outcome, record = self.remit(
            remittance("T-C", payment("NOBODY", 100, 80, [("CO", "45", 20)]))
        )
        record.with_user(poster).action_post()
        self.assertEqual(record.state, "posted")
        claim = self.claim("C1", 100)
        record.claim_ids.with_user(poster)._match_to(claim.with_user(poster))
        self.assertEqual(claim.state, "paid")

    def test_analyst_works_denials_only(self):
        claim = self.claim("D1", 100)
        self.remit(remittance("T-D", payment("D1", 100, 60, [("CO", "50", 40)])))
        analyst = self._user("denial_analyst_3", "group_denial_analyst")
        case = claim.denial_ids.with_user(analyst)
        case.action_take()
        case.action_start()
        self.assertEqual(case.user_id, analyst)
        record = self.env["healthcare.remittance"].search([("name", "=", "T-D")])
        with self.assertRaises(AccessError):
            record.with_user(analyst).write({"payer_id": False})

    def test_companies_are_apart(self):
        claim = self.claim("E1", 100)
        _outcome, record = self.remit(remittance("T-E", payment("E1", 100, 100)))
        annex = self.env["res.company"].create({"name": "Annex clinic"})
        stranger = new_test_user(
            self.env,
            login="annex_poster",
            groups="healthcare_claims_finance.group_cash_poster",
            company_id=annex.id,
            company_ids=[Command.set(annex.ids)],
        )
        for one in (claim, record, record.claim_ids, record.row_ids):
            self.assertFalse(one.with_user(stranger).search([("id", "in", one.ids)]))

    def test_the_same_claim_number_in_two_companies(self):
        first = self.claim("F1", 100)
        annex = self.env["res.company"].create({"name": "Annex clinic"})
        self.env["healthcare.account.role"]._set_up(annex)
        env = self.env(context=dict(self.env.context, allowed_company_ids=annex.ids))
        outcome = self.apply("claim", self.document("F1", 70), env=env)[0]
        second = env["healthcare.claim"].browse(outcome.touched[0].res_id)
        self.assertEqual(second.company_id, annex)
        outcome = self.apply(
            "remittance", remittance("T-F", payment("F1", 70, 70)), env=env
        )[0]
        self.assertEqual(outcome.code, "posted")
        self.assertEqual((first.state, first.open_amount), ("submitted", 100))
        self.assertEqual((second.state, second.open_amount), ("paid", 0))
        self.assertEqual(second.recognition_batch_id.move_id.company_id, annex)

    def test_every_dialog_belongs_to_who_opened_it(self):
        ours = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("healthcare.")
            and model._transient
            and model._original_module == "healthcare_claims_finance"
        ]
        rules = self.env["ir.rule"].search(
            [("model_id.model", "in", ours), ("groups", "=", False)]
        )
        owned = rules.filtered(lambda rule: "create_uid" in rule.domain_force)
        self.assertEqual(sorted(owned.mapped("model_id.model")), sorted(ours))

    def test_a_match_in_work_is_nobody_elses(self):
        claim = self.claim("A1", 100)
        self.apply("remittance", remittance("T-1", payment("ZZ9", 100, 100)))
        row = self.env["healthcare.remittance.claim"].search(
            [("claim_number", "=", "ZZ9")]
        )
        one, other = (self._user(f"match_{name}", "group_cash_poster") for name in "ab")
        dialog = self.env["healthcare.remittance.match"].with_user(one)
        dialog = dialog.create({"remittance_claim_id": row.id, "claim_id": claim.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(dialog.claim_id.id, claim.id)
        with self.assertRaises(AccessError):
            dialog.with_user(other).read(["claim_id"])
        with self.assertRaises(AccessError):
            dialog.with_user(other).write({"claim_id": claim.id})
