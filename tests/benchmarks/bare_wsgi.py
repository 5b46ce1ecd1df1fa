"""The least a durable door can do: werkzeug, one INSERT, one commit per request.

    python bare_wsgi.py PORT PROCESSES DSN FLOW

As many processes as the product's server, sharing one listening socket.
"""

import hashlib
import os
import socket
import sys
import uuid

import psycopg2
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

INSERT = """
INSERT INTO healthcare_message (uuid, connection_id, flow_id, company_id, direction,
       kind, codec, state, lane, idempotency_key, content_hash, media_type, payload,
       payload_size, id, sequence, part, deliveries, tries, accepted_at, due_at)
SELECT %s, f.connection_id, f.id, f.company_id, 'in', f.kind, f.codec, 'received',
       f.lane, %s, %s, 'application/json', %s, %s, n, n, 0, 0, 0,
       timezone('UTC', now()), timezone('UTC', now())
  FROM healthcare_flow f, nextval('healthcare_message_id_seq') n WHERE f.id = %s
    ON CONFLICT DO NOTHING
"""


def application(connection, flow):
    """A WSGI application that stores what it is sent."""

    @Request.application
    def receive(request):
        body = request.get_data()
        name, digest = str(uuid.uuid4()), hashlib.sha256(body).hexdigest()
        key = f"bare:{request.headers['webhook-id']}"
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [name, key, digest, body, len(body), flow])
        connection.commit()
        return Response(f'{{"id": "{name}"}}', 202, mimetype="application/json")

    return receive


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log_request(self, *words):
        """Nothing."""


def main(port, processes, dsn, flow):
    """Serve until killed."""
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=128)
    for _child in range(int(processes) - 1):
        if not os.fork():
            break
    app = application(psycopg2.connect(dsn), int(flow))
    make_server(
        "127.0.0.1", int(port), app, request_handler=Quiet, fd=listener.fileno()
    ).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
