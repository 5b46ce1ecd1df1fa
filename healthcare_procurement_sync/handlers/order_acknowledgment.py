"""Suppliers' answers to our orders."""

from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..acknowledgment_codes import HEADER_CODES
from ..acknowledgment_request import Answer

OWNED = ("date_planned",)
"""Values of an order line that a system of record may own; prices besides."""
REJECTED_STATES = {"rejected", "cancelled_by_supplier"}
CLEAN_STATES = {"accepted", "accepted_no_date", "shipped_pending_asn", "price_pending"}


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    """Applies acknowledgments line by line; what is not in it keeps waiting."""

    _name = "healthcare.handler.order_acknowledgment"
    _inherit = "healthcare.handler.procurement"
    _description = "Order acknowledgment handler"

    @api.model
    def _natural_key(self, document):
        day = document.acknowledged_date or ""
        return f"{document.order_number}:{document.purpose}:{document.status}:{day}"

    @api.model
    def _subject(self, document):
        return f"order:{document.order_number}"

    @api.model
    def _reference(self, document):
        return document.order_number

    @api.model
    def _apply(self, incoming):
        """Two steps: compute every line's answer, then write equal values together."""
        orders = self._orders(incoming, lambda document: [document.order_number])
        catalogue = self._catalogue(incoming, orders, _items, _codes)
        keys = self._known_keys(orders)
        policies = self._policies(orders.values())
        answers = [
            self._answer_of(row, orders, catalogue[row.connection], keys, policies)
            for row in incoming
        ]
        applied = [answer for answer in answers if not answer.outcome]
        self._within_authority(applied)
        self._write(applied)
        self._say_what_runs_out(applied)
        self._remember(applied)
        self._close_answered(applied)
        return [answer.outcome or self._outcome(answer) for answer in answers]

    @api.model
    def _known_keys(self, orders):
        ids = [order.id for order in orders.values()]
        rows = self.env["healthcare.order.acknowledgment"].search(
            [("order_id", "in", ids)]
        )
        return {(row.order_id.id, row.fingerprint) for row in rows}

    @api.model
    def _answer_of(self, row, orders, catalogue, keys, policies):
        document = row.document
        order = orders.get((row.connection.id, document.order_number))
        answer = Answer(row, document, order, self._fingerprint(document))
        answer.outcome = self._early(answer, keys)
        if answer.outcome:
            return answer
        answer.header = HEADER_CODES[document.status]
        answer.policy = policies[order.partner_id.commercial_partner_id.id]
        self._header(answer)
        answer.now = fields.Datetime.now()
        if answer.header.lines in ("stated", "accept_rest", "reject_stated", "propose"):
            self._stated_lines(answer, *catalogue)
        if answer.header.lines == "accept_rest":
            self._accept_rest(answer)
        if answer.header.lines in ("reject_all", "reject_stated"):
            self._reject_all(answer)
        if answer.header.lines == "propose":
            self._propose(answer)
        self._check_consistent(answer)
        return answer

    @api.model
    def _early(self, answer, keys):
        """What ends without touching a line; None to go on."""
        document, order = answer.document, answer.order
        if not order:
            return self._unknown_order(document.order_number, document.where)
        if (order.id, answer.fingerprint) in keys:
            return Outcome.duplicate(
                "ack.duplicate", (Touched("purchase.order", order.id, "linked"),)
            )
        if document.status not in HEADER_CODES:
            return Outcome.rejected(
                "ack.status_unknown",
                document.where,
                self.env._("The status of the order is not in the code table."),
            )
        wrong = self.env["healthcare.authority"]._wrong_side(
            answer.row.connection, "order"
        )
        if wrong:
            return Outcome.rejected("authority.wrong_side", document.where, wrong)
        if order.state != "purchase":
            return Outcome("skipped", "ack.order_not_open", document.where)
        if all(
            line.product_qty and line.qty_received >= line.product_qty
            for line in order.order_line.filtered("product_id")
        ):
            return Outcome("skipped", "ack.after_receipt", document.where)
        return None

    @api.model
    def _header(self, answer):
        if answer.header.finding:
            summary = self.env._(
                "%(order)s: %(what)s.",
                order=answer.order.name,
                what=self._words()[answer.header.finding],
            )
            answer.findings.append(
                self._finding(
                    answer.header.finding,
                    summary,
                    answer.order,
                    amount=self._amount(answer.order),
                    currency=answer.order.currency_id.name,
                )
            )

    @api.model
    def _check_consistent(self, answer):
        """*Accepted without change*, and yet something differs."""
        changed = answer.findings or any(
            values.get("healthcare_ack_state") not in ("accepted", None)
            for values in answer.changes.values()
        )
        if not answer.header.changes_expected and changed:
            answer.findings.append(
                self._finding(
                    "ACK_INCONSISTENT",
                    self.env._(
                        "%(order)s: acknowledged without change, but lines differ.",
                        order=answer.order.name,
                    ),
                    answer.order,
                )
            )

    @api.model
    def _within_authority(self, answers):
        """Prices and dates that the supplier's system does not own stay as they are."""
        authority = self.env["healthcare.authority"]
        for answer in answers:
            message = answer.row.message_id
            for line, values in answer.changes.items():
                owned = {name: values[name] for name in OWNED if name in values}
                _allowed, refused = authority._filter(
                    answer.row.connection, "order", line, owned, message
                )
                for name in refused:
                    del values[name]
            for line, price in list(answer.prices.items()):
                _allowed, refused = authority._filter(
                    answer.row.connection,
                    "order",
                    line,
                    {"price_unit": float(price)},
                    message,
                )
                if refused:
                    del answer.prices[line]

    # -- writing ---------------------------------------------------------------------

    @api.model
    def _write(self, answers):
        """Equal values of many lines in one write; prices in a write of their own.

        A price written together with other values would be taken for the catalogue's
        and change again with the next quantity.
        """
        lines = self.env["purchase.order.line"].with_context(healthcare_no_rematch=True)
        groups = defaultdict(lambda: lines)
        prices = {}
        for answer in answers:
            for line, values in answer.changes.items():
                groups[tuple(sorted(values.items()))] |= lines.browse(line.id)
            prices |= answer.prices
        for values, group in groups.items():
            group.write(dict(values))
        for line, price in prices.items():
            line = lines.browse(line.id)
            line.write({"price_unit": float(price)})
            line._healthcare_agree()
        offers = self.env["healthcare.order.substitution"].create(
            [values for answer in answers for values in answer.substitutions]
        )
        for answer in answers:
            self._write_order(answer)
        offers._accept_automatic()
        self.env["healthcare.backorder"]._refresh(
            lines.browse([line.id for row in answers for line in row.changes])
        )
        if prices:
            self.env["healthcare.match"]._rematch_orders(
                lines.browse([line.id for line in prices]).order_id,
                self.env._("The price change was accepted."),
            )

    @api.model
    def _write_order(self, answer):
        document, order = answer.document, answer.order
        values = {
            "healthcare_transmission_state": "acknowledged",
            "healthcare_ack_state": self._order_state(answer),
        }
        if document.acknowledged_date:
            values["healthcare_ack_date"] = document.acknowledged_date
        if document.supplier_order_number and not order.partner_ref:
            values["partner_ref"] = document.supplier_order_number
        order.write(values)

    @api.model
    def _order_state(self, answer):
        if answer.header.finding in ("ACK_HOLD", "ORDER_COUNTER_OFFER"):
            return "on_hold"
        states = set(
            answer.order.order_line.filtered("product_id").mapped(
                "healthcare_ack_state"
            )
        )
        if states <= {"pending"}:
            return "none"
        if "on_hold" in states:
            return "on_hold"
        if "pending" in states:
            return "partial"
        if states <= REJECTED_STATES:
            return "rejected"
        return "accepted" if states <= CLEAN_STATES else "changed"

    @api.model
    def _remember(self, answers):
        self.env["healthcare.order.acknowledgment"].create(
            [
                {
                    "order_id": answer.order.id,
                    "message_id": answer.row.message_id or False,
                    "status": answer.document.status,
                    "purpose": answer.document.purpose,
                    "acknowledged_date": answer.document.acknowledged_date,
                    "fingerprint": answer.fingerprint,
                }
                for answer in answers
            ]
        )

    @api.model
    def _close_answered(self, answers):
        """Our order reached the supplier; questions on lines answered anew close."""
        orders = [answer.order for answer in answers]
        messages = self.env["healthcare.message"].sudo()
        messages.search(
            [
                ("direction", "=", "out"),
                ("kind", "=", "purchase_order"),
                ("state", "=", "sent"),
                ("reference", "in", [order.name for order in orders]),
                ("company_id", "=", self.env.company.id),
            ]
        )._mark_acknowledged()
        places = {
            (answer.order.id, f"line {line.healthcare_number}")
            for answer in answers
            for line, values in answer.changes.items()
            if "healthcare_ack_state" in values
        }
        known = (
            self.env["healthcare.exception"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "purchase.order"),
                    ("res_id", "in", [order.id for order in orders]),
                    ("code", "in", list(self._words())),
                    ("where", "in", [place for _order, place in places]),
                    ("state", "=", "open"),
                ]
            )
        )
        known.filtered(lambda row: (row.res_id, row.where) in places)._close(
            "resolved", self.env._("The supplier answered this line again.")
        )

    @api.model
    def _outcome(self, answer):
        touched = [Touched("purchase.order", answer.order.id, "updated")]
        touched += [
            Touched(
                "purchase.order.line",
                line.id,
                "updated",
                where,
                mapping_line_ids=answer.mapped.get(line, ()),
            )
            for line, where in answer.places.items()
        ]
        return self._answer(touched, answer.findings, "ack.exceptions")


def _items(document):
    for line in document.lines:
        yield line.item
        for status in line.statuses:
            if status.substitute:
                yield status.substitute


def _codes(document):
    for line in document.lines:
        yield line.uom
        for status in line.statuses:
            yield status.uom
