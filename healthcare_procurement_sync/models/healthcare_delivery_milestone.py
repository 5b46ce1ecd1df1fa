"""What carriers say about goods on their way."""

from odoo import api, fields, models

from ..delivery_statuses import STATUSES, TROUBLE


class HealthcareDeliveryMilestone(models.Model):
    """One event of one shipment; the same event is kept once."""

    _name = "healthcare.delivery.milestone"
    _description = "Delivery milestone"
    _order = "happened_at desc, id desc"
    _rec_name = "status"

    shipment_id = fields.Many2one(
        "healthcare.shipment", index="btree_not_null", readonly=True, ondelete="cascade"
    )
    order_ids = fields.Many2many(
        "purchase.order",
        "healthcare_delivery_milestone_order_rel",
        "milestone_id",
        "order_id",
        string="Orders",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    carrier = fields.Char(readonly=True)
    tracking = fields.Char(readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    happened_at = fields.Datetime(required=True, readonly=True)
    location = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    estimated_date = fields.Date(string="Expected", readonly=True)
    trouble = fields.Boolean(compute="_compute_trouble")

    _event_uniq = models.UniqueIndex(
        "(company_id, COALESCE(tracking, ''), COALESCE(shipment_id, 0), status, "
        "happened_at)"
    )

    @api.depends("status")
    def _compute_trouble(self):
        for row in self:
            row.trouble = row.status in TROUBLE


class HealthcareShipment(models.Model):
    """A shipment with the latest word of its carrier."""

    _inherit = "healthcare.shipment"

    milestone_ids = fields.One2many(
        "healthcare.delivery.milestone", "shipment_id", readonly=True
    )
    delivery_status = fields.Selection(STATUSES, string="Last milestone", readonly=True)
    delivery_status_at = fields.Datetime(string="As of", readonly=True)
    carrier_date = fields.Date(
        string="Carrier expects", readonly=True, help="Latest word of the carrier."
    )

    _tracking = models.Index("(tracking) WHERE tracking IS NOT NULL")


class PurchaseOrder(models.Model):
    """The order shows where its goods are and when they come."""

    _inherit = "purchase.order"

    healthcare_milestone_ids = fields.Many2many(
        "healthcare.delivery.milestone",
        "healthcare_delivery_milestone_order_rel",
        "order_id",
        "milestone_id",
        string="Delivery",
        readonly=True,
        copy=False,
    )
    healthcare_delivery_status = fields.Selection(
        STATUSES,
        string="Where it is",
        compute="_compute_healthcare_delivery",
    )
    healthcare_expected_date = fields.Date(
        string="Expected delivery", compute="_compute_healthcare_delivery"
    )

    @api.depends("healthcare_milestone_ids")
    def _compute_healthcare_delivery(self):
        for order in self:
            rows = order.healthcare_milestone_ids.sorted(
                lambda row: (row.happened_at, row.id)
            )
            order.healthcare_delivery_status = rows[-1:].status
            dated = rows.filtered("estimated_date")
            order.healthcare_expected_date = dated[-1:].estimated_date
