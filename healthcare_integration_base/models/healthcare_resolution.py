"""The buttons that answer a question: one click, one effect, one sentence why."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HealthcareResolution(models.Model):
    """One answer that questions of some types allow.

    ``code`` names the method ``_resolution_<code>`` of the exception that carries it
    out. The first one by ``sequence`` is the button on the card.
    """

    _name = "healthcare.resolution"
    _description = "Answer to an exception"
    _order = "sequence, id"

    code = fields.Char(required=True, help="Lower case: accept_price.")
    name = fields.Char(required=True, translate=True, help="The words on the button.")
    description = fields.Char(translate=True, help="What happens then.")
    sequence = fields.Integer(default=10)
    type_ids = fields.Many2many(
        "healthcare.exception.type",
        "healthcare_resolution_type_rel",
        "resolution_id",
        "type_id",
        string="Questions",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Only for",
        help="Empty: whoever may solve the exception. Otherwise the person is in this "
        "group as well.",
    )
    reason_required = fields.Boolean(help="A sentence is asked for before it is done.")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code exists already.")

    @api.constrains("code")
    def _check_code(self):
        exceptions = self.env["healthcare.exception"]
        for resolution in self:
            if not hasattr(exceptions, f"_resolution_{resolution.code}"):
                raise UserError(
                    self.env._(
                        "No installed addon carries out the answer %s.", resolution.code
                    )
                )


class HealthcareException(models.Model):
    """An exception offers the answers of its type that its reader may give."""

    _inherit = "healthcare.exception"

    resolution_ids = fields.Many2many(
        "healthcare.resolution",
        string="Answers",
        compute="_compute_resolution_ids",
        compute_sudo=False,
    )
    resolution_buttons = fields.Json(compute="_compute_resolution_ids")
    first_resolution = fields.Char(compute="_compute_resolution_ids")

    @api.depends("type_id", "state", "may_act")
    @api.depends_context("uid", "lang")
    def _compute_resolution_ids(self):
        known = self.env["healthcare.resolution"].sudo().search([])
        mine = self.env.user.all_group_ids
        known = known.filtered(lambda row: not row.group_id or row.group_id in mine)
        by_type = {
            kind: known.filtered_domain([("type_ids", "in", kind.ids)])
            for kind in self.sudo().type_id
        }
        for exception in self:
            offered = by_type.get(exception.sudo().type_id, known.browse())
            if not exception.may_act:
                offered = known.browse()
            exception.resolution_ids = offered.sudo(False)
            exception.first_resolution = offered[:1].name
            exception.resolution_buttons = [
                {"id": row.id, "name": row.name, "description": row.description or ""}
                for row in offered
            ]

    def action_first_resolution(self):
        """The button of the card."""
        self.ensure_one()
        return self.action_answer(self.resolution_ids[:1].id)

    def action_answer(self, resolution_id):
        """Give this answer, asking for the reason first where one is needed."""
        self.ensure_one()
        resolution = self.resolution_ids.filtered(lambda row: row.id == resolution_id)
        if not resolution:
            raise AccessError(
                self.env._("This question was answered meanwhile, or is not yours.")
            )
        if resolution.reason_required:
            return {
                "type": "ir.actions.act_window",
                "name": resolution.name,
                "res_model": "healthcare.resolution.reason",
                "view_mode": "form",
                "views": [(False, "form")],
                "target": "new",
                "context": {
                    "default_exception_id": self.id,
                    "default_resolution_id": resolution.id,
                },
            }
        return self._apply_resolution(resolution)

    def _apply_resolution(self, resolution, reason=""):
        """Carry out an answer once.

        :param resolution: the record, or its code.
        :return: an action that goes on asking, or None when it is done.
        :raises AccessError: not this person's question or answer.
        :raises UserError: closed meanwhile, no reason, or what the answer refuses.
        """
        self.ensure_one()
        if isinstance(resolution, str):
            resolution = self.resolution_ids.filtered(
                lambda row: row.code == resolution
            )
        # Two people press at the same moment: the second one waits, then sees it.
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        self._check_may_act()
        if not resolution or resolution not in self.resolution_ids:
            raise AccessError(self.env._("This answer is not offered for it."))
        reason = (reason or "").strip()
        if resolution.reason_required and not reason:
            raise UserError(self.env._("Write in a few words why."))
        action = getattr(self, f"_resolution_{resolution.sudo().code}")(reason)
        if isinstance(action, dict):
            return action
        return self._close_by(resolution.name, reason)

    def _close_by(self, name, reason=""):
        """Close this exception as answered; what already closed itself stays so."""
        words = f"{name}: {reason}" if reason else name
        still_open = self.filtered(lambda row: row.state == "open")
        still_open._close("resolved", words)
        self.env["healthcare.audit.entry"]._log(
            "exception.answered", self, reason=words
        )

    def _document(self):
        """The business record as this user may see it.

        :raises UserError: it is gone.
        :raises AccessError: this user may not read it.
        """
        record = self._record()
        if not record:
            raise UserError(self.env._("The document behind this question is gone."))
        record = record.with_env(self.env)
        record.check_access("read")
        return record
