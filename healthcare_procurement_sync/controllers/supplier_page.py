"""What the pages of suppliers have in common: storing a form, words for faults."""

import re
from secrets import token_urlsafe

from odoo import _
from odoo.http import request

NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Refused(Exception):
    """The form is not taken; ``status`` of the page, ``text`` for the supplier."""

    def __init__(self, status, text):
        super().__init__(status)
        self.status = status
        self.text = text


class SupplierPage:
    """Shared by the controllers; no controller itself."""

    def _store(self, link, connection, document):
        """Store a document as a message of the portal; commits, then rings.

        :return: nothing; the same form again is one message.
        :raises Refused: too many, closed meanwhile, or the form was used for other
            content.
        """
        portal = request.env["healthcare.portal"].sudo()
        flow = portal._flow(connection, document.KIND)
        if connection.state != "live" or not flow:
            raise Refused(403, _("This can not be sent here at the moment."))
        self._within_limit(connection)
        nonce = request.params.get("form_id", "")
        if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
            raise Refused(400, _("The form is not complete. Load the page again."))
        # A request's cursor is committed statement by statement from here on.
        flow_id, key = flow.id, portal._key(link, nonce)
        payload, lane = portal._payload(document), flow.lane
        messages = request.env["healthcare.message"].sudo()
        accepted = messages._accept_at_door(
            request.env["healthcare.flow"].sudo().browse(flow_id),
            payload,
            key=key,
            media_type="application/json",
        )
        if accepted.conflict:
            raise Refused(409, _("This form was sent already. Load the page again."))
        if accepted.new:
            request.env["healthcare.drain"].sudo()._ring_soon(lane)

    def _within_limit(self, connection):
        entrance = request.env["healthcare.connection"].sudo()
        entrance = entrance._entrance(connection.code)
        counts = request.env["healthcare.door.count"].sudo()
        if entrance.rate and counts._take(entrance, 1):
            raise Refused(429, _("Too many forms at once. Try again in a minute."))

    def _render(self, template, values, status=200):
        """A page that no cache keeps and no other site learns the address of."""
        values = {"form_id": token_urlsafe(18), "no_breadcrumbs": True} | values
        response = request.render(template, values, status=status)
        response.headers.update(HEADERS)
        return response

    def _words(self, faults):
        """``{field: words}`` of the faults of a form."""
        texts = {
            "missing": _("Please fill this in."),
            "text": _("At most 64 letters, without line breaks."),
            "number": _("A number with a point, such as 12.5."),
            "date": _("A date, such as 2026-06-30."),
            "choice": _("Choose one of the list."),
            "less": _("This must be less than ordered."),
            "before": _("This is before the first date."),
            "sscc": _("An SSCC has 18 digits."),
            "nothing": _("Fill in at least one quantity."),
            "total": _("The total is not the sum of lines, freight and tax."),
        }
        return {name: texts.get(code, code) for name, code in faults}
