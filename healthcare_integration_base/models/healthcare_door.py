"""What the doors must know about flows, kept between requests."""

from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.tools import ormcache

from ..errors import ConfigurationError

OPEN_STATES = ("certified", "live", "suspended")


@dataclass(frozen=True, slots=True)
class Door:
    """One address. ``secrets`` are sealed: ``(sealed, binding, last day or None)``."""

    flow_id: int
    connection_id: int
    lane: str
    secrets: tuple[tuple[str, str, date | None], ...]


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

    #: Fields that the doors remember; a change of others leaves the caches alone.
    _door_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._door_fields & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result


class HealthcareConnection(models.Model):
    """Its code, state and company."""

    _name = "healthcare.connection"
    _inherit = ["healthcare.connection", "healthcare.door.mixin"]
    _door_fields = frozenset({"code", "state", "company_id", "active"})


class HealthcareCredential(models.Model):
    """Its sealed secret."""

    _name = "healthcare.credential"
    _inherit = ["healthcare.credential", "healthcare.door.mixin"]
    _door_fields = frozenset(
        {"connection_id", "kind", "secret", "sealed", "expiry_date", "active"}
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
        rows = self.env["healthcare.credential"].sudo()
        rows = rows.search(
            [("connection_id", "=", flow.connection_id.id), ("kind", "=", "webhook")]
        )
        secrets = tuple(
            (row.sealed, row._binding(), row.expiry_date or None)
            for row in rows
            if row.sealed
        )
        return Door(flow.id, flow.connection_id.id, flow.lane, secrets)

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
