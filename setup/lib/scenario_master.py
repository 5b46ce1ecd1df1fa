"""Master data of the demo. This text runs inside Odoo's shell, as administrator.

Everything has an external id in the module ``__healthcare_demo__``; what is there
already is left as the hospital has changed it.
"""

from odoo import Command

MODULE = "__healthcare_demo__"
#: Kinds of documents a supplier sends, and those a clearinghouse sends.
SUPPLIER_KINDS = ("order_acknowledgment", "ship_notice", "supplier_invoice")
PAYER_KINDS = ("claim", "remittance")


class Demo:
    """Creates what is missing.

    ``plan`` is the dict that ``scenario_demo.plan`` makes.
    """

    def __init__(self, env, plan):
        self.env = env
        self.plan = plan
        self.company = env.company
        self.partners = {}

    def keep(self, model, key, values):
        """The record behind an external id, created if it is not there."""
        name = f"{model.replace('.', '_')}_{key.replace('-', '_')}"
        record = self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        if record:
            return record
        record = self.env[model].create(values)
        self.env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": name,
                "model": model,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return record

    def create(self):
        """Everything; returns what the partners outside have to know."""
        self.facility()
        self.people()
        box, unit = self.units()
        for supplier in self.plan["suppliers"]:
            self.supplier(supplier, box, unit)
        self.warehouse()
        for payer in self.plan["payers"]:
            self.payer(payer)
        self.file_connection(self.plan["clearinghouse"], PAYER_KINDS, None)
        self.file_connection(
            self.plan["own_files"], SUPPLIER_KINDS + PAYER_KINDS, None, trading=False
        )
        return {"company": self.company.name, "currency": self.company.currency_id.name}

    def facility(self):
        """The site, where the database has facilities; its warehouse."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id), ("name", "=", "My Company")], limit=1
        )
        # Stock is installed before the company has its name.
        warehouse.name = self.company.name
        if "healthcare.facility" in self.env:
            values = {
                "name": self.company.name,
                "code": self.plan["site"],
                "company_id": self.company.id,
            }
            facility = self.keep("healthcare.facility", "main", values)
            if not facility.warehouse_id:
                facility.warehouse_id = self.env["stock.warehouse"].search(
                    [("company_id", "=", self.company.id)], order="id", limit=1
                )

    def people(self):
        """Everybody starts at the own work, not in a conversation with a robot."""
        users = self.env["res.users"]
        for login, name in self.plan["start"].items():
            user = users.search([("login", "=", login)])
            action = self.env.ref(name, raise_if_not_found=False)
            if user and action and not user.action_id:
                user.write({"action_id": action.id, "odoobot_state": "disabled"})

    def units(self):
        """Pieces and boxes of 100, with the trade's codes."""
        unit = self.env.ref("uom.product_uom_unit")
        if not unit.healthcare_code:
            unit.healthcare_code = "EA"
        values = {
            "name": "Box of 100",
            "relative_factor": 100,
            "relative_uom_id": unit.id,
            "healthcare_code": "BX",
        }
        return self.keep("uom.uom", "box", values), unit

    def supplier(self, supplier, box, unit):
        """A supplier with its connection and its items."""
        partner = self.keep(
            "res.partner",
            supplier["key"],
            {
                "name": supplier["name"],
                "is_company": True,
                "supplier_rank": 1,
                "email": f"edi@{supplier['key']}.example.org",
                "country_id": self.env.ref("base.us").id,
            },
        )
        self.file_connection(
            supplier, SUPPLIER_KINDS, partner, outbound="purchase_order"
        )
        for item in supplier["items"]:
            self.item(item, partner, box, unit)

    def item(self, item, partner, box, unit):
        """An item that is stocked in pieces, bought in boxes and tracked by lot."""
        seller = {
            "partner_id": partner.id,
            "product_code": item["catalogue"],
            "product_uom_id": box.id,
            "price": float(item["price"]),
            "delay": 4,
        }
        values = {
            "name": item["name"],
            "default_code": item["code"],
            "type": "consu",
            "is_storable": True,
            "uom_id": unit.id,
            "uom_ids": [Command.set(box.ids)],
            "tracking": "lot" if item["by_lot"] else "none",
            "use_expiration_date": item["by_lot"],
            "purchase_method": "receive",
            "supplier_taxes_id": [Command.clear()],
            "taxes_id": [Command.clear()],
            "standard_price": float(item["price"]) / 100,
            "seller_ids": [Command.create(seller)],
        }
        self.keep("product.template", item["key"], values)

    def warehouse(self):
        """A warehouse that posts receipts as signed JSON."""
        plan = self.plan["warehouse"]
        connection = self.connection(plan, {"connector": "manual"}, None)
        self.flow(
            connection, plan["flow"], "Goods receipts", "in", "goods_receipt", "json"
        )
        credential = self.keep(
            "healthcare.credential",
            plan["key"],
            {"name": "Signing secret", "connection_id": connection.id},
        )
        # The partner's copy may have been lost with its folder: rotate, never read.
        credential.secret = plan["secret"]
        self.go_live(connection)

    def payer(self, payer):
        """A payer with the identifiers it uses."""
        self.keep(
            "res.partner",
            payer["key"],
            {
                "name": payer["name"],
                "is_company": True,
                "healthcare_is_payer": True,
                "healthcare_payer_class": payer["class"],
                "healthcare_appeal_days": payer["appeal_days"],
                "country_id": self.env.ref("base.us").id,
                "healthcare_payer_identifier_ids": [
                    Command.create({"kind": "payer_id", "value": payer["identifier"]}),
                    Command.create({"kind": "trace_id", "value": payer["trace_id"]}),
                ],
            },
        )

    def file_connection(self, plan, kinds, partner, outbound="", trading=True):
        """A connection with watched folders, a letter box and its flows."""
        values = {
            "connector": "folder",
            "folder_in": plan["folder_in"],
            "folder_out": plan["folder_out"] if outbound else False,
        }
        connection = self.connection(plan, values, partner)
        self.flow(connection, "letter-box", "Letter box", "in", False, "x12")
        for kind in kinds:
            name = kind.replace("_", " ").capitalize()
            self.flow(connection, kind.replace("_", "-"), name, "in", kind, "x12")
        if outbound:
            self.flow(connection, "orders", "Orders", "out", outbound, "x12")
        if trading:
            self.keep(
                "healthcare.trading.partner",
                plan["key"],
                {
                    "connection_id": connection.id,
                    "own_identifier": self.plan["own_identifier"],
                    "identifier": plan["identifier"],
                },
            )
        self.go_live(connection)
        return connection

    def connection(self, plan, values, partner):
        """A connection, still a draft when it is new."""
        values |= {
            "name": plan["name"],
            "code": plan["key"],
            "partner_id": partner.id if partner else False,
            "owner_id": self.env.ref("base.user_admin").id,
        }
        return self.keep("healthcare.connection", plan["key"], values)

    def flow(self, connection, code, name, direction, kind, codec):
        """One flow of a connection."""
        values = {
            "connection_id": connection.id,
            "code": code,
            "name": name,
            "direction": direction,
            "kind": kind,
            "codec": codec,
            "purpose": "Trade and payment of this hospital",
        }
        return self.keep("healthcare.flow", f"{connection.code}_{code}", values)

    def go_live(self, connection):
        """Test, certify, go live: the same buttons as on the screen."""
        if connection.state != "draft":
            return
        connection.action_check()
        connection.action_certify()
        connection.action_go_live()
