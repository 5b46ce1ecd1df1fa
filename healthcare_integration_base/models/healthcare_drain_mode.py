"""How far a message may go: observed, shown to a person, or applied as approved."""

from odoo import api, models

from ..errors import ConfigurationError, RejectedError
from ..outcome import DONE, PARTLY, SKIPPED, TO_APPROVE, Outcome
from .healthcare_drain_apply import Failure
from .healthcare_preview_recorder import current

SHADOW = "mode.shadow"
ASSISTED = "mode.assisted"
OUTDATED = "approval.outdated"


class HealthcareDrain(models.AbstractModel):
    """Splits a group by the mode of its messages; most groups are not split at all."""

    _inherit = "healthcare.drain"

    @api.model
    def _fields_to_apply(self):
        return [*super()._fields_to_apply(), "preview_result_id"]

    @api.model
    def _apply_group(self, messages):
        if current() is not None or not self._are_special(messages):
            return super()._apply_group(messages)
        approved = self._approved(messages)
        modes = self._modes(messages)
        answers, plain = {}, []
        for message in messages:
            if message.id in approved:
                answers[message.id] = self._apply_as_shown(
                    message, approved[message.id]
                )
            elif modes[message.id] == "automatic":
                plain.append(message)
        answers |= self._observed(messages, modes, "shadow", answers)
        shown = self._observed(messages, modes, "assisted", answers)
        plain += [row for row in messages if shown.get(row.id, 0) is None]
        answers |= {key: value for key, value in shown.items() if value is not None}
        if plain:
            outcomes = super()._apply_group(plain)
            answers |= {
                row.id: outcome for row, outcome in zip(plain, outcomes, strict=True)
            }
        return [answers[message.id] for message in messages]

    @api.model
    def _are_special(self, messages):
        """Whether a person has a say in one of them."""
        hand, flows = self._hand(), {}
        for message in messages:
            held = hand.get(message.id)
            if held and held.plain:
                continue
            if message.preview_result_id:
                return True
            flow = message.flow_id
            flows[flow.id] = flow
        return any(flow._may_differ() for flow in flows.values())

    # -- modes -----------------------------------------------------------------------

    @api.model
    def _modes(self, messages):
        """``{message id: mode}``; facilities of a batch are looked up together."""
        codes = {}
        for message in messages:
            if message.flow_id.mode_ids:
                codes[message.id] = self._facility_code(message)
        company = messages[0].connection_id.company_id
        known = self.env["healthcare.facility"]._by_code(company, set(codes.values()))
        nowhere = self.env["healthcare.facility"]
        return {
            message.id: message.flow_id.sudo()._mode_for(
                known.get(codes.get(message.id), nowhere)
            )
            if message.flow_id
            else "automatic"
            for message in messages
        }

    @api.model
    def _facility_code(self, message):
        """The facility that a document names; empty when it cannot be read."""
        handler = self.env["healthcare.handler"]._for_kind(message.kind)
        facility = getattr(handler, "_facility", None)
        try:
            return (facility and facility(message._document())) or ""
        except (RejectedError, ConfigurationError):
            return ""

    @api.model
    def _observed(self, messages, modes, mode, answers):
        """Dry-run those of one mode that have no answer; ``{id: Outcome}``.

        In assisted mode None stands for what needs nobody: it would change nothing.
        """
        ids = [
            row.id
            for row in messages
            if modes[row.id] == mode and row.id not in answers
        ]
        if not ids:
            return {}
        rows = self.env["healthcare.message"].browse(ids)
        found = self.env["healthcare.preview"]._dry_run_here(rows)
        if mode == "shadow":
            self._keep_report("shadow", found, "shown")
            return {
                row["message_id"]: Outcome(SKIPPED, SHADOW, "", self._shadow_text(row))
                for row in found
            }
        asked = [row for row in found if row["changes"] and _has_effect(row["result"])]
        if asked:
            self._keep_report("assisted", asked, "waiting")
        wait = {row["message_id"] for row in asked}
        text = self.env._("Somebody has to approve what it changes.")
        return {
            message_id: Outcome(TO_APPROVE, ASSISTED, "", text)
            if message_id in wait
            else None
            for message_id in ids
        }

    @api.model
    def _shadow_text(self, row):
        records = {(change["model"], change["res_id"]) for change in row["changes"]}
        return self.env._(
            "Observed only. It would have ended as %(outcome)s and changed "
            "%(count)s records.",
            outcome=row["outcome"],
            count=len(records),
        )

    @api.model
    def _keep_report(self, purpose, found, state):
        """Store a report and point its messages at their results."""
        report = self.env["healthcare.preview.report"]._store(purpose, found, state)
        report.result_ids._point()
        if state == "waiting":
            report._ask_approvers()
        return report

    # -- approved --------------------------------------------------------------------

    @api.model
    def _approved(self, messages):
        """``{message id: result}`` of those whose effect somebody approved."""
        results = self.env["healthcare.preview.result"].browse(
            [row.preview_result_id.id for row in messages if row.preview_result_id]
        )
        return {
            result.message_id.id: result
            for result in results.sudo()
            if result.report_id.state == "approved" and not result.applied_at
        }

    @api.model
    def _apply_as_shown(self, message, result):
        """Apply, and keep it only if it is exactly what was approved."""
        cr = self.env.cr
        mark = len(cr.postcommit._funcs)
        savepoint = cr.savepoint()
        try:
            row = self.env["healthcare.preview"]._watch(
                message, lambda: super(HealthcareDrain, self)._apply_group([message])[0]
            )
        except Exception:
            savepoint.close()
            raise
        if not row["changes"] and not _has_effect(row["result"]):
            # It waits, or is tried again: the approval stays good.
            savepoint.close(rollback=False)
            return row["result"]
        if row["digest"] == result.digest:
            savepoint.close(rollback=False)
            result.applied_at = self.env.cr.now()
            # What was undone counts again.
            message.write({"compensated_at": False, "compensated_by_id": False})
            self._tell_who_approved(message, result.report_id, row["result"])
            return row["result"]
        savepoint.close()
        self._forget(mark)
        result.report_id.state = "outdated"
        self._keep_report("assisted", [row], "waiting")
        text = self.env._("The records changed since the approval: look again.")
        return Outcome(TO_APPROVE, OUTDATED, "", text)

    @api.model
    def _tell_who_approved(self, message, report, outcome):
        body = self.env._(
            "%(message)s took effect as shown; approved by %(user)s.",
            message=message.display_name,
            user=report.approver_id.name or "",
        )
        message._note_on_records(getattr(outcome, "touched", ()), body)


def _has_effect(result):
    return not isinstance(result, Failure) and result.state in (DONE, PARTLY)
