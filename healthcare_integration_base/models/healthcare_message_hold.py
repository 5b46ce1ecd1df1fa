"""Why a message does not leave: said on the message and on its business document."""

from odoo import api, fields, models

LEAVING = ("due", "retry", "leased")


class HealthcareMessage(models.Model):
    """Shows the policy in force: the stop switch, an open circuit, a pause."""

    _inherit = "healthcare.message"

    hold = fields.Char(string="Held", compute="_compute_hold", compute_sudo=True)

    @api.depends("state", "direction", "connection_id")
    def _compute_hold(self):
        for message in self:
            leaving = message.direction == "out" and message.state in LEAVING
            message.hold = leaving and message.connection_id.hold


class HealthcareConnection(models.Model):
    """The strip above the overview counts what is not sent to."""

    _inherit = "healthcare.connection"

    @api.model
    def _facts_wanted(self):
        circuits = [("circuit_state", "in", ("open", "half_open"))]
        return super()._facts_wanted() + [
            (
                "circuits",
                self.env._("Open circuits"),
                "danger",
                "healthcare.connection",
                circuits,
            )
        ]


class HealthcareTraceable(models.AbstractModel):
    """The document's banner says so as well, as long as it is so."""

    _inherit = "healthcare.traceable"

    def _compute_healthcare_notice(self):
        result = super()._compute_healthcare_notice()
        held = self._healthcare_held()
        for record in self:
            lines = [record.healthcare_notice, *held.get(record.id, ())]
            record.healthcare_notice = "\n".join(filter(None, lines)) or False
        return result

    def _healthcare_held(self):
        """``{record id: [sentence, ...]}`` of records that wait for a held partner."""
        self.env.cr.execute(
            """
            SELECT DISTINCT l.res_id, m.connection_id
              FROM healthcare_lineage l JOIN healthcare_message m ON m.id = l.message_id
             WHERE l.res_model = %s AND l.res_id = ANY(%s) AND m.direction = 'out'
               AND m.state = ANY(%s)
            """,
            [self._name, list(self.ids), list(LEAVING)],
        )
        found = {}
        for res_id, connection_id in self.env.cr.fetchall():
            connection = self.env["healthcare.connection"].browse(connection_id)
            if connection.hold:
                found.setdefault(res_id, []).append(
                    self.env._(
                        "Not sent yet to %(connection)s. %(hold)s.",
                        connection=connection.name,
                        hold=connection.hold,
                    )
                )
        return found
