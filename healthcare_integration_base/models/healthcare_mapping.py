"""Their code, our record: translations that a steward keeps."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DOMAINS = [
    ("item", "Item"),
    ("uom", "Unit of measure"),
    ("partner", "Partner"),
    ("payer", "Payer"),
    ("facility", "Facility"),
    ("location", "Location"),
]

MODELS = {
    "item": "product.product",
    "uom": "uom.uom",
    "partner": "res.partner",
    "payer": "res.partner",
    "facility": "res.company",
    "location": "stock.location",
}


class HealthcareMapping(models.Model):
    """A table of translations of one domain, for one connection or for all."""

    _name = "healthcare.mapping"
    _description = "Healthcare mapping"
    _inherit = ["mail.thread"]
    _order = "domain, connection_id, id"

    name = fields.Char(required=True)
    domain = fields.Selection(DOMAINS, required=True, tracking=True)
    connection_id = fields.Many2one(
        "healthcare.connection",
        ondelete="restrict",
        help="Empty: for every connection of the company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    owner_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    line_ids = fields.One2many("healthcare.mapping.line", "mapping_id", copy=True)
    line_count = fields.Integer(compute="_compute_line_count")
    active = fields.Boolean(default=True)

    _scope_uniq = models.UniqueIndex(
        "(domain, company_id, COALESCE(connection_id, 0)) WHERE active"
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        for mapping in self:
            mapping.line_count = len(mapping.line_ids)

    @api.model
    def _translate(self, connection, domain, code):
        """Our record for ``code``, or None.

        The connection's own table is asked first, then the company's.
        """
        return self._translate_many(connection, domain, [code]).get(code)

    @api.model
    def _translate_many(self, connection, domain, codes):
        """``{code: record}`` for those of ``codes`` that are mapped."""
        lines = (
            self.env["healthcare.mapping.line"]
            .sudo()
            .search(
                [
                    ("code", "in", list(set(codes))),
                    ("mapping_id.domain", "=", domain),
                    ("mapping_id.active", "=", True),
                    ("mapping_id.company_id", "=", connection.company_id.id),
                    ("mapping_id.connection_id", "in", (False, connection.id)),
                ]
            )
        )
        own_last = lines.sorted(lambda row: bool(row.mapping_id.connection_id))
        return lines._alive({line.code: line.target for line in own_last})


class HealthcareMappingLine(models.Model):
    """One code of theirs and one record of ours. Kept with its table."""

    _name = "healthcare.mapping.line"
    _description = "Healthcare mapping line"
    _order = "code, id"

    mapping_id = fields.Many2one(
        "healthcare.mapping", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="mapping_id.company_id", store=True)
    code = fields.Char(string="Their code", required=True, index=True)
    target = fields.Reference(
        selection="_selection_target", string="Our record", required=True
    )
    note = fields.Char()

    _code_uniq = models.Constraint(
        "UNIQUE(mapping_id, code)", "This code is already in the table."
    )

    @api.model
    def _selection_target(self):
        names = dict.fromkeys(MODELS.values())
        return [
            (name, self.env[name]._description) for name in names if name in self.env
        ]

    @api.constrains("target", "mapping_id")
    def _check_target(self):
        for line in self:
            expected = MODELS[line.mapping_id.domain]
            if line.target and line.target._name != expected:
                raise ValidationError(
                    self.env._(
                        "A mapping of this domain points at %(model)s.",
                        model=self.env["ir.model"]._get(expected).name or expected,
                    )
                )

    @api.model
    def _alive(self, targets):
        """``{code: record}`` without deleted records; one query per model."""
        alive = {}
        for name in {record._name for record in targets.values() if record}:
            ids = [row.id for row in targets.values() if row and row._name == name]
            alive[name] = set(self.env[name].browse(ids).exists().ids)
        return {
            code: record
            for code, record in targets.items()
            if record and record.id in alive[record._name]
        }
