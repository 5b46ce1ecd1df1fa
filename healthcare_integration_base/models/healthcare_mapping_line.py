"""One code of theirs and one record of ours, in a version of a mapping."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..mapping_table import ANY, Row
from .healthcare_mapping_guard import LINE_GUARDS


class HealthcareMappingLine(models.Model):
    """A row. It never changes after its version was tested (a trigger sees to it).

    ``number`` is the row as people cite it ("version 7, row 45"); it stays with the row
    from version to version.
    """

    _name = "healthcare.mapping.line"
    _description = "Healthcare mapping line"
    _order = "number, id"
    _rec_name = "code"

    version_id = fields.Many2one(
        "healthcare.mapping.version", required=True, index=True, ondelete="cascade"
    )
    mapping_id = fields.Many2one(
        related="version_id.mapping_id", store=True, index=True
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    state = fields.Selection(related="version_id.state")
    number = fields.Integer(string="Row", readonly=True)
    code = fields.Char(
        string="Their code",
        required=True,
        help="As the partner writes it. * stands for any code without a row.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Only from",
        ondelete="restrict",
        help="The row counts only for this partner. Empty: for everybody.",
    )
    item = fields.Char(
        string="Only for item",
        help="Our item number or a GTIN. A box holds 10 of one item and 100 of "
        "another.",
    )
    target = fields.Reference(
        selection="_selection_target", string="Our record", required=True
    )
    target_model = fields.Char(compute="_compute_target_model")
    target_id = fields.Many2oneReference(
        string="Record",
        model_field="target_model",
        compute="_compute_target_id",
        inverse="_inverse_target_id",
        help="The record alone, for screens: what kind it is follows from the mapping.",
    )
    note = fields.Char()

    _scope_uniq = models.UniqueIndex(
        "(version_id, code, COALESCE(partner_id, 0), COALESCE(item, ''))"
    )
    _code = models.Index("(version_id, code)")
    _target_form = models.Constraint(
        "CHECK(target ~ '^[a-z0-9_.]+,[0-9]+$')", "Choose one of our records."
    )
    _codes_length = models.Constraint(
        "CHECK(char_length(code) <= 512 AND char_length(item) <= 128)",
        "A code has at most 512 characters, an item number 128.",
    )

    def init(self):
        for statement in LINE_GUARDS:
            self.env.cr.execute(statement)

    @api.model
    def _selection_target(self):
        names = dict.fromkeys(self.env["healthcare.mapping"]._target_models().values())
        return [
            (name, self.env[name]._description) for name in names if name in self.env
        ]

    @api.constrains("target", "version_id")
    def _check_target(self):
        models_of = self.env["healthcare.mapping"]._target_models()
        for line in self:
            expected = models_of[line.version_id.mapping_id.domain]
            if line.target and line.target._name != expected:
                raise ValidationError(
                    self.env._(
                        "A mapping of this domain points at %(model)s.",
                        model=self.env["ir.model"]._get(expected).name or expected,
                    )
                )

    @api.depends("version_id.mapping_id.domain")
    def _compute_target_model(self):
        models_of = self.env["healthcare.mapping"]._target_models()
        for line in self:
            line.target_model = models_of.get(line.version_id.mapping_id.domain)

    @api.depends("target")
    def _compute_target_id(self):
        for line in self:
            line.target_id = line.target.id if line.target else False

    def _inverse_target_id(self):
        """The target was written already, see ``_with_target``."""

    @api.model
    def _with_target(self, vals, version):
        """``target_id`` of a screen as ``target``."""
        if "target_id" not in vals:
            return vals
        vals = dict(vals)
        res_id = vals.pop("target_id")
        model = self.env["healthcare.mapping"]._target_models()[version.domain]
        vals["target"] = f"{model},{res_id}" if res_id else False
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        self._into_drafts(vals_list)
        versions = self.env["healthcare.mapping.version"].browse(
            {vals["version_id"] for vals in vals_list}
        )
        versions._check_draft()
        lines = super().create(
            [
                self._with_target(vals, versions.browse(vals["version_id"]))
                for vals in vals_list
            ]
        )
        lines._number()
        versions._edited()
        return lines

    @api.model
    def _into_drafts(self, vals_list):
        """A row that names only its mapping goes into the version in work."""
        for vals in vals_list:
            mapping = vals.pop("mapping_id", None)
            if not vals.get("version_id"):
                if not mapping:
                    raise UserError(self.env._("A row belongs to a version."))
                draft = self.env["healthcare.mapping"].browse(mapping)._draft()
                vals["version_id"] = draft.id
            vals["code"] = (vals.get("code") or "").strip()

    def _number(self):
        """The next free rows of each version, in the order of creation."""
        groups = self._read_group(
            [("version_id", "in", self.version_id.ids)], ["version_id"], ["number:max"]
        )
        last = {version: top or 0 for version, top in groups}
        for line in self.filtered(lambda row: not row.number):
            last[line.version_id] += 1
            line.number = last[line.version_id]

    def write(self, vals):
        self.version_id._check_draft()
        if "code" in vals:
            vals = vals | {"code": (vals["code"] or "").strip()}
        vals = self._with_target(vals, self.version_id[:1])
        result = super().write(vals)
        self.version_id._edited()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_drafts(self):
        self.version_id._check_draft()
        self.version_id._edited()

    def _row(self):
        """This line as a :class:`Row`."""
        target = self.target
        return Row(
            self.id,
            self.number,
            self.code,
            self.partner_id.id or 0,
            self.item or "",
            target._name if target else "",
            target.id if target else 0,
        )

    @api.depends("code", "number", "version_id")
    def _compute_display_name(self):
        for line in self:
            code = self.env._("any code") if line.code == ANY else line.code
            line.display_name = self.env._(
                "%(version)s, row %(number)s (%(code)s)",
                version=line.version_id.display_name,
                number=line.number,
                code=code,
            )

    @api.model
    def _alive(self, targets):
        """``{key: record}`` without deleted records; one query per model."""
        alive = {}
        for name in {record._name for record in targets.values() if record}:
            ids = [row.id for row in targets.values() if row and row._name == name]
            alive[name] = set(self.env[name].browse(ids).exists().ids)
        return {
            key: record
            for key, record in targets.items()
            if record and record.id in alive[record._name]
        }
