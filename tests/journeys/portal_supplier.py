"""A supplier who has nothing but a mailbox and a browser.

The mailbox is a small SMTP server on the loopback interface; the browser reads the page
behind the signed link of a mail and sends its forms, with what the order department
says.
"""

import email
import email.policy
import re
import socketserver
import threading
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from lxml import html

LINK = re.compile(r"https?://[^\s\"'<>]*?(/healthcare/supplier/[A-Za-z0-9._~-]+)")
NOW, LATER = "IA", "IB"


class Mailbox:
    """Takes every mail; ``mails`` holds them as ``email.message.EmailMessage``."""

    def __init__(self):
        self.mails = []
        self.server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), self._handler(), bind_and_activate=True
        )
        self.server.daemon_threads = True

    @property
    def port(self):
        """Where it listens."""
        return self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()
        self.server.server_close()

    def links(self, word):
        """Paths of the signed links in mails whose subject or body has ``word``."""
        found = []
        for mail in [*self.mails]:
            text = _text(mail)
            if word in f"{mail['subject']} {text}":
                found += LINK.findall(text)
        return found

    def _handler(mailbox):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self._say("220 mailbox")
                while line := self.rfile.readline():
                    word = line.strip().upper()[:4]
                    if word == b"DATA":
                        self._say("354 go on")
                        mailbox.mails.append(self._data())
                        self._say("250 kept")
                    elif word == b"QUIT":
                        self._say("221 bye")
                        return
                    else:
                        self._say("250 mailbox")

            def _data(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b"..") else line)
                return email.message_from_bytes(
                    b"".join(lines), policy=email.policy.default
                )

            def _say(self, words):
                self.wfile.write(f"{words}\r\n".encode())

        return Handler


def _text(mail):
    bodies = [
        part.get_content()
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    ]
    return "\n".join(bodies)


class Page:
    """The page behind a signed link, in a browser of its own.

    :param base: address of the server without a slash at the end
    """

    def __init__(self, base, path):
        self.base = base
        self.path = path
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def send(self, form, fields):
        """Fill in a form and send it with what the page hides in it.

        :raises urllib.error.HTTPError: the page refuses it
        """
        tree = html.fromstring(self.opener.open(self.base + self.path).read())
        (found,) = (
            row for row in tree.forms if (row.action or "").endswith(f"/{form}")
        )
        hidden = {
            row.get("name"): row.get("value")
            for row in found.xpath(".//input[@type='hidden']")
        }
        address = found.action
        address = address if address.startswith("http") else self.base + address
        body = urlencode(hidden | fields).encode()
        with self.opener.open(Request(address, data=body)) as answer:
            return answer.status


def acknowledgment(document):
    """The fields of the form for an ``OrderAcknowledgment``."""
    fields = {"supplier_order_number": document.supplier_order_number}
    for line in document.lines:
        by_code = {status.code: status for status in line.statuses}
        now, later = by_code.get(NOW), by_code.get(LATER)
        number = line.number
        fields[f"date_{number}"] = _day(now and now.scheduled_date)
        fields[f"answer_{number}"] = "backorder" if later else "accept"
        if later:
            fields[f"quantity_{number}"] = str(now.quantity)
            fields[f"later_{number}"] = _day(later.scheduled_date)
    return fields


def ship_notice(document):
    """The fields of the form for a ``ShipNotice``."""
    fields = {
        "shipment_id": document.shipment_id,
        "shipped_date": _day(document.shipped_date),
        "expected_date": _day(document.expected_date),
        "carrier": document.carrier,
    }
    for line in document.orders[0].lines:
        shares = [(lot.quantity, lot) for lot in line.lots] or [(line.quantity, None)]
        for position, (quantity, lot) in enumerate(shares, 1):
            key = f"{line.line_number}_{position}"
            fields[f"quantity_{key}"] = str(quantity)
            fields[f"sscc_{key}"] = line.sscc if position == 1 else ""
            if lot:
                fields[f"lot_{key}"] = lot.lot
                fields[f"expiry_{key}"] = _day(lot.expiry)
    return fields


def invoice(document):
    """The fields of the form for a ``SupplierInvoice``."""
    fields = {
        "invoice_number": document.invoice_number,
        "invoice_date": _day(document.invoice_date),
        "total": str(document.total),
    }
    for line in document.lines:
        fields[f"quantity_{line.order_line}"] = str(line.quantity)
        fields[f"price_{line.order_line}"] = str(line.price)
    return fields


FORMS = {
    "order_acknowledgment": ("acknowledge", acknowledgment),
    "ship_notice": ("ship", ship_notice),
    "supplier_invoice": ("invoice", invoice),
}
"""By kind of document: the form on the page, and what is filled in."""


def _day(day):
    return day.isoformat() if day else ""
