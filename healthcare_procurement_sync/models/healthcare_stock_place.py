"""Places of a facility, who keeps its stock, and which stock nobody may use."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

STALE_HOURS = 24
LATE_MINUTES = 60


class HealthcareFacility(models.Model):
    """Whose figures count for its stock, and from when they are old or late."""

    _inherit = "healthcare.facility"

    stock_system = fields.Selection(
        [("odoo", "Odoo"), ("site", "The site's own system")],
        string="Stock is kept by",
        default="odoo",
        required=True,
        tracking=True,
        help="A site with its own system sends snapshots. What it counts is shown; "
        "Odoo's quantities change only by movements and approved counts.",
    )
    stock_stale_hours = fields.Integer(
        string="Stock is old after (hours)", default=STALE_HOURS
    )
    stock_late_minutes = fields.Integer(
        string="Movement is late after (minutes)",
        default=LATE_MINUTES,
        help="A movement that is reported later than that after it happened.",
    )
    delivery_point_ids = fields.One2many(
        "healthcare.delivery.point", "facility_id", string="Departments"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Documents that name a facility nobody knew wait for it.
        facilities = super().create(vals_list)
        self.env["healthcare.message"]._arrived(
            [f"facility:{row.code.lower()}" for row in facilities]
        )
        return facilities

    _stock_limits = models.Constraint(
        "CHECK(stock_stale_hours > 0 AND stock_late_minutes > 0)",
        "Hours and minutes are above zero.",
    )


class HealthcareDeliveryPoint(models.Model):
    """A department, ward, theatre or pharmacy counter of a facility.

    ``location_id`` where it has stock of its own; ``cost_centre`` as finance calls it,
    by default the code of the analytic account.
    """

    _name = "healthcare.delivery.point"
    _description = "Department of a facility"
    _order = "facility_id, code"
    _rec_names_search = ["name", "code"]

    facility_id = fields.Many2one(
        "healthcare.facility", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="facility_id.company_id", store=True)
    name = fields.Char(required=True)
    code = fields.Char(required=True, help="As documents name it.")
    location_id = fields.Many2one(
        "stock.location",
        string="Own stock",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        help="Empty: it takes from the stock of the facility.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account", string="Cost centre (analytic)"
    )
    cost_centre = fields.Char(
        compute="_compute_cost_centre", store=True, readonly=False
    )
    pharmacy = fields.Boolean(help="Shown in pharmacy stock, with its expiry dates.")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(facility_id, lower(code))", "This department exists already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Documents that name a place nobody knew wait for it.
        points = super().create(vals_list)
        self.env["healthcare.message"]._arrived(
            [f"place:{row.facility_id.id}:{row.code.lower()}" for row in points]
        )
        return points

    @api.depends("analytic_account_id.code")
    def _compute_cost_centre(self):
        for point in self:
            account = point.analytic_account_id
            point.cost_centre = account.code or point.cost_centre

    @api.depends("name", "code")
    def _compute_display_name(self):
        for point in self:
            point.display_name = f"[{point.code}] {point.name}"

    @api.constrains("location_id", "facility_id")
    def _check_location(self):
        for point in self.filtered("location_id"):
            warehouse = point.facility_id.warehouse_id
            if point.location_id.warehouse_id != warehouse:
                raise ValidationError(
                    self.env._("The stock of a department lies in its facility.")
                )

    def _source(self):
        """The location that its usage is taken from."""
        self.ensure_one()
        return self.location_id or self.facility_id.warehouse_id.lot_stock_id

    def _account(self):
        """The analytic account that bears its cost; empty when there is none."""
        self.ensure_one()
        return self.analytic_account_id or self.facility_id.analytic_account_id

    @api.model
    def _by_code(self, facilities):
        """``{(facility id, lower code): department}`` of these facilities."""
        rows = self.sudo().search([("facility_id", "in", facilities.ids)])
        return {(row.facility_id.id, row.code.lower()): row for row in rows}


class StockLocation(models.Model):
    """Quarantine and damaged goods are there, but nobody may use them."""

    _inherit = "stock.location"

    healthcare_unusable = fields.Boolean(
        string="Not usable",
        help="Quarantine, recalled or damaged goods. Not counted as supply.",
    )
    healthcare_consumption = fields.Boolean(
        string="Used in care",
        readonly=True,
        help="What arrives here was used by a department or on a patient.",
    )


class ResUsers(models.Model):
    """A local user sees the stock of some facilities, a regional one of all."""

    _inherit = "res.users"

    healthcare_facility_ids = fields.Many2many(
        "healthcare.facility",
        string="Own facilities",
        help="Empty: all facilities of the companies (regional).",
    )

    def write(self, vals):
        result = super().write(vals)
        if "healthcare_facility_ids" in vals:
            # Record rules are kept per user, with the facilities in them.
            self.env.registry.clear_cache()
        return result
