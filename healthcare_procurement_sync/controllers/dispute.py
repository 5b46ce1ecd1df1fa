"""Answering a price dispute from the link of an e-mail, without an account."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..dispute_dossier import PATH, PURPOSE
from .supplier_page import HEADERS

PAGE = "healthcare_procurement_sync.price_dispute_page"
FILES_MAX = 3
SIZE_MAX = 5 * 1024 * 1024
KINDS = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}
"""Evidence that is taken, by its first bytes; nothing that a browser would run."""


class DisputeController(http.Controller):
    """The link names one dispute and is signed. Opening it decides nothing: mail
    filters open links too. The answer is a form that is sent."""

    @http.route(
        f"{PATH}<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        readonly=False,
        sitemap=False,
    )
    def show(self, token, **_more):
        """What is claimed, the dossier, and two buttons."""
        link = self._link(token)
        if link:
            link._note_opened()
        return self._page(link, token)

    @http.route(
        f"{PATH}<string:token>/dossier",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        sitemap=False,
    )
    def dossier(self, token, **_more):
        """The PDF that was sent."""
        link = self._link(token)
        attachment = link._target().dossier_id if link else None
        if not attachment:
            return self._page(None, token)
        return request.make_response(
            attachment.raw,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", "inline"),
                *HEADERS.items(),
            ],
        )

    @http.route(
        f"{PATH}<string:token>/answer",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["POST"],
        sitemap=False,
        max_content_length=FILES_MAX * SIZE_MAX + 64 * 1024,
    )
    def answer(self, token, verdict="", name="", text="", **_more):
        """Agree or disagree, once."""
        link = self._link(token)
        if not link or verdict not in ("agree", "disagree"):
            return self._page(link, token)
        name, text = name.strip()[:80], text.strip()[:2000]
        if not name:
            return self._page(link, token, request.env._("Please tell us your name."))
        if verdict == "disagree" and not text:
            return self._page(
                link, token, request.env._("Please tell us why you disagree.")
            )
        try:
            files = self._evidence()
            with request.env.cr.savepoint():
                link._target()._reply(verdict == "agree", name, text, files)
        except UserError as error:
            return self._page(link, token, str(error))
        return self._page(link, token)

    def _link(self, token):
        return request.env["healthcare.signed.link"].sudo()._redeem(token, PURPOSE)

    def _evidence(self):
        """``(name, bytes)`` of what was attached.

        :raises UserError: too many, too large, or not a kind that is taken.
        """
        found = []
        for upload in request.httprequest.files.getlist("evidence"):
            content = upload.read(SIZE_MAX + 1)
            if not content:
                continue
            kind = next(
                (kind for sign, kind in KINDS.items() if content.startswith(sign)), None
            )
            if not kind or len(content) > SIZE_MAX or len(found) == FILES_MAX:
                raise UserError(
                    request.env._(
                        "Attach up to three files, PDF, PNG or JPEG, 5 MB each."
                    )
                )
            found.append((f"evidence-{len(found) + 1}.{kind}", content))
        return found

    def _page(self, link, token, error=""):
        dispute = link._target() if link else None
        response = request.render(
            PAGE, {"dispute": dispute, "error": error, "path": f"{PATH}{token}"}
        )
        if not dispute:
            response.status_code = 404
        response.headers.update(HEADERS)
        return response
