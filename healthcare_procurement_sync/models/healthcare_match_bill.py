"""The bill that is derived from a supplier's document."""

from decimal import ROUND_HALF_UP, Decimal

from odoo import Command, api, models
from odoo.exceptions import LockError, UserError

from ..match_types import AUTO_POST, TAX_CODES
from ..match_units import CENT, as_decimal, as_fraction, basis, money

RECORDS = ("product_id", "product_uom_id", "healthcare_order_line_id")
NUMBERS = ("quantity", "price_unit")
"""What makes a goods line of a draft the one of the document."""


class HealthcareMatchBuilder(models.AbstractModel):
    """Creates, links and posts bills.

    While a bill is held its lines are not linked to the order: a linked draft counts
    as billed there. The link is made in the transaction that posts it.
    """

    _inherit = "healthcare.match.builder"

    # -- creating --------------------------------------------------------------------

    @api.model
    def _create_bills(self, requests):
        """One draft per request in one ``create``."""
        moves = self.env["account.move"].create(
            [self._bill_values(row) for row in requests]
        )
        for row, move in zip(requests, moves, strict=True):
            row.match.move_id = move
            self._meet_total(row)

    @api.model
    def _meet_total(self, row):
        """The bill is the supplier's to the cent.

        Odoo may round the sum of all lines where the supplier rounds each of them.
        """
        move = row.match.move_id
        difference = row.total - as_decimal(move.amount_total)
        if not difference.quantize(CENT):
            return
        rounding = move.invoice_line_ids.filtered(
            lambda line: line.healthcare_line_kind == "rounding"
        )
        amount = difference + as_decimal(rounding.price_unit)
        name = self.env._("Rounding")
        values = self._plain_values(name, amount.quantize(CENT), "rounding")
        command = (
            Command.update(rounding.id, {"price_unit": values["price_unit"]})
            if rounding
            else Command.create(values)
        )
        move.write({"invoice_line_ids": [command]})

    @api.model
    def _bill_values(self, row):
        document = row.document
        held = row.result.outcome != AUTO_POST
        values = {
            "move_type": self._move_type(document),
            "partner_id": row.order.partner_id.id or row.partner.id,
            "company_id": self.env.company.id,
            "currency_id": self._currency(row).id,
            "invoice_date": document.invoice_date,
            "ref": document.invoice_number,
            "invoice_origin": document.order_number or False,
            "invoice_user_id": row.order.user_id.id or False,
            "healthcare_match_id": row.match.id,
            "healthcare_stated_total": row.total,
            "healthcare_payment_hold": held,
            "invoice_line_ids": [
                Command.create(line) for line in self._bill_lines(row, linked=not held)
            ],
        }
        if document.due_date:
            values |= {
                "invoice_payment_term_id": False,
                "invoice_date_due": document.due_date,
            }
        elif row.order.payment_term_id:
            values["invoice_payment_term_id"] = row.order.payment_term_id.id
        return values

    @api.model
    def _move_type(self, document):
        return "in_refund" if document.document_type == "credit" else "in_invoice"

    @api.model
    def _bill_lines(self, row, linked):
        """Values of all lines: goods, charges, stated tax, rounding."""
        lines = [
            self._goods_values(row, position, line, linked)
            for position, line in enumerate(row.document.lines)
        ]
        lines += [self._charge_values(charge) for charge in row.document.charges]
        lines = [line for line in lines if line]
        if row.document.tax:
            lines.append(
                self._plain_values(
                    self.env._("Tax as stated by the supplier"),
                    row.document.tax,
                    "tax",
                )
            )
        difference = row.total - row.result.computed_total
        if difference and "TOTAL_MISMATCH" not in row.result.categories:
            lines.append(
                self._plain_values(self.env._("Rounding"), difference, "rounding")
            )
        lines = [line | {"sequence": number} for number, line in enumerate(lines)]
        return [line | self._balanced(row, line) for line in lines]

    @api.model
    def _balanced(self, row, line):
        """The booked amount of a line, so that Odoo need not work it out line by line.

        It would write each line again after creating it; in another currency, or with
        a tax that may be part of the price, that is left to Odoo.
        """
        currency = self.env.company.currency_id
        if line.get("tax_ids", [Command.clear()]) != [Command.clear()]:
            return {}
        if self._currency(row) != currency:
            return {}
        sign = -1 if row.document.document_type == "credit" else 1
        digits = self.env["decimal.precision"].precision_get("Product Price")
        price = round(line["price_unit"], digits)
        amount = sign * currency.round(line["quantity"] * price)
        return {"amount_currency": amount, "balance": amount}

    @api.model
    def _goods_values(self, row, position, line, linked):
        product, unit = row.products[position], row.units[position]
        order_line = self._order_line(row, position)
        quantity, price, unit = self._representable(line, product, unit)
        values = {
            "name": line.description
            or product.display_name
            or line.item.supplier
            or "-",
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": [Command.clear()],
            "healthcare_line_kind": line.kind,
            "healthcare_order_line_id": order_line.id,
            "analytic_distribution": order_line.analytic_distribution or False,
        }
        if line.kind == "price_adjustment":
            # No item and no order link: a price credit changes no quantity.
            account = self._expense_account(product)
            return values | ({"account_id": account.id} if account else {})
        return values | {
            "product_id": product.id,
            "product_uom_id": unit.id or product.uom_id.id,
            "purchase_line_id": order_line.id if linked else False,
        }

    @api.model
    def _expense_account(self, product):
        return product and product.product_tmpl_id.get_product_accounts()["expense"]

    @api.model
    def _order_line(self, row, position):
        number = row.result.lines[position].order_line if row.result.lines else ""
        return self._order_lines(row.order).get(number, self.env["purchase.order.line"])

    @api.model
    def _representable(self, line, product, unit):
        """Quantity, price and unit such that the amount is exactly the supplier's.

        Odoo keeps a limited number of decimals of a quantity. A fraction of a case is
        therefore billed in base units, with the price that gives the stated amount.
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        step = Decimal(1).scaleb(-digits)
        price = line.price / basis(line.price_basis)
        quantity = line.quantity
        if quantity == quantity.quantize(step):
            return float(quantity), float(price), unit
        if unit and product:
            factor = as_decimal(unit._healthcare_factor(product.uom_id))
            quantity, unit = quantity * factor, product.uom_id
        amount = money(as_fraction(line.quantity) * as_fraction(price))
        quantity = quantity.quantize(step, ROUND_HALF_UP) or step
        return float(quantity), float(amount / quantity), unit

    @api.model
    def _charge_values(self, charge):
        sign = {"C": 1, "A": -1}.get(charge.indicator)
        if not sign:
            return None
        kind = "tax" if charge.code in TAX_CODES else "charge"
        name = charge.text or self.env._("Charge %(code)s", code=charge.code)
        return self._plain_values(name, sign * charge.amount, kind)

    @api.model
    def _plain_values(self, name, amount, kind):
        return {
            "name": name,
            "quantity": 1.0,
            "price_unit": float(amount),
            "tax_ids": [Command.clear()],
            "healthcare_line_kind": kind,
        }

    # -- releasing -------------------------------------------------------------------

    @api.model
    def _is_stale(self, row):
        """Whether the draft is not what the document says now, also after an edit."""
        move = row.match.move_id
        lines = self.env["account.move.line"].browse(self._goods_lines(move).values())
        wanted = [
            self._goods_values(row, position, line, linked=False)
            for position, line in enumerate(row.document.lines)
        ]
        same_total = as_decimal(move.amount_total) == row.total
        current = [
            {
                name: line[name].id if name in RECORDS else line[name]
                for name in (*RECORDS, *NUMBERS)
            }
            for line in lines
        ]
        return not same_total or [*map(_said, current)] != [*map(_said, wanted)]

    @api.model
    def _rebuild_bill(self, row):
        """Derive the draft again: mapping, order or substitute may have changed."""
        move = row.match.move_id
        commands = [Command.delete(line.id) for line in move.invoice_line_ids]
        commands += [
            Command.create(line) for line in self._bill_lines(row, linked=False)
        ]
        move.write({"invoice_line_ids": commands})
        self._meet_total(row)

    @api.model
    def _post(self, matches):
        """Link and post the bills together; one that fails is held alone.

        :return: the matches whose bills are posted.
        """
        moves = matches.move_id.filtered(lambda move: move.state == "draft")
        if not moves:
            return matches
        try:
            with self.env.cr.savepoint():
                self._link_and_post(moves)
                return matches
        except LockError:
            # Somebody else is at work: nothing is wrong with the bill.
            raise
        except UserError:
            if len(matches) == 1:
                self._hold_unposted(matches)
                return matches.browse()
        posted = matches.browse()
        for record in matches:
            posted |= self._post(record)
        return posted

    @api.model
    def _link_and_post(self, moves):
        held = moves.filtered("healthcare_payment_hold")
        if held:
            held.sudo().write({"healthcare_payment_hold": False})
        for line in moves.invoice_line_ids:
            wanted = line.healthcare_order_line_id
            is_goods = line.healthcare_line_kind == "goods"
            if is_goods and wanted and line.purchase_line_id != wanted:
                line.purchase_line_id = wanted
        moves._post(soft=False)

    @api.model
    def _hold_unposted(self, record):
        """The entry itself was refused (a locked period, a missing account)."""
        move = record.move_id
        move.invalidate_recordset()
        move.sudo().write({"healthcare_payment_hold": True})
        move.invoice_line_ids.write({"purchase_line_id": False})
        record.write(
            {
                "state": "held",
                "outcome": "hold",
                "categories": "POSTING_FAILED",
                "reason": self.env._("The entry could not be posted."),
            }
        )
        self.env["healthcare.exception"]._open(
            self.env["healthcare.exception"]._finding(
                "POSTING_FAILED",
                self.env._("The entry of a matched bill could not be posted."),
                model="account.move",
                res_id=move.id,
            ),
            message=record.message_id or None,
            connection=record.connection_id or None,
            company=record.company_id,
        )


def _said(values):
    """What a goods line says, comparable between a record and its values."""
    said = [values.get(name) or False for name in RECORDS]
    return said + [round(values.get(name) or 0.0, 5) for name in NUMBERS]
