"""Download of the evidence about a message, for auditors."""

from odoo import http
from odoo.http import content_disposition, request


class HealthcareEvidence(http.Controller):
    """``GET /healthcare/evidence/<id>``."""

    @http.route(
        "/healthcare/evidence/<int:message_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, message_id, **_unused):
        """A ZIP; that it was taken stands in the audit trail."""
        message = request.env["healthcare.message"].browse(message_id).exists()
        if not message:
            raise request.not_found()
        archive = message._evidence_file()
        return request.make_response(
            archive,
            headers=[
                ("Content-Type", "application/zip"),
                (
                    "Content-Disposition",
                    content_disposition(f"evidence-{message.uuid}.zip"),
                ),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
