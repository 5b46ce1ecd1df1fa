"""The rows of a layout: members with their columns, and what happens to odd rows."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.csv_codec import header_of
from ..document.layout import RANGE, LayoutField, LayoutRule, _delimited
from ..errors import RejectedError
from ..patterns import is_safe


class HealthcareLayoutRow(models.AbstractModel):
    """Part of a version: it changes while that is a draft."""

    _name = "healthcare.layout.row"
    _description = "Healthcare layout row"

    layout_id = fields.Many2one(
        "healthcare.layout", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    source = fields.Char(
        string="Column",
        help="CSV: the name of the column or its number. Fixed width: 1-10. JSON: a "
        "path such as customer.no, or items[].qty for the lines.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.layout_id._refuse_change()
        rows.layout_id._edited()
        return rows

    def write(self, vals):
        self.layout_id._refuse_change()
        self.layout_id._edited()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft(self):
        self.layout_id._refuse_change()
        self.layout_id._edited()

    @api.constrains("source", "layout_id")
    def _check_source(self):
        for row in self.filtered("source"):
            if row.layout_id.form == "fixed" and not RANGE.fullmatch(row.source):
                raise ValidationError(
                    self.env._(
                        "%(source)s: a column of fixed width is two positions, 1-10.",
                        source=row.source,
                    )
                )


class HealthcareLayoutField(models.Model):
    """One member of the document and where it comes from."""

    _name = "healthcare.layout.field"
    _description = "Healthcare layout field"
    _inherit = "healthcare.layout.row"
    _order = "layout_id, sequence, id"

    kind = fields.Selection(related="layout_id.kind")
    target_id = fields.Many2one(
        "healthcare.schema.line",
        string="Field",
        ondelete="restrict",
        domain="[('schema_id.kind', '=', kind), ('schema_id.current', '=', True),"
        " ('leaf', '=', True)]",
    )
    text = fields.Char(related="target_id.text", string="Meaning")
    required = fields.Boolean(related="target_id.required")
    constant = fields.Char(string="Always", help="This value, whatever the row says.")
    default = fields.Char(string="If empty")
    date_format = fields.Char(
        string="Form of dates", help="If this date looks different from the others."
    )
    pattern = fields.Char(
        string="Must match", help="A regular expression; other values are refused."
    )

    _target_uniq = models.UniqueIndex(
        "(layout_id, target_id) WHERE target_id IS NOT NULL",
        "A member is filled once.",
    )

    @api.constrains("pattern")
    def _check_pattern(self):
        for row in self.filtered("pattern"):
            try:
                safe = is_safe(row.pattern)
            except re.error:
                raise ValidationError(
                    self.env._("%(text)s is no expression.", text=row.pattern)
                ) from None
            if not safe:
                raise ValidationError(
                    self.env._(
                        "%(text)s could keep the server busy: repeat nothing that "
                        "repeats.",
                        text=row.pattern,
                    )
                )

    def _spec(self):
        return LayoutField(
            target=self.target_id.path,
            source=(self.source or "").strip(),
            constant=self.constant or "",
            default=self.default or "",
            date_format=self.date_format or "",
            pattern=self.pattern or "",
        )

    @api.model
    def _propose(self, layout):
        """Rows for the unused columns of a delimited sample; names that fit a member
        bring it along."""
        if layout.form != "csv" or not layout.sample:
            return
        try:
            payload = layout.sample.encode(layout.encoding)
            names = header_of(payload, _delimited(layout._spec()))
        except (RejectedError, UnicodeError):
            return
        members = self.env["healthcare.schema.line"].search(
            [
                ("schema_id.kind", "=", layout.kind),
                ("schema_id.current", "=", True),
                ("leaf", "=", True),
            ]
        )
        known = {_plain(member.path.rpartition(".")[2]): member for member in members}
        known |= {_plain(member.path): member for member in members}
        used = set(layout.field_ids.mapped("source"))
        taken = layout.field_ids.target_id
        rows = []
        for number, name in enumerate(names, start=1):
            if not name or name in used:
                continue
            member = known.get(_plain(name), members.browse())
            if member in taken:
                member = members.browse()
            taken |= member
            rows.append(
                {
                    "layout_id": layout.id,
                    "sequence": 10 * number,
                    "source": name,
                    "target_id": member.id,
                }
            )
        self.create(rows)


class HealthcareLayoutRule(models.Model):
    """What happens to a row that is no line of a document, or should not be one."""

    _name = "healthcare.layout.rule"
    _description = "Healthcare layout rule"
    _inherit = "healthcare.layout.row"
    _order = "layout_id, sequence, id"

    operator = fields.Selection(
        [
            ("empty", "is empty"),
            ("filled", "is filled"),
            ("equals", "is"),
            ("differs", "is not"),
        ],
        required=True,
        default="empty",
    )
    value = fields.Char()
    action = fields.Selection(
        [("reject", "Reject the document"), ("leave_out", "Leave the row out")],
        required=True,
        default="reject",
    )

    def _spec(self):
        return LayoutRule(
            self.source.strip(), self.operator, self.value or "", self.action
        )


def _plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())
