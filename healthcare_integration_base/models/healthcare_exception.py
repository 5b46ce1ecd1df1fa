"""One open question that somebody owns, technical or of the trade."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..outcome import Finding

IDENTITY = ("type_id", "res_model", "res_id", "message_id", "where")
"""What makes two open exceptions the same; the columns of the unique index."""

RECORDED = {
    *IDENTITY,
    *("name", "connection_id", "company_id", "amount", "currency_id", "state"),
    *("opened_at", "resolved_at", "resolved_by_id", "resolution"),
}
"""Columns that only the engine writes."""


class HealthcareException(models.Model):
    """What went wrong, on which record, what it may cost, who acts until when.

    ``amount`` at risk in ``currency_id``; ``deadline`` an instant (UTC). The same
    type on the same record or message opens once.
    """

    _name = "healthcare.exception"
    _description = "Healthcare exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity, deadline, id"

    name = fields.Char(string="What", required=True, readonly=True)
    type_id = fields.Many2one(
        "healthcare.exception.type", required=True, readonly=True, index=True
    )
    code = fields.Char(related="type_id.code", store=True, index=True)
    severity = fields.Selection(related="type_id.severity", store=True)
    advice = fields.Text(related="type_id.advice")
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    connection_id = fields.Many2one(
        "healthcare.connection", readonly=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    record_name = fields.Char(string="Document", compute="_compute_record_name")
    where = fields.Char(string="Place", readonly=True)
    amount = fields.Monetary(string="Amount at risk", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    deadline = fields.Datetime(readonly=True, index=True)
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    user_id = fields.Many2one("res.users", string="Owner", tracking=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Solved"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    opened_at = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    resolved_at = fields.Datetime(readonly=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True)
    resolution = fields.Char(readonly=True)
    color = fields.Integer(compute="_compute_late")

    _open_uniq = models.UniqueIndex(
        "(type_id, COALESCE(res_model, ''), COALESCE(res_id, 0), "
        "COALESCE(message_id, 0), COALESCE(\"where\", '')) WHERE state = 'open'"
    )
    _stands_on = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        lineage = self.env["healthcare.lineage"]
        for exception in self:
            line = lineage.new(
                {"res_model": exception.res_model, "res_id": exception.res_id}
            )
            exception.record_name = exception.res_model and line._visible_name()

    @api.depends("deadline", "state", "severity")
    def _compute_late(self):
        now = fields.Datetime.now()
        for exception in self:
            is_open = exception.state == "open"
            exception.late = bool(
                is_open and exception.deadline and exception.deadline < now
            )
            exception.color = 1 if exception.late else 0

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "open"), ("deadline", "<", fields.Datetime.now())]
        return late if True in value else ["!", "&", *late]

    @api.model
    def _open(self, finding, message=None, connection=None, company=None):
        """Open one exception; returns it, or the open one that exists already."""
        return self._open_many([(finding, message, connection, company)])

    @api.model
    def _open_many(self, rows):
        """Open exceptions in one ``create``.

        :param rows: ``(finding, message, connection, company)``, records may be None.
        :return: the exceptions in the order of ``rows``.
        """
        Exceptions = self.sudo()
        found, keys, fresh, load = {}, [], {}, {}
        for row in rows:
            values = Exceptions._values(*row, load)
            key = tuple(values[name] for name in IDENTITY)
            keys.append(key)
            # The same question twice in one batch: the index would refuse it.
            if key not in found and key not in fresh:
                known = Exceptions._known(values)
                (found if known else fresh)[key] = known or values
        created = Exceptions.create(list(fresh.values()))
        found |= dict(zip(fresh, created, strict=True))
        created._assign()
        return Exceptions.browse([found[key].id for key in keys])

    @api.model
    def _values(self, finding, message, connection, company, load):
        kind = self._type(finding.type_code)
        connection = connection or (message.connection_id if message else None)
        company = company or (connection.company_id if connection else self.env.company)
        currency = self.env["res.currency"].search(
            [("name", "=", finding.currency)], limit=1
        )
        opened = fields.Datetime.now()
        deadline = finding.deadline and fields.Datetime.to_datetime(finding.deadline)
        return {
            "name": finding.summary,
            "type_id": kind.id,
            "message_id": message.id if message else False,
            "connection_id": connection.id if connection else False,
            "company_id": company.id,
            "res_model": finding.model or False,
            "res_id": finding.res_id or False,
            "where": finding.where or False,
            "amount": finding.amount or 0.0,
            "currency_id": (currency or company.currency_id).id,
            "opened_at": opened,
            "deadline": deadline or opened + timedelta(hours=kind.deadline_hours),
            "user_id": self._owner(
                finding, kind, message, connection, company, load
            ).id,
        }

    @api.model
    def _type(self, code):
        types = self.env["healthcare.exception.type"].with_context(active_test=False)
        kind = types.search([("code", "=", code)])
        return kind or self.env.ref(
            "healthcare_integration_base.exception_type_unclassified"
        )

    @api.model
    def _known(self, values):
        domain = [(name, "=", values[name]) for name in IDENTITY]
        return self.search([*domain, ("state", "=", "open")], limit=1)

    def _assign(self):
        """An activity for the owner and a note on the business document."""
        for exception in self:
            exception.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=exception.deadline.date(),
                summary=exception.type_id.name,
                note=exception.type_id.advice or "",
                user_id=exception.user_id.id,
            )
            exception._post_on_record(
                self.env._(
                    "%(type)s: %(what)s Owner: %(owner)s.",
                    type=exception.type_id.name,
                    what=exception.name,
                    owner=exception.user_id.name,
                )
            )

    def _post_on_record(self, body):
        record = self._record()
        if record and "message_ids" in record._fields:
            record.sudo().message_post(body=body)

    def _record(self):
        """The business record this exception stands on; empty if none or gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    @api.model
    def _resolve_for(self, record, type_codes, resolution, where=None):
        """Close the open exceptions of these types on ``record``; returns them.

        :param where: only those with this place.
        """
        domain = [
            ("res_model", "=", record._name),
            ("res_id", "in", record.ids),
            ("code", "in", list(type_codes)),
            ("state", "=", "open"),
        ]
        if where is not None:
            domain.append(("where", "=", where))
        exceptions = self.sudo().search(domain)
        exceptions._close("resolved", resolution)
        return exceptions

    def _close(self, state, resolution):
        """End the exceptions: activities done, the record's chatter told."""
        for exception in self.sudo().filtered(lambda row: row.state == "open"):
            exception.write(
                {
                    "state": state,
                    "resolution": resolution,
                    "resolved_at": fields.Datetime.now(),
                    "resolved_by_id": self.env.uid,
                }
            )
            exception.activity_ids.action_feedback(feedback=resolution)
            exception._post_on_record(
                self.env._(
                    "Solved: %(type)s. %(resolution)s",
                    type=exception.type_id.name,
                    resolution=resolution,
                )
            )

    def action_open_record(self):
        """Open the business document, or the message when there is none."""
        self.ensure_one()
        record = self._record()
        target = record if record else self.message_id
        if not target:
            raise UserError(self.env._("This exception stands on no document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "views": [(False, "form")],
        }

    def action_take(self):
        """Become the owner."""
        self._check_may_act()
        self.sudo().write({"user_id": self.env.uid})

    def action_replay(self):
        """Send the message round again; the exception closes when it succeeds."""
        self.message_id.action_replay()

    def write(self, vals):
        # What was asked, when and by whom it was solved stays as it was recorded; a
        # person hands a question over or gives it another day.
        if not self.env.su and vals.keys() & RECORDED:
            raise AccessError(
                self.env._("What an exception says and how it ended is not edited.")
            )
        if "user_id" in vals and not vals["user_id"]:
            raise UserError(self.env._("An exception has an owner: choose another."))
        # The activity follows its owner.
        result = super().write(vals)
        if vals.get("user_id"):
            self.activity_ids.sudo().write({"user_id": vals["user_id"]})
        return result

    @api.model
    def _finding(self, type_code, summary, **more):
        """A :class:`Finding`, for business code that has no import of the ground."""
        return Finding(type_code, summary, **more)
