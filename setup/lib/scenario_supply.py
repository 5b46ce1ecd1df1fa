"""What a buyer, a ward, a clerk and finance do besides ordering and billing."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from .failure import SetupError
from .partners import finance
from .partners import supplier as trade
from .partners.formats import Address, canonical, seal
from .partners.warehouse import Warehouse
from .scenario_hospital import OWN_IDENTIFIER, SUPPLIERS, WAREHOUSE, find, item
from .scenario_hospital_supply import (
    BANK,
    COUNTED,
    FINANCE,
    PRICE_LIST,
    REQUISITIONS,
    SOUTH,
)

CENT = Decimal("0.01")
PAYABLES = """
SELECT e.payable_id, m.state FROM healthcare_bill_export e
  LEFT JOIN healthcare_message m ON m.id = e.message_id ORDER BY e.id
"""
#: Measures, days of supply and the cards of the suppliers, as the nightly jobs do.
MEASURE = """
env["healthcare.line.fact"]._cron_refresh()
env["healthcare.supply.level"]._cron_refresh()
env["healthcare.backorder"]._cron_refresh()
env["healthcare.spend"]._cron_consolidate()
"""


class SupplyRoom:
    """Plays wards, buyer, clerk, the second facility and the finance system.

    :param people: callable, role to web_user.WebUser
    :param secret: signing secret of the warehouse
    """

    def __init__(self, context, doors, people, secret):
        self.context = context
        self.doors = doors
        self.people = people
        self.secret = secret

    def count(self):
        """The second facility reports its stock before anything is ordered."""
        with self.context.progress.step("South Campus reports its stock") as remarks:
            flow = f"{self.context.url}/healthcare/v1/{WAREHOUSE['key']}/stock"
            since = self.doors.newest()
            site = Warehouse(flow, self.secret, SOUTH)
            status, answer = site.post(self._snapshot(datetime.now(timezone.utc)))
            if status != 202:
                code = answer.get("code", "")
                raise SetupError(f"The webhook answered {status} {code}.")
            rows = self.doors.wait(WAREHOUSE["key"], since)
            remarks += [row["state"] for row in rows]

    def _snapshot(self, now):
        lines = [
            canonical.SnapshotLine(
                canonical.ItemIds(buyer=item(key)["code"]),
                Decimal(pieces),
                "EA",
                lot=lot,
                expiry=now.date() + timedelta(days=days) if days else None,
            )
            for key, pieces, lot, days in COUNTED
        ]
        number = f"{SOUTH}-{now:%Y%m%d%H%M%S}"
        return canonical.StockSnapshot(number, SOUTH, now, tuple(lines))

    def play(self):
        """After the bills have come."""
        step = self.context.progress.step
        with step("Wards request, a buyer orders") as remarks:
            remarks += self.request()
        with step("A supplier's price list comes in (832)") as remarks:
            remarks += self.price_list()
        with step("Finance books and pays matched bills") as remarks:
            remarks += self.pay()
        with step("A clerk enters a bank account, a buyer disputes a price"):
            self.bank()
            self.dispute()
        with step("Measures and scorecards"):
            self.context.odoo_shell(MEASURE)

    # -- requisitions ----------------------------------------------------------------

    def request(self):
        """Requisitions of a ward; one is ordered at once. Their numbers."""
        ward = self.people("requester")
        found = []
        for plan in REQUISITIONS:
            domain = [("delivery_point", "=", plan["place"])]
            names = ["name", "state"]
            rows = ward.read("healthcare.requisition", domain, names)
            if not rows:
                number = ward.call("healthcare.requisition", "create", self._ask(plan))
                ward.call("healthcare.requisition", "action_submit", [number])
                rows = ward.read("healthcare.requisition", domain, names)
            if plan["key"] == "ordered":
                self._order(rows[0]["name"])
                rows = ward.read("healthcare.requisition", domain, names)
            found.append(f"{rows[0]['name']} {rows[0]['state']}")
        return found

    def _ask(self, plan):
        ward = self.people("requester")
        domain = [("code", "=", plan["facility"])]
        facility = ward.read("healthcare.facility", domain, ["id"])[0]
        lines = []
        for key, quantity in plan["lines"]:
            domain = [("default_code", "=", item(key)["code"])]
            product = ward.read("product.product", domain, ["id"])[0]
            line = {"product_id": product["id"], "quantity": quantity}
            lines.append((0, 0, line))
        return {
            "healthcare_facility_id": facility["id"],
            "delivery_point": plan["place"],
            "line_ids": lines,
        }

    def _order(self, requisition):
        buyer = self.people("procurement_officer")
        domain = [("origin", "=", requisition)]
        for row in buyer.read("purchase.order", domain, ["name", "state"]):
            if row["state"] == "draft":
                buyer.call("purchase.order", "button_confirm", [row["id"]])
            self.doors.wait_sent([row["name"]])

    # -- prices ----------------------------------------------------------------------

    def price_list(self):
        """A list in which one price rises by more than is accepted unseen."""
        plan = find(SUPPLIERS, PRICE_LIST["supplier"])
        items = [item(key) for key in plan["items"]]
        for row in items:
            if row["key"] == PRICE_LIST["item"]:
                price = Decimal(row["price"]) * Decimal(PRICE_LIST["factor"])
                row["price"] = str(price.quantize(CENT))
        address = Address(plan["identifier"])
        hospital = Address(OWN_IDENTIFIER)
        partner = trade.Supplier(plan["name"], address, hospital)
        today = date.today()
        prices = partner.list_prices(items, f"PL-{today:%Y%m}", today, "USD")
        noon = datetime.combine(today, time(12), timezone.utc)
        payload = seal([prices], address, hospital, int(f"{today:%j}") + 5000, noon)
        rows = self.doors.deliver(plan["key"], {"prices-832.edi": payload})
        return [f"{row['reference']} {row['state']}" for row in rows]

    def dispute(self):
        """Open a dispute about the bill that is above its contract."""
        buyer = self.people("ap_clerk")
        rows = buyer.read(
            "healthcare.match",
            [("order_id.origin", "=", "DEMO/contract"), ("state", "=", "held")],
            ["move_id"],
        )
        for row in rows:
            buyer.call("account.move", "action_dispute_price", [row["move_id"][0]])

    # -- money -----------------------------------------------------------------------

    def pay(self):
        """Finance answers for every bill that left for it; the first one is paid."""
        numbers = self._left()
        folder = self.doors.folder(FINANCE["key"], "out")
        bills = [finance.payables(path.read_bytes()) for path in folder.glob("*.*")]
        bills = sorted(
            (bill for bill in bills if bill.payable_id in numbers),
            key=lambda bill: bill.payable_id,
        )
        if not bills:
            return ["no bill left"]
        paid = {bill.payable_id for bill in bills[:1]}
        rows = self.doors.deliver(FINANCE["key"], finance.report(bills, paid))
        return [f"{row['reference']} {row['state']}" for row in rows]

    def _left(self):
        """Identities of the bills that left, once all of them have."""
        rows = self.doors.until_left(PAYABLES)
        return {row[0] for row in rows}

    def bank(self):
        """A clerk types what a letter says; the shield holds it."""
        clerk = self.people("ap_clerk")
        domain = [("acc_number", "=", BANK["account"])]
        for row in clerk.read("res.partner.bank", domain, ["id"]):
            values = {"acc_number": BANK["wanted"]}
            clerk.call("res.partner.bank", "write", [row["id"]], values)

    def link(self):
        """Ask the buyer's button for the link of the portal supplier's order.

        :returns: path of the page, to be put behind the address of the server
        """
        buyer = self.people("procurement_officer")
        rows = buyer.read("purchase.order", [("origin", "=", "DEMO/portal")], ["id"])
        answer = buyer.call(
            "purchase.order", "action_healthcare_copy_link", [rows[0]["id"]]
        )
        return "/" + answer["params"]["message"].split("/", 3)[3]
