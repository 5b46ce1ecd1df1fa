"""A version of a mapping: what was in force when, who wrote it, who approved it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_mapping_guard import GUARDS

STATES = [
    ("draft", "Draft"),
    ("tested", "Tested"),
    ("approved", "Approved"),
    ("active", "Active"),
    ("retired", "Retired"),
]
RECORDED = frozenset(
    {
        *("mapping_id", "number", "state", "initial", "author_id", "editor_ids"),
        *("approved_by_id", "approved_at", "activated_at", "retired_at", "based_on_id"),
    }
)
"""Columns that only the steps of a version write."""


class HealthcareMappingVersion(models.Model):
    """Rows that are in force together from ``effective_from`` on.

    The day begins at midnight of the company's time zone. Who wrote a version, or any
    row of it, never approves it: the database refuses that as well. From *tested* on no
    row changes. ``initial`` marks version 1 of a table that came with the set-up.
    """

    _name = "healthcare.mapping.version"
    _description = "Healthcare mapping version"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = RECORDED - {"mapping_id"}
    _order = "mapping_id, number desc"

    mapping_id = fields.Many2one(
        "healthcare.mapping", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="mapping_id.company_id", store=True)
    domain = fields.Selection(related="mapping_id.domain")
    connection_id = fields.Many2one(related="mapping_id.connection_id")
    owner_id = fields.Many2one(related="mapping_id.owner_id")
    number = fields.Integer(string="Version", readonly=True)
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, tracking=True, copy=False
    )
    rule = fields.Selection(
        [
            ("pass", "Look further, then ask"),
            ("reject", "Ask at once"),
        ],
        string="A code that is not listed",
        required=True,
        default="pass",
        tracking=True,
        help="Look further: our own numbers and the catalogue may know it. "
        "Ask at once: nothing else may answer. Neither skips anything: what stays "
        "unknown waits as one question. A row with the code * answers for every code "
        "that is not listed.",
    )
    effective_from = fields.Date(
        string="In force from",
        tracking=True,
        help="Empty: from the day of the approval.",
    )
    note = fields.Char(string="What changes and why", tracking=True)
    initial = fields.Boolean(string="From the set-up", readonly=True, copy=False)
    based_on_id = fields.Many2one(
        "healthcare.mapping.version", readonly=True, ondelete="set null", copy=False
    )
    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    editor_ids = fields.Many2many(
        "res.users",
        "healthcare_mapping_version_editor",
        "version_id",
        "user_id",
        string="Written by",
        readonly=True,
        copy=False,
    )
    approved_by_id = fields.Many2one(
        "res.users",
        string="Approved by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    activated_at = fields.Datetime(readonly=True, copy=False)
    retired_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("healthcare.mapping.line", "version_id", copy=True)
    line_count = fields.Integer(compute="_compute_line_count")

    _number_uniq = models.Constraint(
        "UNIQUE(mapping_id, number)", "A mapping counts its versions."
    )
    _active_uniq = models.UniqueIndex("(mapping_id) WHERE state = 'active'")
    _work_uniq = models.UniqueIndex("(mapping_id) WHERE state IN ('draft', 'tested')")
    _day_uniq = models.UniqueIndex(
        "(mapping_id, effective_from) WHERE state = 'approved'",
        "Another version is approved for this day.",
    )
    _four_eyes = models.Constraint(
        "CHECK(approved_by_id IS NULL OR approved_by_id <> author_id)",
        "Who wrote a version never approves it.",
    )
    _approved = models.Constraint(
        "CHECK(initial IS TRUE OR state IN ('draft', 'tested') "
        "OR approved_by_id IS NOT NULL)",
        "A version counts once another person approved it.",
    )
    _dated = models.Constraint(
        "CHECK(state IN ('draft', 'tested') OR effective_from IS NOT NULL)",
        "A version counts from a day on.",
    )
    _initial_first = models.Constraint(
        "CHECK(initial IS NOT TRUE OR number = 1)",
        "Only the first version comes with the set-up.",
    )

    def init(self):
        for statement in GUARDS:
            self.env.cr.execute(statement)

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["healthcare.mapping.line"]._read_group(
                [("version_id", "in", self.ids)], ["version_id"], ["__count"]
            )
        )
        for version in self:
            version.line_count = counts.get(version, 0)

    @api.depends("mapping_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(mapping)s v%(number)s",
                mapping=version.mapping_id.name or "",
                number=version.number,
            )

    # -- writing ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and vals.keys() & (RECORDED - {"mapping_id"}):
                raise AccessError(
                    self.env._("State and approval of a version are not typed in.")
                )
        mappings = self.env["healthcare.mapping"].browse(
            {vals["mapping_id"] for vals in vals_list}
        )
        mappings.check_access("write")
        last = {
            mapping.id: top or 0
            for mapping, top in self.sudo()._read_group(
                [("mapping_id", "in", mappings.ids)], ["mapping_id"], ["number:max"]
            )
        }
        for vals in vals_list:
            number = last[vals["mapping_id"]] = last.get(vals["mapping_id"], 0) + 1
            vals["number"] = number
        versions = super().create(vals_list)
        versions.sudo()._edited()
        return versions

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & RECORDED:
                raise AccessError(
                    self.env._("State and approval of a version are not typed in.")
                )
            if vals.keys() & {"rule", "effective_from", "note", "line_ids"}:
                self._check_draft()
                self._edited()
        self.mapping_id._forget_in_force()
        return super().write(vals)

    def _edited(self):
        """Remember who wrote in these versions: the same person does not approve."""
        for version in self.sudo():
            if self.env.user not in version.editor_ids:
                version.editor_ids |= self.env.user

    def _check_draft(self):
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "%(version)s is no longer a draft: start a new version.",
                        version=version.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._check_draft()

    def copy_data(self, default=None):
        """A copy is the next draft of the same mapping, written by whoever copies."""
        rows = super().copy_data(default)
        for version, vals in zip(self, rows, strict=True):
            for name in ("author_id", "number", "effective_from"):
                vals.pop(name, None)
            vals.setdefault("note", False)
            vals["mapping_id"] = version.mapping_id.id
        return rows

    def _copy_to_draft(self, mapping, note=""):
        """A draft of ``mapping`` with the rows of this version (none: empty)."""
        values = {"mapping_id": mapping.id, "note": note or False}
        if self:
            values["rule"] = self.rule
        draft = self.create(values)
        if self:
            draft.sudo().based_on_id = self
            draft._take_lines(self)
        return draft

    def _take_lines(self, version):
        """Copy every row of ``version``; row numbers stay what people cite."""
        self.env["healthcare.mapping.line"].flush_model()
        self.env.cr.execute(
            """
            INSERT INTO healthcare_mapping_line
                   (version_id, mapping_id, company_id, number, code, partner_id, item,
                    target, note, create_uid, create_date, write_uid, write_date)
            SELECT %s, mapping_id, company_id, number, code, partner_id, item, target,
                   note, %s, timezone('UTC', now()), %s, timezone('UTC', now())
              FROM healthcare_mapping_line WHERE version_id = %s ORDER BY number, id
            """,
            [self.id, self.env.uid, self.env.uid, version.id],
        )
        self.invalidate_recordset(["line_ids"])

    def _rows(self):
        """The rows of these versions, read in one query for all."""
        return [line._row() for line in self.line_ids]

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "context": {"healthcare_domain": self.domain},
        }
