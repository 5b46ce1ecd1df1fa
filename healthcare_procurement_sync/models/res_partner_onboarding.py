"""From the wish for a new supplier to the first order: two checks by two people."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ADDON = "healthcare_procurement_sync"
ONBOARDING = [
    ("requested", "Requested"),
    ("compliance", "Compliance check"),
    ("finance", "Finance check"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("suspended", "Suspended"),
]
RUNNING = ("requested", "compliance", "finance")
GUARDED = frozenset(
    f"healthcare_{name}"
    for name in (
        *("onboarding_state", "requested_by_id", "requested_on", "compliance_by_id"),
        *("compliance_on", "finance_by_id", "finance_on", "bank_verified_by_id"),
        *("bank_verified_on", "onboarding_reason"),
    )
)
"""What only the verbs write."""
COMPLIANCE = (f"{ADDON}.group_supplier_compliance",)
FINANCE = (f"{ADDON}.group_treasury", "account.group_account_manager")
MANAGERS = (*COMPLIANCE, *FINANCE, "purchase.group_purchase_manager")


class ResPartner(models.Model):
    """``healthcare_onboarding_state`` of the company itself, never of its contacts.

    Empty: nobody asked for an onboarding; the company's setting says whether such a
    supplier may be ordered from.
    """

    _inherit = "res.partner"

    healthcare_onboarding_state = fields.Selection(
        ONBOARDING,
        string="Supplier onboarding",
        copy=False,
        readonly=True,
        tracking=True,
        index="btree_not_null",
        group_expand="_expand_healthcare_onboarding",
    )
    healthcare_risk_class = fields.Selection(
        [("low", "Low"), ("normal", "Normal"), ("high", "High")],
        string="Risk class",
        default="normal",
        help="High: drugs, implants, patient data. More documents are needed.",
    )
    healthcare_requested_by_id = fields.Many2one(
        "res.users", string="Requested by", copy=False, readonly=True
    )
    healthcare_requested_on = fields.Datetime(copy=False, readonly=True)
    healthcare_request_reason = fields.Char(string="What for", copy=False)
    healthcare_compliance_by_id = fields.Many2one(
        "res.users", string="Compliance checked by", copy=False, readonly=True
    )
    healthcare_compliance_on = fields.Datetime(copy=False, readonly=True)
    healthcare_finance_by_id = fields.Many2one(
        "res.users", string="Finance checked by", copy=False, readonly=True
    )
    healthcare_finance_on = fields.Datetime(copy=False, readonly=True)
    healthcare_bank_verified_by_id = fields.Many2one(
        "res.users", string="Bank verified by", copy=False, readonly=True
    )
    healthcare_bank_verified_on = fields.Datetime(copy=False, readonly=True)
    healthcare_onboarding_reason = fields.Char(
        string="Why rejected or suspended", copy=False, readonly=True, tracking=True
    )

    @api.model
    def _expand_healthcare_onboarding(self, _states, _domain):
        return [state for state, _label in ONBOARDING[:4]]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._healthcare_check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._healthcare_check_guarded(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields_list):
        # A default from outside would be an approval that nobody gave.
        values = super().default_get(fields_list)
        return {name: value for name, value in values.items() if name not in GUARDED}

    @api.model
    def _healthcare_check_guarded(self, vals):
        if not self.env.su and any(vals.get(name) for name in GUARDED & vals.keys()):
            raise AccessError(
                self.env._("A supplier moves through its onboarding by the buttons.")
            )
        if not self.env.su and "healthcare_onboarding_state" in vals:
            raise AccessError(
                self.env._("A supplier moves through its onboarding by the buttons.")
            )

    # -- verbs -----------------------------------------------------------------------

    def action_healthcare_request(self):
        """Ask for this partner as a supplier."""
        for partner in self:
            partner.check_access("read")
            partner._healthcare_request(self.env.user)

    def _healthcare_request(self, user, reason=""):
        """Begin the onboarding in the name of ``user``."""
        owner = self.commercial_partner_id
        if owner.healthcare_onboarding_state in (*RUNNING, "approved"):
            raise UserError(
                self.env._("%s is requested or approved already.", owner.name)
            )
        owner.sudo().write(
            {
                "healthcare_onboarding_state": "requested",
                "healthcare_requested_by_id": user.id,
                "healthcare_requested_on": fields.Datetime.now(),
                "healthcare_request_reason": reason or owner.healthcare_request_reason,
                "healthcare_compliance_by_id": False,
                "healthcare_compliance_on": False,
                "healthcare_finance_by_id": False,
                "healthcare_finance_on": False,
                "healthcare_onboarding_reason": False,
            }
        )
        owner._healthcare_log("supplier.requested")
        owner._healthcare_ask(COMPLIANCE, self.env._("Check the new supplier"))

    def action_healthcare_start(self):
        """Take the request: the compliance check begins."""
        for partner in self:
            partner._healthcare_expect(("requested",), MANAGERS)
            partner.sudo().healthcare_onboarding_state = "compliance"
            partner._healthcare_log("supplier.started")

    def action_healthcare_compliance_ok(self):
        """Documents are there: on to finance, or approved when finance was first."""
        for partner in self:
            partner._healthcare_expect(("requested", "compliance"), COMPLIANCE)
            partner._healthcare_check_second("healthcare_finance_by_id")
            gaps = partner._healthcare_gaps(blocking=True)
            if gaps:
                raise UserError(
                    self.env._(
                        "Still missing or expired: %s. Upload and accept them, or give "
                        "a waiver.",
                        ", ".join(gap.kind.name for gap in gaps),
                    )
                )
            partner._healthcare_checked("compliance", self.env.user)

    def action_healthcare_finance_ok(self):
        """Tax number, terms and bank account are right."""
        for partner in self:
            partner._healthcare_expect(RUNNING, FINANCE)
            partner._healthcare_check_second("healthcare_compliance_by_id")
            partner._healthcare_checked("finance", self.env.user)

    def _healthcare_checked(self, check, user):
        """Record one check and move on; both done means approved."""
        now = fields.Datetime.now()
        partner = self.sudo()
        values = {
            f"healthcare_{check}_by_id": user.id,
            f"healthcare_{check}_on": now,
        }
        if check == "finance" and partner.bank_ids:
            values |= {
                "healthcare_bank_verified_by_id": user.id,
                "healthcare_bank_verified_on": now,
            }
        partner.write(values)
        self._healthcare_log(f"supplier.{check}_checked")
        if not partner.healthcare_compliance_on:
            partner.healthcare_onboarding_state = "compliance"
        elif not partner.healthcare_finance_on:
            partner.healthcare_onboarding_state = "finance"
            self._healthcare_done_asking()
            self._healthcare_ask(
                FINANCE, self.env._("Check bank, tax number and terms")
            )
        else:
            self._healthcare_approve()

    def _healthcare_approve(self):
        """Orderable from this moment on; whoever asked for it is told."""
        partner = self.sudo()
        partner.write(
            {
                "healthcare_onboarding_state": "approved",
                "supplier_rank": max(partner.supplier_rank, 1),
            }
        )
        self._healthcare_done_asking()
        self._healthcare_log("supplier.approved")
        self._healthcare_tell_requester(
            self.env._("%s is approved: you can order from now on.", self.name)
        )
        self._healthcare_orderable_again()

    def _healthcare_orderable_again(self):
        """What waits for this supplier goes on: messages, and bills that are held."""
        self.env["healthcare.message"]._arrived(
            [f"supplier:{partner.id}" for partner in self]
        )
        free = self.filtered(lambda row: not row._healthcare_bills_held())
        self.env["healthcare.match"]._rematch_suppliers(
            free, ["SUPPLIER_BLOCKED"], self.env._("The supplier is free again.")
        )

    def action_healthcare_reject(self):
        """Ask why, then reject."""
        return self._healthcare_reason_dialog("reject")

    def action_healthcare_suspend(self):
        """Ask why, then stop ordering from an approved supplier."""
        return self._healthcare_reason_dialog("suspend")

    def _healthcare_reason_dialog(self, verb):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": {
                "reject": self.env._("Reject the supplier"),
                "suspend": self.env._("Suspend the supplier"),
            }[verb],
            "res_model": "healthcare.supplier.decision",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id, "default_verb": verb},
        }

    def _healthcare_reject(self, reason):
        self._healthcare_expect(RUNNING, MANAGERS)
        self._healthcare_stop("rejected", reason)

    def _healthcare_suspend(self, reason):
        self._healthcare_expect(("approved", False), MANAGERS)
        self._healthcare_stop("suspended", reason)

    def _healthcare_stop(self, state, reason):
        self.sudo().write(
            {
                "healthcare_onboarding_state": state,
                "healthcare_onboarding_reason": reason,
            }
        )
        self._healthcare_done_asking()
        self._healthcare_log(f"supplier.{state}", reason)
        self._healthcare_tell_requester(
            self.env._("%(supplier)s: %(reason)s", supplier=self.name, reason=reason)
        )

    def action_healthcare_reinstate(self):
        """A suspended supplier passes both checks again."""
        for partner in self:
            partner._healthcare_expect(("suspended", "rejected"), MANAGERS)
            partner._healthcare_request(self.env.user)
