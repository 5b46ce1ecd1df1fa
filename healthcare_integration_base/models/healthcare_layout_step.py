"""The way of a layout: written by one, put in force by another, retired."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..errors import RejectedError
from .healthcare_layout_guard import GUARDS

STEWARD = "healthcare_integration_base.group_steward"
APPROVER = "healthcare_integration_base.group_approver"
ALWAYS = frozenset({"owner_id", "name"})
"""Columns that change after a version has been in force."""
MOVES = {"draft": "active", "active": "retired"}


class HealthcareLayout(models.Model):
    """Steps that people take; each is checked here, logged, and guarded by SQL."""

    _inherit = "healthcare.layout"
    _recorded = frozenset(
        {
            *("state", "number", "root_id"),
            *("editor_ids", "approved_by_id", "approved_at"),
        }
    )

    may_activate = fields.Boolean(compute="_compute_may_activate")
    activation_hint = fields.Char(compute="_compute_may_activate")

    def init(self):
        result = super().init()
        for statement in GUARDS:
            self.env.cr.execute(statement)
        return result

    @api.depends("state", "editor_ids", "field_ids", "rule_ids")
    @api.depends_context("uid")
    def _compute_may_activate(self):
        for layout in self:
            reason = layout._why_not_activate(self.env.user)
            layout.may_activate = layout.state == "draft" and not reason
            layout.activation_hint = layout.state == "draft" and reason

    # -- writing ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(vals_list)
        layouts = super().create([vals | {"state": "draft"} for vals in vals_list])
        layouts._edited()
        return layouts

    def write(self, vals):
        self._check_recorded([vals])
        if set(vals) - ALWAYS - self._recorded:
            self._refuse_change()
            self._edited()
        for layout in self if "state" in vals else ():
            if MOVES.get(layout.state) != vals["state"]:
                raise UserError(self.env._("A version goes one way: into force, out."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._refuse_change()

    def _refuse_change(self):
        """:raises UserError: a version that is or was in force stays as it was."""
        if self.filtered(lambda layout: layout.state != "draft"):
            raise UserError(
                self.env._("This version has been in force. Make a new version.")
            )

    def _edited(self):
        """Remember who wrote in these versions: the same person does not decide.

        The row of the version is written each time, also for one of its own rows: who
        puts it in force at the same moment collides, instead of deciding on what he
        could not see.
        """
        for layout in self.sudo():
            if self.env.user not in layout.editor_ids:
                layout.editor_ids |= self.env.user
        if self.ids:
            self.flush_recordset()
            self.env.cr.execute(
                "UPDATE healthcare_layout SET write_date = "
                "timezone('UTC', clock_timestamp()) WHERE id = ANY(%s)",
                [self.ids],
            )
            self.invalidate_recordset(["write_date"])

    # -- into force ------------------------------------------------------------------

    def _writers(self):
        layout = self.sudo()
        rows = (layout.field_ids, layout.rule_ids)
        return (
            layout.editor_ids
            | layout.create_uid
            | rows[0].create_uid
            | rows[0].write_uid
            | rows[1].create_uid
            | rows[1].write_uid
        )

    def _why_not_activate(self, user):
        """Words that say why ``user`` does not put this version in force; empty if he
        may."""
        if user in self._writers():
            return self.env._("You wrote some of it: another person puts it in force.")
        if not (user.has_group(STEWARD) or user.has_group(APPROVER)):
            return self.env._("A mapping steward or an approver puts it in force.")
        return ""

    def action_ask(self):
        """Check the sample and ask somebody else to put it in force.

        :raises ValidationError: nothing of the sample can be read.
        """
        self.check_access("write")
        self._refuse_change()
        exceptions = self.env["healthcare.exception"]
        for layout in self:
            layout._check_sample()
            people = exceptions._members(
                self.env.ref(APPROVER).all_user_ids - layout._writers(),
                layout.company_id,
            )
            if people:
                layout.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Put a field layout in force"),
                    user_id=exceptions._least_loaded(people, {}).id,
                )

    def action_activate(self):
        """Put a version in force; the former one retires and its flows move over.

        :raises AccessError: the user wrote some of it, or has not the role.
        :raises UserError: it was changed since the user's screen showed it, as the
            context's ``layout_seen`` says.
        :raises ValidationError: nothing of the sample can be read.
        """
        self.check_access("read")
        for layout in self:
            if layout.state != "draft":
                raise UserError(self.env._("Only a draft is put in force."))
            layout._check_seen()
            reason = layout._why_not_activate(self.env.user)
            if reason:
                raise AccessError(reason)
            layout._check_sample()
            former = layout._family().filtered(lambda row: row.state == "active")
            # What its rows say is written before the guard looks at who wrote them.
            self.env.flush_all()
            former.write({"state": "retired"})
            former.flush_recordset()
            layout.sudo().write(
                {
                    "state": "active",
                    "approved_by_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                }
            )
            layout.sudo().flush_recordset()
            # Flows are an administrator's; which version reads them is not his.
            former.flow_ids.write({"layout_id": layout.id})
            layout.sudo().activity_feedback(["mail.mail_activity_data_todo"])
            self.env["healthcare.audit.entry"]._log("layout.activated", layout)

    def _check_seen(self):
        seen = self.env.context.get("layout_seen")
        if seen and seen != fields.Datetime.to_string(self.write_date):
            raise UserError(
                self.env._("Somebody has changed this version: look at it again.")
            )

    def _family(self):
        """Every version of this layout."""
        family = self.root_id or self
        return self.sudo().search(
            ["|", ("id", "=", family.id), ("root_id", "=", family.id)]
        )

    def _check_sample(self):
        try:
            rows, _notes = self._read_sample()
        except (ValueError, UnicodeError, RejectedError) as error:
            raise ValidationError(
                self.env._("The sample cannot be read: %(why)s", why=str(error))
            ) from None
        if not any(found for _place, found, _issues in rows):
            raise ValidationError(
                self.env._("No document of the sample can be read yet.")
            )

    def action_new_version(self):
        """A draft that starts from this version."""
        self.ensure_one()
        draft = self.copy({"name": self.name})
        draft.sudo().write(
            {
                "root_id": (self.root_id or self).id,
                "number": max(self._family().mapped("number")) + 1,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }
