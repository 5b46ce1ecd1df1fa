"""Pages of suppliers who log in: statement of everything, and price lists."""

import uuid

from odoo import _, fields, http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.purchase_order_mail import PATH
from ..portal_catalogue import COLUMNS, MAX_BYTES, read_catalogue
from .supplier_page import Refused, SupplierPage

STATEMENT = "healthcare_procurement_sync.supplier_statement"
CATALOGUE = "healthcare_procurement_sync.supplier_catalogue"
CATALOG_PURPOSE = "catalog"


class SupplierAccount(SupplierPage, CustomerPortal):
    """``/my/supplier``; each person sees what belongs to his company."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "supplier_order_count" in counters:
            values["supplier_order_count"] = len(self._mine()[1])
        return values

    @http.route("/my/supplier", type="http", auth="user", methods=["GET"], website=True)
    def statement(self, **_unused):
        """Orders, bills and payments of the supplier."""
        connections, orders = self._mine()
        portal = request.env["healthcare.portal"].sudo()
        values = {
            "statement": portal._statement(orders),
            "connections": connections,
            "page_name": "supplier",
        }
        return self._render(STATEMENT, values)

    @http.route(
        "/my/supplier/order/<int:order_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=False,
    )
    def order(self, order_id, **_unused):
        """The page of one order, by a link of its own."""
        connections, orders = self._mine()
        order = orders.filtered(lambda row: row.id == order_id)
        connection = connections.filtered(
            lambda row: row.company_id == order.company_id
        )[:1]
        if not order or not connection:
            return request.redirect("/my/supplier")
        link = order._healthcare_link(connection)
        return request.redirect(f"{PATH}{link._token()}")

    @http.route(
        "/my/supplier/catalogue",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
        readonly=False,
        max_content_length=MAX_BYTES + 64 * 1024,
    )
    def catalogue(self, **entered):
        """Upload a price list: every wrong cell by line, the buyer sees the rest."""
        connections, _orders = self._mine()
        values = {
            "connections": connections,
            "columns": COLUMNS,
            "faults": [],
            "entered": entered,
            "problem": "",
            "sent": "",
            "page_name": "supplier",
        }
        connection = self._chosen(connections, entered)
        if not connection:
            return self._render(CATALOGUE, values)
        link = self._catalogue_link(connection)
        if request.httprequest.method == "POST":
            values |= self._upload(connection, link, entered)
        portal = request.env["healthcare.portal"].sudo()
        values["submissions"] = portal._submissions(link)
        return self._render(CATALOGUE, values, values.pop("status", 200))

    # -- helpers ---------------------------------------------------------------------

    def _mine(self):
        """``(portal connections, orders)`` of the company of the person."""
        partner = request.env.user.partner_id
        portal = request.env["healthcare.portal"].sudo()
        connections = portal._connections_of(partner)
        return connections, portal._orders_of(partner, connections)

    def _chosen(self, connections, entered):
        chosen = entered.get("connection") or ""
        return (
            connections.filtered(lambda row: str(row.id) == chosen) or connections[:1]
        )

    def _catalogue_link(self, connection):
        """Under it the uploads of this supplier are found again; it opens nothing."""
        links = request.env["healthcare.signed.link"].sudo()
        return links._issue(
            connection, CATALOG_PURPOSE, connection.partner_id, connection, 365
        )

    def _upload(self, connection, link, entered):
        upload = entered.get("file")
        data = upload.read(MAX_BYTES + 1) if hasattr(upload, "read") else b""
        if not data:
            return {"status": 422, "problem": _("Choose a file.")}
        today = fields.Date.context_today(connection)
        number = f"PORTAL-{today:%Y%m%d}-{uuid.uuid4().hex[:8]}"
        currency = connection.company_id.currency_id.name
        catalog, faults, rows = read_catalogue(data, number, today, currency)
        found = {"faults": self._fault_words(faults), "rows": rows}
        if not catalog:
            return found | {"status": 422}
        found["good"] = len(catalog.items)
        if faults and not entered.get("despite"):
            return found | {"status": 422}
        try:
            self._store(link, connection, catalog)
        except Refused as refused:
            return {"status": refused.status, "problem": refused.text}
        return found | {"sent": _("%s rows were sent to the buyer.", found["good"])}

    def _fault_words(self, faults):
        texts = {
            "missing": _("is missing"),
            "text": _("is too long or has signs that cannot be printed"),
            "number": _("is no number with a point, such as 12.50"),
            "date": _("is no date, such as 2026-06-30"),
            "currency": _("is no currency of three letters"),
            "gtin": _("is no GTIN: the check digit is wrong"),
            "twice": _("stands in the file twice"),
            "before": _("ends before it begins"),
            "yes_no": _("is neither yes nor no"),
            "column": _("is missing: the first line names the columns"),
            "empty": _("The file is empty."),
            "encoding": _("The file is not UTF-8. Save it as CSV UTF-8."),
            "too_large": _("The file is larger than 5 MB."),
            "too_many": _("More than 20,000 rows: send the file in parts."),
            "file": _("The file is no CSV."),
        }
        return [
            {
                "line": fault.line,
                "column": fault.column,
                "words": texts.get(fault.code, fault.code),
            }
            for fault in faults
        ]
