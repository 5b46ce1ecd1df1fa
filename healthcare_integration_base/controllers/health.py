"""Liveness for a load balancer: three numbers, no names."""

from odoo import http
from odoo.http import request

RUNNER_LOCK = 2293787760715711918
"""Advisory lock that queue_job's runner holds while it is the master."""


class HealthcareHealth(http.Controller):
    """``GET /healthcare/health``."""

    @http.route(
        "/healthcare/health",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
    )
    def health(self, **_unused):
        """200 with the age of the oldest due message and whether the runner lives."""
        request.env.cr.execute(
            """
            SELECT COALESCE(EXTRACT(EPOCH FROM
                     timezone('UTC', now()) - min(m.due_at)), 0)::int
              FROM healthcare_message m
             WHERE m.state IN ('received', 'due', 'retry')
               AND m.due_at <= timezone('UTC', now())
            """
        )
        oldest = request.env.cr.fetchone()[0]
        request.env.cr.execute(
            """
            SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory'
                              AND ((classid::bigint << 32) | objid::bigint) = %s)
            """,
            [RUNNER_LOCK],
        )
        answer = {
            "status": "ok",
            "oldest_due_seconds": oldest,
            "job_runner": request.env.cr.fetchone()[0],
        }
        return request.make_json_response(
            answer, headers=[("Cache-Control", "no-store")]
        )
