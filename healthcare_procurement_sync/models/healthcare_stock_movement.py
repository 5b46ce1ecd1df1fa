"""Movements and reservations that sites report: booked once, late ones counted."""

from odoo import api, fields, models

TYPES = [
    ("transfer", "Transfer"),
    ("issue", "Issue"),
    ("return", "Return of an issue"),
    ("scrap", "Scrap"),
    ("found", "Found"),
    ("lost", "Lost"),
    ("reserve", "Reservation"),
    ("release", "Release of a reservation"),
]


class HealthcareStockMovement(models.Model):
    """One event of a site. ``moved_at`` and ``received_at`` UTC; ``delay`` in minutes.

    ``late`` when it was reported later than the facility's target; ``skewed`` when the
    site's clock is ahead of ours.
    """

    _name = "healthcare.stock.movement"
    _description = "Stock movement of a site"
    _inherit = ["healthcare.traceable"]
    _order = "moved_at desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    facility_id = fields.Many2one(
        "healthcare.facility", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(related="facility_id.company_id", store=True)
    movement_type = fields.Selection(TYPES, required=True, readonly=True)
    from_place = fields.Char(string="From", readonly=True)
    to_place = fields.Char(string="To", readonly=True)
    reservation = fields.Char(readonly=True, index="btree_not_null")
    moved_at = fields.Datetime(required=True, readonly=True)
    received_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    delay = fields.Integer(string="Delay (minutes)", readonly=True, aggregator="avg")
    late = fields.Boolean(readonly=True)
    late_count = fields.Integer(string="Late ones", readonly=True, aggregator="sum")
    skewed = fields.Boolean(string="Clock ahead", readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    move_ids = fields.One2many("stock.move", "healthcare_movement_id")
    item_count = fields.Integer(compute="_compute_items")
    state = fields.Selection(
        [("booked", "Booked"), ("reserved", "Reserved"), ("released", "Released")],
        required=True,
        readonly=True,
        default="booked",
    )

    _number_uniq = models.UniqueIndex("(facility_id, name)")
    _late = models.Index("(facility_id, moved_at) WHERE late")

    @api.depends("move_ids")
    def _compute_items(self):
        for movement in self:
            movement.item_count = len(movement.move_ids)

    def action_open_moves(self):
        """The stock moves that it made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_action"
        )
        return action | {"domain": [("id", "in", self.move_ids.ids)], "context": {}}


class StockMove(models.Model):
    """Knows the report of a site that it books."""

    _inherit = "stock.move"

    healthcare_movement_id = fields.Many2one(
        "healthcare.stock.movement",
        string="Reported movement",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
