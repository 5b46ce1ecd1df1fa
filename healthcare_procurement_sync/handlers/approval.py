"""Decisions of an approval tool, and the questions that go there."""

from datetime import UTC

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical import Approval, Party
from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome, Touched

from ..match_units import as_decimal

DECISIONS = ("approved", "refused", "returned")
KINDS = {"order": "purchase_order", "requisition": "requisition"}


class HealthcareHandlerApproval(models.AbstractModel):
    """A tool decides what it was asked, once, and by the rules of this house: not by
    who asked for it, not beyond a limit, not about another amount."""

    _name = "healthcare.handler.approval"
    _inherit = ["healthcare.handler.requisition"]
    _description = "Approval handler"

    @api.model
    def _natural_key(self, document):
        return document.decision_id or document.request_id

    @api.model
    def _subject(self, document):
        kind = "order" if document.document_type == "purchase_order" else "requisition"
        return f"{kind}:{document.document_number}"

    @api.model
    def _reference(self, document):
        return document.document_number

    @api.model
    def _control_amount(self, document):
        return document.amount

    @api.model
    def _editable_paths(self):
        return ("document_number", "request_id", "approver.identifier")

    # -- in --------------------------------------------------------------------------

    @api.model
    def _apply_slice(self, incoming):
        return [self._one(row) for row in incoming]

    @api.model
    def _one(self, row):
        document = row.document
        if document.decision not in DECISIONS:
            return Outcome.rejected("approval.decision", f"{document.where}.decision")
        if not (document.approver.identifier or document.approver.name):
            return Outcome.rejected(
                "approval.no_approver", f"{document.where}.approver"
            )
        known = self._decided(row)
        if known:
            return known
        approval = self._question(row)
        if not approval:
            return Outcome.waiting(
                "approval.not_asked",
                f"approval:{document.document_number}",
                document.where,
                self.env._("Nobody asked this tool about the document yet."),
            )
        person = self._person(row, document.approver)
        problem = self._problem(row, approval, person)
        if problem:
            return self._refuse(approval, problem)
        return self._take(row, approval, person)

    @api.model
    def _decided(self, row):
        """The outcome of a decision that was taken over before."""
        document = row.document
        if not document.decision_id:
            return None
        domain = [
            ("connection_id", "=", row.connection.id),
            ("external_key", "=", document.decision_id),
        ]
        approval = self.env["healthcare.approval"].sudo().search(domain, limit=1)
        if not approval:
            return None
        touched = (Touched(approval._name, approval.id, "linked"),)
        if approval.state == document.decision:
            return Outcome.duplicate("approval.duplicate", touched)
        return Outcome("conflict", "approval.conflict", "", touched=touched)

    @api.model
    def _question(self, row):
        """The open question of this tool; empty when there is none."""
        document = row.document
        domain = [
            ("connection_id", "=", row.connection.id),
            ("state", "=", "pending"),
            ("document", "=", document.document_number),
        ]
        approvals = self.env["healthcare.approval"].sudo().search(domain)
        if document.request_id:
            return approvals.filtered(
                lambda line: line._request_id() == document.request_id
            )[:1]
        return approvals if len(approvals) == 1 else approvals.browse()

    @api.model
    def _problem(self, row, approval, person):
        """Why the decision does not count, in words; empty when it does."""
        document = row.document
        amount = document.amount
        currency = approval.currency_id
        if amount is not None and currency.compare_amounts(
            float(amount), approval.amount
        ):
            return self.env._("it is about another amount.")
        if document.currency and document.currency != currency.name:
            return self.env._("it is about another currency.")
        behalf = self._person(row, document.on_behalf_of)
        if (person | behalf) & approval.involved_ids:
            return self.env._("the approver asked for it or prepared it himself.")
        own = document.requester.identifier
        if own and own in (
            document.approver.identifier,
            document.on_behalf_of.identifier,
        ):
            return self.env._("the approver asked for it himself.")
        limits = self.env["healthcare.approval.limit"].sudo()
        who = behalf or person
        if document.decision == "approved" and who - limits._within(
            who, approval.company_id, approval.amount
        ):
            return self.env._("it is beyond the limit of the approver.")
        return ""

    @api.model
    def _refuse(self, approval, problem):
        words = self.env._(
            "%(document)s: the decision of %(tool)s does not count: %(why)s",
            document=approval.document,
            tool=approval.connection_id.name,
            why=problem,
        )
        finding = Finding(
            "APPROVAL_CONFLICT",
            words,
            model=approval.res_model,
            res_id=approval.res_id,
            where=f"approval:{approval.id}",
        )
        return Outcome.rejected("approval.not_counted", "", words, findings=[finding])

    @api.model
    def _take(self, row, approval, person):
        document = row.document
        facts = {
            "user": person,
            "place": document.tool or row.connection.name,
            "approver_name": document.approver.name or document.approver.identifier,
            "external_key": document.decision_id or False,
        }
        if document.decided_at:
            instant = document.decided_at.astimezone(UTC).replace(tzinfo=None)
            facts["decided_at"] = instant
        approval._decide(document.decision, document.comment, "external", **facts)
        touched = [
            Touched(approval._name, approval.id),
            Touched(approval.res_model, approval.res_id),
        ]
        return Outcome.done(touched)

    # -- out -------------------------------------------------------------------------

    @api.model
    def _compose(self, records):
        return [self._document(row.sudo()) for row in records]

    @api.model
    def _document(self, row):
        asked = row.requester_id
        decision = "requested" if row.state == "pending" else "withdrawn"
        zone = row.with_context(tz="UTC")
        return Approval(
            document_type=KINDS[row.kind],
            document_number=row.document,
            decision=row.state if row.state in DECISIONS else decision,
            request_id=row._request_id(),
            step=row.rule_id.name,
            round=row.round,
            requester=Party(asked.login or "", "", asked.name or ""),
            amount=as_decimal(row.amount),
            currency=row.currency_id.name,
            facility=row.facility_id.code or "",
            urgent=row.urgent,
            requested_at=self._instant(zone, row.asked_at),
            answer_by=self._instant(zone, row.deadline),
            comment=row.why or "",
            lines=self._lines_of(row),
        )

    @api.model
    def _instant(self, zone, value):
        return fields.Datetime.context_timestamp(zone, value) if value else None

    @api.model
    def _lines_of(self, row):
        document = row._document()
        if row.kind == "requisition" and document:
            handler = self.env["healthcare.handler.requisition"]
            return handler._document(document).lines
        return ()


