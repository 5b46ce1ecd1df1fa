"""A new partner or facility from a template, without code."""

import re

from odoo import api, fields, models


class HealthcareConnectionClone(models.TransientModel):
    """What is different: everything else comes from the template."""

    _name = "healthcare.connection.clone"
    _description = "New connection from a template"

    template_id = fields.Many2one(
        "healthcare.connection",
        required=True,
        domain="[('state', 'in', ('certified', 'live', 'suspended'))]",
    )
    connector = fields.Selection(related="template_id.connector")
    name = fields.Char(required=True)
    code = fields.Char(
        compute="_compute_code", store=True, readonly=False, required=True
    )
    partner_id = fields.Many2one("res.partner", string="Business partner")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    facility_id = fields.Many2one(
        "healthcare.facility", domain="[('company_id', '=', company_id)]"
    )
    environment = fields.Selection(
        [("test", "Test"), ("production", "Production")], required=True, default="test"
    )
    endpoint_url = fields.Char(string="Address")
    folder_in = fields.Char(string="Folder for incoming files")
    folder_out = fields.Char(string="Folder for outgoing files")
    copy_mappings = fields.Boolean(
        string="Copy the template's own tables",
        default=True,
        help="As drafts that somebody approves. Tables of no connection are inherited "
        "in any case.",
    )
    content_text = fields.Text(
        compute="_compute_content_text", string="What comes along"
    )

    @api.depends("name")
    def _compute_code(self):
        for wizard in self:
            plain = re.sub(r"[^a-z0-9]+", "-", (wizard.name or "").lower())
            wizard.code = plain.strip("-")[:64]

    @api.depends("template_id")
    def _compute_content_text(self):
        for wizard in self:
            template = wizard.template_id
            own = self.env["healthcare.mapping"].search_count(
                [("connection_id", "=", template.id)]
            )
            names = ", ".join(template.flow_ids.mapped("name")) or "-"
            wizard.content_text = template and self.env._(
                "Flows: %(flows)s. Own tables: %(tables)s. Secrets stay behind.",
                flows=names,
                tables=own,
            )

    def action_clone(self):
        """Make the draft and show what it still needs."""
        self.ensure_one()
        self.env["healthcare.connection"].check_access("create")
        names = ("name", "code", "environment", "endpoint_url")
        values = {name: self[name] for name in names}
        values |= {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "facility_id": self.facility_id.id,
            "owner_id": self.env.uid,
        }
        if self.connector == "folder":
            values |= {"folder_in": self.folder_in, "folder_out": self.folder_out}
        clone = self.template_id._clone(values, self.copy_mappings)
        return {
            "type": "ir.actions.act_window",
            "res_model": clone._name,
            "res_id": clone.id,
            "views": [(False, "form")],
        }
