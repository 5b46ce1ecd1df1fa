"""What an administrator sets and sees about the doors of a connection."""

import ipaddress

from odoo import api, fields, models
from odoo.exceptions import ValidationError

RESERVED = frozenset({"messages", "schemas"})
"""Codes that are addresses of the doors themselves."""


class HealthcareConnection(models.Model):
    """Limits, the trusted proxy, and what the doors have counted."""

    _inherit = "healthcare.connection"

    inbound_rate = fields.Integer(
        string="Messages per minute",
        tracking=True,
        help="What the partner may send us on average; 0: no limit. Above it the "
        "answer is 429 with the seconds to wait.",
    )
    inbound_burst = fields.Integer(
        string="Accepted at once",
        tracking=True,
        help="What may come at once after a quiet time; 0: the messages of a minute.",
    )
    certificate_header = fields.Char(
        string="Header",
        tracking=True,
        help="The header in which the proxy names the client certificate that it has "
        "verified: its SHA-256 fingerprint or the escaped PEM. The proxy must remove "
        "this header from what comes from outside.",
    )
    certificate_proxies = fields.Char(
        string="Trusted proxies",
        tracking=True,
        help="Addresses or networks (10.0.0.0/28) of the proxies that are believed. "
        "From anywhere else the header means nothing.",
    )
    door_count_ids = fields.One2many(
        "healthcare.door.count", "connection_id", readonly=True
    )
    refused_count = fields.Integer(compute="_compute_door_counts", compute_sudo=True)
    refused_at = fields.Datetime(compute="_compute_door_counts", compute_sudo=True)
    failed_count = fields.Integer(compute="_compute_door_counts", compute_sudo=True)
    failed_at = fields.Datetime(compute="_compute_door_counts", compute_sudo=True)
    deprecated_count = fields.Integer(compute="_compute_door_counts", compute_sudo=True)

    _inbound_positive = models.Constraint(
        "CHECK(inbound_rate >= 0 AND inbound_burst >= 0)",
        "A limit must not be negative.",
    )

    @api.depends(
        "door_count_ids.refused_count",
        "door_count_ids.failed_count",
        "door_count_ids.deprecated_count",
    )
    def _compute_door_counts(self):
        for connection in self:
            row = connection.door_count_ids[:1]
            connection.refused_count = row.refused_count
            connection.refused_at = row.refused_at
            connection.failed_count = row.failed_count
            connection.failed_at = row.failed_at
            connection.deprecated_count = row.deprecated_count

    @api.constrains("code")
    def _check_reserved(self):
        for connection in self:
            if connection.code in RESERVED:
                raise ValidationError(
                    self.env._("%(code)s is an address of ours.", code=connection.code)
                )

    @api.constrains("certificate_header", "certificate_proxies")
    def _check_proxies(self):
        for connection in self:
            names = (connection.certificate_proxies or "").replace(",", " ").split()
            if bool(connection.certificate_header) != bool(names):
                raise ValidationError(
                    self.env._(
                        "A certificate header is believed from trusted proxies only: "
                        "set both, or neither."
                    )
                )
            for name in names:
                try:
                    network = ipaddress.ip_network(name, strict=False)
                except ValueError:
                    raise ValidationError(
                        self.env._("%(name)s is no IP address or network.", name=name)
                    ) from None
                if not network.prefixlen:
                    raise ValidationError(
                        self.env._("Not everybody can be a trusted proxy.")
                    )


class HealthcareFlow(models.Model):
    """An address that will end says so in every answer (RFC 9745, RFC 8594)."""

    _inherit = "healthcare.flow"

    deprecated_on = fields.Date(
        string="Deprecated from",
        tracking=True,
        help="From this day on its callers are told to change over.",
    )
    sunset_on = fields.Date(
        string="Ends on",
        tracking=True,
        help="From this day on the address answers 410 and takes nothing.",
    )

    @api.constrains("deprecated_on", "sunset_on")
    def _check_sunset(self):
        for flow in self.filtered("sunset_on"):
            if not flow.deprecated_on or flow.deprecated_on >= flow.sunset_on:
                raise ValidationError(
                    self.env._("An address is deprecated before it ends.")
                )
