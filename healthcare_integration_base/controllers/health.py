"""For a load balancer and a monitoring system: figures, no names of people."""

from odoo import http
from odoo.http import request

from .door import _key_of, route
from .problem import Refused, no_store

LATE = 300
"""Seconds after which a due message means that nothing works any more."""


class HealthcareHealth(http.Controller):
    """``GET /healthcare/health`` and ``GET /healthcare/metrics``."""

    @route("/healthcare/health", "GET")
    def health(self, strict="", **_unused):
        """200 while the server answers: liveness. ``status`` is ``degraded`` when what
        is due stays lying; with ``strict`` that is a 503."""
        metrics = request.env["healthcare.metrics"].sudo()
        oldest = max(metrics._oldest_due().values(), default=0)
        stopped = request.env["healthcare.stop"].sudo()._is_stopped()
        late = oldest > LATE and not stopped
        answer = {
            "status": "degraded" if late else "ok",
            "oldest_due_seconds": int(oldest),
            "job_runner": metrics._runner_lives(),
            "listeners": request.env["healthcare.drain"].sudo()._listeners(),
            "stopped": stopped,
        }
        status = 503 if late and strict else 200
        return no_store(request.make_json_response(answer, status=status))

    @route("/healthcare/metrics", "GET")
    def metrics(self, **_unused):
        """Prometheus text, for the bearer of the token. Closed until one was made."""
        metrics = request.env["healthcare.metrics"].sudo()
        if not metrics._is_token(_key_of(request.httprequest.headers)):
            raise Refused("key.wrong")
        headers = [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")]
        return no_store(request.make_response(metrics._text(), headers))
