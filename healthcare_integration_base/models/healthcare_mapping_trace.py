"""Which version and which rows stood behind a message and what it changed."""

import json

from odoo import api, fields, models


class HealthcareMessage(models.Model):
    """Keeps the versions that were in force when it was applied."""

    _inherit = "healthcare.message"

    pins = fields.Json(
        string="Versions in force",
        readonly=True,
        help="The version of each mapping that was in force when it took effect.",
    )


class HealthcareDrain(models.AbstractModel):
    """Pins versions with the outcome, from what the transaction has read already."""

    _inherit = "healthcare.drain"

    @api.model
    def _pins_in_force(self, connection):
        """The versions in force for a connection, as JSON; None without mappings."""
        pins = self.env["healthcare.mapping"]._pins(connection)
        return json.dumps(pins) if pins else None


class HealthcareLineage(models.Model):
    """Names the rows that translated the codes of its place.

    ``mapping_line_ids`` (int[]) is a raw column: written by the drain, read in sets.
    """

    _inherit = "healthcare.lineage"

    mapping_version_id = fields.Many2one(
        "healthcare.mapping.version",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    mapping_text = fields.Char(string="Mapping", compute="_compute_mapping_text")

    def init(self):
        result = super().init()
        self.env.cr.execute(
            """
            ALTER TABLE healthcare_lineage
              ADD COLUMN IF NOT EXISTS mapping_line_ids int4[];
            CREATE INDEX IF NOT EXISTS healthcare_lineage_mapping_lines
                ON healthcare_lineage USING gin (mapping_line_ids)
             WHERE mapping_line_ids IS NOT NULL;
            """
        )
        return result

    def _mapping_lines(self):
        """``{lineage id: rows}`` of these links; one statement."""
        if not self.ids:
            return {}
        self.env.cr.execute(
            "SELECT id, mapping_line_ids FROM healthcare_lineage WHERE id = ANY(%s) "
            "AND mapping_line_ids IS NOT NULL",
            [self.ids],
        )
        lines = self.env["healthcare.mapping.line"].sudo()
        return {row[0]: lines.browse(row[1]) for row in self.env.cr.fetchall()}

    @api.depends("mapping_version_id")
    def _compute_mapping_text(self):
        rows = self.filtered("mapping_version_id")._mapping_lines()
        for lineage in self:
            lines = rows.get(lineage.id)
            lineage.mapping_text = (
                "; ".join(lines.exists().mapped("display_name")) if lines else False
            )
