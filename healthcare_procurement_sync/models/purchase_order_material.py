"""Changes of orders that are being approved, or were."""

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from ..approval_rules import (
    from_plain,
    material_changes,
    needed,
    to_plain,
)

WORDS = {
    "total": "the total rises beyond what was approved",
    "supplier": "the supplier changed",
    "ship_to": "the place of delivery changed",
    "currency": "the currency changed",
    "item": "an item was added or replaced",
    "contract": "the contract of an item changed",
}


class PurchaseOrder(models.Model):
    """What was approved stays within what was approved."""

    _inherit = "purchase.order"

    def _healthcare_note_authors(self):
        """Whoever enters items or amounts does not approve them."""
        if self.env.uid == SUPERUSER_ID:
            return
        for company, orders in self._approval_by_company().items():
            if self._healthcare_governed(company):
                orders.sudo().write(
                    {"healthcare_author_ids": [fields.Command.link(self.env.uid)]}
                )

    def _healthcare_changed(self):
        """After a change: ask anew what is being asked, refuse what is binding."""
        for order in self:
            if order.state not in ("to approve", "purchase"):
                continue
            if not order._healthcare_governed(order.company_id):
                continue
            if order.state == "purchase":
                order._healthcare_refuse_change()
            else:
                order._healthcare_ask_anew()

    def _healthcare_ask_anew(self):
        record = self.sudo()
        asked = record.healthcare_approval_ids.filtered(lambda r: r.state == "pending")
        missing = self._approval_missing()
        same = float(record._approval_facts_total()) == asked[:1].amount
        if missing and not (same and asked):
            self._approval_ask(missing, why=self.env._("It was changed."))

    def _healthcare_refuse_change(self):
        """:raises UserError: says what was changed and how it is asked for."""
        record = self.sudo()
        approved = from_plain(record.healthcare_approved_basis)
        now = record._approval_basis()
        changes = self._healthcare_material(approved, now)
        if approved is None or not changes:
            return
        if not needed(self._approval_rules(), record._approval_facts()):
            record.write({"healthcare_approved_basis": to_plain(now)})
            return
        raise UserError(
            self.env._(
                "%(order)s is binding and was approved as it stands; with this change "
                "%(what)s. Choose Change with approval in the menu of actions.",
                order=self.name,
                what=", ".join(WORDS[code] for code in changes),
            )
        )

    def _healthcare_material(self, approved, now):
        """Codes of what changed; an item that was accepted as a substitute is none."""
        if approved is None:
            return ()
        offers = self.sudo().order_line.healthcare_substitution_ids
        accepted = offers.filtered(lambda row: row.state == "accepted").product_id
        accepted |= self._healthcare_signed_substitutes()
        changes = material_changes(approved, now)
        if "item" in changes and not now.items - approved.items - set(accepted.ids):
            changes = tuple(code for code in changes if code != "item")
        return changes

    def _healthcare_signed_substitutes(self):
        """Items that a clinical reviewer signed for lines of this order."""
        domain = [("order_line_id.order_id", "=", self.id), ("signed_at", "!=", False)]
        rows = self.env["healthcare.substitution"].sudo().search(domain)
        return rows.substitute_id
