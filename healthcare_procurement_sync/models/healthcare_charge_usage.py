"""Usage of goods: stock, cost and charge code of the charge record."""

from datetime import timedelta

from odoo import fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

from ..match_units import as_decimal
from ..stock_request import Moved

WINDOW_MINUTES = 15
"""Two reports of the same item for the same encounter within this time may be one."""


class HealthcareCharge(models.Model):
    """Knows the item, the lot and the stock move behind a usage."""

    _inherit = "healthcare.charge"

    product_id = fields.Many2one("product.product", readonly=True, index=True)
    lot_id = fields.Many2one(
        "stock.lot", string="Lot record", readonly=True, index="btree_not_null"
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Stock move",
        readonly=True,
        index="btree_not_null",
        copy=False,
    )
    delivery_point_id = fields.Many2one(
        "healthcare.delivery.point", string="Department record", readonly=True
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account", string="Cost centre account", readonly=True
    )

    # -- code and cost ---------------------------------------------------------------

    def _code(self):
        """Charge code and price of the item at the facility on the day of use; what the
        sender or a person stated stays."""
        for company, charges in (
            self.filtered("product_id").grouped("company_id").items()
        ):
            choose = self.env["healthcare.charge.code"]._choose(
                charges.product_id, charges.facility_id, company
            )
            for charge in charges:
                row = choose(
                    charge.product_id, charge.facility_id, charge.used_at.date()
                )
                if row:
                    charge._take_code(row)

    def _take_code(self, row):
        values = {}
        if not row.billed:
            values["chargeable"] = False
        elif not self.charge_code:
            values |= {"charge_code": row.code, "code_system": row.code_system}
        if row.billed and self.chargeable and not self.amount and row.price:
            values["price_unit"] = row.price
            values["amount"] = self.currency_id.round(row.price * self.quantity)
        if values:
            self.with_context(healthcare_no_progress=True).write(values)

    def _cost_of_move(self):
        """The value that left stock; the standard price where the move has none."""
        for charge in self:
            product = charge.product_id.with_company(charge.company_id)
            sign = -1 if charge.quantity + charge.wasted < 0 else 1
            value = abs(charge.move_id.value) if charge.move_id else 0.0
            if not value:
                value = abs(charge.quantity + charge.wasted) * product.standard_price
            charge.with_context(healthcare_no_progress=True).write(
                {"cost": charge.currency_id.round(sign * value)}
            )

    # -- stock -----------------------------------------------------------------------

    def _issue(self):
        """Take the goods out of stock, lot-exact, at the time of use.

        :return: the charges whose goods Odoo did not have.
        """
        booking = self.env["healthcare.stock.booking"]
        short = self.browse()
        for company, charges in self.grouped("company_id").items():
            stocked = charges.filtered(lambda row: row._takes_stock())
            booked = booking.with_company(company).sudo()
            rows = [charge._moved(booked) for charge in stocked]
            moves = booked._book_moves(rows)
            for charge, row, move in zip(stocked, rows, moves, strict=True):
                lot = move.move_line_ids.lot_id[:1]
                charge.with_context(healthcare_no_progress=True).write(
                    {"move_id": move.id, "lot_id": lot.id}
                )
                if row.short:
                    short |= charge
            stocked._move_to("stock_issued")
            (charges - stocked)._move_to("validated")
        self._cost_of_move()
        return short

    def _takes_stock(self):
        return bool(
            self.product_id.is_storable
            and not self.bill_only
            and not self.move_id
            and self.facility_id.warehouse_id
            and self.quantity + self.wasted > 0
        )

    def _moved(self, booking):
        point = self.delivery_point_id
        stock = self.facility_id.warehouse_id.lot_stock_id
        return Moved(
            self.product_id,
            as_decimal(self.quantity + self.wasted),
            point._source() if point else stock,
            booking._consumption_location(self.company_id),
            self.used_at,
            f"{self.source}:{self.event_id}",
            self.lot or self.serial or "",
            self.expiry or None,
        )

    def _left_stock(self):
        # EXTENDS healthcare_integration_base
        return bool(self.move_id)

    def _after_reversal(self, original):
        # EXTENDS healthcare_integration_base: the goods come back to where they were.
        super()._after_reversal(original)
        move = original.move_id
        if not move or self.env.context.get("healthcare_goods_are_back"):
            return
        line = move.move_line_ids[:1]
        row = Moved(
            original.product_id,
            as_decimal(move.quantity),
            move.location_dest_id,
            move.location_id,
            self.used_at,
            f"{self.source}:{self.event_id}",
            line.lot_id.name or "",
            values={"origin_returned_move_id": move.id, "to_refund": True},
        )
        booking = self.env["healthcare.stock.booking"].sudo()
        self.move_id = booking.with_company(self.company_id)._book_moves([row])

    # -- doubts ----------------------------------------------------------------------

    def _mark_duplicates(self):
        """Same encounter, item and lot within minutes: only the first one is charged.

        A serial number is one thing: it is used once, whenever it is reported again.
        """
        window = timedelta(minutes=WINDOW_MINUTES)
        for charge in self.filtered(lambda row: row.encounter_key and row.product_id):
            domain = [
                ("id", "<", charge.id),
                ("company_id", "=", charge.company_id.id),
                ("product_id", "=", charge.product_id.id),
                ("reversal_of_id", "=", False),
                ("state", "not in", ("reversed", "corrected")),
            ]
            if charge.serial:
                domain.append(("serial", "=", charge.serial))
            else:
                domain += [
                    ("encounter_key", "=", charge.encounter_key),
                    ("lot", "=", charge.lot or False),
                    ("used_at", ">=", charge.used_at - window),
                    ("used_at", "<=", charge.used_at + window),
                    ("quantity", "=", charge.quantity),
                ]
            first = self.search(domain, order="id", limit=1)
            if first:
                charge.duplicate_of_id = first.duplicate_of_id or first

    def _progress(self):
        # EXTENDS healthcare_integration_base: goods leave stock as soon as it is known
        # which and from where, whether or not the charge is complete.
        waiting = self.filtered(
            lambda row: (
                row.state == "received"
                and row.kind == "usage"
                and not row.duplicate_of_id
                and not row.reversal_of_id
                and row.product_id
                and row.facility_id
                and row.quantity + row.wasted > 0
            )
        )
        waiting._code()
        short = waiting._issue()
        result = super()._progress()
        short._tell_short()
        return result

    def _lot_findings(self, where=""):
        """Expired or recalled lots that were used: somebody has to look at once."""
        found = []
        for charge in self:
            words = charge._lot_words()
            if words:
                found.append(
                    Finding(
                        "USAGE_LOT",
                        words,
                        model=charge._name,
                        res_id=charge.id,
                        where=where,
                    )
                )
        return found

    def _lot_words(self):
        names = {"item": self.product_id.display_name, "site": self.facility_id.name}
        lot = self.lot or self.serial or self.lot_id.name
        recalls = self.env["healthcare.recall"]
        recalled = recalls._recalled(self.company_id, self.product_id)
        if recalls._hits(recalled, self.product_id, lot or ""):
            return self.env._("%(item)s: a recalled lot was used at %(site)s.", **names)
        expires = self.lot_id.expiration_date
        expiry = self.expiry or (expires and expires.date())
        if expiry and expiry < self.used_at.date():
            return self.env._("%(item)s: an expired lot was used at %(site)s.", **names)
        return ""

    def _tell_short(self):
        """Odoo had less than was used: a question for the people of the stock."""
        for charge in self:
            self.env["healthcare.exception"]._open(
                Finding(
                    "STOCK_NEGATIVE",
                    self.env._(
                        "%(item)s was used at %(site)s, and Odoo had less: it stands "
                        "below zero.",
                        item=charge.product_id.display_name,
                        site=charge.facility_id.name,
                    ),
                    model=charge._name,
                    res_id=charge.id,
                ),
                company=charge.company_id,
            )

    def action_open_move(self):
        """The stock move behind it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
