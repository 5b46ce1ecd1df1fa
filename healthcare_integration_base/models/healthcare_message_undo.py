"""Taking back what a message did: shown first, by two people when it was posted.

The state stays *done*: the document was applied, and nothing behind it has to wait.
That it was taken back is a fact of its own (``compensated_at``), with lineage, attempt
and audit entry; a replay through a preview makes it count again.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..errors import ConfigurationError
from ..outcome import DONE, Outcome, Touched
from .healthcare_drain_apply import Failure


class HealthcareLineage(models.Model):
    """What was taken back stays linked."""

    _inherit = "healthcare.lineage"

    action = fields.Selection(selection_add=[("compensated", "Undone")])


class HealthcareMessage(models.Model):
    """The undo of applied messages."""

    _inherit = "healthcare.message"

    def _may_undo(self):
        """Whether this message did something that can be asked to be taken back."""
        return (
            self.direction == "in"
            and self.state in ("done", "partly")
            and not self.compensated_at
            and not self.sudo().child_ids
        )

    def _undo_once(self):
        """Take back one message, as its connection's service user.

        :return: an ``Outcome`` that names what was touched.
        :raises UserError: the handler refuses, in words.
        """
        self.ensure_one()
        env = self._service_env()
        try:
            handler = env["healthcare.handler"]._for_kind(self.kind)
        except ConfigurationError as error:
            raise UserError(error.text or error.code) from None
        [touched] = handler._compensate(env[self._name].sudo().browse(self.id))
        return Outcome.done(
            touched=[
                Touched(row.model, row.res_id, "compensated", row.where, row.amount)
                for row in touched
            ]
        )

    def _service_env(self):
        """The environment in which handlers work."""
        connection = self.sudo().connection_id
        return self.env(
            user=connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": connection.company_id.ids,
                "lang": connection.company_id.partner_id.lang,
                "tz": connection.company_id.partner_id.tz,
                "mail_notify_force_send": False,
                "healthcare_in_drain": True,
            },
        )

    def _record_undone(self, touched, reason, user):
        """Say that it was taken back, by whom and why."""
        now = self.env.cr.now()
        self.write({"compensated_at": now, "compensated_by_id": user.id})
        for row in touched:
            self._trace(self.env[row.model].browse(row.res_id), "compensated")
        words = self.env._(
            "%(message)s was undone by %(user)s: %(reason)s",
            message=self.display_name,
            user=user.name,
            reason=reason,
        )
        self._note_on_records(touched, words)
        self.with_user(user).sudo()._record_person(self.state, "compensated", reason)
        self.env["healthcare.audit.entry"].with_user(user)._log(
            "message.compensated", self, reason=reason
        )
        self.exception_ids.filtered(lambda row: row.state == "open")._close(
            "cancelled", self.env._("The message was undone.")
        )


class HealthcarePreview(models.AbstractModel):
    """A dry run backwards: the latest message first."""

    _inherit = "healthcare.preview"

    @api.model
    def _rehearse_undo(self, ids):
        """As :meth:`_rehearse`, for taking back. A refusal is a failed result with the
        handler's reason in words."""
        messages = self.env["healthcare.message"].browse(ids)
        found = []
        for message in messages.sorted("sequence", reverse=True):
            result, text = self._tried_undo(message)
            row = self._taken(message, result)
            if text:
                row |= {"text": text, "code": "undo.refused"}
            found.append(row)
        return found

    @api.model
    def _tried_undo(self, message):
        savepoint = self.env.cr.savepoint()
        try:
            outcome = message._undo_once()
            savepoint.close(rollback=False)
            return outcome, ""
        except UserError as error:
            savepoint.close()
            return Failure("undo.refused", ""), str(error)


class HealthcarePreviewReport(models.Model):
    """Reports of purpose *undo* take back instead of sending round again."""

    _inherit = "healthcare.preview.report"

    @api.model
    def _preview_undo(self, messages, reason):
        """Show what taking back ``messages`` would change.

        :return: the report.
        :raises UserError: not an operator, no reason, or nothing to undo.
        """
        messages._check_operator()
        if not (reason or "").strip():
            raise UserError(self.env._("Write a reason: it is kept with the message."))
        ready = messages.filtered(lambda row: row._may_undo())
        if not ready:
            raise UserError(self.env._("None of the chosen messages can be undone."))
        found = self.env["healthcare.preview"]._dry_run(ready, "_rehearse_undo")
        report = self._store("undo", found, reason=reason, user=self.env.user)
        self.env["healthcare.audit.entry"]._log("undo.shown", report, reason=reason)
        return report

    def _with_effect(self):
        results = super()._with_effect()
        if self.purpose == "undo":
            return results.filtered(lambda row: row.outcome == DONE)
        return results

    def _dry_run_again(self, messages):
        if self.purpose == "undo":
            return self.env["healthcare.preview"]._dry_run(messages, "_rehearse_undo")
        return super()._dry_run_again(messages)

    def _release(self, user):
        if self.purpose != "undo":
            super()._release(user)
            return
        for result in self._with_effect().sorted(
            lambda row: row.message_id.sequence, reverse=True
        ):
            message = result.message_id
            if not message._may_undo():
                raise UserError(self.env._("A message was undone already."))
            row = self.env["healthcare.preview"]._watch(message, message._undo_once)
            if row["digest"] != result.digest:
                # The whole transaction is taken back with this error.
                raise UserError(
                    self.env._(
                        "The records changed since this was shown. Preview it again."
                    )
                )
            message._record_undone(row["result"].touched, self.reason, user)
            result.applied_at = self.env.cr.now()
