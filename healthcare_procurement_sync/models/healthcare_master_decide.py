"""Calling back, approving twice, applying or rejecting a protected change."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_master_change import OPEN

ADDON = "healthcare_procurement_sync"
GROUPS = {
    "bank": ("group_treasury",),
    "remit_to": ("group_treasury",),
    "tax_id": ("group_treasury", "group_supplier_compliance"),
    "price": ("group_contract_manager",),
}
CALLED = ("bank", "remit_to")
"""Kinds that are never approved before somebody called the supplier back."""


class HealthcareMasterChange(models.Model):
    """Two people of the right team, neither who asked nor who wrote the mapping."""

    _inherit = "healthcare.master.change"

    may_decide = fields.Boolean(compute="_compute_may_decide")
    why_not = fields.Char(
        string="Why you cannot approve", compute="_compute_may_decide"
    )

    @api.depends("state", "requester_id", "first_approver_id", "called_at")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for change in self:
            change.why_not = change._why_not(self.env.user)
            change.may_decide = not change.why_not

    def _why_not(self, user):
        """Why ``user`` may not approve this change, in words; empty when he may."""
        self.ensure_one()
        change = self.sudo()
        if change.state not in OPEN:
            return self.env._("It was decided already.")
        if user.id == SUPERUSER_ID or user.healthcare_service_account:
            return self.env._("Only people approve.")
        groups = [f"{ADDON}.{name}" for name in GROUPS[change.kind]]
        if not any(user.has_group(group) for group in groups):
            return self.env._("You are not in the team that approves such changes.")
        if user == change.requester_id:
            return self.env._("You asked for it: two others approve.")
        if user == change.first_approver_id:
            return self.env._("You approved it already: another person is needed.")
        if user in change._mappers():
            return self.env._(
                "You wrote a mapping that this message went through: others approve."
            )
        return ""

    def _mappers(self):
        """Who wrote or approved the tables in force that the message went through."""
        if not self.connection_id:
            return self.env["res.users"]
        versions = (
            self.env["healthcare.mapping.version"]
            .sudo()
            .search(
                [
                    ("state", "=", "active"),
                    ("mapping_id.connection_id", "in", (self.connection_id.id, False)),
                ]
            )
        )
        return versions.author_id | versions.approved_by_id | versions.editor_ids

    def _check_decider(self):
        """:raises AccessError: not this person's change to decide."""
        self.ensure_one()
        self.check_access("read")
        why = self._why_not(self.env.user)
        if why:
            raise AccessError(why)

    # -- verbs -----------------------------------------------------------------------

    def action_call_back(self):
        """Write down what the supplier said on the phone."""
        self.ensure_one()
        return self._dialog("call", self.env._("Call back"))

    def action_ask_reject(self):
        """Ask why it is rejected."""
        self.ensure_one()
        return self._dialog("reject", self.env._("Reject the change"))

    def _dialog(self, verb, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "healthcare.master.decision",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_change_id": self.id, "default_verb": verb},
        }

    def _called(self, spoke_with, note=""):
        """The supplier confirmed it on the number on file."""
        self._check_decider()
        self.sudo().write(
            {
                "called_by_id": self.env.uid,
                "called_at": fields.Datetime.now(),
                "spoke_with": spoke_with,
            }
        )
        self.sudo().activity_ids._action_done(feedback=note or spoke_with)
        self.env["healthcare.audit.entry"]._log("master_change.called", self)
        self._message_log(
            body=self.env._(
                "%(who)s called %(phone)s and spoke with %(person)s, who confirmed it.",
                who=self.env.user.name,
                phone=self.sudo().call_back_phone or "?",
                person=spoke_with,
            )
        )

    def action_approve(self):
        """The first approval, or the second one, which applies the change."""
        self.ensure_one()
        self.sudo().lock_for_update()
        self.invalidate_recordset()
        self._check_decider()
        change = self.sudo()
        if change.kind in CALLED and not change.called_at:
            raise UserError(
                self.env._(
                    "Call the supplier back first, on the number that was on file."
                )
            )
        self._check_shared()
        self.env["healthcare.audit.entry"]._log("master_change.approved", self)
        if not change.first_approver_id:
            change.write({"first_approver_id": self.env.uid, "state": "approved_once"})
            return
        change._apply_change(self.env.user)

    def _check_shared(self):
        """:raises UserError: the account belongs to another supplier as well."""
        if self.kind != "bank":
            return
        others = self.sudo()._sharing(self.sudo()._account()[0])
        open_questions = (
            self.env["healthcare.exception"]
            .sudo()
            .search_count(
                [
                    ("code", "=", "BANK_SHARED"),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "=", "open"),
                ],
                limit=1,
            )
        )
        if others and open_questions:
            raise UserError(
                self.env._(
                    "%s has the same account. Settle that question first.",
                    others[0].display_name,
                )
            )

    def _reject(self, reason):
        """Nothing changes; bills are paid to the account that was known before."""
        self.ensure_one()
        self.check_access("read")
        groups = [f"{ADDON}.{name}" for name in GROUPS[self.kind]]
        withdraws = self.env.user == self.requester_id
        if not withdraws and not any(self.env.user.has_group(name) for name in groups):
            raise AccessError(
                self.env._("You are not in the team that decides such changes.")
            )
        if self.state not in OPEN:
            raise UserError(self.env._("It was decided already."))
        change = self.sudo()
        change.write(
            {
                "state": "rejected",
                "reason": reason,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.env["healthcare.audit.entry"]._log(
            "master_change.rejected", self, reason=reason
        )
        change._discard()
        change._end(self.env._("Rejected: %s", reason))

    # -- effects ---------------------------------------------------------------------

    def _apply_change(self, user):
        """Write what was held; runs as superuser after the second approval."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record behind this change is gone."))
        values = dict(self.values)
        account = values.pop("bank_account", None)
        values.pop("remit_address", None)
        if account:
            self._apply_account(record, account)
        if values:
            if self.res_model == "res.partner.bank":
                record = self._trusting(record)
                if values.get("active"):
                    values["allow_out_payment"] = True
            self._released(record).write(values)
        self.write(
            {
                "state": "applied",
                "second_approver_id": user.id,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.env["healthcare.audit.entry"]._log("master_change.applied", self)
        self._end(self.env._("Approved by two people and applied."))

    @api.model
    def _trusting(self, accounts):
        """Odoo asks the user for a right of its own to trust an account; here two
        people gave their approval, which is more."""
        return accounts.with_user(SUPERUSER_ID)

    def _apply_account(self, partner, account):
        """Add an account, or take an archived one with this number into use."""
        banks = self._trusting(self.env["res.partner.bank"])
        banks = banks.with_context(active_test=False)
        known = banks.search(
            [
                ("partner_id", "=", partner.id),
                (
                    "sanitized_acc_number",
                    "=",
                    self._sanitised(account.get("acc_number")),
                ),
            ],
            limit=1,
        )
        values = {**account, "active": True, "allow_out_payment": True}
        if known:
            self._released(known).write(values)
            return
        self._released(banks).create({**values, "partner_id": partner.id})

    def _discard(self):
        """An account that waited and is not wanted is in nobody's way."""
        if self.res_model != "res.partner.bank":
            return
        bank = self.env["res.partner.bank"].browse(self.res_id).exists()
        if not bank or bank.active or not self.values.get("active"):
            return
        moves = self.env["account.move"].search([("partner_bank_id", "=", bank.id)])
        moves.filtered(lambda move: move.state == "draft").partner_bank_id = False

    def _end(self, words):
        """Bills are free, questions closed, whoever asked is told."""
        self._unblock_bills()
        self._finish(words)
        if self.partner_id:
            self.partner_id._message_log(
                body=self.env._("%(what)s. %(words)s", what=self.name, words=words)
            )
        person = self.requester_id
        if person and person.active and not person.healthcare_service_account:
            self.message_notify(
                partner_ids=person.partner_id.ids, subject=self.name, body=words
            )

    def _finish(self, words):
        """Close questions and calls."""
        self.activity_ids._action_done(feedback=words)
        self.env["healthcare.exception"]._resolve_for(
            self, ("BANK_CHANGE", "MASTER_CHANGE", "BANK_SHARED"), words
        )
