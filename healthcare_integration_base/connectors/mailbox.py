"""A box from which the partner, or an integration platform, fetches for itself."""

from odoo import fields, models

from ..errors import ConfigurationError
from ..models.healthcare_connector import Pushed


class HealthcareConnection(models.Model):
    """Adds the choice."""

    _inherit = "healthcare.connection"

    connector = fields.Selection(
        selection_add=[("mailbox", "Fetched by the partner (API)")],
        ondelete={"mailbox": "set default"},
    )


class HealthcareConnectorMailbox(models.AbstractModel):
    """*Sent* means put into the box; *acknowledged* what the partner says of it."""

    _name = "healthcare.connector.mailbox"
    _inherit = "healthcare.connector"
    _description = "Mailbox for outbound messages"

    def _push(self, connection, outgoing):
        """The payload is stored already: from now on it may be fetched."""
        return Pushed()

    def _check(self, connection):
        """Somebody has a key that may fetch."""
        keys = self.env["healthcare.connection"]._entrance(connection.code).keys
        if not any(key.fetches for key in keys):
            raise ConfigurationError(
                "mailbox.no_key",
                "credential_ids",
                self.env._("Give the partner an API key that may fetch."),
            )
        return self.env._("The partner has a key and may fetch.")
