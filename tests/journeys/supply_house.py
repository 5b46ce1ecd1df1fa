"""A hospital that buys the same goods from three suppliers of unlike maturity.

*Abacus* answers over an API, *Birch* by X12 files in folders, *Cedar* in the portal.
Each is the same invented order department (``lib.partners.supplier``); only the way
there and back differs. A warehouse posts what it counted, and a finance system takes
matched bills and reports payments.
"""

import contextlib
import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hospital import SECRET, Hospital
from lib.partners.formats import canonical, seal
from lib.partners.supplier import Supplier, _instant
from lib.partners.warehouse import Warehouse
from partner import Partner
from portal_supplier import FORMS, Mailbox, Page

HOSPITAL = ("HOSPITAL", "ZZ")
SUPPLIERS = ("abacus", "birch", "cedar")
KINDS = ("order_acknowledgment", "ship_notice", "supplier_invoice")
SETUP = """
from odoo import Command
env["ir.config_parameter"].sudo().set_param("mail.catchall.domain", "")
unit = env.ref("uom.product_uom_unit")
unit.healthcare_code = unit.healthcare_code or "EA"
box = env["uom.uom"].create({
    "name": "Box of 100", "relative_uom_id": unit.id, "relative_factor": 100,
    "healthcare_code": "BX"})
warehouse = env["stock.warehouse"].search(
    [("company_id", "=", env.company.id)], limit=1)
facility = env["healthcare.facility"].create({
    "name": "Main hospital", "code": "MAIN", "warehouse_id": warehouse.id})
Connection, Flow = env["healthcare.connection"], env["healthcare.flow"]
policy = {"retry_base": 1, "retry_cap": 5, "retry_attempts": 4}
kinds = values["kinds"]

def connect(code, flows, **more):
    connection = Connection.create({
        "name": code.title(), "code": code, "state": "live",
        "owner_id": env.ref("base.user_admin").id, **more})
    for flow_code, direction, kind, codec in flows:
        Flow.create({"name": flow_code, "code": flow_code, "direction": direction,
                     "kind": kind, "codec": codec, "connection_id": connection.id,
                     **policy})
    return connection

def door(connection):
    env["healthcare.credential"].create({
        "name": "webhook", "connection_id": connection.id,
        "secret": values["secret"]})

suppliers = {}
for code in values["suppliers"]:
    suppliers[code] = env["res.partner"].create({
        "name": code.title() + " Medical", "is_company": True, "supplier_rank": 1,
        "email": "orders@%s.example.org" % code,
        "country_id": env.ref("base.us").id})
def sellers(letter, price):
    return [Command.create({
        "partner_id": partner.id, "product_code": "%s-%s" % (code[:3].upper(), letter),
        "price": price, "product_uom_id": box.id})
        for code, partner in suppliers.items()]
products = [env["product.product"].create({
    "name": name, "default_code": name.upper(), "type": "consu", "is_storable": True,
    "uom_ids": [Command.link(box.id)], "purchase_method": "receive",
    "tracking": "lot" if lots else "none", "use_expiration_date": lots,
    "supplier_taxes_id": [Command.clear()], "seller_ids": sellers(name[:3], price)})
    for name, price, lots in (("Glove", 12.0, False), ("Lancet", 30.0, True))]

answers = [(kind, "in", kind, "json") for kind in kinds]
api = connect("abacus", [("orders", "out", "purchase_order", "json"), *answers],
              partner_id=suppliers["abacus"].id, connector="http",
              endpoint_url=values["api"], endpoint_private=True)
door(api)
edi = connect("birch", [("orders", "out", "purchase_order", "x12"),
                        ("box", "in", False, "x12"),
                        *[(kind, "in", kind, "x12") for kind in kinds]],
              partner_id=suppliers["birch"].id, connector="folder",
              folder_in=values["folder"] + "/in", folder_out=values["folder"] + "/out")
env["healthcare.trading.partner"].create({
    "connection_id": edi.id, "own_identifier": "HOSPITAL", "qualifier": "ZZ",
    "identifier": "BIRCH"})
env["ir.mail_server"].create({
    "name": "Mailbox", "smtp_host": "127.0.0.1", "smtp_port": values["mail"],
    "smtp_encryption": "none", "smtp_authentication": "login"})
portal = Connection.create(Connection._portal_values(suppliers["cedar"], env.company)
                           | {"code": "cedar", "state": "live",
                              "owner_id": env.ref("base.user_admin").id})
dock = connect("dock", [("receipts", "in", "goods_receipt", "json")])
door(dock)
env.cr.commit()
result = {"suppliers": {c: p.id for c, p in suppliers.items()},
          "products": [p.id for p in products], "box": box.id,
          "company": env.company.id, "facility": facility.id}
"""
ORDER = """
from odoo import Command
order = env["purchase.order"].create({
    "partner_id": values["supplier"],
    "order_line": [Command.create({
        "product_id": product, "product_qty": quantity, "product_uom_id": values["box"],
        "price_unit": price}) for product, quantity, price in values["lines"]]})
order.button_confirm()
env.cr.commit()
result = order.name
"""
CARRIED = """
from odoo.addons.healthcare_integration_base.canonical import to_json
order = env["purchase.order"].search([("name", "=", values["number"])])
result = to_json(env["healthcare.handler.purchase_order"]._compose(order)[0])
"""
FETCH = """
connection = env["healthcare.connection"].search([("code", "=", values["code"])])
result = env["healthcare.drain"]._pull(connection)
env.cr.commit()
"""
STATE = """
SELECT o.healthcare_transmission_state, o.healthcare_ack_state, o.receipt_status,
       o.invoice_status, o.amount_total::text
  FROM purchase_order o WHERE o.name = %s
"""
LINES = """
SELECT l.healthcare_number, l.healthcare_ack_state, l.product_qty::text,
       l.healthcare_qty_confirmed::text, l.healthcare_qty_backordered::text,
       l.healthcare_qty_cancelled::text, l.price_unit::text, l.qty_received::text,
       l.qty_invoiced::text, l.healthcare_promised_date::text
  FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
 WHERE o.name = %s ORDER BY 1
"""
LOTS = """
SELECT t.name, t.expiration_date::date::text, sum(m.quantity)::text
  FROM stock_move_line m JOIN stock_move s ON s.id = m.move_id
  JOIN purchase_order_line l ON l.id = s.purchase_line_id
  JOIN purchase_order o ON o.id = l.order_id JOIN stock_lot t ON t.id = m.lot_id
 WHERE o.name = %s AND s.state = 'done' GROUP BY 1, 2 ORDER BY 1
"""
BILLS = """
SELECT DISTINCT b.state, b.move_type, b.amount_total::text, b.healthcare_payment_hold,
       m.state, m.outcome, COALESCE(m.categories, '')
  FROM account_move b JOIN healthcare_match m ON m.move_id = b.id
  JOIN purchase_order o ON o.id = m.order_id WHERE o.name = %s ORDER BY 1, 2, 3
"""
ASKED = """
SELECT e.code, e.state, count(*) FROM healthcare_exception e
 WHERE e.res_model = 'purchase.order'
   AND e.res_id = (SELECT id FROM purchase_order WHERE name = %s)
 GROUP BY 1, 2 ORDER BY 1, 2
"""


