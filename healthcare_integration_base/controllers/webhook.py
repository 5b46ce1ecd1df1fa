"""The door for one document: verify, store the bytes, commit, answer 202, then ring."""

import re

from odoo import http
from odoo.http import request

from .door import MAX_KEY, Doorkeeper, route
from .problem import Refused, no_store

MAX_BYTES = 10 * 1024 * 1024
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check_key(key):
    """:raises Refused: a key that no index or no log could hold."""
    if len(key) > MAX_KEY:
        raise Refused("key.too_long", "Idempotency-Key")
    if not (key.isascii() and key.isprintable()):
        raise Refused("key.characters", "Idempotency-Key")


class HealthcareWebhook(Doorkeeper, http.Controller):
    """``POST /healthcare/v1/<connection>/<flow>`` and the state of a message.

    No business logic in the request. Fails closed: without a secret nothing comes in.
    """

    @route(
        "/healthcare/v1/<string:connection>/<string:flow>",
        "POST",
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
        body = self._body(MAX_BYTES)
        caller = self._prove(door.entrance, body)
        self._may_post(caller, door.flow_id)
        if not body:
            raise Refused("payload.empty")
        headers = request.httprequest.headers
        key = headers.get("Idempotency-Key") or headers.get("webhook-id")
        for value in (key, caller.signed):
            if value:
                check_key(value)
        self._within_limit(door.entrance)
        return self._store(door, body, key, caller.signed)

    def _store(self, door, body, key, signed):
        flow = request.env["healthcare.flow"].sudo().browse(door.flow_id)
        accepted = (
            request.env["healthcare.message"]
            .sudo()
            ._accept_at_door(
                flow,
                body,
                key=f"key:{key}" if key else None,
                media_type=(request.httprequest.mimetype or "")[:64],
                webhook_id=signed or None,
            )
        )
        if accepted.replayed:
            raise Refused("signature.replayed", "webhook-id")
        if accepted.conflict:
            raise Refused("key.conflict", "Idempotency-Key", id=accepted.uuid)
        answer = {"id": accepted.uuid}
        if accepted.duplicate:
            answer["duplicate"] = True
        else:
            request.env["healthcare.drain"].sudo()._ring_soon(door.lane)
        return no_store(request.make_json_response(answer, status=202))

    @route("/healthcare/v1/messages/<string:uuid>", "GET", readonly=False)
    def state(self, uuid, **_unused):
        """The state of a message, for its sender: proved like a POST of nothing."""
        message = self._message(uuid, "in")
        return no_store(request.make_json_response(self._facts(message)))

    def _message(self, uuid, direction):
        """A message of the caller's own connection.

        :raises Refused: also for one that exists elsewhere, in the same words.
        """
        message = request.env["healthcare.message"].sudo()
        if UUID.fullmatch(uuid):
            message = message.search(
                [("uuid", "=", uuid), ("direction", "=", direction)], limit=1
            )
        if not message:
            raise Refused("message.unknown")
        entrance = self._entrance(message.connection_id.code)
        caller = self._prove(entrance, request.httprequest.get_data(cache=False))
        if direction == "in":
            self._may_post(caller, message.flow_id.id)
        elif not (caller.key and caller.key.fetches):
            raise Refused("credential.scope")
        return message

    def _facts(self, message):
        facts = _facts_of(message)
        facts["issues"] = [
            {
                name: issue.get(name)
                for name in ("code", "where", "severity", "text")
                if issue.get(name)
            }
            for issue in message.issues or []
        ]
        parts = message.child_ids.sorted("part")[:PARTS]
        facts["parts"] = [_facts_of(part) | {"part": part.part} for part in parts]
        facts["parts_count"] = len(message.child_ids)
        return facts


PARTS = 1000
"""Parts of a file that one answer lists."""


def _facts_of(message):
    return {
        "id": message.uuid,
        "state": message.state,
        "kind": message.kind or None,
        "code": message.code or None,
        "where": message.where or None,
        "accepted_at": _instant(message.accepted_at),
        "done_at": _instant(message.done_at),
        "duplicate_of": message.duplicate_of_id.uuid or None,
        "waits_for": (message.dependency or None)
        if message.state == "waiting"
        else None,
    }


def _instant(value):
    return value.isoformat(timespec="seconds") + "Z" if value else None
