"""A matched bill on its way through the finance system that pays it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("exported", "Sent to finance"),
    ("failed", "Not delivered"),
    ("accepted", "Booked by finance"),
    ("rejected", "Refused by finance"),
    ("scheduled", "Payment scheduled"),
    ("on_hold", "On hold at finance"),
    ("partially_paid", "Partly paid"),
    ("paid", "Paid"),
    ("voided", "Payment voided"),
    ("stopped", "Payment stopped"),
    ("cleared", "Cleared at the bank"),
]
PAID = ("paid", "cleared")
OPEN_AGAIN = ("rejected", "failed")
CLERK = "account.group_account_invoice"


class HealthcareBillExport(models.Model):
    """One bill, exported once: the unique index stands behind it.

    ``payable_id`` names the bill for ever; the same message never leaves twice because
    it is the key of the outbox. ``paid_amount`` and ``discount_amount`` in the currency
    of the bill, as finance says; Odoo's own payment state is not touched by it.
    """

    _name = "healthcare.bill.export"
    _description = "Bill at the finance system"
    _inherit = ["mail.thread", "healthcare.traceable"]
    _mail_post_access = "read"
    _order = "id desc"
    _rec_name = "payable_id"

    move_id = fields.Many2one(
        "account.move", string="Bill", required=True, readonly=True, ondelete="restrict"
    )
    payable_id = fields.Char(string="Our identity", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True
    )
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    supplier_number = fields.Char(related="move_id.ref", string="Supplier's number")
    norm_number = fields.Char(readonly=True, index=True)
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="exported", tracking=True
    )
    revision = fields.Integer(
        readonly=True, help="How often it was exported again after a refusal."
    )
    document_number = fields.Char(
        string="Document of finance", readonly=True, index="btree_not_null"
    )
    reason = fields.Char(string="What finance says", readonly=True)
    exported_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(string="Last answer", readonly=True)
    as_of = fields.Datetime(string="Holds for", readonly=True)
    paid_amount = fields.Monetary(string="Paid", readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    payment_date = fields.Date(string="Paid on", readonly=True, index="btree_not_null")
    payment_method = fields.Char(readonly=True)
    payment_trace = fields.Char(string="Payment reference", readonly=True)
    clearing_move_id = fields.Many2one(
        "account.move", string="Clearing entry", readonly=True, index="btree_not_null"
    )
    status_ids = fields.One2many("healthcare.payment.status", "export_id")

    _move_uniq = models.UniqueIndex("(move_id)")
    _payable_uniq = models.UniqueIndex("(company_id, payable_id)")
    _status = models.Index("(company_id, state, id DESC)")

    # -- exporting -------------------------------------------------------------------

    @api.model
    def _flow(self, company):
        """The live flow by which the company's finance system takes bills, or none."""
        return (
            self.env["healthcare.flow"]
            .sudo()
            .search(
                [
                    ("direction", "=", "out"),
                    ("kind", "=", "payable"),
                    ("company_id", "=", company.id),
                    ("connection_id.state", "=", "live"),
                ],
                limit=1,
            )
        )

    @api.model
    def _export(self, moves):
        """Write the outbound message of each of these posted bills now.

        A bill that was exported is not exported again.
        """
        for company, bills in moves.grouped("company_id").items():
            flow = self._flow(company)
            if not flow:
                continue
            done = self.sudo().search([("move_id", "in", bills.ids)]).move_id
            fresh = bills - done
            records = self.sudo().create([self._values(move, flow) for move in fresh])
            records._send(flow)

    @api.model
    def _values(self, move, flow):
        return {
            "move_id": move.id,
            "payable_id": f"BILL-{move.company_id.id}-{move.id}",
            "company_id": move.company_id.id,
            "partner_id": move.commercial_partner_id.id,
            "connection_id": flow.connection_id.id,
            "norm_number": move.healthcare_norm_number,
            "amount": move.amount_total,
        }

    def _send(self, flow):
        handler = self.env["healthcare.handler.payable"].sudo()
        documents = handler._compose(self)
        for record, document in zip(self, documents, strict=True):
            record.message_id = self.env["healthcare.message"]._outbox(
                flow,
                document,
                record=record,
                subject=f"payable:{record.payable_id}",
                key=f"payable:{record.payable_id}:{record.revision}",
            )
            record.write({"state": "exported", "exported_at": fields.Datetime.now()})

    def action_export_again(self):
        """Send what finance refused once more, under the same identity.

        :raises AccessError: not a clerk.
        :raises UserError: finance has it, or there is no way to finance.
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(self.env._("A clerk of accounting exports bills."))
        for record in self.sudo():
            if record.state not in OPEN_AGAIN:
                raise UserError(
                    self.env._(
                        "%(bill)s is at finance already. Reverse it instead.",
                        bill=record.move_id.name,
                    )
                )
            flow = self._flow(record.company_id)
            if not flow:
                raise UserError(self.env._("No connection takes bills for finance."))
            record.write({"revision": record.revision + 1, "reason": False})
            record._send(flow)
            self.env["healthcare.exception"]._resolve_for(
                record.move_id, ["EXPORT_REJECTED"], self.env._("Exported again.")
            )

    def action_open_bill(self):
        """Open the bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(self.env.ref("account.view_move_form").id, "form")],
        }


class HealthcarePaymentStatus(models.Model):
    """What one report of finance said about one bill: written once, never changed."""

    _name = "healthcare.payment.status"
    _description = "Report of finance about a bill"
    _order = "id desc"
    _rec_name = "report"

    export_id = fields.Many2one(
        "healthcare.bill.export", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="export_id.company_id", store=True)
    currency_id = fields.Many2one(related="export_id.currency_id")
    report = fields.Char(
        required=True, readonly=True, help="Kind and number of the report."
    )
    place = fields.Char(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    paid_amount = fields.Monetary(readonly=True)
    discount_amount = fields.Monetary(readonly=True)
    payment_date = fields.Date(readonly=True)
    payment_trace = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    as_of = fields.Datetime(readonly=True)
    ignored = fields.Boolean(
        readonly=True, help="An older report that came after a newer one."
    )

    _report_uniq = models.UniqueIndex("(export_id, report, COALESCE(place, ''))")
