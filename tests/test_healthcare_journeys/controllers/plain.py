"""The door that a developer would write first: what benchmarks compare with."""

import hashlib
import uuid

from odoo import fields, http
from odoo.http import request


class PlainDoor(http.Controller):
    """``POST /journeys/plain/<flow id>``: public, one ORM ``create`` per request."""

    @http.route(
        "/journeys/plain/<int:flow_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
    )
    def receive(self, flow_id):
        """Store the same fields as the product's door, without its promises."""
        body = request.httprequest.get_data()
        flow = request.env["healthcare.flow"].sudo().browse(flow_id)
        now = fields.Datetime.now()
        message = (
            request.env["healthcare.message"]
            .sudo()
            .create(
                {
                    "uuid": str(uuid.uuid4()),
                    "connection_id": flow.connection_id.id,
                    "flow_id": flow.id,
                    "company_id": flow.company_id.id,
                    "direction": "in",
                    "kind": flow.kind,
                    "codec": flow.codec,
                    "state": "skipped",
                    "lane": flow.lane,
                    "content_hash": hashlib.sha256(body).hexdigest(),
                    "media_type": request.httprequest.mimetype,
                    "payload_size": len(body),
                    "canonical": {"raw": body.decode()},
                    "accepted_at": now,
                    "due_at": now,
                }
            )
        )
        return request.make_json_response({"id": message.uuid}, status=202)
