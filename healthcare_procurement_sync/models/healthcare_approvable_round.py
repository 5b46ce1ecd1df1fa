"""A round of questions about a document: opened, answered, remembered."""

from odoo import models

from ..approval_rules import to_plain


class HealthcareApprovable(models.AbstractModel):
    """Step by step; a round that was overtaken by a change is no longer asked."""

    _inherit = "healthcare.approvable"

    def _approval_ask(self, rules, retrospective=False, proposal=None, why=""):
        """Open a new round of questions; what was open before is no longer asked."""
        self.ensure_one()
        record = self.sudo()
        record._approval_withdraw()
        last = max(record.healthcare_approval_ids.mapped("round"), default=0)
        common = record._approval_values(retrospective, proposal, why)
        rows = [
            common | {"rule_id": rule.id, "level": rule.level, "round": last + 1}
            for rule in rules
        ]
        matrix = self.env["healthcare.approval.rule"].sudo()
        slots = [
            row | {"slot": slot + 1, "connection_id": rule.connection_id.id}
            for row in rows
            for rule in matrix.browse(row["rule_id"])
            for slot in range(1 if rule.connection_id else rule.minimum)
        ]
        approvals = self.env["healthcare.approval"].sudo().create(slots)
        state = "retrospective" if retrospective else "waiting"
        record.write({"healthcare_approval_state": state})
        first = min(approvals.mapped("level"))
        approvals.filtered(lambda row: row.level == first)._ask()
        return approvals

    def _approval_values(self, retrospective, proposal, why):
        facts = self._approval_facts()
        total = facts.total if not proposal else proposal["total"]
        return {
            "res_model": self._name,
            "res_id": self.id,
            "document": self.name,
            "kind": self._approval_kind(),
            "company_id": self.company_id.id,
            "facility_id": self._approval_facility().id,
            "amount": float(total),
            "requester_id": self._approval_requester().id,
            "involved_ids": [(6, 0, self._approval_involved().ids)],
            "urgent": "urgent" in facts.traits,
            "retrospective": retrospective,
            "proposal": proposal or False,
            "why": why or False,
        }

    def _approval_withdraw(self):
        """Open questions are no longer asked."""
        waiting = self.sudo().healthcare_approval_ids.filtered(
            lambda row: row.state in ("waiting", "pending")
        )
        waiting._supersede()

    def _approval_answered(self, approval):
        """Go on after an answer: next step, done, or refused."""
        self.ensure_one()
        self._message_log(
            body=approval._decision_words(), author_id=approval._author().id
        )
        rows = approval._siblings()
        if approval.state != "approved":
            (rows - approval)._supersede()
            state = "refused" if approval.state == "refused" else "returned"
            if approval.proposal:
                # The change is refused; what was approved before still is.
                state = self._approval_state_before()
            self.write({"healthcare_approval_state": state})
            return self._approval_denied(approval)
        if rows.filtered(lambda row: row.state == "pending"):
            return None
        levels = sorted(rows.filtered(lambda r: r.state == "waiting").mapped("level"))
        if levels:
            rows.filtered(
                lambda row: row.state == "waiting" and row.level == levels[0]
            )._ask()
            return None
        self._approval_remember(rows)
        return self._approval_granted(rows)

    def _approval_state_before(self):
        return "approved" if self.healthcare_approved_basis else "none"

    def _approval_remember(self, approvals):
        """Keep what everybody said yes to."""
        proposal = approvals[:1].proposal
        basis = proposal["basis"] if proposal else to_plain(self._approval_basis())
        basis = basis | {"rules": sorted(approvals.rule_id.ids)}
        self.write(
            {
                "healthcare_approval_state": "approved",
                "healthcare_approved_basis": basis,
                "healthcare_approved_total": float(basis["total"]),
            }
        )
