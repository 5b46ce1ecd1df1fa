"""Answering an approval from the link of an e-mail."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

PAGE = "healthcare_procurement_sync.healthcare_approval_page"
VERDICTS = ("approved", "refused", "returned")


class ApprovalController(http.Controller):
    """The link names question and person and is signed. Opening it decides nothing:
    mail filters open links too. The answer is a form that is sent."""

    @http.route(
        "/healthcare/approval/<int:approval_id>/<int:user_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=False,
        sitemap=False,
    )
    def show(self, approval_id, user_id, token, **_more):
        """What is asked, and three buttons."""
        approval = self._approval(approval_id, user_id, token)
        return self._page(approval)

    @http.route(
        "/healthcare/approval/<int:approval_id>/<int:user_id>/<string:token>/answer",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def answer(self, approval_id, user_id, token, verdict="", comment="", **_more):
        """Decide as the person the link was sent to."""
        approval = self._approval(approval_id, user_id, token)
        if approval is None or verdict not in VERDICTS:
            return self._page(None)
        try:
            with request.env.cr.savepoint():
                approval._decide(verdict, comment[:500], "email")
                approval.env.flush_all()
        except (UserError, AccessError) as error:
            return self._page(approval, str(error))
        return self._page(approval)

    def _approval(self, approval_id, user_id, token):
        approvals = request.env["healthcare.approval"].sudo()
        return approvals._by_link(approval_id, user_id, token)

    def _page(self, approval, error=""):
        values = {"approval": None, "error": error, "summary": ""}
        if approval is not None:
            values |= {
                "approval": approval.sudo(),
                "summary": approval.sudo().summary,
                "words": approval.decided_at and approval.sudo()._decision_words(),
                "action": f"{request.httprequest.path.removesuffix('/answer')}/answer",
            }
        response = request.render(PAGE, values)
        if approval is None:
            response.status_code = 404
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
