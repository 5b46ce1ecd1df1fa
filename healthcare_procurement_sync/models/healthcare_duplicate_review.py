"""Two suppliers that may be one: side by side, and the decision that is remembered."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.healthcare_integration_base.outcome import Finding

from .healthcare_duplicate_finder import RULES

SHOWN = (
    *("name", "vat", "street", "zip", "city", "country_id", "phone", "email"),
    *("website", "ref", "property_supplier_payment_term_id"),
)
"""Fields that are compared, in the order of the screen."""
STATES = [
    ("open", "To decide"),
    ("merged", "Merged"),
    ("same", "The same supplier"),
    ("site", "Added as a site"),
    ("different", "Different companies"),
]
DECIDERS = (
    "healthcare_integration_base.group_steward",
    "purchase.group_purchase_manager",
)


class HealthcareDuplicateReview(models.Model):
    """``partner_id`` is known; the other side is ``other_id``, also ours, or a supplier
    of ``connection_id`` under ``external_id`` that no record was made for."""

    _name = "healthcare.duplicate.review"
    _description = "Possible duplicate supplier"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset({"state", "decided_by_id", "decided_at"})
    _order = "score desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name")
    rule = fields.Selection(
        [
            ("H1", "Same tax number"),
            ("H2", "Same GLN, D-U-N-S or DEA number"),
            ("H3", "Same vendor number"),
            ("H4", "Same bank account"),
            ("S1", "Same name and place, domain or phone"),
            ("S2", "Nearly the same name"),
            ("S3", "Same tax number as an archived supplier"),
        ],
        string="Why",
        required=True,
        readonly=True,
    )
    score = fields.Integer(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Known", required=True, readonly=True, index=True
    )
    other_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    external_id = fields.Char(string="Their number", readonly=True)
    other_name = fields.Char(readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", tracking=True, index=True
    )
    survivor = fields.Selection(
        [("left", "The known one"), ("right", "The other one")],
        string="Which one stays",
        required=True,
        default="left",
    )
    line_ids = fields.One2many("healthcare.duplicate.review.line", "review_id")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)

    _pair_uniq = models.UniqueIndex(
        "(LEAST(partner_id, other_id), GREATEST(partner_id, other_id)) "
        "WHERE state = 'open' AND other_id IS NOT NULL"
    )
    _inbound_uniq = models.UniqueIndex(
        "(connection_id, external_id) WHERE state = 'open' AND external_id IS NOT NULL"
    )

    @api.depends("partner_id", "other_id", "other_name")
    def _compute_name(self):
        for review in self:
            names = [review.partner_id.name, review.other_id.name or review.other_name]
            review.name = " / ".join(filter(None, names))

    # -- asking ----------------------------------------------------------------------

    @api.model
    def _not_decided(self, connection, row):
        """The hits of an inbound supplier that nobody has decided about."""
        number = row.document.supplier_number
        decided = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("external_id", "=", number),
                ("state", "in", ("different", "site")),
            ]
        )
        if "site" in decided.mapped("state"):
            return []
        others = decided.partner_id
        return [hit for hit in row.hits if hit.partner not in others]

    @api.model
    def _site_of(self, connection, row):
        """The decision that makes this inbound supplier a site, if there is one."""
        return self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("external_id", "=", row.document.supplier_number),
                ("state", "=", "site"),
            ],
            limit=1,
        )

    @api.model
    def _ask_inbound(self, connection, row, hits):
        """The open review of this inbound supplier, with its question."""
        reviews, document = self.sudo(), row.document
        known = reviews.search(
            [
                ("connection_id", "=", connection.id),
                ("external_id", "=", document.supplier_number),
                ("state", "=", "open"),
            ]
        )
        if known:
            return known
        best = hits[0]
        review = reviews.create(
            {
                "rule": best.rule,
                "score": RULES[best.rule],
                "partner_id": best.partner.id,
                "company_id": connection.company_id.id,
                "connection_id": connection.id,
                "external_id": document.supplier_number,
                "other_name": document.name or document.supplier_number,
                "message_id": row.incoming.message_id or False,
            }
        )
        review._fill_lines(row.values)
        review._open_question(connection, document.where)
        return review

    @api.model
    def _ask_pair(self, left, right, rule, connection=None):
        """A review of two records of ours; empty when it was decided before."""
        reviews = self.sudo()
        pair = Domain("partner_id", "=", left.id) & Domain("other_id", "=", right.id)
        turned = Domain("partner_id", "=", right.id) & Domain("other_id", "=", left.id)
        known = reviews.search(pair | turned, order="id desc", limit=1)
        if known.state in ("open", "different", "site"):
            return known if known.state == "open" else reviews.browse()
        # The older record has the longer history: it is offered to stay.
        first, second = sorted((left, right), key=lambda row: row.id)
        review = reviews.create(
            {
                "rule": rule,
                "score": RULES[rule],
                "partner_id": first.id,
                "other_id": second.id,
                "company_id": self.env.company.id,
                "connection_id": connection.id if connection else False,
            }
        )
        second = second.sudo()
        review._fill_lines({name: second[name] for name in SHOWN})
        review._open_question(connection)
        return review

    def _open_question(self, connection=None, where=""):
        self.env["healthcare.exception"]._open(
            Finding(
                "DUP_SUPPLIER",
                self.env._(
                    "%(other)s may be %(known)s: %(why)s.",
                    other=self.other_id.name or self.other_name,
                    known=self.partner_id.name,
                    why=dict(self._fields["rule"]._description_selection(self.env))[
                        self.rule
                    ].lower(),
                ),
                self._name,
                self.id,
                where=where,
            ),
            connection=connection,
            company=self.company_id,
        )

    def _fill_lines(self, theirs):
        """One line per field that either side has."""
        known, rows = self.partner_id, []
        for sequence, name in enumerate(SHOWN):
            if name not in known._fields:
                continue
            left, right = known[name], theirs.get(name)
            field = known._fields[name]
            if isinstance(right, int) and field.relational:
                right = self.env[field.comodel_name].browse(right)
            shown = [_text(left), _text(right)]
            if not any(shown):
                continue
            rows.append(
                {
                    "review_id": self.id,
                    "sequence": sequence,
                    "field": name,
                    "label": field._description_string(self.env),
                    "left": shown[0],
                    "right": shown[1],
                    "keep": "left" if shown[0] else "right",
                }
            )
        self.env["healthcare.duplicate.review.line"].sudo().create(rows)

    # -- answering -------------------------------------------------------------------

    def _dependency(self):
        """What an inbound supplier waits for."""
        return f"supplier-review:{self.id}"

    def _check_decider(self):
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in DECIDERS):
            raise AccessError(
                self.env._("A mapping steward or a purchase manager decides about it.")
            )
        if self.state != "open":
            raise UserError(self.env._("It was decided already."))

    def _decide(self, state, reason=""):
        review = self.sudo()
        review.write(
            {
                "state": state,
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.env["healthcare.audit.entry"]._log(
            f"duplicate.{state}", self, reason=reason
        )
        self.env["healthcare.message"]._arrived([self._dependency()])
        words = dict(self._fields["state"]._description_selection(self.env))[state]
        self.env["healthcare.exception"]._resolve_for(self, ("DUP_SUPPLIER",), words)

    def _answer_merge(self):
        """They are one: merge the two records, or link their number to the known."""
        self._check_decider()
        review = self.sudo()
        if not review.other_id:
            self.env["healthcare.external.ref"]._set(
                review.connection_id, "supplier", review.external_id, review.partner_id
            )
            self._decide("same")
            return
        left, right = review.partner_id, review.other_id
        survivor, gone = (left, right) if review.survivor == "left" else (right, left)
        choices = {
            line.field: line.keep
            for line in review.line_ids
            if line.keep != review.survivor and line.left != line.right
        }
        self._decide("merged")
        self.env["healthcare.partner.merge"]._merge(
            survivor, gone, list(choices), review
        )

    def _answer_different(self, reason=""):
        """Two companies: the pair is never asked about again."""
        self._check_decider()
        self._decide("different", reason)

    def _answer_site(self):
        """The other is a site of the known company."""
        self._check_decider()
        review = self.sudo()
        if review.other_id:
            review.other_id._healthcare_become_site(review.partner_id)
        self._decide("site")

    def action_merge(self):
        """Merge now."""
        self._answer_merge()

    def action_different(self):
        """Remember that they are two."""
        self._answer_different()

    def action_site(self):
        """Make the other one a site."""
        self._answer_site()

    def write(self, vals):
        if not self.env.su and vals.keys() - {"survivor", "line_ids"}:
            raise AccessError(
                self.env._("Use the buttons: they carry the decision out.")
            )
        return super().write(vals)


class HealthcareDuplicateReviewLine(models.Model):
    """One field of both, and which value stays."""

    _name = "healthcare.duplicate.review.line"
    _description = "Field of a possible duplicate"
    _order = "sequence, id"

    review_id = fields.Many2one(
        "healthcare.duplicate.review", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id")
    sequence = fields.Integer()
    field = fields.Char(string="Technical field", required=True, readonly=True)
    label = fields.Char(string="Field", readonly=True)
    left = fields.Char(string="Known", readonly=True)
    right = fields.Char(string="Other", readonly=True)
    differs = fields.Boolean(compute="_compute_differs")
    keep = fields.Selection(
        [("left", "Known"), ("right", "Other")], default="left", required=True
    )

    @api.depends("left", "right")
    def _compute_differs(self):
        for line in self:
            line.differs = bool(line.left and line.right and line.left != line.right)


def _text(value):
    if isinstance(value, models.BaseModel):
        return value.display_name or ""
    return "" if value in (None, False) else str(value)
