"""What the database knows about orders, receipts and earlier bills, in sets."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ..invoice_number import normalise_invoice_number
from ..match_types import Claim, Order, OrderedLine, PriorInvoice, Substitute
from ..match_units import as_decimal, as_fraction

PRIORS = """
    SELECT m.id FROM account_move m
     WHERE m.company_id = %(company)s
       AND m.commercial_partner_id = ANY(%(suppliers)s)
       AND m.move_type IN ('in_invoice', 'in_refund') AND m.state <> 'cancel'
       AND m.healthcare_memo_of_id IS NULL AND NOT m.id = ANY(%(apart)s)
       AND (m.healthcare_norm_number = ANY(%(numbers)s)
            OR m.invoice_date BETWEEN %(since)s AND %(until)s
               AND (m.invoice_origin = ANY(%(names)s)
                    OR m.id IN (
                        SELECT l.move_id FROM purchase_order_line o
                          JOIN account_move_line l
                            ON l.healthcare_order_line_id = o.id
                         WHERE o.order_id = ANY(%(orders)s)
                         UNION ALL
                        SELECT l.move_id FROM purchase_order_line o
                          JOIN account_move_line l ON l.purchase_line_id = o.id
                         WHERE o.order_id = ANY(%(orders)s))))
     ORDER BY m.id
