"""Mixin: a business record that knows its messages and exceptions."""

from odoo import fields, models


class HealthcareTraceable(models.AbstractModel):
    """Inherit in a business model to get counters and smart-button actions."""

    _name = "healthcare.traceable"
    _inherit = ["healthcare.explained"]
    _description = "Record with healthcare messages"

    healthcare_message_count = fields.Integer(
        string="Healthcare messages",
        compute="_compute_healthcare_counts",
        compute_sudo=True,
    )
    healthcare_exception_count = fields.Integer(
        string="Healthcare exceptions",
        compute="_compute_healthcare_counts",
        compute_sudo=True,
    )

    def _compute_healthcare_counts(self):
        """Two grouped queries for the whole recordset."""
        messages = self._healthcare_message_ids()
        exceptions = dict(
            self.env["healthcare.exception"]._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for record in self:
            record.healthcare_message_count = len(messages.get(record.id, ()))
            record.healthcare_exception_count = exceptions.get(record.id, 0)

    def _healthcare_message_ids(self):
        """``{record id: set of message ids}``."""
        rows = self.env["healthcare.lineage"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            ["res_id"],
            ["message_id:array_agg_distinct"],
        )
        return {res_id: set(ids) for res_id, ids in rows}

    def action_open_healthcare_messages(self):
        """The messages that created, changed or carried this record."""
        self.ensure_one()
        ids = self.sudo()._healthcare_message_ids().get(self.id, ())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        return action | {"domain": [("id", "in", list(ids))], "context": {}}

    def action_open_healthcare_exceptions(self):
        """The exceptions on this record, solved ones included."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_exception_action"
        )
        return action | {
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
