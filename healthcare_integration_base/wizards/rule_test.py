"""Try the rules of a flow on a sample: which way would it take, and why."""

import json

from odoo import api, fields, models

from ..errors import ConfigurationError

READER = "healthcare_integration_base.group_payload_reader"


class HealthcareRuleTest(models.TransientModel):
    """A stored message or the JSON of a document; nothing is written."""

    _name = "healthcare.rule.test"
    _description = "Test rules on a sample"

    flow_id = fields.Many2one(
        "healthcare.flow", required=True, domain=[("direction", "=", "in")]
    )
    message_id = fields.Many2one(
        "healthcare.message",
        string="A stored message",
        groups=READER,
        domain="[('flow_id', '=', flow_id)]",
    )
    sample = fields.Text(string="Or a document as JSON")
    amount = fields.Float(help="Stands for @amount.")
    facility = fields.Char(help="Stands for @facility.")
    result = fields.Text(compute="_compute_result")

    @api.depends("flow_id", "sample", "amount", "facility")
    def _compute_result(self):
        for wizard in self:
            wizard.result = wizard._explain()

    def _explain(self):
        text = self._document_text()
        if not self.flow_id or not text:
            return False
        facts = {
            "@amount": str(self.amount) if self.amount else None,
            "@facility": self.facility or None,
        }
        try:
            holding = self.env["healthcare.rule"]._holding(
                self.flow_id, self.flow_id.kind or "", text, facts
            )
        except (ValueError, RecursionError):
            return self.env._("This is no JSON.")
        lines = [self._line(rule) for rule in holding]
        route = next((row for row in holding if row.action in ("lane", "flow")), None)
        way = self.env._("Route: %(flow)s", flow=self.flow_id.name)
        if route:
            way = self.env._(
                "Route: %(route)s, by the rule %(rule)s",
                route=self._target(route),
                rule=route.name,
            )
        return "\n".join([way, *(lines or [self.env._("No rule holds.")])])

    def _document_text(self):
        """The JSON to test; a stored message only for whoever may read it."""
        if self.sample:
            return self.sample
        if not self.env.user.has_group(READER) or not self.message_id:
            return ""
        self.message_id.check_access("read")
        if not self.message_id._may_show():
            # What a rule says of a document is a look into it.
            return ""
        try:
            data = self.message_id.sudo()._document_json()
        except ConfigurationError:
            return ""
        return json.dumps(data) if data else ""

    def _target(self, rule):
        if rule.action == "flow":
            return self.env["healthcare.flow"].browse(rule.target_id).name
        labels = dict(self.env["healthcare.rule"]._fields["lane"].selection)
        return self.env._("lane %(lane)s", lane=labels[rule.lane])

    def _line(self, rule):
        words = {
            "lane": self.env._("takes another lane"),
            "flow": self.env._("takes another flow"),
            "approve": self.env._("a person approves"),
            "check": self.env._("is stopped")
            if rule.severity == "error"
            else self.env._("goes on with a warning"),
        }
        return f"{rule.name}: {words[rule.action]}"
