"""Receiving by scanning cartons: one scan, one carton."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, sscc


def read_sscc(code):
    """The 18 digits of a carton label, with or without its application identifier.

    :raises IdentifierError: not a serial shipping container code.
    """
    digits = "".join(sign for sign in code or "" if sign.isdigit())
    if len(digits) == 20 and digits.startswith("00"):
        digits = digits[2:]
    return sscc(digits)


class HealthcareCartonScan(models.TransientModel):
    """Each scan receives what the ship notice says is in the carton."""

    _name = "healthcare.carton.scan"
    _description = "Scan cartons"

    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", readonly=True, ondelete="cascade"
    )
    code = fields.Char(string="Carton label", help="Scan or type the 18 digits.")
    at_once = fields.Boolean(
        string="Book each carton at once",
        default=True,
        help="Otherwise the receiver books all scanned cartons together.",
    )
    said = fields.Html(readonly=True, sanitize=False)
    scanned = fields.Integer(string="Cartons received", readonly=True)
    left = fields.Integer(string="Cartons expected", compute="_compute_left")

    @api.depends("picking_id", "scanned")
    def _compute_left(self):
        for wizard in self:
            wizard.left = len(wizard._open_lines().result_package_id)

    def _open_lines(self):
        """Announced lines in cartons that nobody received yet."""
        domain = [
            ("result_package_id", "!=", False),
            ("healthcare_shipment_id", "!=", False),
            ("picked", "=", False),
            ("state", "not in", ("done", "cancel")),
            ("company_id", "=", self.env.company.id),
        ]
        order = self.picking_id.move_ids.purchase_line_id.order_id
        if order:
            domain.append(("picking_id", "in", order.picking_ids.ids))
        return self.env["stock.move.line"].search(domain)

    def action_scan(self):
        """Receive the carton and stay open for the next."""
        self.ensure_one()
        try:
            words, good = self._receive_carton(self.code), True
        except (IdentifierError, UserError) as error:
            good = False
            words = (
                str(error)
                if isinstance(error, UserError)
                else self.env._("This is not the label of a carton. Scan again.")
            )
        style = "success" if good else "danger"
        icon = "check" if good else "times"
        self.said = Markup(
            '<div class="alert alert-%s mb-0"><i class="fa fa-%s"></i> %s</div>'
        ) % (style, icon, words)
        self.scanned += good
        self.code = False
        return self._again()

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scan cartons"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _receive_carton(self, code):
        """Pick the lines of one carton, and book them.

        :return: what was received, in words.
        :raises IdentifierError: no carton label.
        :raises UserError: unknown, or received before.
        """
        number = read_sscc(code)
        lines = self._open_lines().filtered(
            lambda line: line.result_package_id.name == number
        )
        if not lines:
            raise UserError(self._why_not(number))
        picking = lines.picking_id[:1]
        lines = lines.filtered(lambda line: line.picking_id == picking)
        lines.picked = True
        words = ", ".join(
            f"{line.quantity:g} {line.product_uom_id.name} {line.product_id.name}"
            + (f" ({line.lot_name})" if line.lot_name else "")
            for line in lines
        )
        if self.at_once:
            picking._healthcare_book_scanned()
        return self.env._("Carton %(number)s: %(what)s", number=number, what=words)

    def _why_not(self, number):
        lines = self.env["stock.move.line"].search(
            [("result_package_id.name", "=", number)], limit=1
        )
        if lines and (lines.state == "done" or lines.picked):
            return self.env._("Carton %s was received already.", number)
        if lines and self.picking_id:
            return self.env._(
                "Carton %(number)s belongs to %(receipt)s.",
                number=number,
                receipt=lines.picking_id.origin or lines.picking_id.name,
            )
        return self.env._(
            "No ship notice announces carton %s. Receive it by hand.", number
        )

    def action_done(self):
        """Book what was scanned and is not booked yet."""
        self.ensure_one()
        picked = self.picking_id.move_line_ids.filtered("picked")
        if picked and self.picking_id.state not in ("done", "cancel"):
            self.picking_id._healthcare_book_scanned()
        return {"type": "ir.actions.act_window_close"}


class StockPicking(models.Model):
    """Receipts can be taken carton by carton."""

    _inherit = "stock.picking"

    healthcare_carton_count = fields.Integer(
        string="Announced cartons", compute="_compute_healthcare_carton_count"
    )

    def _compute_healthcare_carton_count(self):
        for picking in self:
            lines = picking.move_line_ids.filtered(
                lambda line: line.healthcare_shipment_id and not line.picked
            )
            picking.healthcare_carton_count = len(lines.result_package_id)

    def action_healthcare_scan(self):
        """Open the dialog in which cartons are scanned."""
        wizard = self.env["healthcare.carton.scan"].create({"picking_id": self.id})
        return wizard._again()

    def _healthcare_book_scanned(self):
        """Validate what is picked; the rest stays announced in the rest of the receipt.

        :raises UserError: Odoo does not complete it.
        """
        self.ensure_one()
        self.with_context(skip_backorder=True, skip_expired=True).button_validate()
        if self.state != "done":
            raise UserError(self.env._("The carton could not be booked."))
