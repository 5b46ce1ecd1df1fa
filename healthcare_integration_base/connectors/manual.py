"""By hand: payloads are uploaded, outbound ones are downloaded."""

from odoo import models

from ..errors import ConfigurationError


class HealthcareConnectorManual(models.AbstractModel):
    """The connector of a connection that nobody has configured yet."""

    _name = "healthcare.connector.manual"
    _inherit = "healthcare.connector"
    _description = "Exchange by hand"

    def _push(self, connection, outgoing):
        """Nothing can leave by itself.

        :raises ConfigurationError: always; choose a connector and it goes on.
        """
        raise ConfigurationError(
            "connector.manual",
            connection.code,
            self.env._("Choose how this connection sends, then it goes on by itself."),
        )

    def _check(self, connection):
        """Always passes: there is nothing to reach."""
        return self.env._("Exchange by hand: documents come by the signed web address.")
