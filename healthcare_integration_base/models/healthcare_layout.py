"""A feed described by an administrator: which column is which member, without code."""

import json

from markupsafe import Markup

from odoo import api, fields, models

from ..canonical import to_json
from ..codec.csv_codec import ENCODINGS
from ..document.layout import Layout, LayoutDocument, decode
from ..errors import RejectedError

SHOWN = 20
"""Documents of the sample that the preview lists."""
DELIMITERS = [(",", "Comma"), (";", "Semicolon"), ("tab", "Tab"), ("|", "Bar")]


class HealthcareLayout(models.Model):
    """One version of the description. In force it is not changed: a new version is.
    Who wrote any of it does not put it in force.

    The sample stands in the row so that the next person sees what is meant; it must not
    hold real patients.
    """

    _name = "healthcare.layout"
    _description = "Healthcare field layout"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _order = "name, number desc, id desc"

    name = fields.Char(required=True, tracking=True)
    number = fields.Integer(string="Version", default=1, readonly=True, copy=False)
    root_id = fields.Many2one("healthcare.layout", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In force"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: for the flows of every company.",
    )
    owner_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    editor_ids = fields.Many2many(
        "res.users",
        "healthcare_layout_editor",
        "layout_id",
        "user_id",
        string="Written by",
        readonly=True,
        copy=False,
    )
    approved_by_id = fields.Many2one(
        "res.users",
        string="Put in force by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        required=True,
    )
    form = fields.Selection(
        [("csv", "Delimited (CSV)"), ("fixed", "Fixed width"), ("json", "JSON")],
        required=True,
        default="csv",
    )
    encoding = fields.Selection(
        [(name, name.upper()) for name in ENCODINGS], required=True, default="utf-8"
    )
    delimiter = fields.Selection(DELIMITERS, required=True, default=",")
    quoted = fields.Boolean(string="Quotation marks", default=True)
    header = fields.Boolean(string="First row names the columns", default=True)
    skip = fields.Integer(string="Lines before it")
    records = fields.Char(
        string="Path to the records", help="For JSON: data.orders. Empty: the top."
    )
    group_by = fields.Char(
        string="One document per",
        help="Columns, separated by commas. Rows that agree in them are one document "
        "with several lines. Empty: each row is a document.",
    )
    decimal_mark = fields.Selection(
        [(".", "Point 1.5"), (",", "Comma 1,5")],
        string="Decimal mark",
        required=True,
        default=".",
    )
    thousands_mark = fields.Selection(
        [(",", "Comma 1,000"), (".", "Point 1.000"), ("'", "Apostrophe 1'000")],
        string="Thousands mark",
    )
    date_format = fields.Char(
        string="Form of dates",
        required=True,
        default="YYYY-MM-DD",
        help="YYYY or YY, MM, DD, hh, mm, ss.",
    )
    time_zone = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["tz"].selection,
        string="Time zone",
        required=True,
        default="UTC",
        help="Where the sender's clock hangs.",
    )
    field_ids = fields.One2many("healthcare.layout.field", "layout_id", copy=True)
    rule_ids = fields.One2many("healthcare.layout.rule", "layout_id", copy=True)
    flow_ids = fields.One2many("healthcare.flow", "layout_id", readonly=True)
    sample = fields.Text(help="A few rows of the feed, without real patients.")
    sample_good = fields.Integer(string="Read", compute="_compute_preview")
    sample_bad = fields.Integer(string="Refused", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _number_uniq = models.UniqueIndex("((COALESCE(root_id, id)), number)")
    _active_uniq = models.UniqueIndex(
        "((COALESCE(root_id, id))) WHERE state = 'active'",
        "Another version of this layout is in force.",
    )
    _skip_range = models.Constraint(
        "CHECK(skip BETWEEN 0 AND 1000)", "From 0 to 1000 lines are left out."
    )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for layout in self:
            if not layout.name:
                layout.display_name = False
                continue
            layout.display_name = self.env._(
                "%(name)s, version %(number)s",
                name=layout.name,
                number=layout.number,
            )

    # -- what it says ----------------------------------------------------------------

    def _spec(self):
        """The :class:`Layout` of this version.

        :raises ValueError: what it says cannot be meant; the text names the member.
        """
        self.ensure_one()
        grouped = [name.strip() for name in (self.group_by or "").split(",")]
        return Layout(
            kind=self.kind,
            form=self.form,
            fields=tuple(row._spec() for row in self.field_ids if row.target_id),
            rules=tuple(row._spec() for row in self.rule_ids if row.source),
            group_by=tuple(filter(None, grouped)),
            delimiter="\t" if self.delimiter == "tab" else self.delimiter,
            quote='"' if self.quoted else "",
            encoding=self.encoding,
            header=self.header,
            skip=self.skip,
            decimal_mark=self.decimal_mark,
            thousands_mark=self.thousands_mark or "",
            date_format=self.date_format or "",
            time_zone=self.time_zone,
            records=self.records or "",
            code=f"layout:{self._origin.id or 0}",
            title=f"{self.name} {self.number}",
        )

    def _read_sample(self):
        """``[(place, document or None, issues)]`` of the sample, and notes.

        :raises RejectedError: the sample is not of that form at all.
        :raises ValueError: the layout says something that cannot be meant.
        """
        spec = self._spec()
        if len(spec.converters) < len(spec.fields):
            raise ValueError(self.env._("A member is filled twice."))
        decoded = decode((self.sample or "").encode(self.encoding), spec)
        document, rows = LayoutDocument(spec, self.form), []
        for part in decoded.parts:
            if part.blocked:
                rows.append((part.where, None, part.issues))
                continue
            result = document.read(part)
            found = result.documents[0] if result.documents else None
            rows.append((part.where, found, result.issues))
        return rows, decoded.issues

    @api.depends(
        *("kind", "form", "encoding", "delimiter", "quoted", "header", "skip"),
        *("records", "group_by", "decimal_mark", "thousands_mark", "date_format"),
        *("time_zone", "sample", "field_ids.target_id", "field_ids.source"),
        *("field_ids.constant", "field_ids.default", "field_ids.date_format"),
        *("field_ids.pattern", "rule_ids.source", "rule_ids.operator"),
        *("rule_ids.value", "rule_ids.action"),
    )
    def _compute_preview(self):
        for layout in self:
            layout.sample_good = layout.sample_bad = 0
            if not (layout.sample and layout.kind and layout.field_ids):
                layout.preview = False
                continue
            try:
                rows, notes = layout._read_sample()
            except RejectedError as error:
                layout.preview = _said(self.env._("Not readable"), str(error))
                continue
            except (ValueError, UnicodeError) as error:
                layout.preview = _said(self.env._("Not complete"), str(error))
                continue
            layout.sample_good = sum(1 for _place, found, _issues in rows if found)
            layout.sample_bad = len(rows) - layout.sample_good
            layout.preview = layout._preview_of(rows, notes)

    def _preview_of(self, rows, notes):
        lines = [_row_of(*row) for row in rows[:SHOWN]]
        lines += [_row_of(note.where, None, [note], "muted") for note in notes]
        first = next((found for _place, found, _issues in rows if found), None)
        shown = (
            json.dumps(to_json(first), indent=1, ensure_ascii=False) if first else ""
        )
        return Markup(
            '<table class="table table-sm"><tbody>{}</tbody></table>'
            '<pre class="o_healthcare_code">{}</pre>'
        ).format(Markup("").join(lines), shown)

    def action_fill(self):
        """Add a row for each column of the sample that is not used yet."""
        self.ensure_one()
        self.env["healthcare.layout.field"]._propose(self)


def _row_of(place, found, issues, tone=""):
    tone = tone or ("success" if found else "danger")
    texts = "; ".join(f"{issue.where}: {issue.text or issue.code}" for issue in issues)
    return Markup('<tr><td class="text-{} text-nowrap">{}</td><td>{}</td></tr>').format(
        tone, place, texts or "\N{CHECK MARK}"
    )


def _said(title, text):
    return Markup(
        '<div class="alert alert-warning" role="alert"><b>{}</b> {}</div>'
    ).format(title, text)