class SupplyHouse(Hospital):
    """The live server; ``ids`` of suppliers, products, the box and the company."""

    def __init__(self, name="supply", **options):
        from hospital import _folders, _server

        self.live = _server(name, **options)
        self.layout = self.live.layout
        self.folders = _folders(self.layout, name)
        own = self.live.templates.installation.server
        self.settings = {
            "host": own.host,
            "port": own.port,
            "user": own.user,
            "password": own.password or None,
            "dbname": self.live.database,
        }
        self.live.log.unlink(missing_ok=True)
        self.api = Partner()
        self.mailbox = Mailbox()
        self.number = 700
        self.ids = self.shell(
            SETUP,
            folder=self.folders.name,
            api=self.api.url,
            mail=self.mailbox.port,
            secret=SECRET,
            suppliers=SUPPLIERS,
            kinds=KINDS,
        )
        self.departments = {
            code: Supplier(
                f"{code.title()} Medical",
                (code.upper(), "ZZ"),
                _address(HOSPITAL),
                lots={f"{code[:3].upper()}-Lan"},
            )
            for code in SUPPLIERS
        }

    def __enter__(self):
        self.api.__enter__()
        self.mailbox.__enter__()
        return super().__enter__()

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.api.__exit__(*failure)
        self.mailbox.__exit__(*failure)

    # -- the hospital's side ---------------------------------------------------------

    def order(self, supplier, *lines):
        """Confirm an order of ``(product index, boxes, price)`` lines; its number."""
        products = self.ids["products"]
        return self.shell(
            ORDER,
            supplier=self.ids["suppliers"][supplier],
            box=self.ids["box"],
            lines=[(products[index], boxes, price) for index, boxes, price in lines],
        )

    def snapshot(self, order):
        """Everything a buyer, a receiver and a clerk see of an order; no identities."""
        return {
            "order": self.rows(STATE, [order]),
            "lines": self.rows(LINES, [order]),
            "lots": self.rows(LOTS, [order]),
            "bills": self.rows(BILLS, [order]),
            "questions": self.rows(ASKED, [order]),
        }

    def receive(self, notice, received_at):
        """The warehouse posts what it counted of a ship notice."""
        url = f"{self.live.url}/healthcare/v1/dock/receipts"
        dock = Warehouse(url, SECRET, "MAIN")
        for receipt in dock.receipts(notice, received_at):
            status, _body = dock.post(receipt)
            assert status == 202

    # -- the suppliers' side ---------------------------------------------------------

    def ordered(self, supplier, number):
        """The order as the supplier got it; None while it has not come."""
        if supplier == "cedar":
            return self._by_mail(number)
        found = {"abacus": self._by_api, "birch": self._by_edi}[supplier]()
        return next((row for row in found if row.order_number == number), None)

    def _by_mail(self, number):
        """The page of the order shows what the order department reads here."""
        if not self.mailbox.links(number):
            return None
        return canonical.from_json(self.shell(CARRIED, number=number))

    def _by_api(self):
        bodies = [json.loads(body) for _when, _key, body in self.api.received]
        return [canonical.from_json(body) for body in bodies]

    def _by_edi(self):
        found = []
        for path in sorted(Path(self.folders / "out").glob("*.edi")):
            with contextlib.suppress(FileNotFoundError):
                found += self.departments["birch"].orders(path.read_bytes())
        return found

    def answer(self, supplier, document, order):
        """Send a document of the supplier the way this supplier does."""
        if supplier == "abacus":
            self._answer_by_api(document)
        elif supplier == "cedar":
            form, fields = FORMS[document.KIND]
            page = Page(self.live.url, self.mailbox.links(order.order_number)[0])
            assert page.send(form, fields(document)) == 200
        else:
            self._answer_by_edi(document, order)

    def _answer_by_api(self, document):
        data = canonical.to_json(document)
        status, _body = self.post(
            data, key=uuid.uuid4().hex, flow=f"abacus/{document.KIND}"
        )
        assert status == 202

    def _answer_by_edi(self, document, order):
        self.send_edi(document, _instant(order))

    def send_edi(self, document, instant=None):
        """A file of *Birch* with one document."""
        self.number += 1
        payload = seal(
            [document],
            _address(("BIRCH", "ZZ")),
            _address(HOSPITAL),
            self.number,
            instant or datetime.now(UTC),
        )
        path = self.folders / "in" / f"{self.number}.edi"
        path.write_bytes(payload)
        self.layout.identity.own(path)
        # The schedule may have been faster; what follows waits for the effect.
        self.shell(FETCH, code="birch")


def _address(pair):
    from lib.partners.formats import Address

    return Address(*pair)


def share(text):
    """A decimal from its text, for conducts."""
    return Decimal(text)
