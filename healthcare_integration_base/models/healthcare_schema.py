"""Canonical documents as administrators see them: versions, members, ends."""

import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..canonical import REGISTRY
from ..canonical.schema import json_schema, leaf_types, sample, schema_fields

PUBLISHED = "/healthcare/v1/schemas"


class HealthcareSchema(models.Model):
    """One version of one kind: who owns it, and until when it is spoken.

    Shape and members are read from the code; :meth:`_sync` brings them here when the
    addons are installed or upgraded.
    """

    _name = "healthcare.schema"
    _description = "Healthcare canonical schema"
    _inherit = ["mail.thread", "healthcare.door.mixin"]
    _order = "kind, version desc"
    _door_fields = frozenset({"deprecated_on", "sunset_on"})

    kind = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True)
    current = fields.Boolean(
        readonly=True, help="The version that this installation reads and writes."
    )
    description = fields.Text(readonly=True)
    sample = fields.Text(readonly=True, help="A document with every member filled.")
    line_ids = fields.One2many("healthcare.schema.line", "schema_id", readonly=True)
    member_count = fields.Integer(compute="_compute_member_count")
    owner_id = fields.Many2one("res.users", tracking=True)
    deprecated_on = fields.Date(
        string="Deprecated from",
        tracking=True,
        help="From this day on senders are told to change over.",
    )
    sunset_on = fields.Date(string="Ends on", tracking=True)
    status = fields.Selection(
        [("active", "Active"), ("deprecated", "Deprecated"), ("ended", "Ended")],
        compute="_compute_status",
        search="_search_status",
    )
    address = fields.Char(compute="_compute_address")
    flow_count = fields.Integer(compute="_compute_flow_count", compute_sudo=True)

    _version_uniq = models.Constraint(
        "UNIQUE(kind, version)", "A version of a kind exists once."
    )

    @api.depends("line_ids")
    def _compute_member_count(self):
        for schema in self:
            schema.member_count = len(schema.line_ids)

    @api.depends("deprecated_on", "sunset_on")
    def _compute_status(self):
        today = fields.Date.context_today(self)
        for schema in self:
            if schema.sunset_on and schema.sunset_on <= today:
                schema.status = "ended"
            elif schema.deprecated_on and schema.deprecated_on <= today:
                schema.status = "deprecated"
            else:
                schema.status = "active"

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.search([]).filtered(lambda schema: schema.status in value)
        return [("id", "in", found.ids)]

    @api.depends("kind", "version")
    def _compute_address(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        for schema in self:
            schema.address = f"{base}{PUBLISHED}/{schema.kind}/{schema.version}.json"

    def _compute_flow_count(self):
        flows = self.env["healthcare.flow"]
        groups = flows._read_group(
            [("kind", "in", self.mapped("kind"))], ["kind"], ["__count"]
        )
        counts = dict(groups)
        for schema in self:
            schema.flow_count = counts.get(schema.kind, 0) if schema.current else 0

    @api.constrains("deprecated_on", "sunset_on")
    def _check_sunset(self):
        for schema in self.filtered("sunset_on"):
            if not schema.deprecated_on or schema.deprecated_on >= schema.sunset_on:
                raise ValidationError(
                    self.env._("A version is deprecated before it ends.")
                )

    def action_open_flows(self):
        """The flows that carry this kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_flow_action"
        )
        return action | {"domain": [("kind", "=", self.kind)], "context": {}}

    def action_open_json(self):
        """The JSON Schema that partners read."""
        self.ensure_one()
        path = f"{PUBLISHED}/{self.kind}/{self.version}.json"
        return {"type": "ir.actions.act_url", "url": path, "target": "new"}

    @api.model
    def _sync(self):
        """Bring every kind of the code here; what is gone stays and is not current."""
        known = {(row.kind, row.version): row for row in self.search([])}
        current = self.browse()
        for kind, cls in REGISTRY.items():
            values = self._values_of(kind, cls)
            row = known.get((kind, cls.SCHEMA_VERSION))
            if row is None:
                row = self.create(values)
            elif any(row[name] != value for name, value in values.items()):
                row.write(values)
            row.line_ids._bring(row, kind)
            current |= row
        self.search([("current", "=", True), ("id", "not in", current.ids)]).write(
            {"current": False}
        )

    @api.model
    def _values_of(self, kind, cls):
        return {
            "kind": kind,
            "version": cls.SCHEMA_VERSION,
            "name": kind.replace("_", " ").capitalize(),
            "description": json_schema(kind)["description"],
            "sample": json.dumps(sample(kind), indent=2),
            "current": True,
        }

    @api.model
    def _ends_of(self, kind):
        """``(deprecated on, ends on)`` of the current version of ``kind``."""
        row = self.sudo().search([("kind", "=", kind), ("current", "=", True)], limit=1)
        return row.deprecated_on or None, row.sunset_on or None


class HealthcareSchemaLine(models.Model):
    """One member of a document."""

    _name = "healthcare.schema.line"
    _description = "Healthcare canonical member"
    _order = "schema_id, sequence, id"
    _rec_name = "path"
    _log_access = False

    schema_id = fields.Many2one(
        "healthcare.schema", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    path = fields.Char(string="Member", required=True, readonly=True)
    type = fields.Char(readonly=True)
    required = fields.Boolean(string="Mandatory", readonly=True)
    text = fields.Char(string="Meaning", readonly=True)
    leaf = fields.Boolean(readonly=True, help="Holds a single value.")

    def _bring(self, schema, kind):
        """Make these the members of ``kind``; those that others name keep their id."""
        known = {line.path: line for line in self}
        leaves = leaf_types(kind)
        for number, row in enumerate(schema_fields(kind)):
            values = {
                "sequence": number,
                "type": row.type,
                "required": row.required,
                "text": row.text,
                "leaf": row.path in leaves,
            }
            line = known.pop(row.path, None)
            if line is None:
                self.create({"schema_id": schema.id, "path": row.path, **values})
            elif any((line[name] or "") != (values[name] or "") for name in values):
                line.write(values)
        for line in known.values():
            line.leaf = False


class IrModelData(models.Model):
    """The end of an installation, when the code of every addon is there."""

    _inherit = "ir.model.data"

    @api.model
    def _process_end(self, modules):
        result = super()._process_end(modules)
        # This addon is loaded before those that bring kinds of their own.
        self.env["healthcare.schema"]._sync()
        return result
