"""What the supplier's pages show, and how their forms become stored messages."""

import json

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import to_json

from ..portal_forms import OrderedLine

OPEN_STATES = ("received", "due", "leased", "retry", "waiting", "parked", "to_approve")
GOOD_STATES = ("done", "duplicate", "partly")
SHOWN = 50


class HealthcarePortal(models.AbstractModel):
    """No state of its own: orders, messages and bills as their supplier may see them.

    Everything is read as superuser for one order, after the link or the session was
    checked; nothing of another supplier, no price of another order, no inner note.
    """

    _name = "healthcare.portal"
    _description = "Pages of suppliers"

    @api.model
    def _ordered_lines(self, order):
        """:class:`OrderedLine` rows as the order that left names them."""
        handler = self.env["healthcare.handler.purchase_order"].sudo()
        return [
            OrderedLine(
                number=line.number,
                item=line.item,
                quantity=line.quantity,
                uom=line.uom,
                price=line.price,
            )
            for line in handler._compose(order.sudo())[0].lines
        ]

    @api.model
    def _page(self, link):
        """Values of the page behind a link to an order."""
        order = link._target()
        document = self.env["healthcare.handler.purchase_order"].sudo()._compose(order)
        lines = {
            str(line.healthcare_number): line
            for line in order.order_line
            if line.product_id
        }
        change = order.healthcare_change_ids.filtered(
            lambda row: row.initiator == "buyer" and row.state == "sent"
        )[:1]
        return {
            "order": order,
            "document": document[0],
            "order_lines": lines,
            "change": change,
            "notice": order._healthcare_notice_of(
                order._healthcare_current()[:1].purpose
            ),
            "submissions": self._submissions(link),
            "statement": self._statement(order),
            "may_answer": order.state == "purchase" and self._is_open(link),
            "is_closed": not self._is_open(link),
        }

    @api.model
    def _is_open(self, link):
        return link.connection_id.state == "live" and link.connection_id.active

    # -- coming in -------------------------------------------------------------------

    @api.model
    def _flow(self, connection, kind):
        """The inbound flow of a kind; empty when the buyer takes none."""
        return connection.sudo().flow_ids.filtered(
            lambda flow: (
                flow.active
                and flow.direction == "in"
                and flow.kind == kind
                and flow.codec == "json"
            )
        )[:1]

    @api.model
    def _payload(self, document):
        """The bytes that are stored: canonical JSON, as an API partner would send."""
        return json.dumps(to_json(document), ensure_ascii=False).encode()

    @api.model
    def _key(self, link, nonce):
        return f"{self._prefix(link)}{nonce}"

    @api.model
    def _prefix(self, link):
        return f"portal:{link.name}:"

    @api.model
    def _submissions(self, link):
        """What was sent by this link, the latest first, in words for the supplier."""
        prefix = self._prefix(link)
        self.env["healthcare.message"].flush_model()
        self.env.cr.execute(
            """
            SELECT id FROM healthcare_message
             WHERE connection_id = %s AND direction = 'in'
               AND idempotency_key >= %s AND idempotency_key < %s
             ORDER BY id DESC LIMIT %s
            """,
            [link.connection_id.id or 0, prefix, prefix + "~", SHOWN],
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        return [self._told(message) for message in self._messages(ids)]

    @api.model
    def _messages(self, ids):
        return self.env["healthcare.message"].sudo().browse(ids)

    @api.model
    def _told(self, message):
        """State of a message for its sender: nothing of what goes on inside."""
        _ = self.env._
        kinds = {
            "order_acknowledgment": _("Confirmation"),
            "order_change": _("Answer to a change"),
            "ship_notice": _("Ship notice"),
            "supplier_invoice": _("Invoice"),
            "catalog": _("Price list"),
        }
        if message.state in OPEN_STATES:
            tone, words = "secondary", _("Received, is being worked on")
        elif message.state == "partly":
            tone, words = "warning", _("Received; the buyer looks at the differences")
        elif message.state in GOOD_STATES:
            tone, words = "success", _("Done")
        elif message.state in ("rejected", "conflict"):
            tone, words = "danger", _("Refused")
        elif message.state == "skipped":
            tone, words = "secondary", _("Without effect: it was settled before")
        else:
            tone, words = "warning", _("Received; the buyer was told to look at it")
        return {
            "kind": kinds.get(message.kind, message.kind),
            "at": message.accepted_at,
            "tone": tone,
            "words": words,
            "why": self._why(message) if tone == "danger" else "",
            "waits": message.state in OPEN_STATES,
        }

    @api.model
    def _why(self, message):
        texts = [row.get("text") for row in message.issues or [] if row.get("text")]
        return " ".join(texts[:3]) or message.note or ""

    # -- what the supplier may know --------------------------------------------------

    @api.model
    def _statement(self, orders):
        """``[{order, shipped, bills}]``: how far each order, bill and payment is."""
        return [
            {
                "order": order,
                "receipt": self._receipt_words(order),
                "bills": [
                    self._bill(bill)
                    for bill in self._bills(order).sorted("id", reverse=True)
                ],
            }
            for order in orders
        ]

    @api.model
    def _bills(self, order):
        """A bill that is held is not linked to the order's lines, and is shown."""
        matches = order.healthcare_match_ids.filtered(
            lambda row: row.state not in ("superseded", "rejected")
        )
        return order.invoice_ids | matches.move_id

    @api.model
    def _receipt_words(self, order):
        _ = self.env._
        return {
            "full": _("Received"),
            "partial": _("Partly received"),
            "pending": _("Not received yet"),
        }.get(order.receipt_status, _("Not received yet"))

    @api.model
    def _bill(self, bill):
        """Number, amount and state of one bill in words for the supplier."""
        _ = self.env._
        external = self._external_payment(bill)
        paid = bill.payment_state in ("paid", "in_payment") or external.get("paid")
        if paid:
            words = _("Paid")
        elif bill.payment_state == "partial":
            words = _("Partly paid")
        elif bill.state == "cancel":
            words = _("Rejected")
        elif bill.healthcare_payment_hold or bill.payment_state == "blocked":
            words = _("On hold: we are checking it against order and receipt")
        elif bill.state == "posted":
            words = _("Approved, waits for payment")
        else:
            words = _("Received, being checked")
        return {
            "number": bill.ref or bill.name or "",
            "date": bill.invoice_date,
            "due": bill.invoice_date_due,
            "amount": bill.amount_total,
            "residual": bill.amount_residual,
            "currency": bill.currency_id,
            "words": words,
            "tone": "success" if paid else "secondary",
            "reference": external.get("reference") or self._payment_reference(bill),
        }

    @api.model
    def _payment_reference(self, bill):
        payments = bill._healthcare_payments()
        return ", ".join(filter(None, payments.mapped("ref")))[:64]

    @api.model
    def _external_payment(self, bill):
        """What finance says, where another system pays: ``{paid, reference}``."""
        if "healthcare.payment.status" not in self.env:
            return {}
        rows = self.env["healthcare.payment.status"].sudo()
        if "move_id" not in rows._fields:
            return {}
        row = rows.search([("move_id", "=", bill.id)], order="id desc", limit=1)
        reference = next(
            (row[name] for name in ("trace", "reference") if name in row._fields), ""
        )
        return {"paid": row.state == "paid", "reference": reference or ""}

    # -- people who log in -----------------------------------------------------------

    @api.model
    def _connections_of(self, partner):
        """Live portals of the company of this partner, as superuser."""
        commercial = partner.commercial_partner_id
        return (
            self.env["healthcare.connection"]
            .sudo()
            .search(
                [
                    ("connector", "=", "portal"),
                    ("state", "=", "live"),
                    ("partner_id", "child_of", commercial.id),
                ]
            )
        )

    @api.model
    def _orders_of(self, partner, connections):
        """Confirmed and cancelled orders of this supplier, the latest first."""
        commercial = partner.commercial_partner_id
        return (
            self.env["purchase.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", commercial.id),
                    ("company_id", "in", connections.company_id.ids),
                    ("state", "in", ("purchase", "cancel")),
                ],
                order="date_approve desc, id desc",
                limit=200,
            )
        )
