"""The connector contract: bytes in and out of one outside party."""

from dataclasses import dataclass, field
from typing import Any

from odoo import api, models


@dataclass(frozen=True, slots=True)
class Pulled:
    """One payload that a connector found. ``token`` is the connector's own handle."""

    name: str
    payload: bytes
    token: Any = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One payload on its way out; ``uuid`` doubles as the partner's idempotency key."""

    uuid: str
    name: str
    payload: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the partner said. ``reference`` is theirs; ``final`` when the answer itself
    is the acknowledgement and nothing more will come."""

    reference: str = ""
    final: bool = False
    facts: dict = field(default_factory=dict)


class HealthcareConnector(models.AbstractModel):
    """One model per transport: ``healthcare.connector.<choice>``.

    A connector knows no document and no business record.
    """

    _name = "healthcare.connector"
    _description = "Healthcare connector"

    #: Whether there is something to fetch from; if not, documents only come to a door.
    _fetches = False

    #: Whether a push that succeeds proves that the partner has the document.
    _proves_arrival = False

    @api.model
    def _pull(self, connection):
        """Yield :class:`Pulled` rows; must not remove anything at the source.

        :raises RetryableError: the source does not answer now.
        :raises ConfigurationError: the connection is not complete.
        """
        return iter(())

    @api.model
    def _settle(self, connection, pulled):
        """Called after the commit that stored the payload: archive it at the source."""

    @api.model
    def _push(self, connection, outgoing):
        """Hand one payload over and return :class:`Pushed`.

        :raises RetryableError: surely not delivered, try again.
        :raises RejectedError: the partner refuses it.
        :raises UncertainError: it may or may not have arrived.
        """
        raise NotImplementedError

    @api.model
    def _verifies(self, connection):
        """Whether this connection can ask the partner what became of a payload."""
        return False

    @api.model
    def _verify(self, connection, outgoing):
        """Ask, by the payload's key, whether it arrived; nothing is sent.

        :return: ``delivered``, ``absent`` (surely not there: it is sent again under the
            same key) or ``unknown``.
        :raises IntegrationError: no answer now; counts as unknown.
        """
        return "unknown"

    @api.model
    def _check(self, connection):
        """Test the connection without side effect; returns a sentence for the user.

        :raises IntegrationError: with the reason.
        """
        raise NotImplementedError
