"""Our suppliers held against those of another system."""

from odoo import api, fields, models
from odoo.fields import Domain


class HealthcareMasterComparison(models.Model):
    """Our suppliers against those of another system: here alone, there alone,
    different. Theirs is what they last said; a list may be handed in to hold against.
    """

    _name = "healthcare.master.comparison"
    _description = "Comparison of master data"
    _order = "id desc"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "healthcare.connection", string="System", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    compared_at = fields.Datetime(readonly=True)
    since = fields.Date(
        string="Told since",
        help="Leave out what they have not repeated since this day.",
    )
    line_ids = fields.One2many(
        "healthcare.master.comparison.line", "comparison_id", readonly=True
    )
    only_here = fields.Integer(readonly=True)
    only_there = fields.Integer(readonly=True)
    different = fields.Integer(readonly=True)
    equal = fields.Integer(string="The same", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._compare()
        return records

    def action_compare(self):
        """Compare again."""
        self.check_access("write")
        self._compare()

    def _compare(self):
        for comparison in self.sudo():
            comparison.line_ids.unlink()
            rows, equal = comparison._lines()
            self.env["healthcare.master.comparison.line"].sudo().create(rows)
            counts = {
                kind: len({r["key"] for r in rows if r["kind"] == kind})
                for kind in ("only_here", "only_there", "different")
            }
            comparison.write(
                {**counts, "equal": equal, "compared_at": fields.Datetime.now()}
            )

    def _lines(self):
        """Values of the lines, and how many suppliers agree."""
        self.ensure_one()
        domain = Domain("connection_id", "=", self.connection_id.id)
        if self.since:
            domain &= Domain("last_at", ">=", self.since)
        syncs = self.env["healthcare.supplier.sync"].search(domain)
        rows, equal, known = [], 0, self.env["res.partner"]
        for sync in syncs:
            partner = sync.partner_id
            if not partner.exists():
                rows.append(self._row("only_there", sync.external_id, name=sync.name))
                continue
            known |= partner
            differing = self._differing(partner, sync)
            rows += differing
            equal += not differing
        ours = self.env["res.partner"].search(
            self.env["healthcare.duplicate.finder"]._suppliers()
            & Domain("company_id", "in", (self.company_id.id, False))
        )
        rows += [
            self._row("only_here", str(partner.id), partner=partner, name=partner.name)
            for partner in ours - known
        ]
        return rows, equal

    def _differing(self, partner, sync):
        """One line per field of which they say something else than we have."""
        differs = self.env["healthcare.authority"]._differs
        rows = []
        for name, theirs in (sync.said or {}).items():
            if name not in partner._fields or not differs(partner, name, theirs):
                continue
            field = partner._fields[name]
            if field.type == "many2one":
                theirs = self.env[field.comodel_name].browse(theirs).display_name
            ours = partner[name]
            if isinstance(ours, models.BaseModel):
                ours = ours.display_name
            rows.append(
                self._row(
                    "different",
                    sync.external_id,
                    partner=partner,
                    name=partner.name,
                    field=field._description_string(self.env),
                    ours=ours or "",
                    theirs=theirs or "",
                )
            )
        return rows

    def _row(self, kind, key, partner=None, **more):
        return {
            "comparison_id": self.id,
            "kind": kind,
            "key": key,
            "partner_id": partner.id if partner else False,
            **more,
        }

    def action_open_lines(self):
        """Drill down to one kind of difference."""
        self.ensure_one()
        kind = self.env.context.get("comparison_kind")
        domain = [("comparison_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Differences"),
            "res_model": "healthcare.master.comparison.line",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [*domain, ("kind", "=", kind)] if kind else domain,
        }


class HealthcareMasterComparisonLine(models.Model):
    """One supplier that is missing on a side, or one field that differs."""

    _name = "healthcare.master.comparison.line"
    _description = "Difference of master data"
    _order = "kind, name, id"
    _log_access = False

    comparison_id = fields.Many2one(
        "healthcare.master.comparison", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="comparison_id.company_id")
    kind = fields.Selection(
        [
            ("only_here", "Only here"),
            ("only_there", "Only there"),
            ("different", "Different"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(string="Number", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    name = fields.Char(readonly=True)
    field = fields.Char(readonly=True)
    ours = fields.Char(readonly=True)
    theirs = fields.Char(readonly=True)
