"""One question before what a person decides: why? The answer is kept for good."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareDecision(models.TransientModel):
    """Asks for a reason and carries out one verb of the catalogue.

    The verb comes with the context (``default_verb``), the records are the active ones.
    Each verb is a method ``_decide_<verb>(reason)`` of its model that checks the rights
    of whoever calls it and writes the audit entry.
    """

    _name = "healthcare.decision"
    _description = "Decision with a reason"

    verb = fields.Char(required=True, readonly=True)
    title = fields.Char(compute="_compute_words")
    consequence = fields.Text(compute="_compute_words")
    reason = fields.Char(help="Kept for good, with your name and the time.")

    @api.model
    def _verbs(self):
        """``{verb: (model, title, consequence)}``; addons add theirs."""
        return self._verbs_of_connections() | self._verbs_of_messages()

    @api.model
    def _verbs_of_connections(self):
        _ = self.env._
        connection = "healthcare.connection"
        return {
            "open_circuit": (
                connection,
                _("Open the circuit"),
                _(
                    "Nothing is sent to this partner until you close the circuit "
                    "again. What is due waits."
                ),
            ),
            "close_circuit": (
                connection,
                _("Close the circuit"),
                _("Everything that waits for this partner is sent now."),
            ),
            "stop": (
                "healthcare.stop",
                _("Stop everything"),
                _(
                    "Documents are still accepted at the doors, but nothing is "
                    "processed, fetched or sent, for any partner, until you resume."
                ),
            ),
            "resume": (
                "healthcare.stop",
                _("Resume"),
                _("Everything that waited is processed and sent now."),
            ),
        }

    @api.model
    def _verbs_of_messages(self):
        _ = self.env._
        message = "healthcare.message"
        return {
            "mark_sent": (
                message,
                _("It arrived"),
                _("The message counts as sent. Say how you know it from the partner."),
            ),
            "send_again": (
                message,
                _("Send again"),
                _(
                    "The message leaves once more under the same key. Say how you know "
                    "that it did not arrive."
                ),
            ),
            "delete": (
                message,
                _("Delete for good"),
                _(
                    "The payload and its history are gone for ever. Skip it instead if "
                    "you only want it out of the way."
                ),
            ),
        }

    @api.depends("verb")
    def _compute_words(self):
        verbs = self._verbs()
        for decision in self:
            _model, title, consequence = verbs.get(decision.verb) or ("", "", "")
            decision.title, decision.consequence = title, consequence

    @api.model
    def _open_for(self, verb, records=None):
        """The action that asks; ``records`` are what is decided about."""
        context = {"default_verb": verb}
        if records is not None:
            context |= {"active_model": records._name, "active_ids": records.ids}
        return {
            "type": "ir.actions.act_window",
            "name": self._verbs()[verb][1],
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_confirm(self):
        """Carry it out.

        :raises UserError: no reason, or a verb that does not belong to these records.
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write a reason: it is kept for good."))
        known = self._verbs().get(self.verb)
        model = self.env.context.get("active_model") or "healthcare.stop"
        if not known or known[0] != model:
            raise UserError(self.env._("There is nothing to decide here."))
        records = self.env[model]
        if not records._abstract:
            records = records.browse(self.env.context.get("active_ids", ()))
        getattr(records, f"_decide_{self.verb}")(reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
