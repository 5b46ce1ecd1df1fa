"""Ship notices: what is on its way, written into the open receipt."""

from datetime import datetime, time, timedelta

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal, as_fraction
from ..receipt_line import Notice, ReceiptPlan

CANCEL = "01"
CORRECTIONS = ("04", "05")


class HealthcareHandlerShipNotice(models.AbstractModel):
    """Prepares receipts with lots, expiry and packages; never validates them."""

    _name = "healthcare.handler.ship_notice"
    _inherit = ["healthcare.handler.procurement", "healthcare.receipt.preparer"]
    _description = "Ship notice handler"

    @api.model
    def _natural_key(self, document):
        return document.shipment_id

    @api.model
    def _subject(self, document):
        numbers = sorted({order.order_number for order in document.orders})
        if len(numbers) == 1:
            return f"order:{numbers[0]}"
        return f"shipment:{document.shipment_id}"

    @api.model
    def _reference(self, document):
        return document.shipment_id

    @api.model
    def _apply(self, incoming):
        """First every notice becomes a plan, then all receipts are written together."""
        orders = self._orders(incoming, _numbers)
        catalogue = self._catalogue(incoming, orders, _items, _codes)
        known = self._known(incoming)
        policies = self._policies(orders.values())
        notices = [
            self._one(row, orders, catalogue[row.connection], known) for row in incoming
        ]
        plans = [plan for notice in notices for plan in notice.plans]
        self._replace_lines(
            [(plan.picking, plan.lines, plan.shipment) for plan in plans]
        )
        for notice in notices:
            for plan in notice.plans:
                policy = policies[plan.order.partner_id.commercial_partner_id.id]
                self._check_announced(plan, policy, notice.findings)
        return [
            notice.outcome
            or self._answer(notice.touched, notice.findings, "shipment.exceptions")
            for notice in notices
        ]

    @api.model
    def _known(self, incoming):
        rows = self.env["healthcare.shipment"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("connection_id", "in", [row.connection.id for row in incoming]),
                ("name", "in", [row.document.shipment_id for row in incoming]),
            ]
        )
        return {(row.connection_id.id, row.name): row for row in rows}

    @api.model
    def _one(self, row, orders, catalogue, known):
        """The plan of one notice, or its outcome when there is nothing to write."""
        document = row.document
        missing = [
            part
            for part in document.orders
            if (row.connection.id, part.order_number) not in orders
        ]
        if missing:
            first = missing[0]
            return Notice(outcome=self._unknown_order(first.order_number, first.where))
        key = (row.connection.id, document.shipment_id)
        shipment = known.get(key)
        early = shipment and self._repeat(row, shipment)
        if early:
            return Notice(outcome=early)
        if document.purpose == CANCEL and not shipment:
            outcome = Outcome("skipped", "shipment.unknown", document.where)
            return Notice(outcome=outcome)
        unknown = self._unit_missing(row, orders, catalogue)
        if unknown:
            return Notice(outcome=unknown)
        shipment = known[key] = self._shipment(row, shipment)
        notice = Notice(touched=[Touched("healthcare.shipment", shipment.id)])
        if document.purpose != CANCEL:
            self._bind(row, shipment, orders, catalogue, notice)
        return notice

    @api.model
    def _unit_missing(self, row, orders, catalogue):
        """Waits for a row of the unit table; None when every unit is understood."""
        if row.document.purpose == CANCEL:
            return None
        for part in row.document.orders:
            order = orders[(row.connection.id, part.order_number)]
            missing = self._missing_unit(part.lines, order, *catalogue)
            if missing:
                return self._unknown_unit(row.connection, *missing, order)
        return None

    @api.model
    def _repeat(self, row, shipment):
        """The same notice again; other content counts only as a correction."""
        document = row.document
        touched = (Touched("healthcare.shipment", shipment.id, "linked"),)
        if shipment.fingerprint == self._fingerprint(document):
            return Outcome.duplicate("shipment.duplicate", touched)
        if document.purpose not in (CANCEL, *CORRECTIONS):
            finding = self._finding(
                "SHIPMENT_CONFLICT",
                self.env._(
                    "Shipment %(name)s came again with other content.",
                    name=shipment.name,
                ),
                shipment,
            )
            return Outcome(
                "conflict",
                "shipment.conflict",
                document.where,
                touched=touched,
                findings=(finding,),
            )
        if shipment.state == "received":
            return Outcome("skipped", "shipment.received", document.where, "", touched)
        return None

    @api.model
    def _shipment(self, row, shipment):
        """The shipment with its prepared lines removed: they are written anew."""
        document = row.document
        values = {
            "fingerprint": self._fingerprint(document),
            "state": "cancelled" if document.purpose == CANCEL else "expected",
            "shipped_date": document.shipped_date,
            "expected_date": document.expected_date,
            "carrier": document.carrier or False,
            "tracking": document.tracking or False,
            "bill_of_lading": document.bill_of_lading or False,
        }
        if shipment:
            lines = shipment.move_line_ids.filtered(
                lambda line: line.state not in ("done", "cancel")
            )
            lines.unlink()
            shipment.write(values)
            return shipment
        return self.env["healthcare.shipment"].create(
            values
            | {
                "name": document.shipment_id,
                "company_id": self.env.company.id,
                "connection_id": row.connection.id,
                "partner_id": row.connection.partner_id.id,
            }
        )

    @api.model
    def _bind(self, row, shipment, orders, catalogue, notice):
        pickings = self.env["stock.picking"]
        for part in row.document.orders:
            order = orders[(row.connection.id, part.order_number)]
            picking = self._open_receipt(order)
            notice.touched.append(
                Touched("purchase.order", order.id, "linked", part.where)
            )
            if not picking:
                notice.findings.append(self._nothing_open(order, part))
                continue
            pickings |= picking
            lines = self._prepare_lines(part.lines, order, *catalogue, notice.findings)
            notice.plans.append(ReceiptPlan(order, picking, lines, shipment))
            notice.touched.append(
                Touched(
                    "stock.picking",
                    picking.id,
                    "updated",
                    part.where,
                    mapping_line_ids=self._rows_of(part.lines, *catalogue),
                )
            )
        shipment.picking_ids |= pickings
        self._set_expected(pickings, row.document)

    @api.model
    def _nothing_open(self, order, part):
        return self._finding(
            "ASN_NO_RECEIPT",
            self.env._(
                "%(order)s: goods are announced, but nothing is open to receive.",
                order=order.name,
            ),
            order,
            where=part.where,
        )

    @api.model
    def _set_expected(self, pickings, document):
        if pickings and document.expected_date:
            instant = datetime.combine(document.expected_date, time(12))
            pickings.write({"scheduled_date": instant})
        if (
            pickings
            and document.tracking
            and "carrier_tracking_ref" in pickings._fields
        ):
            pickings.write({"carrier_tracking_ref": document.tracking})

    @api.model
    def _check_announced(self, plan, policy, findings):
        """More than ordered in all shipments, lots missing, goods about to expire,
        package numbers that are on another open shipment."""
        for order_line in {line.order_line for line in plan.lines}:
            self._check_over(order_line, policy, findings)
        today = fields.Date.context_today(self)
        limit = today + timedelta(days=policy.shelf_life_days)
        for line in plan.lines:
            if line.product.tracking != "none" and not line.lot:
                findings.append(self._line_finding("ASN_NO_LOT", plan.order, line))
            if line.expiry and line.expiry < limit:
                findings.append(self._line_finding("SHORT_DATED", plan.order, line))
        findings += self._package_findings(plan)

    @api.model
    def _package_findings(self, plan):
        mine = plan.shipment.move_line_ids.result_package_id
        if not mine:
            return []
        others = self.env["stock.move.line"].search(
            [
                ("result_package_id", "in", mine.ids),
                ("healthcare_shipment_id", "not in", [False, plan.shipment.id]),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        if not others:
            return []
        summary = self.env._(
            "%(order)s: a package number of shipment %(name)s is also on %(other)s.",
            order=plan.order.name,
            name=plan.shipment.name,
            other=", ".join(others.healthcare_shipment_id.mapped("name")),
        )
        return [self._finding("SSCC_DUP", summary, plan.order)]

    @api.model
    def _line_finding(self, code, order, line):
        words = {
            "ASN_NO_LOT": self.env._("announced without a lot"),
            "SHORT_DATED": self.env._("arrives with too little shelf life"),
        }
        return self._finding(
            code,
            self.env._(
                "%(order)s line %(line)s, %(item)s: %(what)s.",
                order=order.name,
                line=line.order_line.healthcare_number,
                item=line.product.display_name,
                what=words[code],
            ),
            order,
            where=line.where,
        )

    @api.model
    def _check_over(self, order_line, policy, findings):
        """Received and announced together against the order and its tolerance."""
        base = order_line.product_id.uom_id
        allowed = self._allowed(order_line, policy)
        announced = sum(
            as_fraction(line.quantity) * line.product_uom_id._healthcare_factor(base)
            for line in order_line.move_ids.move_line_ids
            if line.state != "cancel" and line.location_id.usage == "supplier"
        )
        if announced <= allowed:
            return
        order = order_line.order_id
        findings.append(
            self._finding(
                "ASN_OVER",
                self.env._(
                    "%(order)s line %(line)s, %(item)s: %(over)s more is announced "
                    "than ordered.",
                    order=order.name,
                    line=order_line.healthcare_number,
                    item=order_line.product_id.display_name,
                    over=f"{as_decimal(announced - allowed).normalize():f} {base.name}",
                ),
                order,
                where=f"line {order_line.healthcare_number}",
            )
        )


def _numbers(document):
    return [order.order_number for order in document.orders]


def _items(document):
    for order in document.orders:
        for line in order.lines:
            yield line.item


def _codes(document):
    for order in document.orders:
        for line in order.lines:
            yield line.uom
