"""What a disputed price rests on, in words of the dossier."""

from odoo import models
from odoo.exceptions import UserError

from ..dispute_dossier import DossierLine
from ..match_units import as_decimal
from .healthcare_price_dispute import PRICE_CODES


class HealthcarePriceDisputeLine(models.Model):
    """Contract, order, acknowledgment and bill of one price."""

    _inherit = "healthcare.price.dispute.line"

    def _dossier_line(self):
        """This price as plain values."""
        return DossierLine(
            item=self.product_id.display_name,
            quantity=as_decimal(self.quantity),
            unit=self.product_uom_id.name,
            billed=as_decimal(self.billed_price),
            agreed=as_decimal(self.agreed_price),
            difference=as_decimal(self.difference),
            exposure=self._exposure(),
            facts=tuple(
                (label, words)
                for label, words in (
                    (self.env._("Contract"), self._contract_words()),
                    (self.env._("Order"), self._order_words()),
                    (self.env._("Your acknowledgment"), self._ack_words()),
                    (self.env._("Your invoice"), self._bill_words()),
                )
                if words
            ),
            history=tuple(self._last_prices()),
        )

    def _contract_words(self):
        line = self.contract_line_id
        if not line:
            return self.order_line_id.product_id and self._contract_number()
        contract = line.contract_id
        end = line._end()
        words = [
            contract.display_name,
            self.env._("in force from %(day)s", day=line._start()),
            end and self.env._("until %(day)s", day=end),
            line.clause and self.env._("clause %(clause)s", clause=line.clause),
            line.clause_page and self.env._("page %(page)s", page=line.clause_page),
            line.tier_id and self.env._("tier %(tier)s", tier=line.tier_id.code),
            self.env._(
                "%(price)s %(currency)s per %(unit)s",
                price=f"{line.price:g}",
                currency=line.currency_id.name,
                unit=line.product_uom_id.name,
            ),
        ]
        return ", ".join(filter(None, words))

    def _contract_number(self):
        """The number on a vendor price, where no contract record stands behind it."""
        if self.basis != "contract":
            return ""
        rows = self.product_id.seller_ids.filtered("healthcare_contract")
        supplier = self.dispute_id.partner_id
        rows = rows.filtered(
            lambda row: row.partner_id.commercial_partner_id == supplier
        )
        return rows[:1].healthcare_contract or ""

    def _order_words(self):
        line = self.order_line_id
        if not line:
            return ""
        order = line.order_id
        return self.env._(
            "%(order)s of %(day)s, line %(line)s: %(quantity)s %(unit)s at %(price)s",
            order=order.name,
            day=(order.date_approve or order.date_order).date(),
            line=line.healthcare_number,
            quantity=f"{line.product_qty:g}",
            unit=line.product_uom_id.name,
            price=f"{line.price_unit_discounted:g}",
        )

    def _ack_words(self):
        line = self.order_line_id
        if not line.healthcare_ack_date:
            return ""
        states = dict(
            line._fields["healthcare_ack_state"]._description_selection(self.env)
        )
        words = self.env._(
            "%(day)s: %(state)s",
            day=line.healthcare_ack_date,
            state=states.get(line.healthcare_ack_state, ""),
        )
        if line.healthcare_ack_price:
            price = f"{line.healthcare_ack_price:g}"
            words += self.env._(", price %(price)s", price=price)
        return words

    def _bill_words(self):
        move = self.dispute_id.move_id
        if not move:
            return ""
        bill = self.move_line_id
        return self.env._(
            "%(bill)s of %(day)s: %(quantity)s %(unit)s at %(price)s",
            bill=move.ref or move.name,
            day=move.invoice_date,
            quantity=f"{bill.quantity:g}",
            unit=bill.product_uom_id.name or "",
            price=f"{bill.price_unit:g}",
        )


class HealthcarePriceDispute(models.Model):
    """Ways from a dispute to its documents."""

    _inherit = "healthcare.price.dispute"

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price dispute"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_bill(self):
        """The bill in question."""
        return self._open_move(self.move_id)

    def action_open_credit(self):
        """The credit note that the agreement made."""
        return self._open_move(self.credit_id)

    def _open_move(self, move):
        self.ensure_one()
        if not move:
            raise UserError(self.env._("There is none."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": move.id,
            "views": [(self.env.ref("account.view_move_form").id, "form")],
        }

    def _exceptions(self):
        """Open exceptions that this dispute is the answer to."""
        targets = [("account.move", self.move_id.ids)]
        targets.append(("healthcare.match", self.match_id.ids))
        if not self.move_id:
            targets.append(("purchase.order", self.order_ids.ids))
        found = self.env["healthcare.exception"].sudo()
        for model, ids in targets:
            found |= found.search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", ids),
                    ("code", "in", PRICE_CODES),
                    ("state", "=", "open"),
                ]
            )
        return found
