"""A hospital that trades X12 by folders, and a supplier that writes its own X12."""

import contextlib
from pathlib import Path

from hospital import Hospital

SETUP = """
from odoo import Command
env["ir.config_parameter"].sudo().set_param("mail.catchall.domain", "")
unit = env.ref("uom.product_uom_unit")
unit.healthcare_code = unit.healthcare_code or "EA"
supplier = env["res.partner"].create(
    {"name": "Invented Medical Supply", "is_company": True, "supplier_rank": 1})
product = env["product.template"].create({
    "name": "Glove", "default_code": "GLOVE", "type": "consu", "is_storable": True,
    "supplier_taxes_id": [Command.clear()],
    "seller_ids": [Command.create({
        "partner_id": supplier.id, "product_code": "GLV-M", "price": 4.0,
        "product_uom_id": unit.id})]})
connection = env["healthcare.connection"].create({
    "name": "Invented Medical Supply", "code": "edi", "connector": "folder",
    "folder_in": values["folder"] + "/in", "folder_out": values["folder"] + "/out",
    "partner_id": supplier.id, "capacity": 4,
    "owner_id": env.ref("base.user_admin").id})
for code, direction, kind in [
        ("box", "in", False), ("answers", "in", "order_acknowledgment"),
        ("acks", "in", "functional_acknowledgment"),
        ("orders", "out", "purchase_order")]:
    env["healthcare.flow"].create({
        "name": code, "code": code, "direction": direction, "kind": kind,
        "codec": "x12", "connection_id": connection.id, "retry_base": 1,
        "retry_cap": 5})
env["healthcare.trading.partner"].create({
    "connection_id": connection.id, "own_identifier": "HOSPITAL", "qualifier": "01",
    "identifier": "123456789", "functional_acknowledgment": "always",
    "acknowledgment_hours": 4})
connection.state = "live"
env.cr.commit()
result = [supplier.id, product.product_variant_id.id]
"""
ORDER = """
from odoo import Command
supplier, product = values["ids"]
names = []
for number in range(values["count"]):
    order = env["purchase.order"].create({
        "partner_id": supplier,
        "order_line": [Command.create({
            "product_id": product, "product_qty": 4, "price_unit": 4.0})]})
    order.button_confirm()
    names.append(order.name)
env.cr.commit()
result = names
"""
FETCH = """
connection = env["healthcare.connection"].search([("code", "=", "edi")])
result = env["healthcare.drain"]._pull(connection)
env.cr.commit()
"""


class EdiHouse(Hospital):
    """The live server with one supplier; ``ids`` are supplier and product."""

    def __init__(self, **options):
        # No probes of the other journeys: this database has the four addons only.
        from hospital import _folders, _server

        self.live = _server("edi", **options)
        self.layout = self.live.layout
        self.folders = _folders(self.layout, "edi")
        own = self.live.templates.installation.server
        self.settings = {
            "host": own.host,
            "port": own.port,
            "user": own.user,
            "password": own.password or None,
            "dbname": self.live.database,
        }
        self.live.log.unlink(missing_ok=True)
        self.ids = self.shell(SETUP, folder=self.folders.name)
        self.number = 500

    def order(self, count):
        """Confirm so many orders as a buyer; their numbers."""
        return self.shell(ORDER, ids=self.ids, count=count)

    def left(self, code):
        """``{order or set number: Sets}`` of what left, by the segments of a set."""
        found = []
        for path in sorted(Path(self.folders / "out").glob("*.edi")):
            with contextlib.suppress(FileNotFoundError):
                text = path.read_text()
                if f"ST*{code}*" in text:
                    found.append(segments(text))
        return found

    def send(self, name, group, sets):
        """Put a file of the supplier into the folder and let the hospital fetch it."""
        self.number += 1
        path = self.folders / "in" / name
        path.write_text(interchange(self.number, group, sets))
        self.layout.identity.own(path)
        assert self.shell(FETCH) == 1


def segments(text):
    """Segments of an interchange of ours as lists of strings."""
    return [row.strip().split("*") for row in text.split("~") if row.strip()]


def first(rows, tag):
    """The first segment of a tag."""
    return next(row for row in rows if row[0] == tag)


def interchange(number, group, sets):
    """An interchange of the supplier.

    :param sets: ``[(code, body segments, stated count or None for the true one)]``.
    """
    rows = [
        f"ISA*00*{' ' * 10}*00*{' ' * 10}*01*{'123456789'.ljust(15)}*ZZ*"
        f"{'HOSPITAL'.ljust(15)}*260105*1200*U*00401*{number:09d}*0*T*:",
        f"GS*{group}*123456789*HOSPITAL*20260105*1200*{number}*X*004010",
    ]
    for position, (code, body, count) in enumerate(sets, start=1):
        rows += [
            f"ST*{code}*{position:04d}",
            *body,
            f"SE*{count or len(body) + 2}*{position:04d}",
        ]
    rows += [f"GE*{len(sets)}*{number}", f"IEA*1*{number:09d}"]
    return "".join(row + "~\n" for row in rows)


def answer_to(order):
    """Segments of an 855 that accepts all of an 850 (its segments)."""
    number = first(order, "BEG")[3]
    body = [f"BAK*00*AD*{number}*20260105"]
    for row in order:
        if row[0] == "PO1":
            line, quantity, uom = row[1:4]
            body += ["*".join(row), f"ACK*IA*{quantity}*{uom}"]
    return body
