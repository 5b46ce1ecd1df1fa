"""People with and without authority, and a matrix, for the tests of approvals."""

from odoo import Command
from odoo.tests import new_test_user

from .common import ProcurementCase

BUYER = "purchase.group_purchase_user"
MANAGER = "purchase.group_purchase_manager"
REQUESTER = "healthcare_procurement_sync.group_requester"


class ApprovalCase(ProcurementCase):
    """A buyer, a department user, two approvers and a facility."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._person("buyer", BUYER)
        cls.nurse = cls._person("nurse", REQUESTER)
        cls.head = cls._person("head", REQUESTER)
        cls.director = cls._person("director", MANAGER)
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.facility = cls.env["healthcare.facility"].search(
            [("warehouse_id", "=", warehouse.id)], limit=1
        ) or cls.env["healthcare.facility"].create(
            {"name": "East", "code": "APPR-EAST", "warehouse_id": warehouse.id}
        )
        items = cls.glove | cls.gauze | cls.lancet
        items.product_tmpl_id.healthcare_requestable = True

    @classmethod
    def _person(cls, name, *groups):
        return new_test_user(
            cls.env,
            f"approval-{name}-{cls.__name__.lower()}",
            ",".join(groups),
            name=name.capitalize(),
            email=f"{name}@hospital.example",
        )

    @classmethod
    def _rule(cls, name="Head of department", users=None, **values):
        users = cls.head if users is None else users
        return cls.env["healthcare.approval.rule"].create(
            {"name": name, "user_ids": [Command.set(users.ids)], **values}
        )

    def _order_of(self, user, quantity=10, price=12.0, **more):
        """A request for quotation that ``user`` entered."""
        return (
            self.env["purchase.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.glove.id,
                                "product_qty": quantity,
                                "product_uom_id": self.box.id,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **more,
                }
            )
        )

    def _requisition(self, *lines, user=None, **more):
        """Lines are ``(item, quantity)``; ten boxes of gloves by default."""
        rows = lines or ((self.glove, 10),)
        return (
            self.env["healthcare.requisition"]
            .with_user(user or self.nurse)
            .create(
                {
                    "healthcare_facility_id": self.facility.id,
                    "line_ids": [
                        Command.create({"product_id": item.id, "quantity": quantity})
                        for item, quantity in rows
                    ],
                    **more,
                }
            )
        )

    def _asked(self, document):
        """The open questions about a document, as superuser."""
        return document.sudo().healthcare_approval_ids.filtered(
            lambda row: row.state == "pending"
        )

    def _decide(self, document, user, verdict="approved", comment="", **more):
        for row in self._asked(document):
            row.with_user(user).sudo(False)._decide(verdict, comment, **more)
