"""What suppliers deliver later: who runs out of it, when, and what else can be done."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..match_units import as_decimal, as_fraction

SOON_DAYS = 3
OPEN = ("open", "waiting")


class HealthcareBackorder(models.Model):
    """One row per order line of which a part is back-ordered.

    Quantities in base units of the item. ``days_of_supply`` what the facility has,
    ``stockout_date`` the day on which it has nothing left at the usual usage.
    """

    _name = "healthcare.backorder"
    _description = "Backorder"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.decided"]
    _recorded = frozenset({"state", "decision", "order_line_id", "quantity"})
    _order = "stockout_date NULLS LAST, expected_date, id"
    _rec_name = "display_name"

    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, readonly=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        related="order_line_id.order_id", store=True, index=True, string="Order"
    )
    company_id = fields.Many2one(related="order_line_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="order_line_id.partner_id", store=True, string="Supplier"
    )
    product_id = fields.Many2one(
        related="order_line_id.product_id", store=True, string="Item"
    )
    buyer_id = fields.Many2one(
        related="order_id.user_id", store=True, string="Buyer", index=True
    )
    facility_id = fields.Many2one("healthcare.facility", readonly=True, index=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    expected_date = fields.Date(string="Promised", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    daily_usage = fields.Float(string="Usage a day", digits=(16, 2), readonly=True)
    days_of_supply = fields.Float(digits=(16, 1), readonly=True)
    stockout_date = fields.Date(string="Out of stock on", readonly=True)
    risk = fields.Selection(
        [
            ("critical", "Runs out first"),
            ("soon", "Runs out within days"),
            ("covered", "Covered"),
            ("unknown", "Usage unknown"),
        ],
        readonly=True,
        required=True,
        default="unknown",
        index=True,
    )
    checked_at = fields.Datetime(string="As of", readonly=True)
    other_facilities = fields.Char(string="Stock elsewhere", readonly=True)
    spare_quantity = fields.Float(
        string="To spare elsewhere", digits="Product Unit", readonly=True
    )
    alternative_count = fields.Integer(string="Alternatives", readonly=True)
    alternatives = fields.Char(string="What else could be done", readonly=True)
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("waiting", "We wait"),
            ("moved", "Covered otherwise"),
            ("done", "Arrived or cancelled"),
        ],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        index=True,
        group_expand="_expand_states",
    )
    decision = fields.Char(readonly=True, tracking=True)

    _line_uniq = models.UniqueIndex("(order_line_id)")

    @api.depends("order_line_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.order_id.name} · {row.product_id.display_name}"

    @api.model
    def _expand_states(self, _states, _domain):
        return [name for name, _label in self._fields["state"].selection[:3]]

    # -- keeping it true -------------------------------------------------------------

    @api.model
    def _refresh(self, lines):
        """Open, update and end the rows of these order lines; a constant number of
        queries. Whoever waits for the goods is told when a row opens."""
        lines = lines.sudo().exists()
        if not lines:
            return self.browse()
        rows = self.sudo()
        known = {
            row.order_line_id: row
            for row in rows.search([("order_line_id", "in", lines.ids)])
        }
        late = lines.filtered(lambda line: line._healthcare_still_backordered())
        ended = rows.union(*(row for line, row in known.items() if line not in late))
        ended.filtered(lambda row: row.state in OPEN).write(
            {"state": "done", "quantity": 0.0}
        )
        if not late:
            return rows
        facts = rows._facts(late)
        fresh = []
        for line in late:
            if line in known:
                known[line]._update(facts[line])
            else:
                fresh.append({"order_line_id": line.id, **facts[line]})
        opened = rows.create(fresh)
        opened._tell()
        return opened

    def _update(self, values):
        if self.state == "done" or values["quantity"] > self.quantity:
            values = values | {"state": "open", "decision": False}
        self.write(values)

    @api.model
    def _facts(self, lines):
        """``{line: values}`` with stock, usage and what else could be done."""
        facilities = self.env["healthcare.facility"].search(
            [
                ("company_id", "in", lines.company_id.ids),
                ("warehouse_id", "!=", False),
            ]
        )
        supplies = lines.product_id._healthcare_supplies(facilities)
        others = {
            company: self.env["healthcare.substitution.group"]._alternatives(
                some.product_id, company
            )
            for company, some in lines.grouped("company_id").items()
        }
        now = fields.Datetime.now()
        return {
            line: self._line_facts(line, supplies, facilities)
            | self._other_ways(
                line, supplies, facilities, others[line.company_id][line.product_id]
            )
            | {"checked_at": now}
            for line in lines
        }

    @api.model
    def _line_facts(self, line, supplies, facilities):
        facility = line.order_id.healthcare_facility_id
        supply = supplies.get((line.product_id, facility))
        factor = line.product_uom_id._healthcare_factor(line.product_id.uom_id) or 1
        expected = line.healthcare_backorder_date
        values = {
            "facility_id": facility.id,
            "quantity": float(as_fraction(line.healthcare_qty_backordered) * factor),
            "expected_date": expected,
            "risk": "unknown",
        }
        if not supply:
            return values
        return values | {
            "on_hand": float(supply.usable),
            "daily_usage": float(supply.daily_usage or 0),
            "days_of_supply": float(supply.days or 0),
            "stockout_date": supply.stockout_date,
            "risk": self._risk(supply, expected),
        }

    @api.model
    def _risk(self, supply, expected):
        """Critical when the facility runs out before the goods are promised."""
        if not supply.daily_usage or supply.stockout_date is None:
            return "unknown" if not supply.daily_usage else "covered"
        today = fields.Date.context_today(self)
        if not expected or supply.stockout_date < expected:
            soon = supply.stockout_date <= today + timedelta(days=14)
            if expected or soon:
                return "critical"
        if supply.stockout_date <= today + timedelta(days=SOON_DAYS):
            return "soon"
        return "covered"

    @api.model
    def _other_ways(self, line, supplies, facilities, substitutes):
        own = line.order_id.healthcare_facility_id
        spare = {}
        for facility in facilities - own:
            if facility.company_id != line.company_id:
                continue
            supply = supplies.get((line.product_id, facility))
            quantity = self._spare(supply)
            if quantity > 0:
                spare[facility] = quantity
        suppliers = line._healthcare_alternate_suppliers()
        words = []
        if spare:
            words.append(self.env._("fetch from %s", ", ".join(f.name for f in spare)))
        if suppliers:
            words.append(
                self.env._("order from %s", ", ".join(suppliers[:2].mapped("name")))
            )
        if substitutes:
            names = ", ".join(substitutes[:2].mapped("display_name"))
            words.append(self.env._("use %s", names))
        return {
            "other_facilities": ", ".join(
                f"{facility.name}: {quantity:g}" for facility, quantity in spare.items()
            ),
            "spare_quantity": sum(spare.values()),
            "alternative_count": len(spare) + len(suppliers) + len(substitutes),
            "alternatives": "; ".join(words),
        }

    @api.model
    def _spare(self, supply, keep_days=14):
        """Base units that a facility can give away and still last two weeks."""
        if not supply:
            return 0.0
        keep = as_decimal(supply.daily_usage or 0) * keep_days
        return float(max(as_decimal(supply.usable) - keep, 0))

    @api.model
    def _cron_refresh(self):
        """Stock moves every day: what was covered yesterday may run out tomorrow."""
        rows = self.search([("state", "in", OPEN)])
        self._refresh(rows.order_line_id)

    # -- telling ---------------------------------------------------------------------

    def _tell(self):
        """Buyer, requester and the facilities hear of it once."""
        for row in self:
            body = row._words()
            row.order_id._message_log(body=body)
            people = row._people()
            row.message_post(
                body=body, partner_ids=people.ids, subtype_xmlid="mail.mt_note"
            )
            if row.facility_id:
                row.facility_id.message_post(body=body, subtype_xmlid="mail.mt_comment")

    def _words(self):
        return self.env._(
            "%(order)s line %(line)s, %(item)s: %(quantity)s %(unit)s back-ordered, "
            "promised %(promised)s. %(facility)s %(out)s. %(ways)s",
            line=self.order_line_id.healthcare_number,
            quantity=f"{as_decimal(self.quantity).normalize():f}",
            unit=self.uom_id.name,
            item=self.product_id.display_name,
            order=self.order_id.name,
            promised=format_date(self.env, self.expected_date)
            if self.expected_date
            else self.env._("without a date"),
            facility=self.facility_id.name or self.env._("The facility"),
            out=self.env._("runs out on %s", format_date(self.env, self.stockout_date))
            if self.stockout_date
            else self.env._("has no known day of running out"),
            ways=self.env._("Possible: %s.", self.alternatives)
            if self.alternatives
            else self.env._("No other way is known."),
        )

    def _people(self):
        """Buyer and those who asked for the goods."""
        people = self.buyer_id.partner_id
        line = self.order_line_id
        if "healthcare_requisition_line_ids" in line._fields:
            asked = line.healthcare_requisition_line_ids.requisition_id
            people |= asked.requester_id.partner_id
        return people

    # -- deciding --------------------------------------------------------------------

    def _decide(self, state, words):
        """Keep the decision on the row, the order and its exception."""
        for row in self:
            row.sudo().write({"state": state, "decision": words})
            self.env["healthcare.exception"]._resolve_for(
                row.order_id,
                ["BACKORDER"],
                words,
                where=f"line {row.order_line_id.healthcare_number}",
            )

    def action_wait(self):
        """The goods are waited for."""
        self.check_access("write")
        self._decide("waiting", self.env._("Waiting for the supplier."))

    def action_reallocate(self):
        """Fetch what is missing from other facilities: choose which and how much."""
        self.ensure_one()
        return self._dialog("healthcare.reallocation", self.env._("Reallocate"))

    def action_reroute(self):
        """Order the balance from the best alternate supplier."""
        self.ensure_one()
        self.check_access("write")
        return self.order_line_id._healthcare_reroute_balance(self)

    def action_substitute(self):
        """Compare with another item and ask for a signature."""
        self.ensure_one()
        return self.env["healthcare.substitution"]._open_for_line(self.order_line_id)

    def _dialog(self, model, name):
        if self.state == "done":
            raise UserError(self.env._("This backorder is over."))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_backorder_id": self.id},
        }
