"""Drafts of matched documents: derived again, linked and posted."""

from odoo import Command, api, models
from odoo.exceptions import LockError, UserError

from ..match_units import as_decimal

RECORDS = ("product_id", "product_uom_id", "healthcare_order_line_id")
NUMBERS = ("quantity", "price_unit")
"""What makes a goods line of a draft the one of the document."""


class HealthcareMatchBuilder(models.AbstractModel):
    """While a bill is held its lines are not linked to the order: a linked draft counts
    as billed there. The link is made in the transaction that posts it.
    """

    _inherit = "healthcare.match.builder"

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
