"""Who must act on a denial: categories, and the reasons that lead to them."""

from odoo import api, fields, models


class HealthcareDenialCategory(models.Model):
    """A kind of denial with its owner and the days it should be worked in."""

    _name = "healthcare.denial.category"
    _description = "Denial category"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    preventable = fields.Selection(
        [("yes", "Yes"), ("maybe", "Maybe"), ("no", "No")], default="maybe"
    )
    act_days = fields.Integer(
        string="Act within (business days)", required=True, default=5
    )
    advice = fields.Text(string="First steps", translate=True)
    user_id = fields.Many2one("res.users", string="Owner")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This category exists already.")

    @api.model
    def _for_reasons(self, pairs):
        """``{(group, reason): category}``; an unknown reason is OTHER, no failure."""
        reasons = self.env["healthcare.adjustment.reason"]._by_code(
            {reason for _group, reason in pairs}
        )
        # A code that we have no words for is accepted; a steward finds it in the list.
        unknown = {reason for _group, reason in pairs} - reasons.keys()
        if unknown:
            self.env["healthcare.code.list"]._see("carc", unknown)
        by_code = {row.code: row for row in self.search([])}
        other = by_code.get("OTHER", self.browse())
        return {
            (group, reason): by_code.get("PI", other)
            if group == "PI"
            else (reasons[reason].category_id if reason in reasons else other) or other
            for group, reason in pairs
        }


class HealthcareAdjustmentReason(models.Model):
    """A claim adjustment reason code with our own short words.

    The official wording belongs to X12 and is not shipped. ``date_from`` and
    ``date_to`` are the days the code is valid in. Kept with its category.
    """

    _name = "healthcare.adjustment.reason"
    _description = "Claim adjustment reason"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="In short", required=True, translate=True)
    category_id = fields.Many2one("healthcare.denial.category", index=True)
    date_from = fields.Date()
    date_to = fields.Date()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This reason exists already.")

    @api.model
    def _by_code(self, codes):
        """``{code: reason}`` of those that are known, retired ones included."""
        rows = self.with_context(active_test=False).search(
            [("code", "in", list(codes))]
        )
        return {row.code: row for row in rows}

    @api.depends("code", "name")
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.code} {reason.name}"
