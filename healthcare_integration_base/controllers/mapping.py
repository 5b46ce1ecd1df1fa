"""Download of a version of a mapping as CSV."""

from odoo import http
from odoo.http import content_disposition, request

from ..spreadsheet import write_csv


class HealthcareMappingDownload(http.Controller):
    """``GET /healthcare/mapping/<version>.csv`` for whoever may read mappings."""

    @http.route(
        "/healthcare/mapping/<int:version_id>.csv",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, version_id, **_unused):
        """The rows; formulas are shown as text."""
        versions = request.env["healthcare.mapping.version"]
        version = versions.search([("id", "=", version_id)])
        if not version:
            raise request.not_found()
        name = f"{version.display_name}.csv"
        return request.make_response(
            write_csv(*version._export()),
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
