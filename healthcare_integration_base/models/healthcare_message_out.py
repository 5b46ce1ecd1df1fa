"""Outbound messages of which nobody knows whether they arrived, and what is deleted."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .healthcare_connector import Outgoing

DELETABLE = ("dead", "skipped")
REASON = "healthcare.delete_reason"
"""Setting of a transaction without which the database deletes no message."""
KEEP = f"""
CREATE OR REPLACE FUNCTION healthcare_keep_message() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('{REASON}', true), '') = '' THEN
        RAISE EXCEPTION 'a message is deleted with a reason only'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER healthcare_message_keep BEFORE DELETE ON healthcare_message
   FOR EACH ROW EXECUTE FUNCTION healthcare_keep_message();
"""


class HealthcareMessage(models.Model):
    """Decisions of people that have a reason and an audit entry."""

    _inherit = "healthcare.message"

    _send = models.Index(
        "(connection_id, lane, sequence, part) "
        "WHERE direction = 'out' AND state IN ('due', 'retry')"
    )
    _uncertain = models.Index("(connection_id, due_at) WHERE state = 'uncertain'")

    def init(self):
        result = super().init()
        self.env.cr.execute(KEEP)
        return result

    def _outgoing(self):
        """What a connector gets: the sealed bytes under the message's uuid."""
        self.ensure_one()
        return Outgoing(
            uuid=self.uuid,
            name=self.name,
            payload=self._payload(),
            media_type=self.media_type or "application/octet-stream",
        )

    # -- uncertain ---------------------------------------------------------------------

    def action_mark_sent(self):
        """Ask how the person knows that these messages arrived."""
        self._check_operator()
        return self.env["healthcare.decision"]._open_for("mark_sent", self)

    def action_send_again(self):
        """Ask how the person knows that these messages did not arrive."""
        self._check_operator()
        return self.env["healthcare.decision"]._open_for("send_again", self)

    def action_replay(self):
        """Replay; what may have arrived only after the question how one knows."""
        if len(self) == 1 and self.state == "uncertain":
            return self.action_send_again()
        return super().action_replay()

    def _decide_mark_sent(self, reason):
        """The partner has them: they count as sent."""
        self._check_operator()
        self._move(
            "sent", code="sent.by_person", comment=reason, done_at=self.env.cr.now()
        )
        self.env["healthcare.audit.entry"]._log("message.marked_sent", self, reason)
        self._tell_all("sent", "sent.by_person")

    def _decide_send_again(self, reason):
        """The partner does not have them: they leave again under the same key."""
        self._check_operator()
        if set(self.mapped("state")) != {"uncertain"}:
            raise UserError(
                self.env._("Only a message of which nobody knows is sent again so.")
            )
        self._replay(reason)
        self.env["healthcare.audit.entry"]._log("message.sent_again", self, reason)

    def _replay(self, reason=""):
        # Whoever sends again what may have arrived says how he knows better.
        if not reason.strip() and "uncertain" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "The partner may have this message. Write how you know that it "
                    "did not arrive."
                )
            )
        return super()._replay(reason)

    @api.model
    def _tell_all(self, state, code):
        drain = self.env["healthcare.drain"].sudo()
        for message in self.sudo():
            drain.with_env(message.env)._tell(message, state, code, "")

    # -- deleting ----------------------------------------------------------------------

    def _decide_delete(self, reason):
        """Delete dead or skipped messages for good.

        :raises AccessError: not an administrator.
        :raises UserError: a message that is not dead or skipped, or one that the
            records of an audit or another message still name.
        """
        self.check_access("read")
        group = "healthcare_integration_base.group_administrator"
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("Only an administrator deletes messages."))
        if set(self.mapped("state")) - set(DELETABLE):
            raise UserError(
                self.env._("Only dead letters and skipped messages can be deleted.")
            )
        self._check_unnamed()
        audit = self.env["healthcare.audit.entry"]
        for message in self.sudo():
            facts = {"message": message.uuid, "reference": message.reference or ""}
            audit._log("message.deleted", message.connection_id, reason, facts)
        self._delete(reason)

    def _check_unnamed(self):
        entries = self.env["healthcare.audit.entry"].sudo()
        named = entries.search_count([("message_id", "in", self.ids)], limit=1)
        if named or self.sudo().child_ids - self.sudo() or self.sudo().lineage_ids:
            raise UserError(
                self.env._(
                    "Records, documents or audit entries refer to one of these "
                    "messages: it stays. Skip it to have it out of the way."
                )
            )

    def _delete(self, reason):
        """Delete these messages with their attempts and questions; caller checks."""
        messages = self.sudo()
        messages.exception_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute("SELECT set_config(%s, %s, true)", [REASON, reason])
        messages.with_context(healthcare_delete=True).unlink()
        self.env.flush_all()
        self.env.cr.execute("SELECT set_config(%s, '', true)", [REASON])

    @api.ondelete(at_uninstall=False)
    def _unlink_with_reason(self):
        if not self.env.context.get("healthcare_delete"):
            raise UserError(
                self.env._("Messages are not deleted: skip them, with a reason.")
            )
