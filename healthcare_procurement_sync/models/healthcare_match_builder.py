"""Evaluates supplier invoices in sets and keeps what was found."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical import to_json

from ..invoice_number import normalise_invoice_number
from ..match_types import AUTO_POST, REJECT
from ..match_words import at_stake, phrase, reason
from ..three_way_match import booked, match


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
        orders = none.union(*(row.order for row in requests if row.order))
        known = facts._orders(orders)
        claims = facts._claims(orders)
        suppliers = self.env["res.partner"].union(*(row.partner for row in requests))
        own = [row.match.move_id.id for row in requests if row.match]
        priors = facts._priors(
            self.env.company, suppliers, [row.document for row in requests], own
        )
        for row in requests:
            earlier = priors.setdefault(row.partner.id, [])
            row.result = match(
                row.invoice(),
                known.get(row.order.id),
                row.policy._rules(),
                earlier,
                claims.get(row.order.id, ()),
            )
            if row.result.outcome != REJECT:
                earlier.append(row.as_prior())
            if row.result.outcome == AUTO_POST and row.order:
                kind = row.document.document_type
                known[row.order.id] = booked(known[row.order.id], row.result, kind)

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
        stakes = [at_stake(code, result, row.total) for code in result.categories]
        return {
            "order_id": row.order.id,
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
            order_lines = self._order_lines(row.order)
            bill_lines = self._goods_lines(row.match.move_id)
            for position, line in enumerate(row.result.lines):
                order_line = order_lines.get(line.order_line)
                values.append(
                    self._line_values(row, position, line, order_line)
                    | {"move_line_id": bill_lines.get(position)}
                )
        self.env["healthcare.match.line"].create(values)

    @api.model
    def _order_lines(self, order):
        return {line._healthcare_line_key(): line for line in order.order_line}

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

    # -- again -----------------------------------------------------------------------

    @api.model
    def _evaluate_again(self, matches, why):
        """Match held documents against what is known now; clean ones post together."""
        requests = self._requests_again(matches)
        self._evaluate(requests)
        before = {row.match.id: set(row.match._category_list()) for row in requests}
        matches.line_ids.unlink()
        for row in requests:
            row.match.write(self._result_values(row))
        clean = [row for row in requests if row.result.outcome == AUTO_POST]
        for row in clean:
            if self._is_stale(row):
                self._rebuild_bill(row)
        self._create_lines(requests)
        self._release_themselves(clean, before, why)
        for row in requests:
            if row.result.outcome != AUTO_POST:
                self._still_held(row, before[row.match.id], why)

    @api.model
    def _release_themselves(self, rows, before, why):
        records = self.env["healthcare.match"].union(*(row.match for row in rows))
        records.write({"state": "released", "release_reason": why})
        posted = self._post(records)
        for row in rows:
            if row.match not in posted:
                continue
            self._follow_up(row)
            self._close(row.match, before[row.match.id], why)
            row.match.move_id.message_post(
                body=self.env._("Released by itself. %(why)s", why=why)
            )

    @api.model
    def _still_held(self, row, before, why):
        record = row.match
        self._close(record, before - set(row.result.categories), why)
        fresh = [code for code in row.result.categories if code not in before]
        exceptions = self.env["healthcare.exception"]
        for finding in self._findings(row, fresh):
            exceptions._open(
                finding,
                message=record.message_id or None,
                connection=record.connection_id or None,
                company=record.company_id,
            )

    @api.model
    def _close(self, record, codes, why):
        target = record.move_id or record
        self.env["healthcare.exception"]._resolve_for(target, codes, why)

    # -- findings --------------------------------------------------------------------

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
                amount=at_stake(code, row.result, row.total),
                currency=currency,
                where=row.document.where,
            )
            for code in (row.result.categories if codes is None else codes)
        ]
