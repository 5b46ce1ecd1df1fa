"""A warehouse system: counts what a shipment brought and reports it, signed.

It speaks the house's own JSON over HTTP and signs as the Standard Webhooks
specification has it.
"""

import json
import time
import urllib.error
import urllib.request
import uuid

from .formats import canonical, signature


class Warehouse:
    """One warehouse with its address and its secret.

    :param url: ``https://host/healthcare/v1/<connection>/<flow>``
    :param secret: ``whsec_`` and the base64 of the key
    :param site: code of the facility, repeated in every receipt
    """

    def __init__(self, url, secret, site):
        self.url = url
        self.secret = secret
        self.site = site

    def receipts(self, notice, received_at):
        """One receipt per order of a ship notice, as counted on the ramp."""
        return [
            canonical.GoodsReceipt(
                receipt_number=f"{self.site}-{notice.shipment_id}",
                order_number=order.order_number,
                lines=tuple(self._counted(line) for line in order.lines),
                received_at=received_at,
                site=self.site,
            )
            for order in notice.orders
        ]

    def _counted(self, line):
        return canonical.ReceivedLine(
            item=line.item,
            quantity=line.quantity,
            uom=line.uom,
            line_number=line.line_number,
            lots=line.lots,
        )

    def post(self, document, key=None):
        """Post a document; returns ``(HTTP status, answer as dict)``."""
        body = json.dumps(canonical.to_json(document)).encode()
        name = key or f"msg_{uuid.uuid4().hex}"
        stamp = str(int(time.time()))
        request = urllib.request.Request(
            self.url,
            data=body,
            headers={
                "Content-Type": "application/json",
                "webhook-id": name,
                "webhook-timestamp": stamp,
                "webhook-signature": signature.sign(self.secret, name, stamp, body),
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, _json(error.read())


def _json(body):
    try:
        return json.loads(body)
    except ValueError:
        return {}
