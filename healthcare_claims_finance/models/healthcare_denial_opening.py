"""How a denial begins: category, owner, deadline and the first activity."""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ..money import exact, ledger

DEFAULT_WINDOW = 60


class Opened(NamedTuple):
    """A case, and whether it stood there before."""

    case: object
    was_known: bool


class HealthcareDenialCase(models.Model):
    """Opens the denials of one remittance in one go."""

    _inherit = "healthcare.denial.case"

    @api.model
    def _open_many(self, remittance, cases):
        """One :class:`Opened` per engine case; a repeated denial is the known case."""
        if not cases:
            return []
        pairs = {tuple(case.code.split("-", 1)) for case in cases}
        categories = self.env["healthcare.denial.category"]._for_reasons(pairs)
        reasons = self.env["healthcare.adjustment.reason"]._by_code(
            {reason for _group, reason in pairs}
        )
        known = {
            key: Opened(row, True) for key, row in self._known_cases(cases).items()
        }
        fresh = {
            self._case_key(case): self._values(remittance, case, categories, reasons)
            for case in cases
            if self._case_key(case) not in known
        }
        created = self.with_context(tracking_disable=True).create(list(fresh.values()))
        created._schedule()
        for key, row in zip(fresh, created, strict=True):
            known[key] = Opened(row, False)
        return [known[self._case_key(case)] for case in cases]

    @staticmethod
    def _case_key(case):
        return (case.claim, case.kind, case.line or "", case.code, case.amount)

    def _known_cases(self, cases):
        """Cases in work with the same claim, line, code and amount."""
        rows = self.search(
            [
                ("claim_id", "in", [case.claim for case in cases]),
                ("state", "in", ("new", "triaged", "working", "appealed")),
            ]
        )
        return {
            (
                row.claim_id.id,
                row.kind,
                row.line_control_number or "",
                f"{row.group_code}-{row.reason_code}",
                exact(row.amount),
            ): row
            for row in rows
        }

    def _values(self, remittance, case, categories, reasons):
        group, reason = case.code.split("-", 1)
        category = categories[group, reason]
        payer = remittance.payer_id
        notice = remittance.production_date or remittance.payment_date
        window = payer.healthcare_appeal_days or DEFAULT_WINDOW
        place = remittance.claim_ids.filtered(lambda r: r.ordinal == case.ordinal)
        return {
            "company_id": remittance.company_id.id,
            "kind": case.kind,
            "claim_id": case.claim,
            "remittance_claim_id": place.id,
            "remittance_id": remittance.id,
            "payer_id": payer.id,
            "group_code": group,
            "reason_code": reason,
            "reason_id": reasons[reason].id if reason in reasons else False,
            "remark_codes": " ".join(case.remarks),
            "line_control_number": case.line or False,
            "amount": ledger(case.amount),
            "category_id": category.id,
            "notice_date": notice,
            "deadline": notice and notice + timedelta(days=window),
            "deadline_assumed": not payer.healthcare_appeal_days,
            "statement_hold": case.statement_hold,
            "user_id": self._owner(remittance.company_id, category).id,
        }

    @api.model
    def _owner(self, company, category):
        """The category's owner, the company's, a denial analyst, the administrator."""
        group = self.env.ref("healthcare_claims_finance.group_denial_analyst").sudo()
        people = self.env["healthcare.exception"]
        analysts = people._members(group.user_ids, company) or people._members(
            group.all_user_ids, company
        )
        return (
            category.sudo().user_id
            or company.sudo().healthcare_denial_user_id
            or analysts.sorted("id")[:1]
            or self.env.ref("base.user_admin")
        )

    def _schedule(self):
        """An activity for the owner, due when the category wants the case worked."""
        today = fields.Date.context_today(self)
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model,
                    "res_id": case.id,
                    "user_id": case.user_id.id,
                    "date_deadline": min(
                        today + timedelta(days=case.category_id.act_days or 2),
                        max(case.deadline or today, today),
                    ),
                    "summary": case.category_id.name or case.kind,
                    "note": case.category_id.advice or "",
                }
                for case in self
            ]
        )
