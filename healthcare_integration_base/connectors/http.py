"""One HTTP request per payload: explicit time-outs, no redirects, errors classified."""

import ipaddress
import socket
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models

from ..errors import (
    ConfigurationError,
    RejectedError,
    RetryableError,
    UncertainError,
)
from ..models.healthcare_connector import Pushed

TIMEOUT = (5, 30)
"""Seconds to connect and to read; well below the limit of a worker."""


class HealthcareConnection(models.Model):
    """Adds the endpoint."""

    _inherit = "healthcare.connection"

    connector = fields.Selection(
        selection_add=[("http", "HTTPS endpoint")], ondelete={"http": "set default"}
    )
    endpoint_url = fields.Char(string="Address", tracking=True)
    endpoint_auth = fields.Selection(
        [("none", "None"), ("bearer", "Bearer token"), ("basic", "User and password")],
        string="Authentication",
        default="none",
        required=True,
    )
    endpoint_idempotent = fields.Boolean(
        string="Honours the idempotency key",
        help="The partner answers a repeated Idempotency-Key without doing it twice. "
        "Only then is a request without answer sent again by itself.",
    )
    endpoint_private = fields.Boolean(
        string="In a private network",
        help="Allow an address of a private network or of this machine.",
    )


class HealthcareConnectorHttp(models.AbstractModel):
    """POST of a payload; ``Idempotency-Key`` is the message's uuid."""

    _name = "healthcare.connector.http"
    _inherit = "healthcare.connector"
    _description = "HTTPS endpoint"

    @api.model
    def _address(self, connection):
        """The checked URL.

        :raises ConfigurationError: no URL, no https outside a test, credentials in it,
            or an address that this connection may not reach.
        """
        try:
            url = urlsplit(connection.endpoint_url or "")
            known = url.hostname and (url.port is None or url.port > 0)
        except ValueError:
            known = False
        if not known or url.scheme not in ("http", "https"):
            raise ConfigurationError(
                "http.no_address", "endpoint_url", self.env._("Fill in an address.")
            )
        if url.username or url.password:
            raise ConfigurationError(
                "http.secret_in_address",
                "endpoint_url",
                self.env._("Keep user and password in a credential."),
            )
        if url.scheme == "http" and connection.environment == "production":
            raise ConfigurationError(
                "http.unencrypted",
                "endpoint_url",
                self.env._("Production needs an encrypted address (https)."),
            )
        if not connection.endpoint_private:
            self._refuse_private(url)
        return connection.endpoint_url

    @api.model
    def _refuse_private(self, url):
        try:
            rows = socket.getaddrinfo(url.hostname, url.port or 443)
        except OSError:
            raise RetryableError("http.name_unknown", "endpoint_url") from None
        for row in rows:
            if not ipaddress.ip_address(row[4][0].partition("%")[0]).is_global:
                raise ConfigurationError(
                    "http.private_address",
                    "endpoint_url",
                    self.env._(
                        "The address lies in a private network: allow it first."
                    ),
                )

    @api.model
    def _headers(self, connection, outgoing):
        headers = {
            "Content-Type": outgoing.media_type,
            "Idempotency-Key": outgoing.uuid,
            "User-Agent": "healthcare-integration",
        }
        if connection.endpoint_auth == "bearer":
            secret = self.env["healthcare.credential"]._secrets_of(connection, "bearer")
            headers["Authorization"] = f"Bearer {secret[0]}"
        return headers

    @api.model
    def _login(self, connection):
        if connection.endpoint_auth != "basic":
            return None
        secret = self.env["healthcare.credential"]._secrets_of(connection, "basic")[0]
        return tuple(secret.partition(":")[::2])

    def _push(self, connection, outgoing):
        """POST the payload and classify the answer."""
        try:
            response = requests.post(
                self._address(connection),
                data=outgoing.payload,
                headers=self._headers(connection, outgoing),
                auth=self._login(connection),
                timeout=TIMEOUT,
                allow_redirects=False,
                # Status and headers are all we want: a body may never end.
                stream=True,
            )
            response.close()
        except requests.exceptions.ConnectTimeout:
            raise RetryableError("http.connect_timeout") from None
        except requests.exceptions.SSLError:
            raise RetryableError("http.tls") from None
        except requests.exceptions.ConnectionError as error:
            if _refused(error):
                raise RetryableError("http.unreachable") from None
            self._no_answer(connection, "http.connection_lost")
        except requests.exceptions.RequestException:
            self._no_answer(connection, "http.no_answer")
        return self._classify(response)

    @api.model
    def _no_answer(self, connection, code):
        """The request left, the answer did not come."""
        if connection.endpoint_idempotent:
            raise RetryableError(code) from None
        raise UncertainError(code) from None

    @api.model
    def _classify(self, response):
        status = response.status_code
        if 200 <= status < 300:
            return Pushed(facts={"status": status})
        if status in (408, 425, 429) or status >= 500:
            raise RetryableError(
                f"http.{status}", retry_after=_retry_after(response.headers)
            )
        if status in (401, 403):
            raise ConfigurationError(
                f"http.{status}",
                "endpoint_url",
                self.env._("The partner does not accept our credential."),
            )
        raise RejectedError(f"http.{status}", "endpoint_url")

    def _check(self, connection):
        """Resolve and connect; nothing is posted."""
        url = urlsplit(self._address(connection))
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            with socket.create_connection((url.hostname, port), timeout=TIMEOUT[0]):
                return self.env._("The endpoint answers.")
        except OSError:
            raise RetryableError(
                "http.unreachable",
                "endpoint_url",
                self.env._("The endpoint does not answer."),
            ) from None


def _refused(error):
    """Whether a connection was never made, so that nothing can have arrived."""
    text = type(getattr(error.args[0], "reason", None)).__name__ if error.args else ""
    return text in ("NewConnectionError", "NameResolutionError")


def _retry_after(headers):
    """Seconds of a Retry-After header (RFC 9110 section 10.2.3), or None."""
    value = headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    # HTTP dates are GMT (RFC 9110 section 5.6.7), whatever the sender adds.
    now = fields.Datetime.now()
    return max(0.0, (then.replace(tzinfo=None) - now).total_seconds())
