"""May we order from this supplier today? One answer for people, jobs and interfaces."""

from typing import NamedTuple

from odoo import api, fields, models

STOPPED = ("rejected", "suspended")


class Gap(NamedTuple):
    """A required document that is ``missing``, ``expired`` or ``unchecked``."""

    kind: models.BaseModel
    state: str


class ResPartner(models.Model):
    """The most restrictive of onboarding, documents and everybody's holds counts."""

    _inherit = "res.partner"

    healthcare_document_ids = fields.One2many(
        "healthcare.compliance.document", "partner_id", string="Compliance documents"
    )
    healthcare_waiver_ids = fields.One2many(
        "healthcare.compliance.waiver", "partner_id", string="Waivers"
    )
    healthcare_hold_ids = fields.One2many(
        "healthcare.supplier.hold", "partner_id", string="Holds"
    )
    healthcare_orderable = fields.Boolean(
        string="Can be ordered from", compute="_compute_healthcare_orderable"
    )
    healthcare_orderable_reason = fields.Char(
        string="Why not", compute="_compute_healthcare_orderable"
    )
    healthcare_compliance_note = fields.Char(
        string="Documents", compute="_compute_healthcare_orderable"
    )

    @api.depends(
        "healthcare_onboarding_state",
        "healthcare_supplier_blocked",
        "healthcare_document_ids.state",
        "healthcare_document_ids.valid_to",
        "healthcare_waiver_ids.until",
        "healthcare_hold_ids.released_at",
    )
    @api.depends_context("company")
    def _compute_healthcare_orderable(self):
        answers = self._healthcare_orderable_many(self.env.company)
        for partner in self:
            allowed, reason = answers[partner]
            partner.healthcare_orderable = allowed
            partner.healthcare_orderable_reason = reason
            partner.healthcare_compliance_note = partner._healthcare_gap_words()

    def _healthcare_orderable(self, company):
        """``(bool, reason)``: whether ``company`` may order from this supplier now.

        The reason is in plain words; empty when it may.
        """
        self.ensure_one()
        return self._healthcare_orderable_many(company)[self]

    def _healthcare_orderable_many(self, company):
        """``{partner: (bool, reason)}``; contacts are judged by their company."""
        owners = self.commercial_partner_id.sudo()
        known = {owner: owner._healthcare_judge(company) for owner in owners}
        return {
            partner: known.get(partner.commercial_partner_id.sudo(), (True, ""))
            for partner in self
        }

    def _healthcare_judge(self, company):
        for why in (
            self._healthcare_why_blocked(),
            self._healthcare_why_not_onboarded(company),
            self._healthcare_why_documents(),
        ):
            if why:
                return False, why
        return True, ""

    def _healthcare_why_blocked(self):
        if self.healthcare_supplier_blocked:
            return self.env._("%s is blocked.", self.name)
        hold = self._healthcare_open_holds(("orders", "all"))[:1]
        if hold:
            return self.env._(
                "%(supplier)s is on hold by %(side)s: %(reason)s",
                supplier=self.name,
                side=hold.source_name,
                reason=hold.reason or "-",
            )
        return ""

    def _healthcare_why_not_onboarded(self, company):
        state = self.healthcare_onboarding_state
        if state == "approved":
            return ""
        if state in STOPPED:
            return self.env._(
                "%(supplier)s is %(state)s: %(reason)s",
                supplier=self.name,
                state=dict(
                    self._fields["healthcare_onboarding_state"]._description_selection(
                        self.env
                    )
                )[state].lower(),
                reason=self.healthcare_onboarding_reason or "-",
            )
        if state:
            return self.env._(
                "%s is not approved yet: its onboarding is still going on.", self.name
            )
        if company.healthcare_onboarding_policy == "required":
            return self.env._(
                "%s was never approved as a supplier. Request it first.", self.name
            )
        return ""

    def _healthcare_why_documents(self):
        gaps = self._healthcare_gaps(blocking=True)
        if not gaps:
            return ""
        return self.env._(
            "%(supplier)s: %(documents)s. Orders are blocked until they are renewed or "
            "waived.",
            supplier=self.name,
            documents=self._healthcare_words_of(gaps),
        )

    # -- documents -------------------------------------------------------------------

    def _healthcare_gaps(self, blocking=False, day=None):
        """Required documents that are not in force on ``day``, waived ones left out.

        :param blocking: only those whose type stops new orders.
        :return: list of :class:`Gap`.
        """
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        partner = self.sudo()
        # Documents are asked of whoever passes an onboarding, and of whoever ever had
        # them: a supplier that nobody ever asked is not blocked by a new rule.
        if not partner.healthcare_onboarding_state and not (
            partner.healthcare_document_ids
        ):
            return []
        kinds = self.env["healthcare.compliance.type"].sudo()._required_for(partner)
        waived = partner.healthcare_waiver_ids.filtered(
            lambda row: row.active and row.until >= day
        ).type_id
        gaps = []
        for kind in kinds - waived:
            if blocking and kind.policy == "warn":
                continue
            state = partner._healthcare_document_state(kind, day)
            if state:
                gaps.append(Gap(kind, state))
        return gaps

    def _healthcare_document_state(self, kind, day):
        """Empty when a document of this type is in force; else what is wrong."""
        documents = self.healthcare_document_ids.filtered(
            lambda row: row.active and row.type_id == kind
        )
        if any(row._in_force(day) for row in documents):
            return ""
        had = documents.filtered(
            lambda row: row.state in ("valid", "expired") and row.valid_to
        )
        if had:
            return "expired"
        return "unchecked" if "to_check" in documents.mapped("state") else "missing"

    def _healthcare_gap_words(self):
        owner = self.commercial_partner_id
        return owner and owner._healthcare_words_of(owner._healthcare_gaps()) or False

    @api.model
    def _healthcare_words_of(self, gaps):
        words = {
            "missing": self.env._("missing"),
            "expired": self.env._("expired"),
            "unchecked": self.env._("not checked yet"),
        }
        return ", ".join(f"{gap.kind.name} {words[gap.state]}" for gap in gaps)

    def _healthcare_order_warnings(self, company):
        """What a buyer should know although he may order."""
        self.ensure_one()
        owner = self.commercial_partner_id
        warnings = []
        gaps = owner._healthcare_gaps()
        if gaps:
            warnings.append(owner._healthcare_words_of(gaps))
        if not owner.healthcare_onboarding_state and (
            company.healthcare_onboarding_policy == "warn"
        ):
            warnings.append(self.env._("Never approved as a supplier"))
        if owner.sudo().healthcare_pending_change:
            warnings.append(owner.sudo().healthcare_pending_change)
        return warnings

    def _healthcare_open_holds(self, blocks):
        return self.sudo().healthcare_hold_ids.filtered(
            lambda hold: not hold.released_at and hold.blocks in blocks
        )
