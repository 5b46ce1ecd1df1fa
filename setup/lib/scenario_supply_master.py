"""Master data of buying and stock. This text runs inside Odoo's shell.

Behind ``scenario_master``, whose ``keep`` it uses: nothing is made twice.
"""

from datetime import timedelta

from odoo import Command, fields


class SupplyMaster:
    """``demo`` is the scenario_master.Demo that made suppliers and items."""

    def __init__(self, demo):
        self.demo = demo
        self.env = demo.env
        self.plan = demo.plan["supply"]
        self.keep = demo.keep

    def create(self):
        """Everything; order matters: prices before approvals, stock last."""
        self.people()
        self.second_facility()
        self.portal_supplier()
        self.items()
        self.bank()
        self.contract()
        self.price_list()
        self.rules()
        self.finance()
        self.stock_flow()

    # -- finding ---------------------------------------------------------------------

    def record(self, model, key):
        """What ``scenario_master`` keeps under this key."""
        name = f"{model.replace('.', '_')}_{key}"
        return self.env.ref(f"__healthcare_demo__.{name}")

    def product(self, key):
        """The item as it is stocked."""
        return self.record("product.template", key).product_variant_id

    def site(self, code):
        """The facility with this code."""
        domain = [("code", "=", code), ("company_id", "=", self.env.company.id)]
        return self.env["healthcare.facility"].search(domain, limit=1)

    def user(self, login):
        """The person behind a login."""
        return self.env["res.users"].search([("login", "=", login)], limit=1)

    # -- people and places -----------------------------------------------------------

    def people(self):
        """Nobody's mail server is known: people are told inside Odoo."""
        users = self.env["res.users"].search([("share", "=", False)])
        users.filtered(lambda user: user.notification_type != "inbox").write(
            {"notification_type": "inbox"}
        )

    def second_facility(self):
        """A site with its own warehouse and its own stock system; cost centres."""
        plan = self.plan["facility"]
        warehouse = self.keep(
            "stock.warehouse",
            plan["key"],
            {"name": plan["name"], "code": plan["code"][:5]},
        )
        self.keep(
            "healthcare.facility",
            plan["key"],
            {
                "name": plan["name"],
                "code": plan["code"],
                "warehouse_id": warehouse.id,
                "stock_system": "site",
            },
        )
        centres = self.keep(
            "account.analytic.plan", "centres", {"name": "Cost centres"}
        )
        for code, name, site in self.plan["centres"]:
            values = {"name": name, "code": code, "plan_id": centres.id}
            account = self.keep("account.analytic.account", code, values)
            facility = self.site(site)
            facility.analytic_account_id = facility.analytic_account_id or account

    # -- suppliers -------------------------------------------------------------------

    def portal_supplier(self):
        """A supplier without an interface, and the person there who answers."""
        plan = self.plan["portal"]
        box = self.record("uom.uom", "box")
        unit = self.env.ref("uom.product_uom_unit")
        partner = self.keep(
            "res.partner",
            plan["key"],
            {
                "name": plan["name"],
                "is_company": True,
                "supplier_rank": 1,
                "email": f"orders@{plan['key']}.example.org",
                "country_id": self.env.ref("base.us").id,
            },
        )
        for item in plan["items"]:
            self.demo.item(item, partner, box, unit)
        contact = self.keep(
            "res.partner",
            f"{plan['key']}_contact",
            {"name": "Order desk", "parent_id": partner.id},
        )
        self.keep(
            "res.users",
            f"{plan['key']}_contact",
            {
                "login": f"desk@{plan['key']}.example.org",
                "partner_id": contact.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            },
        )
        connections = self.env["healthcare.connection"]
        values = connections._portal_values(partner, self.env.company)
        # Without a mail server the link is handed over by the buyer.
        values |= {"code": plan["key"], "portal_mail": False}
        values["owner_id"] = self.env.ref("base.user_admin").id
        connection = self.keep("healthcare.connection", plan["key"], values)
        self.demo.go_live(connection)

    def items(self):
        """Who buys where, what wards may request, what stands in for what."""
        buyer = self.user("procurement")
        for key in (*self.plan["suppliers"], self.plan["portal"]["key"]):
            partner = self.record("res.partner", key)
            partner.buyer_id = partner.buyer_id or buyer
        for key in self.plan["requestable"]:
            self.product(key).healthcare_requestable = True
        for key in self.plan["critical"]:
            self.product(key).write(
                {"healthcare_criticality": "a", "responsible_id": buyer.id}
            )
        group = self.plan["group"]
        products = [self.product(key).id for key in group["items"]]
        self.keep(
            "healthcare.substitution.group",
            group["key"],
            {"name": group["name"], "product_ids": [Command.set(products)]},
        )
        key, supplier, number, price = self.plan["second_source"]
        self.keep(
            "product.supplierinfo",
            f"{key}_{supplier}",
            {
                "partner_id": self.record("res.partner", supplier).id,
                "product_tmpl_id": self.record("product.template", key).id,
                "product_code": number,
                "product_uom_id": self.record("uom.uom", "box").id,
                "price": float(price),
                "delay": 3,
                "sequence": 5,
            },
        )

    def bank(self):
        """The account on file, entered before the supplier was ordered from."""
        plan = self.plan["bank"]
        partner = self.record("res.partner", plan["supplier"])
        partner.phone = partner.phone or plan["phone"]
        self.keep(
            "res.partner.bank",
            plan["supplier"],
            {
                "partner_id": partner.id,
                "acc_number": plan["account"],
                "allow_out_payment": True,
            },
        )

    def contract(self):
        """Prices by tier, in force for two years."""
        plan = self.plan["contract"]
        today = fields.Date.today()
        contract = self.keep(
            "healthcare.supplier.contract",
            plan["key"],
            {
                "name": plan["name"],
                "number": plan["number"],
                "source": plan["source"],
                "partner_id": self.record("res.partner", plan["supplier"]).id,
                "date_start": today - timedelta(days=120),
                "date_end": today + timedelta(days=610),
                "user_id": self.user("procurement").id,
            },
        )
        if contract.state != "draft" or contract.line_ids:
            return
        contract.tier_ids = [
            Command.create(
                {"code": code, "name": name, "rank": rank, "threshold": threshold}
            )
            for code, name, rank, threshold in plan["tiers"]
        ]
        tiers = {tier.code: tier.id for tier in contract.tier_ids}
        contract.roster_ids = [
            Command.create({"facility_id": self.site(site).id, "tier_id": tiers[code]})
            for site, code in plan["roster"]
        ]
        box = self.record("uom.uom", "box")
        contract.line_ids = [
            Command.create(
                {
                    "product_id": self.product(key).id,
                    "product_code": self.plan["numbers"][key],
                    "product_uom_id": box.id,
                    "tier_id": tiers[tier],
                    "min_qty": minimum,
                    "price": float(price),
                    "clause": clause,
                }
            )
            for key, tier, minimum, price, clause in plan["prices"]
        ]
        contract.action_activate()

    def price_list(self):
        """The supplier's list, looked after by the buyer."""
        key = self.plan["price_list"]["supplier"]
        connection = self.record("healthcare.connection", key)
        self.demo.flow(connection, "catalog", "Price lists", "in", "catalog", "x12")
        self.keep(
            "healthcare.supplier.feed",
            key,
            {
                "name": f"{connection.partner_id.name} price list",
                "partner_id": connection.partner_id.id,
                "connection_id": connection.id,
                "user_id": self.user("procurement").id,
            },
        )

    def rules(self):
        """Who approves from which amount."""
        for name, document, amount, login in self.plan["rules"]:
            user = self.user(login)
            if user:
                values = {
                    "name": name,
                    "document": document,
                    "amount_from": amount,
                    "user_ids": [Command.set(user.ids)],
                }
                self.keep("healthcare.approval.rule", f"{document}_{login}", values)

    # -- systems ---------------------------------------------------------------------

    def finance(self):
        """The system that pays matched bills."""
        plan = self.plan["finance"]
        folders = {
            "connector": "folder",
            "folder_in": plan["folder_in"],
            "folder_out": plan["folder_out"],
        }
        connection = self.demo.connection(plan, folders, None)
        flow = self.demo.flow
        flow(connection, "letter-box", "Letter box", "in", False, "json")
        flow(connection, "status", "Payments", "in", "payment_status", "json")
        flow(connection, "payables", "Matched bills", "out", "payable", "json")
        self.demo.go_live(connection)

    def stock_flow(self):
        """Counts of the second facility come in by the door of the warehouse."""
        connection = self.record("healthcare.connection", "warehouse")
        self.demo.flow(
            connection, "stock", "Stock counts", "in", "stock_snapshot", "json"
        )
