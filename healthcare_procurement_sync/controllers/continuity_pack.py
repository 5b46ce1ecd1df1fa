"""The downtime pack as a download."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request


class ContinuityPack(http.Controller):
    """``GET /healthcare/continuity/<id>/pack``: orders on paper."""

    @http.route(
        "/healthcare/continuity/<int:continuity_id>/pack",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def pack(self, continuity_id, **_unused):
        """One PDF of every open line of a worksheet; for who may switch."""
        row = request.env["healthcare.continuity"].browse(continuity_id).exists()
        try:
            row._check_right()
        except AccessError:
            raise request.not_found() from None
        if not row:
            raise request.not_found()
        return request.make_response(
            row._pack(),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition("downtime-pack.pdf")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
