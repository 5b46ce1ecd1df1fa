"""Where a mapping is used: flows, handlers, messages, records."""

from odoo import api, fields, models


class HealthcareHandler(models.AbstractModel):
    """Says which mappings it asks."""

    _inherit = "healthcare.handler"

    _mapping_domains = ()
    """Domains of mappings that documents of this kind are translated by."""


class HealthcareMapping(models.Model):
    """Counts are read, never stored."""

    _inherit = "healthcare.mapping"

    flow_count = fields.Integer(compute="_compute_usage", compute_sudo=True)
    message_count = fields.Integer(
        string="Documents translated", compute="_compute_usage", compute_sudo=True
    )
    handler_text = fields.Char(string="Used for", compute="_compute_usage")

    @api.depends("domain", "connection_id")
    def _compute_usage(self):
        counts = self._translated_counts()
        names = dict(self.env["healthcare.flow"]._selection_kind())
        for mapping in self:
            kinds = mapping._kinds()
            mapping.handler_text = ", ".join(names.get(kind, kind) for kind in kinds)
            mapping.flow_count = self.env["healthcare.flow"].search_count(
                mapping._flow_domain()
            )
            mapping.message_count = counts.get(mapping.id, 0)

    def _kinds(self):
        """Kinds of documents whose handler asks mappings of this domain."""
        prefix = "healthcare.handler."
        return sorted(
            name.removeprefix(prefix)
            for name in self.env
            if name.startswith(prefix)
            and self.domain in self.env[name]._mapping_domains
            and name.removeprefix(prefix) in self.env["healthcare.flow"]._kind_names()
        )

    def _flow_domain(self):
        domain = [
            ("direction", "=", "in"),
            ("company_id", "=", self.company_id.id),
            "|",
            ("kind", "in", self._kinds()),
            ("kind", "=", False),
        ]
        if self.connection_id:
            domain.append(("connection_id", "=", self.connection_id.id))
        return domain

    def _translated_counts(self):
        """``{mapping id: messages}`` whose records its rows translated."""
        if not self.ids:
            return {}
        self.env.cr.execute(
            """
            SELECT v.mapping_id, count(DISTINCT l.message_id)
              FROM healthcare_mapping_version v
              JOIN healthcare_mapping_line r ON r.version_id = v.id
              JOIN healthcare_lineage l ON l.mapping_line_ids @> ARRAY[r.id]
               AND l.mapping_line_ids IS NOT NULL
             WHERE v.mapping_id = ANY(%s) GROUP BY v.mapping_id
            """,
            [self.ids],
        )
        return dict(self.env.cr.fetchall())

    def action_open_flows(self):
        """The flows whose documents ask this mapping."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_flow_action"
        )
        return action | {"domain": self._flow_domain(), "context": {}}


class HealthcareFlow(models.Model):
    """Knows the kinds by name."""

    _inherit = "healthcare.flow"

    @api.model
    def _kind_names(self):
        return {kind for kind, _label in self._selection_kind()}
