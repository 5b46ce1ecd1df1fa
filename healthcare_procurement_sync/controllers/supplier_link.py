"""The page behind a signed link: see an order, answer it, ship it, bill it.

A link opens one order. Whatever is wrong with it, the answer is the same page, so that
nobody learns which orders exist.
"""

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..models.purchase_order_mail import PATH, PURPOSE
from ..portal_forms import acknowledgment, change_answer
from ..portal_forms_goods import LOTS, invoice, ship_notice
from .supplier_page import Refused, SupplierPage

MAX_FORM = 512 * 1024
PAGE = "healthcare_procurement_sync.supplier_order"
GONE = "healthcare_procurement_sync.supplier_link_gone"
SHOWN = ("purchase", "cancel")
"""States of an order that its supplier may see."""
FORMS = ("acknowledge", "change", "ship", "invoice")


class SupplierLink(SupplierPage, http.Controller):
    """``/healthcare/supplier/<token>`` and the forms below it."""

    @http.route(
        PATH + "<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=False,
        sitemap=False,
    )
    def order(self, token, **_unused):
        """The order with its forms; opening it proves that it arrived."""
        link = self._link(token)
        if not link:
            return self._gone()
        if link._note_opened() and link.connection_id:
            link._target()._healthcare_seen(link.connection_id)
        return self._show(link, token)

    @http.route(
        PATH + "<string:token>/pdf",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=False,
        sitemap=False,
    )
    def pdf(self, token, **_unused):
        """The order as PDF."""
        link = self._link(token)
        if not link:
            return self._gone()
        order = link._target()
        purpose = order._healthcare_current()[:1].purpose
        name = f"{order.name.replace('/', '-')}.pdf"
        return request.make_response(
            order._healthcare_pdf(order._healthcare_notice_of(purpose)),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        PATH + "<string:token>/<string:form>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        readonly=False,
        sitemap=False,
        max_content_length=MAX_FORM,
    )
    def send(self, token, form, **fields_of_form):
        """One form of the page as a stored message."""
        link = self._link(token)
        if not link or form not in FORMS:
            return self._gone()
        order = link._target()
        if order.state != "purchase" and form != "change":
            return self._show(link, token, status=409)
        document, faults = self._read(form, order, fields_of_form)
        if faults:
            words = self._words(faults)
            more = {"faults": words, "entered": fields_of_form, "form": form}
            return self._show(link, token, status=422, **more)
        try:
            self._store(link, link.connection_id, document)
        except Refused as refused:
            return self._show(link, token, refused.status, problem=refused.text)
        return request.redirect(f"{PATH}{token}?sent={form}#sent", code=303)

    # -- helpers ---------------------------------------------------------------------

    def _link(self, token):
        """The link, while the order is binding or cancelled and still this supplier's:
        a draft that went to another one is nothing for the first."""
        link = request.env["healthcare.signed.link"].sudo()._redeem(token, PURPOSE)
        order = link._target() if link else link
        theirs = order and order.partner_id.commercial_partner_id == (
            link.partner_id.commercial_partner_id
        )
        return link if theirs and order.state in SHOWN else link.browse()

    def _gone(self):
        return self._render(GONE, {}, status=404)

    def _show(self, link, token, status=200, **more):
        portal = request.env["healthcare.portal"].sudo()
        values = portal._page(link) | {
            "address": f"{PATH}{token}",
            "sent": request.params.get("sent") in FORMS,
            "today": fields.Date.context_today(link),
            "faults": {},
            "entered": {},
            "form": "",
            "problem": "",
            "lots": range(1, LOTS + 1),
            "plain": _plain,
        }
        return self._render(PAGE, values | more, status)

    def _read(self, form, order, entered):
        """``(document, faults)`` of a form."""
        portal = request.env["healthcare.portal"].sudo()
        today = fields.Date.context_today(order)
        if form == "change":
            number = entered.get("change_number", "")
            known = order.healthcare_change_ids.filtered(
                lambda row: (
                    row.initiator == "buyer"
                    and row.state == "sent"
                    and str(row.number) == number
                )
            )
            if not known:
                return None, [("answer", "choice")]
            return change_answer(order.name, number, entered, today)
        try:
            lines = portal._ordered_lines(order)
        except UserError:
            return None, [("form", "choice")]
        if form == "acknowledge":
            return acknowledgment(order.name, lines, entered, today)
        if form == "ship":
            return ship_notice(order.name, lines, entered)
        return invoice(order.name, lines, entered, order.currency_id.name)


def _plain(number):
    """A Decimal as a person writes it."""
    return f"{number.normalize():f}"
