"""Their code, our record: tables of translations, kept in versions."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

DOMAINS = [
    ("item", "Item"),
    ("uom", "Unit of measure"),
    ("partner", "Partner"),
    ("payer", "Payer"),
    ("facility", "Facility"),
    ("location", "Location"),
]
IN_FORCE = ("approved", "active")
"""States of a version that counts from its date on."""


class HealthcareMapping(models.Model):
    """A table of translations of one domain, for one connection or for all.

    The rows live in versions. What an owner keeps and a steward looks after changes
    only by a new version that another person approved.
    """

    _name = "healthcare.mapping"
    _description = "Healthcare mapping"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "domain, connection_id, id"

    name = fields.Char(required=True, tracking=True)
    domain = fields.Selection(DOMAINS, required=True, tracking=True)
    connection_id = fields.Many2one(
        "healthcare.connection",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: for every connection of the company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        tracking=True,
        help="Approves what somebody else changes.",
    )
    steward_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        tracking=True,
        help="Keeps the table up to date and is asked about unknown codes.",
    )
    version_ids = fields.One2many("healthcare.mapping.version", "mapping_id")
    version_count = fields.Integer(compute="_compute_versions")
    version_id = fields.Many2one(
        "healthcare.mapping.version",
        string="Version in force",
        compute="_compute_versions",
    )
    draft_id = fields.Many2one(
        "healthcare.mapping.version",
        string="Version in work",
        compute="_compute_versions",
    )
    line_ids = fields.One2many(related="version_id.line_ids", string="Codes in force")
    line_count = fields.Integer(compute="_compute_versions")
    active = fields.Boolean(default=True)

    _scope_uniq = models.UniqueIndex(
        "(domain, company_id, COALESCE(connection_id, 0)) WHERE active"
    )

    @api.depends(
        "version_ids.state", "version_ids.effective_from", "version_ids.line_ids"
    )
    def _compute_versions(self):
        today = fields.Date.context_today(self)
        counts = dict(
            self.env["healthcare.mapping.line"]._read_group(
                [("mapping_id", "in", self.ids)], ["version_id"], ["__count"]
            )
        )
        for mapping in self:
            versions = mapping.version_ids
            current = versions.filtered(
                lambda row: row.state in IN_FORCE and row.effective_from <= today
            ).sorted(lambda row: (row.effective_from, row.number))[-1:]
            mapping.version_id = current
            mapping.version_count = len(versions)
            mapping.line_count = counts.get(current, 0)
            mapping.draft_id = versions.filtered(
                lambda row: row.state in ("draft", "tested")
            ).sorted("number")[-1:]

    @api.model
    def _target_models(self):
        """``{domain: model}`` that its rows point at; an addon may add domains."""
        return {
            "item": "product.product",
            "uom": "uom.uom",
            "partner": "res.partner",
            "payer": "res.partner",
            "facility": "res.company",
            "location": "stock.location",
        }

    def _draft(self):
        """The version in work; a copy of the version in force when there is none.

        :raises UserError: somebody waits for the approval of the one in work.
        """
        self.ensure_one()
        draft = self.draft_id
        if draft.state == "tested":
            raise UserError(
                self.env._(
                    "%(version)s waits for an approval. Approve it or take it back "
                    "first.",
                    version=draft.display_name,
                )
            )
        return draft or self.version_id._copy_to_draft(self)

    @api.model
    def _establish(self, values, rows):
        """A mapping whose version 1 is in force at once, without a second person.

        For what is set up together with the system, never for a change: only the
        system itself may call it.

        :param values: of the mapping (name, domain, connection_id ...).
        :param rows: ``(code, record)`` or ``(code, record, {partner_id, item})``.
        """
        if not self.env.su:
            raise AccessError(self.env._("Only the set-up establishes a mapping."))
        mapping = self.create(values)
        version = self.env["healthcare.mapping.version"].create(
            {
                "mapping_id": mapping.id,
                "initial": True,
                "effective_from": fields.Date.context_today(self),
                "line_ids": [
                    Command.create(
                        {"code": code, "target": f"{record._name},{record.id}"}
                        | (scope[0] if scope else {})
                    )
                    for code, record, *scope in rows
                ],
            }
        )
        version.sudo()._set_active()
        return mapping

    @api.model_create_multi
    def create(self, vals_list):
        mappings = super().create(vals_list)
        self._forget_in_force()
        return mappings

    def write(self, vals):
        if not self.env.su and {"domain", "connection_id", "company_id"} & vals.keys():
            if self.version_ids.filtered(lambda row: row.state != "draft"):
                raise UserError(
                    self.env._(
                        "What a mapping is for does not change once a version was "
                        "tested: archive it and start another."
                    )
                )
        self._forget_in_force()
        return super().write(vals)

    def action_change(self):
        """Open the version in work, begun from the one in force."""
        self.ensure_one()
        self.check_access("write")
        version = self.draft_id or self._draft()
        return version._open()

    def action_versions(self):
        """Every version, the newest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_mapping_version_action"
        )
        return action | {
            "domain": [("mapping_id", "=", self.id)],
            "context": {"default_mapping_id": self.id},
        }
