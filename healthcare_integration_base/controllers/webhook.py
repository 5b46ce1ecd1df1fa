"""The door for partners: verify, store the bytes, commit, answer 202, then ring."""

import re
import time

from odoo import http
from odoo.http import request

from ..errors import ConfigurationError
from ..models.healthcare_connection import CODE
from ..redact import handling
from ..signature import verify
from .problem import no_store, problem

MAX_BYTES = 10 * 1024 * 1024
MAX_KEY = 255
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class HealthcareWebhook(http.Controller):
    """``POST /healthcare/v1/<connection>/<flow>`` and the state of a message.

    No business logic in the request. Fails closed: without a secret nothing comes in.
    """

    @http.route(
        "/healthcare/v1/<string:connection>/<string:flow>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BYTES + 1024,
    )
    def receive(self, connection, flow, **_unused):
        """Store one document.

        202 ``{"id": uuid}``; the same key again: 202, same id, ``"duplicate": true``;
        the same key with other content: 409. Errors are RFC 9457 problem details with a
        code and a place, never a value. Parameters are taken and left: of those that a
        controller does not know the server logs the names, and a document that is
        posted as a form is such a name.
        """
        door = self._door(connection, flow)
        if not door:
            return problem(404, "flow.unknown")
        if (request.httprequest.content_length or 0) > MAX_BYTES:
            return problem(413, "payload.too_large")
        if request.httprequest.mimetype in FORMS:
            # The server reads a form as parameters: its bytes cannot be verified.
            return problem(415, "payload.media_type", "Content-Type")
        body = request.httprequest.get_data()
        credentials = request.env["healthcare.credential"].sudo()
        refusal = self._refuse(lambda: credentials._open_all(door), body)
        if refusal:
            return refusal
        if not body:
            return problem(422, "payload.empty")
        return self._store(door, body)

    def _store(self, door, body):
        headers = request.httprequest.headers
        key = headers.get("Idempotency-Key") or headers.get("webhook-id")
        for value in (key, headers["webhook-id"]):
            if len(value) > MAX_KEY:
                return problem(422, "key.too_long", "Idempotency-Key")
            if not (value.isascii() and value.isprintable()):
                return problem(422, "key.characters", "Idempotency-Key")
        drain = request.env["healthcare.drain"].sudo()
        with handling("of a door"), drain._read_committed() as env:
            messages = env["healthcare.message"]
            signed = headers["webhook-id"]
            if messages._is_replay(door.connection_id, signed, f"key:{key}"):
                return problem(409, "signature.replayed", "webhook-id")
            accepted = messages._accept(
                env["healthcare.flow"].browse(door.flow_id),
                body,
                key=f"key:{key}",
                media_type=(request.httprequest.mimetype or "")[:64],
                webhook_id=signed,
            )
            env.cr.commit()
            rung = env["healthcare.drain"]._is_rung(door.lane)
        if accepted.conflict:
            return problem(409, "key.conflict", "Idempotency-Key", id=accepted.uuid)
        if not accepted.duplicate and not rung:
            drain._ring(door.lane)
        answer = {"id": accepted.uuid}
        if accepted.duplicate:
            answer["duplicate"] = True
        return no_store(request.make_json_response(answer, status=202))

    @http.route(
        "/healthcare/v1/messages/<string:uuid>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
    )
    def state(self, uuid, **_unused):
        """The state of a message, for its sender: signed like a POST of nothing."""
        if not UUID.fullmatch(uuid):
            return problem(404, "message.unknown")
        message = (
            request.env["healthcare.message"]
            .sudo()
            .search([("uuid", "=", uuid), ("direction", "=", "in")], limit=1)
        )
        if not message:
            return problem(404, "message.unknown")
        credentials = request.env["healthcare.credential"].sudo()
        refusal = self._refuse(
            lambda: credentials._secrets_of(message.connection_id, "webhook"), b""
        )
        return refusal or no_store(request.make_json_response(self._facts(message)))

    def _facts(self, message):
        return {
            "id": message.uuid,
            "state": message.state,
            "code": message.code or None,
            "where": message.where or None,
            "issues": message.issues or [],
            "parts": [
                {"id": part.uuid, "state": part.state, "code": part.code or None}
                for part in message.child_ids.sorted("part")
            ],
        }

    def _door(self, connection, flow):
        if not (CODE.fullmatch(connection) and CODE.fullmatch(flow)):
            return None
        try:
            return request.env["healthcare.flow"]._door(connection, flow)
        except ConfigurationError:
            return None

    def _refuse(self, secrets, body):
        """A problem response, or None for a request that proves where it comes from.

        ``secrets`` is a function: without a valid secret it raises, and nobody gets in.
        """
        try:
            known = secrets()
        except ConfigurationError as error:
            return problem(403, error.code)
        code = verify(known, request.httprequest.headers, body, time.time())
        return problem(401, code) if code else None
