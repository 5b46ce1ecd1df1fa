"""What should have come by now: dates, ship notices and goods that are late."""

from datetime import timedelta

from odoo import api, fields, models

from ..match_units import as_fraction, money

ASN_HOURS = 24
DATE_DAYS = 2
REMIND_AGAIN_DAYS = 3
SLICE = 200
"""Questions and reminders of one run; the next one, which follows at once, goes on."""


class HealthcareDeliveryWatch(models.AbstractModel):
    """Looks every hour, in sets; a question closes itself when the goods come."""

    _name = "healthcare.delivery.watch"
    _description = "Watch over deliveries"

    @api.model
    def _cron_watch(self):
        for company in self.env["res.company"].search([]):
            watch = self.with_company(company)
            watch._late_receipts()
            watch._shipped_without_notice()
            watch._accepted_without_date()
            watch._close_received()

    @api.model
    def _late_lines(self, company):
        """Open order lines past the supplier's promise, else past the planned day."""
        today = fields.Date.context_today(self)
        return self.env["purchase.order.line"].search(
            [
                ("healthcare_late", "=", True),
                ("company_id", "=", company.id),
                ("healthcare_due_date", "<", today),
            ]
        )

    @api.model
    def _late_receipts(self):
        """A question to the buyer and a reminder to the supplier, one per order."""
        lines = self._late_lines(self.env.company)
        self._open(lines, "LATE_RECEIPT", self._late_words)
        again = fields.Datetime.now() - timedelta(days=REMIND_AGAIN_DAYS)
        due = lines.filtered(
            lambda line: (
                not line.order_id.healthcare_reminded_at
                or line.order_id.healthcare_reminded_at < again
            )
        ).grouped("order_id")
        for order in list(due)[:SLICE]:
            self._remind(order, due[order])
        self._go_on(len(due))

    @api.model
    def _remind(self, order, lines):
        rows = "; ".join(
            self.env._(
                "line %(line)s %(item)s, due %(day)s",
                line=line.healthcare_number,
                item=line.product_id.display_name,
                day=line.healthcare_due_date,
            )
            for line in lines
        )
        order.sudo().message_post(
            body=self.env._(
                "Reminder: these goods of order %(order)s have not come: %(rows)s. "
                "Please tell us when they arrive.",
                order=order.name,
                rows=rows,
            ),
            partner_ids=order.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        order.sudo().healthcare_reminded_at = fields.Datetime.now()

    @api.model
    def _late_words(self, line):
        days = (fields.Date.context_today(self) - line.healthcare_due_date).days
        return self.env._(
            "%(order)s line %(line)s, %(item)s: %(days)s days late, not received.",
            order=line.order_id.name,
            line=line.healthcare_number,
            item=line.product_id.display_name,
            days=days,
        )

    @api.model
    def _shipped_without_notice(self):
        before = fields.Datetime.now() - timedelta(hours=ASN_HOURS)
        lines = self._answered("shipped_pending_asn", before)
        announced = lines.move_ids.move_line_ids.filtered("healthcare_shipment_id")
        lines -= announced.move_id.purchase_line_id
        self._open(
            lines,
            "ASN_OVERDUE",
            lambda line: self.env._(
                "%(order)s line %(line)s: shipped, but no ship notice came.",
                order=line.order_id.name,
                line=line.healthcare_number,
            ),
        )

    @api.model
    def _accepted_without_date(self):
        before = self._working_days_ago(DATE_DAYS)
        self._open(
            self._answered("accepted_no_date", before),
            "DATE_PENDING",
            lambda line: self.env._(
                "%(order)s line %(line)s: accepted, and still without a date.",
                order=line.order_id.name,
                line=line.healthcare_number,
            ),
        )

    @api.model
    def _answered(self, state, before):
        return self.env["purchase.order.line"].search(
            [
                ("healthcare_ack_state", "=", state),
                ("healthcare_answered_at", "<", before),
                ("order_id.state", "=", "purchase"),
                ("company_id", "=", self.env.company.id),
                ("healthcare_open_receipt", "=", True),
            ]
        )

    @api.model
    def _working_days_ago(self, days):
        instant = fields.Datetime.now()
        while days:
            instant -= timedelta(days=1)
            days -= instant.weekday() < 5
        return instant

    @api.model
    def _open(self, lines, code, words):
        exceptions = self.env["healthcare.exception"]
        fresh = self._not_asked(lines, code)
        self._go_on(len(fresh))
        exceptions._open_many(
            [
                (
                    exceptions._finding(
                        code,
                        words(line),
                        model="purchase.order",
                        res_id=line.order_id.id,
                        amount=money(as_fraction(line.price_subtotal)),
                        currency=line.currency_id.name,
                        where=f"line {line.healthcare_number}",
                        user_id=line.order_id.user_id.id or 0,
                    ),
                    None,
                    None,
                    line.company_id,
                )
                for line in fresh[:SLICE]
            ]
        )

    @api.model
    def _not_asked(self, lines, code):
        """Those of these lines about which no such question is open."""
        open_ones = self.env["healthcare.exception"].sudo()
        asked = open_ones.search_fetch(
            [
                ("code", "=", code),
                ("state", "=", "open"),
                ("res_model", "=", "purchase.order"),
                ("res_id", "in", lines.order_id.ids),
            ],
            ["res_id", "where"],
        )
        known = {(row.res_id, row.where) for row in asked}
        return lines.filtered(
            lambda line: (
                (line.order_id.id, f"line {line.healthcare_number}") not in known
            )
        )

    @api.model
    def _go_on(self, count):
        if count > SLICE:
            self.env.ref("healthcare_procurement_sync.ir_cron_deliveries")._trigger()

    @api.model
    def _close_received(self):
        """Questions about lines that came, or are expected later now."""
        exceptions = self.env["healthcare.exception"].sudo()
        waiting = exceptions.search(
            [
                ("code", "in", ("LATE_RECEIPT", "ASN_OVERDUE", "DATE_PENDING")),
                ("state", "=", "open"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        orders = self.env["purchase.order"].browse(waiting.mapped("res_id")).exists()
        lines = {
            (line.order_id.id, f"line {line.healthcare_number}"): line
            for line in orders.order_line
        }
        today = fields.Date.context_today(self)
        for exception in waiting:
            line = lines.get((exception.res_id, exception.where))
            came = not line or line.qty_received >= line.product_qty
            later = (
                exception.code == "LATE_RECEIPT"
                and line
                and line.healthcare_due_date
                and line.healthcare_due_date >= today
            )
            if came or later:
                exception._close(
                    "resolved",
                    self.env._("The goods came.")
                    if came
                    else self.env._("A later day was agreed."),
                )


class PurchaseOrder(models.Model):
    """When the supplier was reminded last."""

    _inherit = "purchase.order"

    healthcare_reminded_at = fields.Datetime(
        string="Supplier reminded", copy=False, readonly=True
    )


class HealthcareException(models.Model):
    """A new day for goods that are late."""

    _inherit = "healthcare.exception"

    def _resolution_agree_new_date(self, reason):
        """The supplier's last date when it lies ahead, else a week from today."""
        line = self._order_line()
        today = fields.Date.context_today(self)
        order = line.order_id
        said = (
            order.healthcare_expected_date
            if order.healthcare_expected_date and order.healthcare_expected_date > today
            else today + timedelta(days=7)
        )
        line._healthcare_plan(said)
        line.write({"healthcare_promised_date": said})
        line._healthcare_say_to_supplier(
            self.env._("we expect it on %(day)s. %(reason)s", day=said, reason=reason)
        )

    def _resolution_book_by_hand(self, _reason):
        """A person put the receipt right; one that is still open is shown first."""
        record = self._document()
        if record._name == "stock.picking" and record.state not in ("done", "cancel"):
            return self._show_form(record)
        return None
