"""Templates: a certified connection is cloned for the next partner or facility."""

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

OWN = {
    *("name", "code", "partner_id", "company_id", "owner_id", "facility_id"),
    *("template_id", "is_template", "technical_owner_id", "support_contact", "active"),
    *("id", "message_main_attachment_id", "connection_id", "currency_id"),
}
"""What is each clone's own and no deviation."""
SIMPLE = ("char", "selection", "integer", "float", "boolean", "many2one", "date")


class HealthcareConnection(models.Model):
    """Knows the template it was made from, and where it differs."""

    _inherit = "healthcare.connection"

    is_template = fields.Boolean(
        string="Template", copy=False, tracking=True, help="Others are cloned from it."
    )
    template_id = fields.Many2one(
        "healthcare.connection",
        string="Made from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    facility_id = fields.Many2one(
        "healthcare.facility", domain="[('company_id', '=', company_id)]", copy=False
    )
    clone_ids = fields.One2many("healthcare.connection", "template_id", readonly=True)
    clone_count = fields.Integer(compute="_compute_clone_count")
    override_count = fields.Integer(compute="_compute_overrides")
    override_html = fields.Html(
        string="Differs from the template", compute="_compute_overrides", sanitize=False
    )

    @api.depends("clone_ids")
    def _compute_clone_count(self):
        for connection in self:
            connection.clone_count = len(connection.clone_ids)

    def _compute_overrides(self):
        for connection in self:
            rows = connection._overrides() if connection.template_id else []
            connection.override_count = len(rows)
            connection.override_html = rows and _table(rows, self.env._) or False

    def _overrides(self):
        """``(where, field, value of the template, value here)`` of what differs."""
        template = self.template_id.sudo()
        rows = _differences(template, self, "", self.env)
        theirs = {flow.code: flow for flow in template.flow_ids}
        for flow in self.flow_ids:
            other = theirs.pop(flow.code, None)
            if other is None:
                rows.append((flow.name, self.env._("Flow"), "", self.env._("added")))
            else:
                rows += _differences(other, flow, flow.name, self.env)
        rows += [
            (flow.name, self.env._("Flow"), self.env._("is there"), "")
            for flow in theirs.values()
        ]
        return rows

    def _clone(self, values, copy_mappings=True):
        """A draft made from this template; credentials are never copied.

        :param values: name, code, partner, company, facility, environment, addresses.
        :raises UserError: the template was never certified.
        """
        self.ensure_one()
        if self.state not in ("certified", "live", "suspended"):
            raise UserError(
                self.env._("Only a certified connection is a template for others.")
            )
        clone = self.copy(values | {"template_id": self.id})
        if copy_mappings:
            clone._copy_mappings(self)
        self.env["healthcare.audit.entry"]._log(
            "connection.cloned", clone, facts={"template": self.code}
        )
        return clone

    def _copy_mappings(self, template):
        """The template's own tables as drafts: nobody's approval is copied."""
        mappings = self.env["healthcare.mapping"].search(
            [("connection_id", "=", template.id)]
        )
        for mapping in mappings:
            own = mapping.copy({"connection_id": self.id, "name": mapping.name})
            version = mapping.version_id
            if version and not own.version_ids:
                version._copy_to_draft(own)

    def action_clone(self):
        """Ask for what is different, then clone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_connection_clone_action"
        )
        return action | {"context": {"default_template_id": self.id}}

    def action_open_clones(self):
        """The connections that were made from this one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_connection_action"
        )
        return action | {"domain": [("template_id", "=", self.id)], "context": {}}


def _differences(template, own, where, env):
    rows = []
    for name, field in own._fields.items():
        if name in OWN or not field.store or not field.copy or field.related:
            continue
        if field.type not in SIMPLE or (field.compute and field.readonly):
            continue
        if template[name] != own[name]:
            shown = [_shown(record, field, env) for record in (template, own)]
            rows.append((where, field._description_string(env), *shown))
    return rows


def _shown(record, field, env):
    value = record[field.name]
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, "")
    if field.type == "many2one":
        return value.sudo().display_name or ""
    return "" if value is False and field.type != "boolean" else str(value)


def _table(rows, _):
    head = (_("Where"), _("Setting"), _("Template"), _("Here"))
    cells = Markup().join(
        Markup("<tr>{}</tr>").format(
            Markup().join(Markup("<td>{}</td>").format(escape(cell)) for cell in row)
        )
        for row in rows
    )
    titles = Markup().join(Markup("<th>{}</th>").format(title) for title in head)
    return Markup(
        '<table class="table table-sm"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(titles, cells)
