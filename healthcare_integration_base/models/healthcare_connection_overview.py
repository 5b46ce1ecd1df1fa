"""What the overview adds: clickable counters and the address of each flow."""

from odoo import fields, models
from odoo.exceptions import AccessError


class HealthcareConnection(models.Model):
    """Each counter opens exactly the messages that it counts."""

    _inherit = "healthcare.connection"

    def _as_operator(self):
        """The same connections with the right to record what an operator does.

        Operators test, fetch, suspend and pause; they cannot edit an address or an
        owner, which is why they have no right to write connections.

        :raises AccessError: not an operator, or a connection of another company.
        """
        self.check_access("read")
        if not self.env.user.has_group("healthcare_integration_base.group_operator"):
            raise AccessError(self.env._("Only an integration operator may do this."))
        return self.sudo()

    def _answer(self, text, passed=True):
        """A short notice for the user; the screen below it is refreshed."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "success" if passed else "danger",
                "sticky": not passed,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _open_messages_with(self, filter_name):
        return self.action_open_messages() | {
            "context": {f"search_default_{filter_name}": 1}
        }

    def action_open_today(self):
        """The messages of the last 24 hours."""
        return self._open_messages_with("last_day")

    def action_open_waiting(self):
        """The messages that are under way or wait."""
        return self._open_messages_with("waiting")

    def action_open_problems(self):
        """The messages that a person has to move."""
        return self._open_messages_with("attention")


class HealthcareCredential(models.Model):
    """Says whether a secret is stored; the secret itself is never shown."""

    _inherit = "healthcare.credential"

    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)

    def _compute_has_secret(self):
        for credential in self:
            credential.has_secret = bool(credential.sealed or credential.digest)


class HealthcareFlow(models.Model):
    """An inbound flow has an address that partners post to."""

    _inherit = "healthcare.flow"

    web_address = fields.Char(
        string="Web address",
        compute="_compute_web_address",
        help="A partner posts signed documents to this address.",
    )

    def _compute_web_address(self):
        for flow in self:
            path = f"/healthcare/v1/{flow.connection_id.code}/{flow.code}"
            inbound = flow.direction == "in" and flow.id
            flow.web_address = inbound and flow.get_base_url() + path
