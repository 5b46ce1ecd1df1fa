"""One HTTP request per payload: explicit time-outs, no redirects, errors classified."""

import ipaddress
import socket
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

import requests

from odoo import api, fields, models

from ..errors import (
    ConfigurationError,
    RejectedError,
    RetryableError,
    UncertainError,
)
from ..models.healthcare_connector import Pushed
from . import http_pinned

KEY = "{key}"
"""Stands for the message's key in the address that is asked after it."""


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
    endpoint_status_url = fields.Char(
        string="Status address",
        tracking=True,
        help="Where the partner says what became of a document, with {key} for its "
        "idempotency key: 2xx it is there, 404 it is not. Empty: a person asks him.",
    )
    verify_seconds = fields.Integer(
        string="Ask after (seconds)",
        default=60,
        required=True,
        help="How long the partner may take until his status address knows it.",
    )

    _verify_range = models.Constraint(
        "CHECK(verify_seconds BETWEEN 0 AND 86400)", "Ask within a day."
    )


class HealthcareConnectorHttp(models.AbstractModel):
    """POST of a payload; ``Idempotency-Key`` is the message's uuid."""

    _name = "healthcare.connector.http"
    _inherit = "healthcare.connector"
    _description = "HTTPS endpoint"
    _proves_arrival = True

    @api.model
    def _address(self, connection, url=None, field="endpoint_url"):
        """The checked URL.

        :raises ConfigurationError: no URL, no https outside a test, credentials in it,
            or an address that this connection may not reach.
        """
        return self._checked(connection, url or connection.endpoint_url, field)[0]

    @api.model
    def _checked(self, connection, address, field="endpoint_url"):
        """``(URL, [IP address, ...])``: where a request may go, and only there."""
        try:
            url = urlsplit(address or "")
            known = url.hostname and (url.port is None or url.port > 0)
        except ValueError:
            known = False
        if not known or url.scheme not in ("http", "https"):
            raise ConfigurationError(
                "http.no_address", field, self.env._("Fill in an address.")
            )
        if url.username or url.password:
            raise ConfigurationError(
                "http.secret_in_address",
                field,
                self.env._("Keep user and password in a credential."),
            )
        if url.scheme == "http" and connection.environment == "production":
            raise ConfigurationError(
                "http.unencrypted",
                field,
                self.env._("Production needs an encrypted address (https)."),
            )
        return address, self._resolve(connection, url, field)

    @api.model
    def _resolve(self, connection, url, field):
        """The addresses behind a name; none of them private unless it is allowed."""
        try:
            rows = socket.getaddrinfo(url.hostname, _port(url), type=socket.SOCK_STREAM)
        except OSError:
            raise RetryableError("http.name_unknown", field) from None
        found = list(dict.fromkeys(row[4][0] for row in rows))
        for address in found if not connection.endpoint_private else ():
            if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                raise ConfigurationError(
                    "http.private_address",
                    field,
                    self.env._(
                        "The address lies in a private network: allow it first."
                    ),
                )
        return found

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
        url, addresses = self._checked(connection, connection.endpoint_url)
        try:
            response = http_pinned.request(
                "POST",
                url,
                addresses,
                data=outgoing.payload,
                headers=self._headers(connection, outgoing),
                auth=self._login(connection),
            )
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
        address, found = self._checked(connection, connection.endpoint_url)
        if self._verifies(connection):
            self._checked(connection, *self._status_address(connection, "test"))
        try:
            place = (found[0], _port(urlsplit(address)))
            with socket.create_connection(place, timeout=http_pinned.TIMEOUT[0]):
                return self.env._("The endpoint answers.")
        except OSError:
            raise RetryableError(
                "http.unreachable",
                "endpoint_url",
                self.env._("The endpoint does not answer."),
            ) from None

    # -- what became of it -------------------------------------------------------------

    @api.model
    def _verifies(self, connection):
        return bool(connection.endpoint_status_url)

    @api.model
    def _status_address(self, connection, key):
        """``(URL, field)``.

        :raises ConfigurationError: an address that asks for no key would answer the
            same for every document.
        """
        if KEY not in (connection.endpoint_status_url or ""):
            raise ConfigurationError(
                "http.no_key_in_address",
                "endpoint_status_url",
                self.env._("Write {key} where the document's key stands."),
            )
        url = connection.endpoint_status_url.replace(KEY, quote(key, safe=""))
        return url, "endpoint_status_url"

    def _verify(self, connection, outgoing):
        """GET the status of a key: 2xx it is there, 404 and 410 it is not."""
        url, addresses = self._checked(
            connection, *self._status_address(connection, outgoing.uuid)
        )
        headers = self._headers(connection, outgoing)
        del headers["Content-Type"]
        try:
            response = http_pinned.request(
                "GET", url, addresses, headers=headers, auth=self._login(connection)
            )
        except requests.exceptions.RequestException:
            raise RetryableError("http.no_answer", "endpoint_status_url") from None
        if 200 <= response.status_code < 300:
            return "delivered"
        return "absent" if response.status_code in (404, 410) else "unknown"


def _port(url):
    return url.port or (443 if url.scheme == "https" else 80)


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