"""


class HealthcareMatchFacts(models.AbstractModel):
    """Reads for the match: a few statements for any number of orders.

    Billed quantities come from posted entries only. Odoo's own billed quantity counts
    drafts, so a bill that is held would look as if it had been paid.
    """

    _name = "healthcare.match.facts"
    _description = "Facts of the match"

    @api.model
    def _orders(self, orders):
        """``{order id: Order}`` with quantities in base units of each item."""
        lines = orders.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )
        self.env.flush_all()
        moved = self._moved(lines)
        billed = self._billed(lines)
        shared = self._shared(orders)
        shared[1]["contracts"] = self.env["healthcare.price"]._contract_prices(lines)
        return {
            order.id: Order(
                order.name,
                order.state,
                order.currency_id.name,
                tuple(
                    self._ordered(line, moved, billed, shared)
                    for line in order.order_line
                    if line in lines
                ),
            )
            for order in orders
        }

    @api.model
    def _shared(self, orders):
        """What lines have in common: ``(policies of item classes, {})``; the second is
        filled with the rules and rates that were worked out already."""
        company = orders.company_id[:1] or self.env.company
        return self.env["healthcare.match.policy"]._of_classes(company), {}

    @api.model
    def _rules_of(self, line, shared):
        """The tolerances of the item's class, or None."""
        classes, known = shared
        if not classes:
            return None
        category, partner = line.product_id.categ_id, line.order_id.partner_id
        key = (category.id, partner.commercial_partner_id.id)
        if key not in known:
            policy = line.env["healthcare.match.policy"]._of_class(
                classes, category, partner
            )
            known[key] = policy._rules() if policy else None
        return known[key]

    @api.model
    def _tax_rate(self, line, shared):
        """Percent of the order's own taxes; None when the line names none, or when
        what is delivered to the facility is exempt whatever the order says."""
        taxes = line.tax_ids
        if not taxes or line.order_id.healthcare_facility_id.tax_exempt:
            return None
        known = shared[1]
        key = taxes._ids
        if key not in known:
            worked = taxes.compute_all(100.0, currency=line.currency_id)
            base = as_decimal(worked["total_excluded"])
            tax = as_decimal(worked["total_included"]) - base
            known[key] = tax * 100 / base if base else None
        return known[key]

    @api.model
    def _ordered(self, line, moved, billed, shared):
        product = line.product_id
        base = product.uom_id
        received, returned = moved.get(line.id, (0, 0))
        service = product.type == "service"
        if service or line.qty_received_method == "manual":
            factor = line.product_uom_id._healthcare_factor(base) or 1
            received = as_fraction(line.qty_received) * factor
        total, credited = billed.get(line.id, (0, 0))
        packs = self.env["healthcare.item.lookup"]._packs(product, line)
        rules = self._rules_of(line, shared)
        way = "2way" if service else (rules.match_policy if rules else "")
        return OrderedLine(
            number=line._healthcare_line_key(),
            item=str(product.id),
            quantity=as_decimal(line.product_qty),
            factor=line.product_uom_id._healthcare_factor(base) or 0,
            price=as_decimal(line.price_unit_discounted),
            received_base=received,
            returned_base=returned,
            billed_base=total - credited,
            credited_base=credited,
            packs=tuple(pack._healthcare_factor(base) for pack in packs),
            contract_price=shared[1]["contracts"].get(line),
            substitutes=tuple(
                Substitute(
                    str(row.product_id.id), row.state, as_decimal(row.base_ratio)
                )
                for row in line.healthcare_substitution_ids
                if row.product_id
            ),
            match_policy=way,
            zero_tolerance=product.tracking == "serial",
            rules=rules,
            tax_rate=self._tax_rate(line, shared),
        )

    @api.model
    def _moved(self, lines):
        """``{line id: (received, returned)}`` in base units, from done moves."""
        if not lines:
            return {}
        self.env.cr.execute(
            """
            SELECT m.purchase_line_id,
                   sum(CASE WHEN source.usage = 'supplier'
                            THEN m.quantity * mu.factor / pu.factor ELSE 0 END),
                   sum(CASE WHEN target.usage = 'supplier'
                             AND (m.to_refund OR m.origin_returned_move_id IS NULL)
                            THEN m.quantity * mu.factor / pu.factor ELSE 0 END)
              FROM stock_move m
              JOIN stock_location source ON source.id = m.location_id
              JOIN stock_location target ON target.id = m.location_dest_id
              JOIN product_product p ON p.id = m.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom mu ON mu.id = m.product_uom
              JOIN uom_uom pu ON pu.id = t.uom_id
             WHERE m.state = 'done' AND m.purchase_line_id = ANY(%s)
             GROUP BY m.purchase_line_id
            """,
            [lines.ids],
        )
        return {
            line_id: (as_fraction(received), as_fraction(returned))
            for line_id, received, returned in self.env.cr.fetchall()
        }

    @api.model
    def _billed(self, lines):
        """``{line id: (billed, credited)}`` in base units, from posted goods lines."""
        if not lines:
            return {}
        self.env.cr.execute(
            """
            SELECT COALESCE(l.healthcare_order_line_id, l.purchase_line_id),
                   sum(CASE WHEN m.move_type = 'in_invoice'
                            THEN l.quantity * lu.factor / pu.factor ELSE 0 END),
                   sum(CASE WHEN m.move_type = 'in_refund'
                            THEN l.quantity * lu.factor / pu.factor ELSE 0 END)
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN uom_uom lu ON lu.id = l.product_uom_id
              JOIN purchase_order_line o
                ON o.id = COALESCE(l.healthcare_order_line_id, l.purchase_line_id)
              JOIN product_product p ON p.id = o.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom pu ON pu.id = t.uom_id
             WHERE m.state = 'posted'
               AND m.move_type IN ('in_invoice', 'in_refund')
               AND COALESCE(l.healthcare_line_kind, 'goods') = 'goods'
               AND (l.healthcare_order_line_id = ANY(%(lines)s)
                    OR (l.purchase_line_id = ANY(%(lines)s)
                        AND l.healthcare_order_line_id IS NULL))
             GROUP BY 1
            """,
            {"lines": lines.ids},
        )
        return {
            line_id: (as_fraction(billed), as_fraction(credited))
            for line_id, billed, credited in self.env.cr.fetchall()
        }

    @api.model
    def _claims(self, orders):
        """``{order id: [Claim]}`` of open price claims."""
        found = defaultdict(list)
        claims = (
            self.env["healthcare.supplier.claim"]
            .sudo()
            .search(
                [
                    ("order_line_id.order_id", "in", orders.ids),
                    ("state", "=", "open"),
                ]
            )
        )
        for claim in claims:
            line = claim.order_line_id
            rest = as_decimal(claim.amount) - as_decimal(claim.settled_amount)
            found[line.order_id.id].append(Claim(line._healthcare_line_key(), rest))
        return found

    @api.model
    def _priors(self, company, suppliers, orders, documents, apart=()):
        """Earlier bills and credits that may be the same documents; two queries.

        A copy bears the same number, or names the same order within a few days.

        :param suppliers: commercial partners.
        :param orders: the orders that the documents name.
        :param documents: the supplier invoices of the batch.
        :param apart: ids of entries to leave out: a document is not its own copy.
        :return: ``{commercial partner id: [PriorInvoice]}``.
        """
        if not suppliers or not documents:
            return {}
        margin = timedelta(days=self._widest_window(company, suppliers))
        days = [row.invoice_date for row in documents]
        self.env.cr.execute(
            PRIORS,
            {
                "company": company.id,
                "suppliers": suppliers.ids,
                "apart": list(apart),
                "numbers": [
                    normalise_invoice_number(row.invoice_number) for row in documents
                ],
                "since": min(days) - margin,
                "until": max(days) + margin,
                "orders": orders.ids,
                "names": [row.order_number for row in documents if row.order_number],
            },
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        found = defaultdict(list)
        for move in self.env["account.move"].sudo().browse(ids):
            found[move.commercial_partner_id.id].append(self._prior(move))
        return found

    @api.model
    def _widest_window(self, company, suppliers):
        policies = self.env["healthcare.match.policy"]._for_many(company, suppliers)
        return max((policy.dup_window_days for policy in policies.values()), default=0)

    @api.model
    def _prior(self, move):
        orders = move.line_ids.purchase_line_id.order_id
        orders |= move.line_ids.healthcare_order_line_id.order_id
        return PriorInvoice(
            move.ref or "",
            str(move.commercial_partner_id.id),
            move.invoice_date or move.date,
            as_decimal(move.healthcare_stated_total or move.amount_total),
            orders[:1].name or move.invoice_origin or "",
            "posted" if move.state == "posted" else "held",
            "credit" if move.move_type == "in_refund" else "invoice",
        )