class HealthcareApproval(models.Model):
    """Questions that an approval tool answers."""

    _inherit = "healthcare.approval"

    def _request_id(self):
        return f"{self.document}:{self.round}:{self.rule_id.id}:{self.slot}"

    def _tool_flow(self):
        return (
            self.env["healthcare.flow"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("connection_id.state", "=", "live"),
                    ("direction", "=", "out"),
                    ("kind", "=", "approval"),
                ],
                limit=1,
            )
        )

    def _send_to_tool(self):
        """The question leaves with the transaction; decisions that came too early are
        looked at again."""
        flow = self._tool_flow()
        if flow:
            self._to_tool(flow, "asked")
        self.env["healthcare.message"]._arrived([f"approval:{self.document}"])

    def _to_tool(self, flow, what):
        handler = self.env["healthcare.handler.approval"]
        self.env["healthcare.message"]._outbox(
            flow,
            handler._compose(self)[0],
            record=self._document(),
            subject=f"approval:{self.document}",
            key=f"approval:{self._request_id()}:{what}",
        )

    def _supersede(self):
        # EXTENDS: the tool is told that nobody asks any more.
        asked = self.sudo().filtered(
            lambda row: row.state == "pending" and row.connection_id
        )
        result = super()._supersede()
        for row in asked:
            flow = row._tool_flow()
            if flow:
                row._to_tool(flow, "withdrawn")
        return result
