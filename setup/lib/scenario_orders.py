"""Order to bill: a buyer orders, suppliers answer, the warehouse receives."""

from .failure import SetupError
from .partners import supplier as trade
from .partners.formats import Address, read
from .partners.warehouse import Warehouse
from .scenario_hospital import (
    ORDERS,
    OWN_IDENTIFIER,
    SITE,
    SUPPLIERS,
    WAREHOUSE,
    find,
    item,
)

CONDUCT = {
    "clean": trade.CLEAN,
    "short": trade.BACKORDER_AND_SHORT,
    "price": trade.PRICE_UP,
    "contract": trade.ABOVE_CONTRACT,
    "substitute": trade.Conduct(substitute=item("tape_soft")["catalogue"]),
}
STEPS = {
    "855": "Suppliers acknowledge",
    "856": "Suppliers ship",
    "810": "Suppliers bill",
}


class OrderToBill:
    """Plays the buyer at the screens and the partners outside.

    :param buyer: web_user.WebUser of the procurement officer
    :param secret: signing secret of the warehouse
    """

    def __init__(self, context, doors, buyer, secret):
        self.context = context
        self.doors = doors
        self.buyer = buyer
        self.secret = secret

    def play(self):
        """From the order to the bill."""
        step = self.context.progress.step
        with step("A buyer confirms orders, the 850s leave") as remarks:
            orders = self.order()
            self.doors.wait_sent(orders)
            remarks.append(", ".join(orders))
        answers = self.answers(orders)
        for kind in ("855", "856"):
            self.deliver(kind, answers)
        with step("The warehouse posts its receipts, signed") as remarks:
            remarks.append(self.receive(answers))
        self.deliver("810", answers)

    def order(self):
        """Confirm the orders as the buyer; ``{number: key}``."""
        found = {}
        for plan in ORDERS:
            origin = f"DEMO/{plan['key']}"
            domain = [("origin", "=", origin)]
            rows = self.buyer.read("purchase.order", domain, ["name", "state"])
            if not rows:
                identifier = self.buyer.call(
                    "purchase.order", "create", self._values(plan, origin)
                )
                self.buyer.call("purchase.order", "button_confirm", [identifier])
                rows = self.buyer.read("purchase.order", domain, ["name", "state"])
            found[rows[0]["name"]] = plan["key"]
        return found

    def _values(self, plan, origin):
        lines = []
        for key, quantity in plan["lines"]:
            row = self.buyer.read(
                "product.supplierinfo",
                [("product_code", "=", item(key)["catalogue"])],
                ["partner_id", "product_uom_id", "product_tmpl_id"],
            )[0]
            product = self.buyer.read(
                "product.product",
                [("product_tmpl_id", "=", row["product_tmpl_id"][0])],
                ["id"],
            )[0]
            line = {
                "product_id": product["id"],
                "product_qty": quantity,
                "product_uom_id": row["product_uom_id"][0],
            }
            lines.append((0, 0, line))
        return {
            "partner_id": row["partner_id"][0],
            "origin": origin,
            "order_line": lines,
        }

    def answers(self, orders):
        """``{kind: {connection: {file name: bytes}}}``, drawn from the 850s."""
        found = {kind: {} for kind in STEPS}
        for plan in SUPPLIERS:
            partner = trade.Supplier(
                plan["name"],
                Address(plan["identifier"]),
                Address(OWN_IDENTIFIER),
                [item(k)["catalogue"] for k in plan["items"] if item(k)["by_lot"]],
            )
            for order in self._read(plan["key"], partner, orders):
                conduct = CONDUCT[orders[order.order_number]]
                for name, payload in partner.answers(order, conduct).items():
                    kind = name.rpartition("-")[2].partition(".")[0]
                    found[kind].setdefault(plan["key"], {})[name] = payload
        return found

    def _read(self, key, partner, orders):
        """The orders of this run that lie in the supplier's folder."""
        folder = self.doors.folder(key, "out")
        found = {}
        for path in sorted(folder.glob("*.*")):
            for order in partner.orders(path.read_bytes()):
                if order.order_number in orders:
                    found[order.order_number] = order
        expected = {
            number
            for number, name in orders.items()
            if find(ORDERS, name)["supplier"] == key
        }
        if expected - set(found):
            raise SetupError(
                f"{partner.name} found no 850 for {', '.join(expected - set(found))}.",
                "Look at the outbound messages of this connection.",
            )
        return found.values()

    def deliver(self, kind, answers):
        """Put one kind of document of all suppliers into their folders and wait."""
        with self.context.progress.step(f"{STEPS[kind]} ({kind})") as remarks:
            for connection, files in answers[kind].items():
                rows = self.doors.deliver(connection, files)
                remarks += [f"{row['reference']} {row['state']}" for row in rows]

    def receive(self, answers):
        """Count what each ship notice brought and post it; a remark."""
        warehouse = Warehouse(
            f"{self.context.url}/healthcare/v1/{WAREHOUSE['key']}/{WAREHOUSE['flow']}",
            self.secret,
            SITE,
        )
        since = self.doors.newest()
        posted = 0
        for files in answers["856"].values():
            for payload in files.values():
                for notice in read(payload, "ship_notice"):
                    posted += self._post(warehouse, notice)
        rows = self.doors.wait(WAREHOUSE["key"], since)
        states = sorted({row["state"] for row in rows})
        return f"{posted} accepted, {', '.join(states)}"

    def _post(self, warehouse, notice):
        receipts = warehouse.receipts(notice, notice.created_at)
        for receipt in receipts:
            key = f"receipt-{receipt.receipt_number}-{receipt.order_number}"
            status, answer = warehouse.post(receipt, key)
            if status != 202:
                raise SetupError(
                    f"The webhook answered {status} {answer.get('code', '')}."
                )
        return len(receipts)
