"""The part of the handler that touches stock, and takes it back."""

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..stock_request import Moved


class HealthcareHandlerStockMovement(models.AbstractModel):
    """Books movements together; reservations are those of Odoo."""

    _inherit = "healthcare.handler.stock_movement"

    @api.model
    def _book(self, movements):
        """All together; when Odoo refuses, one by one: a bad one stands alone."""
        if not movements:
            return
        try:
            with self.env.cr.savepoint():
                self._book_all(movements)
                return
        except LockError:
            raise
        except UserError:
            self.env.invalidate_all()
        if len(movements) > 1:
            for movement in movements:
                movement.findings = []
                self._book([movement])
            return
        movements[0].outcome = Outcome.rejected(
            "movement.refused",
            "",
            self.env._("Odoo refuses this movement. Book it by hand."),
        )

    @api.model
    def _book_all(self, movements):
        self._remember(movements)
        plain = []
        for movement in movements:
            kind = movement.document.movement_type
            if kind in ("reserve", "release"):
                getattr(self, f"_{kind}")(movement)
                continue
            if kind == "issue" and movement.document.reservation:
                self._release(movement)
            for row in movement.rows:
                row.values = {"healthcare_movement_id": movement.record.id}
                plain.append(row)
        self._book_moves(plain)
        self.env["healthcare.charge"].sudo()._of_movements(
            [row for row in movements if row.document.movement_type == "issue"]
        )
        for movement in movements:
            movement.findings += [
                self._short(movement, row) for row in movement.rows if row.short
            ]

    @api.model
    def _remember(self, movements):
        now = fields.Datetime.now()
        records = (
            self.env["healthcare.stock.movement"]
            .sudo()
            .create([self._values(movement, now) for movement in movements])
        )
        for movement, record in zip(movements, records, strict=True):
            movement.record = record

    @api.model
    def _values(self, movement, now):
        document = movement.document
        delay = int((now - movement.at).total_seconds() // 60)
        late = delay > movement.site.stock_late_minutes
        return {
            "name": document.movement_number,
            "facility_id": movement.site.id,
            "movement_type": document.movement_type,
            "from_place": document.from_location or False,
            "to_place": document.to_location or document.to_site or False,
            "reservation": document.reservation or False,
            "moved_at": movement.at,
            "received_at": now,
            "delay": delay,
            "late": late,
            "late_count": int(late),
            "skewed": movement.skewed,
            "fingerprint": movement.fingerprint,
            "state": "reserved" if document.movement_type == "reserve" else "booked",
        }

    @api.model
    def _reserve(self, movement):
        """Real reservations of Odoo: what they hold is in nobody's promise."""
        values = [self._move_values(row, {}) for row in movement.rows]
        for value in values:
            value.pop("move_line_ids")
            value["healthcare_movement_id"] = movement.record.id
        moves = self.env["stock.move"].create(values)
        moves._action_confirm(merge=False, create_proc=False)
        moves._action_assign()
        for row, move in zip(movement.rows, moves, strict=True):
            row.short = move.state != "assigned"

    @api.model
    def _release(self, movement):
        """Let go what the same reservation holds; an unknown one holds nothing."""
        held = (
            self.env["healthcare.stock.movement"]
            .sudo()
            .search(
                [
                    ("facility_id", "=", movement.site.id),
                    ("reservation", "=", movement.document.reservation),
                    ("state", "=", "reserved"),
                ]
            )
        )
        held.move_ids._action_cancel()
        held.write({"state": "released"})

    @api.model
    def _short(self, movement, row):
        names = {"item": row.product.display_name, "site": movement.site.name}
        if movement.document.movement_type == "reserve":
            code = "RESERVATION_SHORT"
            words = self.env._(
                "%(item)s is reserved at %(site)s, and there is not enough.", **names
            )
        else:
            code = "STOCK_NEGATIVE"
            words = self.env._(
                "%(item)s left %(site)s, and Odoo had less: it stands below zero.",
                **names,
            )
        return self._finding(code, words, movement.record, where=row.where)

    @api.model
    def _outcome(self, movement):
        touched = [Touched(movement.record._name, movement.record.id, "created")]
        touched += [
            Touched("stock.move", row.move.id, "created", row.where)
            for row in movement.rows
            if row.move
        ]
        return self._answer(touched, movement.findings, "movement.questions")

    @api.model
    def _compensate(self, messages):
        """Goods go back the way they came; a reservation is let go."""
        return [self._take_back(message) for message in messages]

    @api.model
    def _take_back(self, message):
        document = message._document()
        site = self.env["healthcare.facility"]._by_code(
            self.env.company, [document.site]
        )
        record = (
            self.env["healthcare.stock.movement"]
            .sudo()
            .search(
                [
                    ("facility_id", "=", site[document.site].id if site else 0),
                    ("name", "=", document.movement_number),
                ]
            )
        )
        if not record:
            raise UserError(self.env._("The movement of this message is not there."))
        touched = [Touched(record._name, record.id)]
        done = record.move_ids.filtered(lambda move: move.state == "done")
        (record.move_ids - done)._action_cancel()
        moves = self._book_moves([_reversed(row) for row in done.move_line_ids])
        touched += [Touched("stock.move", move.id) for move in moves]
        record.unlink()
        return touched


def _reversed(line):
    return Moved(
        line.product_id,
        line.quantity_product_uom,
        line.location_dest_id,
        line.location_id,
        fields.Datetime.now(),
        line.move_id.origin or "",
        line.lot_id.name or "",
    )
