"""Price lists: who sends which, how it is read, and what a person must look at."""

from odoo import api, fields, models


class HealthcareSupplierFeed(models.Model):
    """One list of one supplier. ``full`` lists name everything that is offered: what is
    missing from them is discontinued. Change lists name only what changes.
    """

    _name = "healthcare.supplier.feed"
    _description = "Supplier's price list"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id, name, id"

    name = fields.Char(required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    connection_id = fields.Many2one(
        "healthcare.connection",
        index="btree_not_null",
        help="The channel whose item and unit tables translate the supplier's codes.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of prices that state none.",
    )
    active = fields.Boolean(default=True)
    full = fields.Boolean(
        string="Full list",
        default=True,
        tracking=True,
        help="What a full list no longer contains is discontinued.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Buyer",
        default=lambda self: self.env.user,
        tracking=True,
        help="Is asked when a list must be looked at.",
    )
    full_confirmed_at = fields.Datetime(string="Last full list", readonly=True)
    received_at = fields.Datetime(string="Last list", readonly=True)

    # -- what is accepted without a person -------------------------------------------
    rise_pct = fields.Float(
        string="Accept a rise up to (%)", default=2.0, tracking=True
    )
    fall_pct = fields.Float(
        string="Accept a fall up to (%)", default=25.0, tracking=True
    )
    approve_new = fields.Boolean(
        string="New items are approved by a person", tracking=True
    )
    approve_discontinued = fields.Boolean(
        string="Discontinued items are approved by a person", tracking=True
    )
    shrink_pct = fields.Float(
        string="Hold when more disappear than (%)",
        default=10.0,
        tracking=True,
        help="A full list that would discontinue more of the active prices waits.",
    )
    failing_pct = fields.Float(
        string="Refuse when more rows fail than (%)", default=5.0, tracking=True
    )
    jump_pct = fields.Float(
        string="A price jumps from (%)",
        default=25.0,
        tracking=True,
        help="In either direction.",
    )
    jumping_pct = fields.Float(
        string="Refuse when more rows jump than (%)", default=2.0, tracking=True
    )

    _percentages = models.Constraint(
        "CHECK(rise_pct >= 0 AND fall_pct >= 0 AND shrink_pct >= 0 "
        "AND failing_pct >= 0 AND jump_pct > 0 AND jumping_pct >= 0)",
        "Limits are not negative.",
    )
    _name_uniq = models.UniqueIndex(
        "(partner_id, company_id, name) WHERE active",
        "This supplier has a list of that name already.",
    )

    @api.model
    def _for_connection(self, connection):
        """The list of a connection's supplier; made when the first one arrives."""
        Feeds = self.sudo()
        known = Feeds.search([("connection_id", "=", connection.id)], limit=1)
        if known or not connection.partner_id:
            return known
        return Feeds.create(
            {
                "name": connection.name,
                "partner_id": connection.partner_id.id,
                "company_id": connection.company_id.id,
                "connection_id": connection.id,
                "currency_id": connection.company_id.currency_id.id,
                "user_id": connection.owner_id.id
                if "owner_id" in connection._fields
                else False,
            }
        )
