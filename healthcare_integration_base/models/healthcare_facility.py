"""A site: hospital, clinic, warehouse or pharmacy of a company."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HealthcareFacility(models.Model):
    """What charges, receipts and invoices name, and what a flow's mode may differ by.

    ``code`` is what partners call it in their documents; upper and lower case are the
    same.
    """

    _name = "healthcare.facility"
    _description = "Healthcare facility"
    _inherit = ["mail.thread"]
    _order = "company_id, code, id"
    _parent_name = "parent_id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True, help="As documents name it.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    tz = fields.Selection(
        "_selection_tz",
        string="Time zone",
        default=lambda self: self.env.user.tz or "UTC",
        help="In which days and cut-off times of this site are meant.",
    )
    parent_id = fields.Many2one(
        "healthcare.facility",
        string="Part of",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    child_ids = fields.One2many("healthcare.facility", "parent_id", string="Units")
    active = fields.Boolean(default=True)
    mode_ids = fields.One2many(
        "healthcare.flow.mode", "facility_id", string="Modes of flows"
    )

    _code_uniq = models.UniqueIndex("(company_id, lower(code))")

    @api.model
    def _selection_tz(self):
        return self.env["res.partner"]._fields["tz"]._description_selection(self.env)

    @api.depends("name", "code")
    def _compute_display_name(self):
        for facility in self:
            facility.display_name = f"[{facility.code}] {facility.name}"

    @api.constrains("parent_id", "company_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A facility cannot be part of itself."))
        for facility in self:
            parent = facility.parent_id
            if parent and parent.company_id != facility.company_id:
                raise ValidationError(
                    self.env._("A facility and what it is part of share a company.")
                )

    @api.model
    def _by_code(self, company, codes):
        """``{code: facility}`` for those of ``codes`` that are known; one query."""
        wanted = {code.lower(): code for code in codes if code}
        if not wanted:
            return {}
        rows = self.sudo().search(
            [("company_id", "=", company.id), ("code", "in", [*wanted.values()])]
        )
        known = {row.code.lower(): row for row in rows}
        missing = set(wanted) - set(known)
        if missing:
            # Another spelling: rare, so it is asked apart.
            rows = self.sudo().search([("company_id", "=", company.id)])
            known |= {row.code.lower(): row for row in rows}
        return {code: known[lower] for lower, code in wanted.items() if lower in known}

    def _and_parents(self):
        """This facility first, then what it is part of, up to the top."""
        found = self
        parent = self.parent_id
        while parent and parent not in found:
            found += parent
            parent = parent.parent_id
        return found
