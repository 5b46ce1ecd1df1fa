"""The page behind the link of a notice: read it, say so once."""

from odoo import http
from odoo.http import request

from ..models.healthcare_supplier_notice import PATH, PURPOSE
from .supplier_link import GONE
from .supplier_page import SupplierPage

PAGE = "healthcare_procurement_sync.supplier_notice"


class SupplierNotice(SupplierPage, http.Controller):
    """Opening the page is not enough: mail scanners open links as well."""

    @http.route(
        PATH + "<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
        max_content_length=16 * 1024,
    )
    def notice(self, token, **entered):
        """Show the notice; a form of it confirms."""
        link = request.env["healthcare.signed.link"].sudo()._redeem(token, PURPOSE)
        if not link:
            return self._render(GONE, {}, 404)
        recipient = link._target()
        if request.httprequest.method == "POST":
            recipient._confirm(str(entered.get("remark") or ""))
        values = {
            "recipient": recipient,
            "notice": recipient.notice_id,
            "address": f"{PATH}{token}",
        }
        return self._render(PAGE, values)
