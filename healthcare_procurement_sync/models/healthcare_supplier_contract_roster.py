"""Who buys under a contract, and on which tier."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HealthcareSupplierContractTier(models.Model):
    """A level of a contract; ``rank`` is higher for a better one.

    ``threshold`` spend of twelve months from which a facility may ask for it, in the
    contract's currency.
    """

    _name = "healthcare.supplier.contract.tier"
    _description = "Tier of a supplier contract"
    _order = "contract_id, rank, id"
    _rec_names_search = ["name", "code"]

    contract_id = fields.Many2one(
        "healthcare.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    code = fields.Char(required=True, help="As documents name it: C01 ... C30.")
    name = fields.Char(required=True)
    rank = fields.Integer(
        required=True, default=1, help="Higher is better; prices of lower ranks too."
    )
    threshold = fields.Monetary(
        string="From a yearly spend of",
        help="A facility that buys this much in twelve months may ask for the tier.",
    )

    _code_uniq = models.UniqueIndex("(contract_id, upper(code))")
    _rank_uniq = models.UniqueIndex(
        "(contract_id, rank)", "Two tiers of a contract cannot have the same rank."
    )
    _rank = models.Constraint("CHECK(rank > 0)", "The lowest rank of a tier is 1.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tier in self:
            tier.display_name = f"{tier.code} {tier.name}"


class HealthcareSupplierContractRoster(models.Model):
    """A facility (and what is part of it) buys under a contract for some time.

    The facility and its tier have dates of their own: a tier that ended is a lapsed
    tier, and the buyer is told what it costs.
    """

    _name = "healthcare.supplier.contract.roster"
    _description = "Facility on a supplier contract"
    _order = "contract_id, facility_id, date_start, id"

    contract_id = fields.Many2one(
        "healthcare.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    facility_id = fields.Many2one(
        "healthcare.facility",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    tier_id = fields.Many2one(
        "healthcare.supplier.contract.tier",
        domain="[('contract_id', '=', contract_id)]",
        ondelete="restrict",
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")

    _dates = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A line of the roster cannot end before it begins.",
    )

    @api.constrains("tier_id", "contract_id", "facility_id")
    def _check_contract(self):
        for row in self:
            if row.tier_id and row.tier_id.contract_id != row.contract_id:
                raise ValidationError(
                    self.env._("The tier belongs to another contract.")
                )
            if row.facility_id.company_id != row.contract_id.company_id:
                raise ValidationError(
                    self.env._("The facility belongs to another company.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: who may buy decides about vendor prices.
        rows = super().create(vals_list)
        rows.contract_id._publish()
        return rows

    def write(self, vals):
        # EXTENDS base: see create
        contracts = self.contract_id
        result = super().write(vals)
        (contracts | self.contract_id)._publish()
        return result

    def unlink(self):
        # EXTENDS base: see create
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._publish()
        return result

    def _holds_on(self, day):
        return (not self.date_start or self.date_start <= day) and (
            not self.date_end or self.date_end >= day
        )
