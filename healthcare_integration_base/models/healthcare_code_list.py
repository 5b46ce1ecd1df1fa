"""Code lists as dated data: what a code of the trade means on a day."""

from odoo import api, fields, models
from odoo.tools import SQL


class HealthcareCodeList(models.Model):
    """A published list, such as adjustment reasons or units of measure."""

    _name = "healthcare.code.list"
    _description = "Code list"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="By which documents ask for it: carc, rarc, uom."
    )
    source = fields.Char(help="Who publishes it and where.")
    note = fields.Char()
    code_ids = fields.One2many("healthcare.code", "list_id", string="Codes")
    code_count = fields.Integer(compute="_compute_counts")
    flagged_count = fields.Integer(
        string="Seen, not in the list", compute="_compute_counts"
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This list exists already.")

    def _compute_counts(self):
        rows = self.env["healthcare.code"]._read_group(
            [("list_id", "in", self.ids)], ["list_id", "flagged"], ["__count"]
        )
        counts = {(row[0], row[1]): row[2] for row in rows}
        for codes in self:
            codes.code_count = counts.get((codes, False), 0)
            codes.flagged_count = counts.get((codes, True), 0)

    @api.model
    def _labels(self, list_code, codes, day=None):
        """``{code: text}`` of those that are valid on ``day`` (today); one statement.

        An unknown code has no entry and is no error.
        """
        codes = list({code for code in codes if code})
        if not codes:
            return {}
        day = day or fields.Date.context_today(self)
        self.env["healthcare.code"].flush_model()
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (c.code) c.code, c.name FROM healthcare_code c
              JOIN healthcare_code_list l ON l.id = c.list_id
             WHERE l.code = %(list)s AND c.code = ANY(%(codes)s) AND NOT c.flagged
               AND (c.valid_from IS NULL OR c.valid_from <= %(day)s)
               AND (c.valid_to IS NULL OR c.valid_to >= %(day)s)
             ORDER BY c.code, c.valid_from DESC NULLS LAST
            """,
            {"list": list_code, "codes": codes, "day": day},
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _label(self, list_code, code, day=None):
        """The text of one code, or empty."""
        return self._labels(list_code, [code], day).get(code, "")

    @api.model
    def _see(self, list_code, codes, day=None):
        """Accept codes of a document; those that the list does not know are flagged.

        :return: the set of unknown codes. Never raises, whatever is in them.
        """
        codes = {str(code)[:64] for code in codes if code}
        unknown = codes - self._labels(list_code, codes, day).keys()
        if unknown:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO healthcare_code (list_id, code, name, flagged,
                                                 seen_at, create_date)
                    SELECT l.id, u.code, %s, TRUE, timezone('UTC', now()),
                           timezone('UTC', now())
                      FROM healthcare_code_list l, unnest(%s::varchar[]) AS u(code)
                     WHERE l.code = %s
                    ON CONFLICT DO NOTHING
                    """,
                    self.env._("Not in the list"),
                    sorted(unknown),
                    list_code,
                )
            )
            self.env["healthcare.code"].invalidate_model()
        return unknown

    def action_open_codes(self):
        """The codes of this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_code_action"
        )
        return action | {
            "domain": [("list_id", "=", self.id)],
            "context": {"default_list_id": self.id},
        }


class HealthcareCode(models.Model):
    """One code with its text, valid from day to day (both included, empty: open).

    ``flagged`` marks a code that a document carried although the list has none.
    """

    _name = "healthcare.code"
    _description = "Code"
    _order = "list_id, code, valid_from desc"

    list_id = fields.Many2one(
        "healthcare.code.list", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(string="Text", required=True)
    valid_from = fields.Date()
    valid_to = fields.Date()
    flagged = fields.Boolean(string="Seen, not in the list", default=False)
    seen_at = fields.Datetime(string="First seen", readonly=True)

    _period = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "A code ends after it begins.",
    )
    _start_uniq = models.UniqueIndex(
        "(list_id, code, COALESCE(valid_from, '0001-01-01'::date)) WHERE NOT flagged",
        "This code begins on this day already.",
    )
    _flag_uniq = models.UniqueIndex("(list_id, code) WHERE flagged")
    _look_up = models.Index("(list_id, code)")

    @api.model_create_multi
    def create(self, vals_list):
        codes = super().create(vals_list)
        codes._settle_flags()
        return codes

    def _settle_flags(self):
        """A code that is in the list now is no longer flagged."""
        known = self.filtered(lambda row: not row.flagged)
        for codes in known.list_id:
            names = known.filtered(lambda row, codes=codes: row.list_id == codes)
            self.search(
                [
                    ("list_id", "=", codes.id),
                    ("code", "in", names.mapped("code")),
                    ("flagged", "=", True),
                ]
            ).unlink()
