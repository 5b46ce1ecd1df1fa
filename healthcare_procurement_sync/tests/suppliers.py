"""People of the teams that look after suppliers, and suppliers with bills."""

from odoo import Command, fields

from .common import ProcurementCase

TEAMS = {
    "buyer": "purchase.group_purchase_user",
    "buying_manager": "purchase.group_purchase_manager",
    "clerk": "account.group_account_invoice",
    "treasurer": "healthcare_procurement_sync.group_treasury",
    "second_treasurer": "healthcare_procurement_sync.group_treasury",
    "officer": "healthcare_procurement_sync.group_supplier_compliance",
    "requester": "healthcare_procurement_sync.group_requester",
    "steward": "healthcare_integration_base.group_steward",
}
OLD_ACCOUNT = "DE89370400440532013000"
NEW_ACCOUNT = "GB29NWBK60161331926819"


class SupplierCase(ProcurementCase):
    """One user per team; a supplier with phone and tax number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            name: cls.env["res.users"].create(
                {
                    "name": name.capitalize(),
                    "login": f"supplier-{name}",
                    "email": f"{name}@hospital.example",
                    "group_ids": [Command.link(cls.env.ref(group).id)],
                }
            )
            for name, group in TEAMS.items()
        }
        # An editor of partners is an ordinary contact right in Odoo.
        editor = cls.env.ref("base.group_partner_manager")
        for name in ("buyer", "clerk"):
            cls.people[name].group_ids |= editor
        cls.supplier.write({"phone": "+1 847 555 0100", "vat": "12-3456789"})

    @classmethod
    def _account(cls, number=OLD_ACCOUNT, partner=None):
        return cls.env["res.partner.bank"].create(
            {"acc_number": number, "partner_id": (partner or cls.supplier).id}
        )

    @classmethod
    def _bills(cls, count=3, partner=None):
        """Posted bills of the supplier, due in three days."""
        today = fields.Date.today()
        bills = cls.env["account.move"].create(
            [
                {
                    "move_type": "in_invoice",
                    "partner_id": (partner or cls.supplier).id,
                    "ref": f"SHIELD-{number}",
                    "invoice_date": today,
                    "invoice_date_due": fields.Date.add(today, days=3),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Gloves",
                                "quantity": 1,
                                "price_unit": 100.0 + number,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for number in range(count)
            ]
        )
        bills.action_post()
        return bills

    def _as(self, name, record):
        return record.with_user(self.people[name])

    def _open(self, record, code):
        """The open question of this type on ``record``."""
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )

    def _approve_twice(self, change):
        self._as("treasurer", change)._called("Ms. Reed, accounts")
        self._as("treasurer", change).action_approve()
        self._as("second_treasurer", change).action_approve()

    def _answer(self, exception, code, who, reason=""):
        """Press the button of an answer, as this person."""
        return self._as(who, exception)._apply_resolution(code, reason)
