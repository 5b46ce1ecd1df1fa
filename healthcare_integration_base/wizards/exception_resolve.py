"""Close exceptions with a word on how they were solved."""

from odoo import api, fields, models
from odoo.exceptions import UserError

CHOICES = [
    ("corrected", "Corrected here"),
    ("partner", "The partner corrects it and sends again"),
    ("accepted", "Accepted as it is"),
    ("void", "Not relevant any more"),
    ("other", "Something else"),
]


class HealthcareExceptionResolve(models.TransientModel):
    """The choice and the note become the resolution that the business document,
    the exception and its activity carry."""

    _name = "healthcare.exception.resolve"
    _description = "Solve exceptions"

    choice = fields.Selection(
        CHOICES, string="How was it solved?", required=True, default="corrected"
    )
    note = fields.Char(help="What the next person should know.")
    exception_ids = fields.Many2many(
        "healthcare.exception",
        "healthcare_exception_resolve_rel",
        readonly=True,
        default=lambda self: self._default_exceptions(),
    )
    open_count = fields.Integer(compute="_compute_open_count")
    advice = fields.Text(compute="_compute_open_count")
    message_count = fields.Integer(compute="_compute_open_count")

    @api.model
    def _default_exceptions(self):
        if self.env.context.get("active_model") != "healthcare.exception":
            return self.env["healthcare.exception"]
        return self.env["healthcare.exception"].browse(
            self.env.context.get("active_ids", ())
        )

    @api.depends("exception_ids")
    def _compute_open_count(self):
        for wizard in self:
            still_open = wizard._open_exceptions()
            wizard.open_count = len(still_open)
            shared = still_open.filtered("shared")
            wizard.message_count = sum(shared.problem_id.mapped("message_count"))
            types = still_open.type_id
            wizard.advice = types.advice if len(types) == 1 else False

    def _open_exceptions(self):
        return self.exception_ids.filtered(lambda row: row.state == "open")

    def _resolution(self):
        names = dict(self._fields["choice"]._description_selection(self.env))
        note = (self.note or "").strip()
        if self.choice == "other":
            return note
        return f"{names[self.choice]}: {note}" if note else names[self.choice]

    def action_confirm(self):
        """Close the chosen exceptions.

        :raises UserError: nothing is open, a note is missing, or the user is neither
            the owner nor in the owner team nor an operator.
        """
        self.ensure_one()
        exceptions = self._open_exceptions()
        if not exceptions:
            raise UserError(self.env._("All chosen exceptions are closed already."))
        if self.choice == "other" and not (self.note or "").strip():
            raise UserError(self.env._("Write in a few words how it was solved."))
        exceptions._check_may_act()
        state = "cancelled" if self.choice == "void" else "resolved"
        reason = self._resolution()
        exceptions._leave_messages(reason)
        exceptions._close(state, reason)
        self.env["healthcare.audit.entry"]._log(
            "exception.closed", exceptions, reason=reason
        )
        return {"type": "ir.actions.act_window_close"}
