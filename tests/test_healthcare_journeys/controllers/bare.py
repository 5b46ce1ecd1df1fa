"""The least that a route of this server can do: what the door is measured against."""

import hashlib
import uuid

from odoo import http
from odoo.http import request

INSERT = """
INSERT INTO healthcare_message (uuid, connection_id, flow_id, company_id, direction,
       kind, codec, state, lane, name, content_hash, media_type, payload, payload_path,
       payload_key, payload_size, webhook_id, idempotency_key, id, sequence,
       accepted_at, due_at, opened_at, done_at, part, deliveries, tries)
SELECT %s, %s, %s, %s, 'in', %s, %s, 'received', %s, NULL, %s, %s, %s, NULL,
       NULL, %s, %s, %s, n, n, timezone('UTC', now()), timezone('UTC', now()), NULL,
       NULL, 0, 0, 0
  FROM nextval('healthcare_message_id_seq') AS n
    ON CONFLICT DO NOTHING
RETURNING id, uuid
"""
FLOWS = {}


def facts(flow_id):
    """The columns that every message of a flow repeats, read once per process."""
    if flow_id not in FLOWS:
        request.env.cr.execute(
            "SELECT connection_id, id, company_id, kind, codec, lane "
            "FROM healthcare_flow WHERE id = %s",
            [flow_id],
        )
        FLOWS[flow_id] = request.env.cr.fetchone()
    return FLOWS[flow_id]


class BareDoor(http.Controller):
    """No signature, no key, no replay check, no doorbell."""

    @http.route(
        "/journeys/insert/<int:flow_id>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def insert(self, flow_id):
        """The door's INSERT on the request's cursor, and nothing else."""
        body = request.httprequest.get_data()
        name, key = str(uuid.uuid4()), request.httprequest.headers["webhook-id"]
        digest = hashlib.sha256(body).hexdigest()
        row = [name, *facts(flow_id), digest, "application/json", body, len(body)]
        request.env.cr.execute(INSERT, [*row, key, f"key:{key}"])
        return request.make_json_response({"id": name}, status=202)

    @http.route(
        "/journeys/empty",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def empty(self):
        """What the server itself costs."""
        return request.make_json_response({}, status=202)
