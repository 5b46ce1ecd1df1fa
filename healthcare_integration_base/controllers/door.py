"""What every door does first: find the address, hear the proof, keep the limit."""

import functools
import hmac
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as midnight

import psycopg2

from odoo import fields, http
from odoo.http import request

from ..errors import ConfigurationError
from ..models.healthcare_connection import CODE
from ..redact import code_of, handling, safe_trace
from ..signature import certificate_digest, is_among, is_key, verify
from .problem import Refused

_logger = logging.getLogger(__name__)

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MAX_KEY = 255
STORE_WAIT = 5
"""Seconds after which a sender may try again when the database does not answer."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who got in: by ``signature``, ``key`` or ``certificate``.

    ``signed`` is the name under which the request was signed; ``key`` what the API key
    may do, None for the others, who may post to every flow and fetch nothing.
    """

    how: str
    signed: str = ""
    key: object = None


def answering(method):
    """Turn what a door refuses, or cannot do now, into problem details."""

    @functools.wraps(method)
    def answer(self, *arguments, **named):
        try:
            with handling("of a door"):
                return method(self, *arguments, **named)
        except Refused as refused:
            return refused.response()
        except ConfigurationError as error:
            _logger.info("a door is not set up: %s", error.code)
            return Refused("store.unavailable", retry_after=STORE_WAIT).response()
        except psycopg2.Error as error:
            _logger.warning("a door could not store: %s", code_of(error))
            return Refused("store.unavailable", retry_after=STORE_WAIT).response()
        except OSError as error:
            _logger.error("a door could not store:\n%s", safe_trace(error))
            return Refused("store.unavailable", retry_after=STORE_WAIT).response()

    return answer


def route(address, method, **more):
    """A route for machines: no session, no token against forged forms, and problem
    details instead of pages. ``more`` as of ``http.route``."""

    def decorate(function):
        decorated = http.route(
            address,
            type="http",
            auth="none",
            methods=[method],
            csrf=False,
            save_session=False,
            **more,
        )
        return decorated(answering(function))

    return decorate


class Doorkeeper:
    """Shared by the doors. No controller itself: Odoo would melt those that extend one
    into a single class."""

    def _entrance(self, connection):
        """The entrance of a connection.

        :raises Refused: ``connection.unknown``.
        """
        if CODE.fullmatch(connection):
            with suppress(ConfigurationError):
                return request.env["healthcare.connection"]._entrance(connection)
        raise Refused("connection.unknown")

    def _door(self, connection, flow):
        """The door at an address.

        :raises Refused: ``flow.unknown`` or, after its last day, ``flow.sunset``.
        """
        try:
            if not (CODE.fullmatch(connection) and CODE.fullmatch(flow)):
                raise ConfigurationError("flow.unknown")
            door = request.env["healthcare.flow"]._door(connection, flow)
        except ConfigurationError:
            raise Refused("flow.unknown") from None
        if door.deprecated_on:
            self._warn_of_end(door)
        return door

    def _warn_of_end(self, door):
        today = fields.Date.today()
        if door.sunset_on and door.sunset_on <= today:
            raise Refused("flow.sunset")
        counts = request.env["healthcare.door.count"].sudo()
        if door.deprecated_on <= today:
            counts._count(door.connection_id, "deprecated")
        headers = request.future_response.headers
        start = datetime.combine(door.deprecated_on, midnight(), UTC)
        headers.set("Deprecation", f"@{int(start.timestamp())}")
        if door.sunset_on:
            end = datetime.combine(door.sunset_on, midnight(), UTC)
            headers.set("Sunset", f"{end:%a, %d %b %Y %H:%M:%S} GMT")

    def _body(self, limit, code="payload.too_large"):
        """The bytes of the request; not even read when they are announced as more.

        :raises Refused: too large, or posted as a form: the server reads a form as
            parameters, and its bytes cannot be verified.
        """
        if (request.httprequest.content_length or 0) > limit:
            raise Refused(code)
        if request.httprequest.mimetype in FORMS:
            raise Refused("payload.media_type", "Content-Type")
        body = request.httprequest.get_data(cache=False)
        if len(body) > limit:
            # Sent in chunks it announces no length, and the server cuts it off.
            raise Refused(code)
        return body

    # -- who is there ----------------------------------------------------------------

    def _prove(self, entrance, body):
        """The :class:`Caller`. Fails closed: what is offered and wrong is refused, and
        without anything valid on our side nobody gets in.

        :raises Refused: 401, 403, or 429 for an address that failed too often.
        """
        headers = request.httprequest.headers
        if "webhook-signature" in headers:
            return self._signed(entrance, headers, body)
        address = request.httprequest.remote_addr or ""
        counts = request.env["healthcare.door.count"].sudo()
        wait = counts._blocked_for(entrance, address)
        if wait:
            raise Refused("authentication.too_many_failures", retry_after=wait)
        try:
            given = _key_of(headers)
            if given:
                return self._keyed(entrance, given)
            if entrance.certificate_header and entrance.certificate_header in headers:
                return self._certified(entrance, headers)
        except Refused:
            counts._failed(entrance, address)
            raise
        if not (entrance.secrets or entrance.keys or entrance.certificates):
            raise Refused("credential.missing")
        raise Refused("signature.missing")

    def _signed(self, entrance, headers, body):
        credentials = request.env["healthcare.credential"].sudo()
        try:
            secrets = credentials._open_all(entrance)
        except ConfigurationError as error:
            raise Refused("credential.missing", error.where) from None
        code = verify(secrets, headers, body, time.time())
        if code:
            counts = request.env["healthcare.door.count"].sudo()
            counts._count(entrance.connection_id, "failed")
            raise Refused(code)
        return Caller("signature", signed=headers["webhook-id"])

    def _keyed(self, entrance, given):
        today = fields.Date.today()
        found = None
        for key in entrance.keys:
            # Each is compared, so that the time does not say which one was meant.
            if is_key(given, key.digest) and not (key.expiry and key.expiry < today):
                found = key
        if not found:
            raise Refused("key.wrong")
        return Caller("key", key=found)

    def _certified(self, entrance, headers):
        name = entrance.certificate_header
        if not is_among(_peer(), entrance.proxies) or len(headers.getlist(name)) != 1:
            raise Refused("certificate.untrusted")
        digest = certificate_digest(headers[name])
        today = fields.Date.today()
        for known, expiry in entrance.certificates:
            if (
                digest
                and hmac.compare_digest(known, digest)
                and not (expiry and expiry < today)
            ):
                return Caller("certificate")
        raise Refused("certificate.untrusted")

    def _may_post(self, caller, flow_id=None):
        """:raises Refused: ``credential.scope``."""
        key = caller.key
        if key and not (
            key.posts and (not flow_id or not key.flow_ids or flow_id in key.flow_ids)
        ):
            raise Refused("credential.scope")

    def _within_limit(self, entrance, count=1):
        """:raises Refused: ``rate.exceeded``, with the seconds to wait."""
        if entrance.rate:
            counts = request.env["healthcare.door.count"].sudo()
            wait = counts._take(entrance, count)
            if wait:
                raise Refused("rate.exceeded", retry_after=wait)


def _key_of(headers):
    """The API key of a request: ``Authorization: Bearer``, or ``X-API-Key``."""
    scheme, _space, value = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return headers.get("X-API-Key", "")


def _peer():
    """The address that the connection came from, whatever headers say."""
    environ = request.httprequest.environ
    original = environ.get("werkzeug.proxy_fix.orig") or {}
    return original.get("REMOTE_ADDR") or environ.get("REMOTE_ADDR") or ""
