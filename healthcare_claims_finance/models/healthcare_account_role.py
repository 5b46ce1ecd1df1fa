"""Which account plays which part in a company. Code speaks of roles only."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

from ..posting_tables import ROLES

CODES = {
    "asset_receivable": "121900",
    "asset_current": "129000",
    "liability_current": "219000",
    "income": "409000",
    "income_other": "459000",
    "expense": "609000",
}


class HealthcareAccountRole(models.Model):
    """One role of one company and the account that plays it."""

    _name = "healthcare.account.role"
    _description = "Account role"
    _order = "company_id, role"
    _rec_name = "role"
    _check_company_auto = True

    role = fields.Selection(
        selection=[(code, role.name) for code, role in ROLES.items()],
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    account_id = fields.Many2one(
        "account.account", required=True, check_company=True, ondelete="restrict"
    )

    _role_uniq = models.Constraint(
        "UNIQUE(company_id, role)", "This role has an account in this company already."
    )

    @api.constrains("role", "account_id")
    def _check_account_type(self):
        for line in self:
            wanted = ROLES[line.role]
            account = line.account_id
            if account.account_type != wanted.account_type or (
                wanted.reconcile and not account.reconcile
            ):
                raise ValidationError(
                    self.env._(
                        "%(role)s needs an account of type %(type)s%(more)s.",
                        role=wanted.name,
                        type=wanted.account_type,
                        more=", reconcilable" if wanted.reconcile else "",
                    )
                )

    @api.model
    def _accounts(self, company):
        """``{role: account}`` of a company.

        :raises ConfigurationError: ``claims.accounts.missing`` when it was not set up.
        """
        lines = self.sudo().search([("company_id", "=", company.id)])
        if not lines:
            raise ConfigurationError(
                "claims.accounts.missing",
                "company",
                "Set up the claims accounts: Accounting, Configuration, Claims.",
            )
        return {line.role: line.account_id for line in lines}

    @api.model
    def _set_up_companies(self):
        """Set up every company that has a chart of accounts; safe to repeat."""
        companies = self.env["res.company"].sudo().search([])
        for company in companies.filtered("chart_template"):
            self._set_up(company)

    @api.model
    def _set_up(self, company):
        """Give every role an account and the company its two journals."""
        roles = self.sudo().with_company(company)
        known = set(roles.search([("company_id", "=", company.id)]).mapped("role"))
        missing = [code for code in ROLES if code not in known]
        roles.create(
            [
                {
                    "role": code,
                    "company_id": company.id,
                    "account_id": roles._new_account(code, company).id,
                }
                for code in missing
            ]
        )
        roles._set_up_journals(company)

    def _new_account(self, code, company):
        role = ROLES[code]
        accounts = self.env["account.account"].with_company(company)
        return accounts.create(
            {
                "name": role.name,
                "code": accounts._search_new_account_code(CODES[role.account_type]),
                "account_type": role.account_type,
                "reconcile": role.reconcile,
                "company_ids": [(6, 0, company.ids)],
            }
        )

    def _set_up_journals(self, company):
        journals = self.env["account.journal"].with_company(company)
        for field, code, name in (
            ("healthcare_remittance_journal_id", "ERA", "Payer remittances"),
            ("healthcare_recognition_journal_id", "CLM", "Claim recognition"),
        ):
            if company[field]:
                continue
            company[field] = journals.search(
                [("company_id", "=", company.id), ("code", "=", code)], limit=1
            ) or journals.create(
                {
                    "name": name,
                    "code": code,
                    "type": "general",
                    "company_id": company.id,
                    "show_on_dashboard": False,
                }
            )
