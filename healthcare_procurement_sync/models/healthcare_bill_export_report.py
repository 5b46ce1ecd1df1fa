"""An exported bill takes what finance reports about it."""

from datetime import UTC

from odoo import Command, fields, models

from ..match_units import as_decimal
from ..payment_report import totals
from .account_move_finance import REPORTED
from .healthcare_bill_export import PAID


class HealthcareBillExport(models.Model):
    """A report counts once; an older one that comes late changes nothing."""

    _inherit = "healthcare.bill.export"

    def _vendor_numbers(self):
        """Numbers by which finance or its reports may name the supplier."""
        refs = (
            self.env["healthcare.external.ref"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.partner_id.id),
                ]
            )
        )
        return {*refs.mapped("external_id"), self.partner_id.ref, self.partner_id.vat}

    def _take_report(self, report):
        """Apply one :class:`~..payment_report.Report`; returns findings.

        Idempotent: the same report of the same place changes nothing a second time.
        """
        self.ensure_one()
        statuses = self.env["healthcare.payment.status"].sudo()
        known = statuses.search_count(
            [
                ("export_id", "=", self.id),
                ("report", "=", report.name),
                ("place", "=", report.place),
            ],
            limit=1,
        )
        if known:
            return []
        as_of = report.as_of and report.as_of.astimezone(UTC).replace(tzinfo=None)
        stale = bool(as_of and self.as_of and as_of < self.as_of)
        before = as_decimal(self.paid_amount), as_decimal(self.discount_amount)
        paid, discount = totals(report, *before)
        statuses.create(
            {
                "export_id": self.id,
                "report": report.name,
                "place": report.place,
                "state": report.state,
                "paid_amount": float(report.paid or 0),
                "discount_amount": float(report.discount or 0),
                "payment_date": report.payment_date,
                "payment_trace": report.trace,
                "reason": report.reason,
                "as_of": as_of,
                "ignored": stale,
            }
        )
        if stale:
            return []
        before_state = self.state
        self._write_report(report, as_of, paid, discount)
        self._tell_bill(before_state)
        self._clear()
        return self._refused() if self.state == "rejected" else []

    def _write_report(self, report, as_of, paid, discount):
        values = {
            "state": report.state,
            "answered_at": fields.Datetime.now(),
            "paid_amount": float(paid),
            "discount_amount": float(discount),
            "reason": report.reason or False,
        }
        optional = {
            "document_number": report.document_number,
            "payment_date": report.payment_date,
            "payment_method": report.method,
            "payment_trace": report.trace,
            "as_of": as_of,
        }
        values |= {name: value for name, value in optional.items() if value}
        if report.state in ("voided", "stopped"):
            values |= {"payment_date": False, "payment_trace": False}
        self.write(values)

    def _tell_bill(self, before):
        if self.state == before:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        words = labels[self.state]
        if self.payment_date and self.state in (*PAID, "partially_paid"):
            words = self.env._(
                "%(state)s on %(day)s, reference %(trace)s",
                state=words,
                day=self.payment_date,
                trace=self.payment_trace or "-",
            )
        if self.document_number and self.state == "accepted":
            words = self.env._(
                "%(state)s as %(number)s", state=words, number=self.document_number
            )
        self.move_id._message_log(body=words)
        for order in self.move_id.line_ids.purchase_line_id.order_id:
            order._message_log(body=f"{self.move_id.name}: {words}")

    def _refused(self):
        """The question to the clerk; raised as a finding of the report."""
        make = self.env["healthcare.exception"]._finding
        finding = make(
            "EXPORT_REJECTED",
            self.env._("Finance refused the bill. What it says stands on the bill."),
            model="account.move",
            res_id=self.move_id.id,
            amount=as_decimal(self.amount),
            currency=self.currency_id.name,
        )
        self.env["healthcare.exception"]._open(
            finding, connection=self.connection_id, company=self.company_id
        )
        return []

    # -- settling here ---------------------------------------------------------------

    def _clear(self):
        """Settle the bill against the clearing account, or take that back."""
        account = self.company_id.healthcare_clearing_account_id
        entry = self.clearing_move_id
        if entry and self.state in ("voided", "stopped", "rejected"):
            entry.line_ids.remove_move_reconcile()
            entry._reverse_moves([{"date": entry.date}], cancel=True)
            self.clearing_move_id = False
        if not account or entry or self.state not in PAID:
            return
        if self.move_id.healthcare_payment_hold:
            # What finance says is recorded anyhow; the bill stays open here.
            return
        open_lines = self.move_id.line_ids.filtered(
            lambda line: (
                line.account_type == "liability_payable" and not line.reconciled
            )
        )
        if not open_lines:
            return
        entry = self._clearing_entry(open_lines, account)
        pair = open_lines | entry.line_ids.filtered(
            lambda line: line.account_id in open_lines.account_id
        )
        pair.with_context(healthcare_paid_by_finance=REPORTED).reconcile()
        self.clearing_move_id = entry

    def _clearing_entry(self, lines, account):
        balance = sum(lines.mapped("amount_residual"))
        currency = sum(lines.mapped("amount_residual_currency"))
        base = {
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "name": self.payment_trace or self.payable_id,
        }
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": self.payment_date or fields.Date.context_today(self),
                "ref": self.payment_trace,
                "company_id": self.company_id.id,
                "line_ids": [
                    Command.create(
                        base
                        | {
                            "account_id": lines.account_id[:1].id,
                            "balance": -balance,
                            "amount_currency": -currency,
                        }
                    ),
                    Command.create(
                        base
                        | {
                            "account_id": account.id,
                            "balance": balance,
                            "amount_currency": currency,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        return entry
