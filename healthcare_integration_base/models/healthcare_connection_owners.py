"""Who answers for an interface, and what it lacks before it may go live."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..data_class import PROTECTED
from ..errors import ConfigurationError


class HealthcareConnection(models.Model):
    """A live connection has a business owner, a technical owner and a support contact;
    the database sees to it."""

    _inherit = "healthcare.connection"

    technical_owner_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, tracking=True
    )
    support_contact = fields.Char(
        default=lambda self: self._default_support(),
        tracking=True,
        help="Whom the partner or a colleague calls at night.",
    )
    missing_text = fields.Text(
        string="Missing before going live", compute="_compute_missing_text"
    )

    _owned = models.Constraint(
        "CHECK(state <> 'live' OR (technical_owner_id IS NOT NULL"
        " AND COALESCE(support_contact, '') <> ''))",
        "A live connection has a business owner, a technical owner and a support "
        "contact.",
    )

    @api.model
    def _default_support(self):
        company = self.env.company
        return self.env.user.email or company.email or self.env.user.name

    @api.depends(
        "owner_id", "technical_owner_id", "support_contact", "check_passed", "state"
    )
    def _compute_missing_text(self):
        for connection in self:
            open_states = ("draft", "certified", "suspended")
            missing = []
            if connection.state in open_states:
                missing = connection.sudo()._missing_for_live()
            connection.missing_text = "\n".join(missing) or False

    def _missing_for_live(self):
        """What is missing before this connection may go live, in plain words."""
        self.ensure_one()
        _ = self.env._
        missing = []
        if not self.owner_id:
            missing.append(_("A business owner."))
        if not self.technical_owner_id:
            missing.append(_("A technical owner."))
        if not self.support_contact:
            missing.append(_("A support contact."))
        if not self.check_passed:
            missing.append(_("A test that passed."))
        missing += [
            _("A credential: %(kind)s.", kind=kind) for kind in self._kinds_missing()
        ]
        missing += [
            _("The purpose of %(flow)s, whose documents are protected.", flow=flow.name)
            for flow in self.flow_ids
            if flow.data_class in PROTECTED and not flow.purpose
        ]
        return missing

    def _kinds_missing(self):
        """The kinds of credentials that the transport needs and does not have."""
        needed = set()
        if self.connector in ("http", "webhook") and self.endpoint_auth != "none":
            needed.add(self.endpoint_auth)
        if self.connector == "webhook":
            needed.add("signing")
        credentials = self.env["healthcare.credential"]
        kinds = dict(credentials._fields["kind"]._description_selection(self.env))
        found = []
        for kind in sorted(needed):
            try:
                credentials._secrets_of(self, kind)
            except ConfigurationError:
                found.append(kinds.get(kind, kind))
        return found

    def action_go_live(self):
        """Start sending and receiving; names what is missing.

        :raises UserError: not certified, or something is missing.
        """
        for connection in self.filtered(
            lambda row: row.state in ("certified", "suspended")
        ):
            missing = connection.sudo()._missing_for_live()
            if missing:
                raise UserError(
                    self.env._("Missing before %(name)s goes live:", name=self.name)
                    + "\n"
                    + "\n".join(missing)
                )
        return super().action_go_live()


class HealthcareFlow(models.Model):
    """What the inventory of interfaces says of a flow."""

    _inherit = "healthcare.flow"

    review_on = fields.Date(
        string="Review on", tracking=True, help="When somebody looks at it again."
    )
    system_name = fields.Char(string="System", compute="_compute_system_name")
    technical_owner_id = fields.Many2one(related="connection_id.technical_owner_id")
    business_owner_id = fields.Many2one(
        "res.users", string="Business owner", compute="_compute_system_name"
    )
    support_contact = fields.Char(related="connection_id.support_contact")
    environment = fields.Selection(related="connection_id.environment")
    connection_state = fields.Selection(
        related="connection_id.state", string="Connection status"
    )
    schedule_text = fields.Char(string="Timetable", compute="_compute_schedule_text")
    last_activity_at = fields.Datetime(
        string="Last activity", compute="_compute_last_activity", compute_sudo=True
    )

    @api.depends("connection_id.partner_id", "connection_id.name", "owner_id")
    def _compute_system_name(self):
        for flow in self:
            connection = flow.connection_id
            flow.system_name = connection.partner_id.name or connection.name
            flow.business_owner_id = flow.owner_id or connection.owner_id

    @api.depends("timing", "schedule_ids.window_text")
    def _compute_schedule_text(self):
        timings = dict(self._fields["timing"]._description_selection(self.env))
        for flow in self:
            window = flow._scheduled().window_text
            flow.schedule_text = window or timings.get(flow.timing)

    def _compute_last_activity(self):
        self.env["healthcare.message"].flush_model()
        self.env.cr.execute(
            """
            SELECT f.id, (SELECT date_trunc('second', max(m.accepted_at))
                            FROM healthcare_message m WHERE m.flow_id = f.id)
              FROM healthcare_flow f WHERE f.id = ANY(%s)
            """,
            [self.ids],
        )
        last = dict(self.env.cr.fetchall())
        for flow in self:
            flow.last_activity_at = last.get(flow.id)
