"""The bill that is derived from a supplier's document."""

from decimal import ROUND_HALF_UP, Decimal

from odoo import Command, api, models

from ..match_types import AUTO_POST, TAX_CODES
from ..match_units import CENT, as_decimal, as_fraction, basis, money


class HealthcareMatchBuilder(models.AbstractModel):
    """Creates the drafts of a batch in one go, to the cent of the supplier."""

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
        if not move.invoice_line_ids:
            return
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
        if row.document.tax and not self._taxes_agree(row):
            lines.append(
                self._plain_values(
                    self.env._("Tax as stated by the supplier"),
                    row.document.tax,
                    "tax",
                )
            )
        difference = row.total - row.result.computed_total
        if difference and not self._taxes_agree(row):
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
            "tax_ids": self._taxes_of(row, order_line),
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
    def _taxes_of(self, row, order_line):
        taxes = order_line.tax_ids
        if row.document.tax and taxes and self._taxes_agree(row):
            return [Command.set(taxes.ids)]
        return [Command.clear()]

    @api.model
    def _expense_account(self, product):
        return product and product.product_tmpl_id.get_product_accounts()["expense"]

    @api.model
    def _order_line(self, row, position):
        number = row.result.lines[position].order_line if row.result.lines else ""
        return self._order_lines(row.orders).get(
            number, self.env["purchase.order.line"]
        )

    @api.model
    def _taxes_agree(self, row):
        """Whether the stated tax is what the order's own taxes give: then the lines
        bear them, and what can be recovered goes to its account."""
        wrong = {"TAX_VARIANCE", "TAX_UNEXPECTED"}
        return bool(row.orders.order_line.tax_ids) and not wrong & {
            *row.result.categories,
            *row.result.waived,
        }

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
