"""What the doors must know about flows, kept between requests."""

from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.tools import ormcache

from ..errors import ConfigurationError

OPEN_STATES = ("certified", "live", "suspended")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is remembered of one key: its digest and what it may do.

    ``flow_ids`` None: every inbound flow of the connection.
    """

    credential_id: int
    digest: str
    expiry: date | None
    posts: bool
    fetches: bool
    flow_ids: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Entrance:
    """How the partner of one connection proves who he is, and how often he may come.

    ``secrets`` are sealed: ``(sealed, binding, last day or None)``; ``certificates``
    are ``(SHA-256 hex, last day or None)`` and count only when a proxy at one of
    ``proxies`` says them in ``certificate_header``. ``rate`` messages a second (0: no
    limit), at most ``burst`` at once.
    """

    connection_id: int
    company_id: int
    code: str
    secrets: tuple[tuple[str, str, date | None], ...] = ()
    keys: tuple[ApiKey, ...] = ()
    certificates: tuple[tuple[str, date | None], ...] = ()
    certificate_header: str = ""
    proxies: tuple[str, ...] = ()
    rate: float = 0
    burst: int = 0


@dataclass(frozen=True, slots=True)
class Door:
    """One address: a flow behind the entrance of its connection."""

    flow_id: int
    lane: str
    entrance: Entrance
    deprecated_on: date | None = None
    sunset_on: date | None = None

    @property
    def connection_id(self):
        """The connection's id."""
        return self.entrance.connection_id

    @property
    def secrets(self):
        """The sealed secrets of its signatures."""
        return self.entrance.secrets


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """The part of a flow that every accepted message repeats."""

    connection_id: int
    company_id: int
    kind: str | None
    codec: str
    lane: str
    data_class: str = "financial"


class HealthcareDoorMixin(models.AbstractModel):
    """Records whose change the doors must see at once, in every process."""

    _name = "healthcare.door.mixin"
    _description = "Configuration of a door"
    _inherit = "healthcare.remembered"

    #: Fields that the doors remember; a change of others leaves the caches alone.
    _door_fields = frozenset()

    def _forgets(self, vals):
        return bool(self._door_fields & vals.keys())


class HealthcareConnection(models.Model):
    """Its code, state and company."""

    _name = "healthcare.connection"
    _inherit = ["healthcare.connection", "healthcare.door.mixin"]
    _door_fields = frozenset(
        {
            "code",
            "state",
            "company_id",
            "active",
            "inbound_rate",
            "inbound_burst",
            "certificate_header",
            "certificate_proxies",
        }
    )

    @api.model
    @ormcache("code")
    def _entrance(self, code):
        """The :class:`Entrance` of the open connection called ``code``.

        :raises ConfigurationError: ``connection.unknown``; see :meth:`_door` of flows.
        """
        connection = self.sudo().search(
            [("code", "=", code), ("state", "in", OPEN_STATES)], limit=1
        )
        if not connection:
            raise ConfigurationError("connection.unknown", "address")
        rows = self.env["healthcare.credential"].sudo()
        rows = rows.search([("connection_id", "=", connection.id)])
        proxies = (connection.certificate_proxies or "").replace(",", " ").split()
        return Entrance(
            connection.id,
            connection.company_id.id,
            code,
            rows._sealed_secrets(),
            rows._api_keys(),
            rows._certificates(),
            (connection.certificate_header or "").strip(),
            tuple(proxies),
            connection.inbound_rate / 60,
            connection.inbound_burst or max(connection.inbound_rate, 1),
        )


class HealthcareCredential(models.Model):
    """Its sealed secret."""

    _name = "healthcare.credential"
    _inherit = ["healthcare.credential", "healthcare.door.mixin"]
    _door_fields = frozenset(
        {
            "connection_id",
            "kind",
            "secret",
            "sealed",
            "digest",
            "expiry_date",
            "active",
            "posts",
            "fetches",
            "flow_ids",
        }
    )

    def _sealed_secrets(self):
        return tuple(
            (row.sealed, row._binding(), row.expiry_date or None)
            for row in self
            if row.kind == "webhook" and row.sealed
        )

    @api.model
    def _open_all(self, door):
        """The secrets of a door that are valid today, in clear. Only for the engine.

        :raises ConfigurationError: ``credential.missing`` when there is none.
        """
        today = fields.Date.context_today(self)
        vault = self.env["healthcare.vault"]
        found, fault = [], ConfigurationError("credential.missing", "webhook")
        for sealed, binding, expiry in door.secrets:
            if expiry and expiry < today:
                continue
            try:
                found.append(vault._open(sealed, binding))
            except ConfigurationError as error:
                # One whose key has been rotated away does not close the door for the
                # one that follows it.
                fault = error
        if not found:
            raise fault
        return found


class HealthcareFlow(models.Model):
    """Its code and what messages repeat."""

    _name = "healthcare.flow"
    _inherit = ["healthcare.flow", "healthcare.door.mixin"]
    _door_fields = frozenset(
        {
            "code",
            "connection_id",
            "direction",
            "kind",
            "codec",
            "lane",
            "active",
            "data_class",
            "deprecated_on",
            "sunset_on",
        }
    )

    @api.model
    @ormcache("connection", "code")
    def _door(self, connection, code):
        """The :class:`Door` at ``/healthcare/v1/<connection>/<code>``.

        :raises ConfigurationError: ``flow.unknown``. Raised, because what is raised is
            not kept: guessing addresses must not push other things out of the cache.
        """
        flow = self.sudo().search(
            [
                ("connection_id.code", "=", connection),
                ("connection_id.state", "in", OPEN_STATES),
                ("code", "=", code),
                ("direction", "=", "in"),
            ],
            limit=1,
        )
        if not flow or not flow.connection_id.active:
            raise ConfigurationError("flow.unknown", "address")
        # An address ends with the version of the document that it takes.
        warned, ended = self.env["healthcare.schema"]._ends_of(flow.kind)
        return Door(
            flow.id,
            flow.lane,
            self.env["healthcare.connection"]._entrance(connection),
            flow.deprecated_on or warned,
            flow.sunset_on or ended,
        )

    @ormcache("self.id")
    def _facts(self):
        """The :class:`FlowFacts` of this flow."""
        connection = self.connection_id
        return FlowFacts(
            connection.id,
            connection.company_id.id,
            self.kind or None,
            self.codec,
            self.lane,
            self.data_class,
        )
