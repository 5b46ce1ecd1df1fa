"""Download of a raw payload, for payload readers, recorded before it is served."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..errors import ConfigurationError
from .problem import problem

READER = "healthcare_integration_base.group_payload_reader"


class HealthcarePayload(http.Controller):
    """``GET /healthcare/payload/<id>``."""

    @http.route(
        "/healthcare/payload/<int:message_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, message_id, **_unused):
        """The stored bytes; who looked, and when, stands in the attempts."""
        if not request.env.user.has_group(READER):
            raise AccessError(request.env._("Only a payload reader may open payloads."))
        message = request.env["healthcare.message"].browse(message_id).exists()
        if not message:
            raise request.not_found()
        message.check_access("read")
        message._check_open()
        try:
            payload = message._payload()
        except ConfigurationError as error:
            return problem(404, error.code, error.where)
        message._record_person(message.state, "payload.read", "")
        request.env["healthcare.audit.entry"]._log("payload.downloaded", message)
        name = f"{message.uuid}.{'txt' if message.codec == 'x12' else 'dat'}"
        return request.make_response(
            payload,
            headers=[
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
