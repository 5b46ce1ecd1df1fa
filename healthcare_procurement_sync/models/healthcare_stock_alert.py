"""Shortages of critical items: told at once, closed when there is enough again."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

from .healthcare_supply_level import LEVELS

TOLD = ("out", "below")


class HealthcareStockAlert(models.Model):
    """One shortage of one item at one facility, while it lasts; days as of now."""

    _name = "healthcare.stock.alert"
    _description = "Stock shortage"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "state desc, opened_at desc, id desc"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", string="Item", required=True, readonly=True, index=True
    )
    facility_id = fields.Many2one(
        "healthcare.facility", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(related="facility_id.company_id", store=True)
    state = fields.Selection(
        [("open", "Short"), ("closed", "Covered")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
    )
    level = fields.Selection(LEVELS, readonly=True, tracking=True)
    criticality = fields.Selection(
        related="product_id.healthcare_criticality", store=True
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    usable = fields.Float(digits="Product Unit", readonly=True)
    days = fields.Float(string="Days of supply", digits=(16, 1), readonly=True)
    stockout_date = fields.Date(string="Runs out on", readonly=True)
    safety_stock = fields.Float(digits="Product Unit", readonly=True)
    reorder_point = fields.Float(digits="Product Unit", readonly=True)
    inbound = fields.Float(
        string="Arrives in time", digits="Product Unit", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Owner", tracking=True)
    opened_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    closed_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex("(product_id, facility_id) WHERE state = 'open'")

    @api.depends("product_id", "facility_id")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = (
                f"{alert.product_id.display_name} · {alert.facility_id.name}"
            )

    @api.model
    def _watch_site(self, snapshot):
        """A site reported: its critical items are measured at once."""
        products = snapshot.sudo().line_ids.product_id.filtered(
            lambda row: row.healthcare_criticality == "a"
        )
        open_here = self.sudo().search(
            [("facility_id", "=", snapshot.facility_id.id), ("state", "=", "open")]
        )
        products |= open_here.product_id
        if products:
            self.env["healthcare.supply.level"].sudo()._refresh(
                products, snapshot.facility_id.sudo()
            )

    @api.model
    def _judge(self, levels):
        """Open, change or close the alerts of these measured rows."""
        rows = self.search(
            [
                ("state", "=", "open"),
                ("product_id", "in", levels.product_id.ids),
                ("facility_id", "in", levels.facility_id.ids),
            ]
        )
        known = {(row.product_id, row.facility_id): row for row in rows}
        fresh = self.browse()
        for level in levels:
            alert = known.get((level.product_id, level.facility_id))
            short = level.level in TOLD and level.criticality == "a"
            if not short:
                if alert:
                    alert._close_covered()
                continue
            values = self._values(level)
            if alert:
                alert.write(values)
            else:
                values |= {
                    "product_id": level.product_id.id,
                    "facility_id": level.facility_id.id,
                    "user_id": level.product_id.responsible_id.id,
                }
                fresh |= self.create(values)
        fresh._tell()

    @api.model
    def _values(self, level):
        names = ("level", "usable", "days", "safety_stock", "reorder_point", "inbound")
        values = {name: level[name] for name in names}
        return values | {"stockout_date": level.stockout_date}

    def _tell(self):
        """One question each, to its owner, and the event to whoever listens."""
        exceptions = self.env["healthcare.exception"]
        opened = exceptions._open_many(
            [
                (
                    Finding(
                        "STOCK_SHORTAGE",
                        alert._words(),
                        model=alert._name,
                        res_id=alert.id,
                        user_id=alert.user_id.id,
                        why=alert._why(),
                    ),
                    None,
                    None,
                    alert.company_id,
                )
                for alert in self
            ]
        )
        for alert, exception in zip(self, opened, strict=True):
            alert.user_id = exception.sudo().user_id
            alert._emit()

    def _words(self):
        names = {"item": self.product_id.display_name, "site": self.facility_id.name}
        if self.level == "out":
            return self.env._("%(item)s: %(site)s has none left.", **names)
        return self.env._(
            "%(item)s: %(site)s has %(days)s days left, below its safety stock.",
            days=f"{self.days:.1f}",
            **names,
        )

    def _why(self):
        return self.env._(
            "%(usable)s usable, safety stock %(safety)s, %(inbound)s arrive within the "
            "lead time.",
            usable=f"{self.usable:g}",
            safety=f"{self.safety_stock:g}",
            inbound=f"{self.inbound:g}",
        )

    def _emit(self):
        if self.env["healthcare.subscription"]._listening("stock.shortage"):
            data = {
                "item": self.product_id.default_code or self.product_id.id,
                "facility": self.facility_id.code,
                "level": self.level,
                "days": f"{self.days:.1f}",
                "usable": f"{self.usable:g}",
            }
            self.env["healthcare.event"]._emit("stock.shortage", self, data)

    def _close_covered(self):
        self.write({"state": "closed", "closed_at": fields.Datetime.now()})
        self.env["healthcare.exception"]._resolve_for(
            self, ["STOCK_SHORTAGE"], self.env._("There is enough again.")
        )

    def action_cover(self):
        """Ways to get more of it."""
        self.ensure_one()
        return self.env["healthcare.stock.cover"]._open(
            self.product_id, self.facility_id
        )
