"""Evaluates supplier invoices in sets and keeps what was found."""

from dataclasses import replace

from odoo import Command, api, fields, models

from odoo.addons.healthcare_integration_base.canonical import to_json

from ..invoice_number import normalise_invoice_number
from ..match_charges import rates
from ..match_dispute import beyond
from ..match_orders import combine, line_key, part_of
from ..match_priors import Priors
from ..match_types import AUTO_POST, REJECT
from ..match_words import BUYER_CODES, at_stake, phrase, reason
from ..three_way_match import booked, match, waive


class HealthcareMatchBuilder(models.AbstractModel):
    """From documents to matches and bills; a constant number of queries per batch."""

    _name = "healthcare.match.builder"
    _description = "Match of supplier invoices"

    # -- evaluating ------------------------------------------------------------------

    @api.model
    def _evaluate(self, requests):
        """Set ``result`` of each request.

        Earlier requests count as prior documents, and what they bill is billed.
        """
        facts = self.env["healthcare.match.facts"]
        none = self.env["purchase.order"]
        orders = none.union(*(row.orders for row in requests if row.orders))
        known = facts._orders(orders)
        claims = facts._claims(orders)
        suppliers = self.env["res.partner"].union(*(row.partner for row in requests))
        own = [row.match.move_id.id for row in requests if row.match]
        own = [*filter(None, own), *(row.own_bill for row in requests if row.own_bill)]
        priors = facts._priors(
            self.env.company, suppliers, orders, [row.document for row in requests], own
        )
        earlier = {
            partner.id: Priors(priors.get(partner.id, ())) for partner in suppliers
        }
        earlier[False] = Priors()
        for row in requests:
            self._evaluate_one(row, known, claims, earlier[row.partner.id])
            if row.result.outcome != REJECT:
                earlier[row.partner.id].add(row.as_prior())
            if row.result.outcome == AUTO_POST:
                self._book(row, known)

    @api.model
    def _evaluate_one(self, row, known, claims, earlier):
        """Match one request; what people accepted on it before stays accepted."""
        rules = row.policy._rules()
        invoice = row.invoice()
        if row.facility.tax_exempt and not rules.tax_exempt:
            rules = replace(rules, tax_exempt=True)
        order = combine([known[record.id] for record in row.orders])
        row.result = match(
            invoice, order, rules, earlier.of(invoice), self._claims_of(row, claims)
        )
        percents = rates(row.result.lines, order, rules)
        row.beyond = beyond(row.result.categories, invoice, rules, percents)
        if row.match:
            row.result = waive(row.result, row.match._waived(), rules)

    @api.model
    def _claims_of(self, row, claims):
        return [
            replace(claim, order_line=line_key(order.name, claim.order_line, True))
            if row.several
            else claim
            for order in row.orders
            for claim in claims.get(order.id, ())
        ]

    @api.model
    def _book(self, row, known):
        """What this document bills is billed for the next one of the batch."""
        kind = row.document.document_type
        for order in row.orders:
            facts = known[order.id]
            part = part_of(row.result, facts, row.several)
            known[order.id] = booked(facts, part, kind)

    # -- first time ------------------------------------------------------------------

    @api.model
    def _create_matches(self, requests):
        """One match per request, its bill unless rejected; clean bills are posted."""
        self._store_matches(requests)
        billable = [row for row in requests if row.result.outcome != REJECT]
        self._create_bills(billable)
        self._create_lines(requests)
        clean = [row.match for row in billable if row.result.outcome == AUTO_POST]
        self._post(self.env["healthcare.match"].union(*clean))
        for row in billable:
            self._follow_up(row)

    @api.model
    def _store_matches(self, requests):
        """Set ``match`` of each request.

        A second document with a number in use stands beside the first one, also when
        both are in the same batch: the unique index keeps one owner per number.
        """
        taken = self._taken(requests)
        seen, first, later = set(), [], []
        for row in requests:
            open_number = row.result.outcome != REJECT
            (later if open_number and self._key(row) in seen else first).append(row)
            if open_number:
                seen.add(self._key(row))
        for rows in (first, later):
            for row in rows:
                if row.result.outcome != REJECT:
                    row.repeat_of = taken.get(self._key(row))
            records = self.env["healthcare.match"].create(
                [self._match_values(row) for row in rows]
            )
            for row, record in zip(rows, records, strict=True):
                row.match = record
                if record.state != "rejected":
                    taken.setdefault(self._key(row), record)

    @api.model
    def _taken(self, requests):
        rows = self.env["healthcare.match"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "in", [row.partner.id for row in requests]),
                ("norm_number", "in", [self._key(row)[1] for row in requests]),
                ("state", "not in", ("rejected", "superseded")),
                ("repeat_of_id", "=", False),
            ]
        )
        return {
            (row.partner_id.id, row.norm_number, row.document_type): row for row in rows
        }

    @api.model
    def _key(self, row):
        number = normalise_invoice_number(row.document.invoice_number)
        return (row.partner.id, number, row.document.document_type)

    @api.model
    def _match_values(self, row):
        document, result = row.document, row.result
        state = {"auto_post": "posted", "reject": "rejected"}.get(
            result.outcome, "held"
        )
        return {
            "number": document.invoice_number,
            "norm_number": self._key(row)[1],
            "document_type": document.document_type,
            "company_id": self.env.company.id,
            "partner_id": row.partner.id,
            "order_number": document.order_number,
            "message_id": row.message_id or False,
            "connection_id": row.connection.id if row.connection else False,
            "repeat_of_id": row.repeat_of.id if row.repeat_of else False,
            "invoice_date": document.invoice_date,
            "currency_id": self._currency(row).id,
            "state": state,
            "fingerprint": row.fingerprint,
            "document": to_json(document),
            **self._result_values(row),
        }

    @api.model
    def _result_values(self, row):
        result = row.result
        stakes = [self._stake(code, row) for code in result.categories]
        return {
            "order_id": row.order.id,
            "order_ids": [Command.set(row.orders.ids)],
            "discount_date": row.document.discount_date,
            "outcome": result.outcome,
            "total": row.total,
            "computed_total": result.computed_total,
            "difference": max(stakes, default=0),
            "categories": ",".join(result.categories) or False,
            "info": ",".join(result.info) or False,
            "reason": reason(result) or False,
            "tolerances": row.policy._snapshot(),
            "matched_at": fields.Datetime.now(),
        }

    @api.model
    def _currency(self, row):
        name = row.document.currency
        if name:
            found = self.env["res.currency"].search([("name", "=", name)], limit=1)
            if found:
                return found
        return row.order.currency_id or self.env.company.currency_id

    # -- lines -----------------------------------------------------------------------

    @api.model
    def _create_lines(self, requests):
        """The compared lines of all requests in one ``create``."""
        values = []
        for row in requests:
            order_lines = self._order_lines(row.orders)
            bill_lines = self._goods_lines(row.match.move_id)
            for position, line in enumerate(row.result.lines):
                order_line = order_lines.get(line.order_line)
                values.append(
                    self._line_values(row, position, line, order_line)
                    | {"move_line_id": bill_lines.get(position)}
                )
        self.env["healthcare.match.line"].create(values)

    @api.model
    def _order_lines(self, orders):
        """``{key: order line}``; the key bears the order's number where there are
        several."""
        several = len(orders) > 1
        return {
            line_key(order.name, line._healthcare_line_key(), several): line
            for order in orders
            for line in order.order_line
        }

    @api.model
    def _goods_lines(self, move):
        """``{position in the document: id of the bill line}``."""
        kinds = ("goods", "price_adjustment")
        lines = move.invoice_line_ids.filtered(
            lambda line: line.healthcare_line_kind in kinds
        )
        return {
            position: line.id
            for position, line in enumerate(lines.sorted(lambda row: row.sequence))
        }

    @api.model
    def _line_values(self, row, position, line, order_line):
        product = row.products[position]
        return {
            "match_id": row.match.id,
            "sequence": position,
            "number": line.number,
            "order_line_id": order_line.id if order_line else False,
            "product_id": product.id if product else False,
            "categories": ",".join(line.categories) or False,
            "info": ",".join(line.info) or False,
            "ordered_base": line.ordered_base,
            "received_base": line.received_base,
            "billed_before_base": line.billed_base,
            "inv_base": line.inv_base or 0,
            "payable_base": line.payable_base or 0,
            "over_amount": line.over_amount or 0,
            "price_var_po": line.price_var_po or 0,
            "price_var_po_pct": line.price_var_po_pct or 0,
            "price_var_contract": line.price_var_contract or 0,
        }

    # -- findings --------------------------------------------------------------------

    @api.model
    def _stake(self, code, row):
        """The money a category is about, in the document's currency."""
        known = (row.beyond or {}).get(code)
        return at_stake(code, row.result, row.total) if known is None else known

    @api.model
    def _who_acts(self, code, row):
        """The buyer of the order for what buyers decide; 0: somebody of the team."""
        buyer = row.order.user_id
        may = buyer.has_group("purchase.group_purchase_user") if buyer else False
        return buyer.id if may and code in BUYER_CODES else 0

    @api.model
    def _findings(self, row, codes=None):
        """One finding per category, on the bill, else on the match."""
        record = row.match.move_id or row.match
        make = self.env["healthcare.exception"]._finding
        currency = self._currency(row).name
        return [
            make(
                code,
                f"{row.partner.name}: {phrase(code, row.result)}.",
                model=record._name,
                res_id=record.id,
                amount=self._stake(code, row),
                currency=currency,
                where=row.document.where,
                user_id=self._who_acts(code, row),
            )
            for code in (row.result.categories if codes is None else codes)
        ]
