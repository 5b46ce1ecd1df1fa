"""Outbound messages for those who fetch: list, content, acknowledgment."""

import json

from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from .door import Doorkeeper, route
from .problem import Refused, no_store
from .webhook import UUID, _instant

PAGE = 100
PAGE_MAX = 1000
SAID_MAX = 4096
READABLE = ("sent", "acknowledged", "refused")
"""States in which the content of a message may be fetched."""
CODE_MAX = 64


class HealthcareMailbox(Doorkeeper, http.Controller):
    """For API keys that may fetch, and for the messages of their connection alone."""

    @route("/healthcare/v1/<string:connection>/messages", "GET", readonly=False)
    def messages(self, connection, after="", limit="", kind="", flow="", **_unused):
        """What waits in the box, oldest first: ``{"messages": [...], "next": cursor}``.

        ``after`` is the ``next`` of the page before; start without it each time: what
        is acknowledged does not come back, what is not does.
        """
        entrance = self._entrance(connection)
        key = self._fetcher(entrance)
        size = _number(limit, "limit", PAGE)
        if not 1 <= size <= PAGE_MAX:
            raise Refused("parameter.invalid", "limit")
        domain = Domain(
            [
                ("connection_id", "=", entrance.connection_id),
                ("direction", "=", "out"),
                ("state", "=", "sent"),
                ("id", ">", _number(after, "after", 0)),
            ]
        )
        if kind:
            domain &= Domain("kind", "=", kind)
        if flow:
            domain &= Domain("flow_id.code", "=", flow)
        if key.flow_ids:
            domain &= Domain("flow_id", "in", list(key.flow_ids))
        found = request.env["healthcare.message"].sudo()
        found = found.search(domain, order="id", limit=size + 1)
        page = found[:size]
        answer = {
            "messages": [_row(message) for message in page],
            "next": str(page[-1].id) if len(found) > size else None,
        }
        return no_store(request.make_json_response(answer))

    @route("/healthcare/v1/messages/<string:uuid>/payload", "GET", readonly=False)
    def payload(self, uuid, **_unused):
        """The bytes of one message, as they would have been sent."""
        message = self._fetched(uuid)
        content = message._payload()
        headers = [
            ("Content-Type", message.media_type or "application/octet-stream"),
            ("Content-Disposition", content_disposition(message.name or message.uuid)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return no_store(request.make_response(content, headers))

    @route(
        "/healthcare/v1/messages/<string:uuid>/acknowledge",
        "POST",
        readonly=False,
        max_content_length=SAID_MAX + 1024,
    )
    def acknowledge(self, uuid, **_unused):
        """``{"status": "acknowledged"}``, or ``"refused"`` with a ``code`` of theirs.

        The same again is no mistake: the answer is the state. 409 when something else
        was said before.
        """
        said = self._said()
        message = self._fetched(uuid)
        status = said.get("status", "acknowledged")
        code = str(said.get("code") or "")[:CODE_MAX]
        if status not in ("acknowledged", "refused"):
            raise Refused("parameter.invalid", "status")
        if not (code.isascii() and code.isprintable()):
            raise Refused("parameter.invalid", "code")
        drain = request.env["healthcare.drain"].sudo()
        with drain._read_committed() as env:
            state = (
                env["healthcare.message"].browse(message.id)._fetched_as(status, code)
            )
        if state != status:
            raise Refused("message.state", id=uuid)
        return no_store(request.make_json_response({"id": uuid, "state": state}))

    def _said(self):
        body = self._body(SAID_MAX)
        try:
            said = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            raise Refused("parameter.invalid", "body") from None
        if not isinstance(said, dict):
            raise Refused("parameter.invalid", "body")
        return said

    def _fetcher(self, entrance):
        """The key of a caller who may fetch.

        :raises Refused: any other proof: a signature is the sender's, not a reader's.
        """
        caller = self._prove(entrance, b"")
        if not (caller.key and caller.key.fetches):
            raise Refused("credential.scope")
        return caller.key

    def _fetched(self, uuid):
        message = request.env["healthcare.message"].sudo()
        if UUID.fullmatch(uuid):
            message = message.search(
                [
                    ("uuid", "=", uuid),
                    ("direction", "=", "out"),
                    ("state", "in", READABLE),
                ],
                limit=1,
            )
        if not message:
            raise Refused("message.unknown")
        key = self._fetcher(self._entrance(message.connection_id.code))
        if key.flow_ids and message.flow_id.id not in key.flow_ids:
            raise Refused("message.unknown")
        return message


def _number(text, name, default):
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused("parameter.invalid", name)
    return int(text)


def _row(message):
    return {
        "id": message.uuid,
        "kind": message.kind,
        "flow": message.flow_id.code or None,
        "reference": message.reference or None,
        "name": message.name or None,
        "media_type": message.media_type or None,
        "size": message.payload_size,
        "sha256": message.content_hash or None,
        "created_at": _instant(message.accepted_at),
        "payload": f"/healthcare/v1/messages/{message.uuid}/payload",
    }
