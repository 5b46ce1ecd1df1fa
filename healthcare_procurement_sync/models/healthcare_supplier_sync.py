"""What each system last said about a supplier, and what came of it."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("created", "Created"),
    ("updated", "Updated"),
    ("unchanged", "Unchanged"),
    ("held", "Held for approval"),
    ("refused", "Refused"),
    ("review", "May be a duplicate"),
    ("stale", "Older than known"),
    ("conflict", "Contradiction"),
]


class HealthcareSupplierSync(models.Model):
    """One row per system and its number: version, content and the values it stated.

    ``said`` are the values by field as they last came; ``ours`` what stood here after
    that. A field that differs from ``ours`` was changed here since.
    """

    _name = "healthcare.supplier.sync"
    _description = "Supplier in another system"
    _order = "last_at desc, id desc"
    _rec_name = "external_id"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    external_id = fields.Char(string="Their number", required=True, readonly=True)
    name = fields.Char(string="Their name", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index="btree_not_null"
    )
    version = fields.Integer(readonly=True)
    changed_at = fields.Datetime(string="Changed there", readonly=True)
    content_hash = fields.Char(readonly=True)
    said = fields.Json(readonly=True)
    ours = fields.Json(readonly=True)
    conflict = fields.Json(readonly=True, help="Both values by field, to be decided.")
    conflict_html = fields.Html(compute="_compute_conflict_html", sanitize=False)
    outcome = fields.Selection(OUTCOMES, readonly=True, index=True)
    last_at = fields.Datetime(string="Last told", readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)

    _external_uniq = models.UniqueIndex("(connection_id, external_id)")

    @api.depends("conflict")
    def _compute_conflict_html(self):
        for row in self:
            row.conflict_html = self.env["healthcare.side.by.side"]._columns(
                self.env._("Ours"),
                self.env._("Theirs"),
                [
                    (row._label(name), *values)
                    for name, values in (row.conflict or {}).items()
                ],
            )

    @api.model
    def _label(self, name):
        field = self.env["res.partner"]._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _for_many(self, connection, numbers):
        """``{number: row}``; one query."""
        rows = self.sudo().search(
            [("connection_id", "=", connection.id), ("external_id", "in", [*numbers])]
        )
        return {row.external_id: row for row in rows}

    def _settle_conflict(self, side):
        """Write theirs, or keep ours; the other values stay in the history."""
        self.ensure_one()
        row = self.sudo()
        if not row.conflict:
            raise UserError(self.env._("It was decided already."))
        if side == "theirs" and row.partner_id:
            values = {name: values[1] for name, values in row.conflict.items()}
            known = {
                name: value
                for name, value in values.items()
                if name in row.partner_id._fields
            }
            partner = row.partner_id.with_env(self.env)
            partner.check_access("write")
            partner.with_context(**partner._healthcare_unlocked()).write(known)
        self.env["healthcare.supplier.sync.line"].sudo().create(
            {
                "sync_id": row.id,
                "outcome": "updated" if side == "theirs" else "unchanged",
                "lost": {
                    name: values[0 if side == "theirs" else 1]
                    for name, values in row.conflict.items()
                },
                "user_id": self.env.uid,
            }
        )
        self.env["healthcare.audit.entry"]._log(
            "supplier.conflict_settled",
            self,
            facts={"side": side, "fields": sorted(row.conflict)},
        )
        row.conflict = False
        row.ours = self._now(row.partner_id, row.said or {})

    @api.model
    def _now(self, partner, names):
        """The present values of these fields, as JSON keeps them."""
        return {
            name: _plain(partner[name]) for name in names if name in partner._fields
        }


class HealthcareSupplierSyncLine(models.Model):
    """One message of a supplier and what came of it: the nightly run, counted."""

    _name = "healthcare.supplier.sync.line"
    _description = "Message about a supplier"
    _order = "id desc"
    _log_access = False

    sync_id = fields.Many2one(
        "healthcare.supplier.sync",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    connection_id = fields.Many2one(
        related="sync_id.connection_id", store=True, index=True
    )
    company_id = fields.Many2one(related="sync_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="sync_id.partner_id", string="Supplier")
    at = fields.Datetime(
        string="Time", required=True, readonly=True, default=fields.Datetime.now
    )
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    fields_changed = fields.Char(string="Changed", readonly=True)
    lost = fields.Json(string="Overruled values", readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)


class HealthcareSideBySide(models.AbstractModel):
    """Two columns of values, the lines that differ marked."""

    _name = "healthcare.side.by.side"
    _description = "Values side by side"

    @api.model
    def _columns(self, left, right, rows):
        """HTML of ``(label, left, right)`` rows; everything is escaped."""
        if not rows:
            return False
        line = Markup("<tr class='%s'><td>%s</td><td>%s</td><td>%s</td></tr>")
        body = Markup("").join(
            line
            % (
                "table-warning" if (one or "") != (other or "") else "",
                label,
                _shown(one),
                _shown(other),
            )
            for label, one, other in rows
        )
        head = Markup(
            "<table class='table table-sm'><thead><tr><th></th><th>%s</th><th>%s</th>"
            "</tr></thead><tbody>%s</tbody></table>"
        )
        return head % (left, right, body)


def _plain(value):
    if isinstance(value, models.BaseModel):
        return value.id or False
    if value in (None, False) or isinstance(value, str | int | float):
        return value or False
    return str(value)


def _shown(value):
    return "" if value in (None, False) else value
