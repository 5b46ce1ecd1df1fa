"""Routing and validation rules of flows, without code."""

import json
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..rule_conditions import (
    FACTS,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    all_hold,
    is_place,
)
from .healthcare_flow import LANES

LABELS = {
    "equal": "is",
    "different": "is not",
    "among": "is one of",
    "not_among": "is none of",
    "contains": "contains",
    "begins": "begins with",
    "above": "is above",
    "below": "is below",
    "from": "is at least",
    "up_to": "is at most",
    "empty": "is empty",
    "stated": "is stated",
}


class CompiledRule(NamedTuple):
    """A rule as plain data; ``lane`` and ``flow_id`` empty when it does not route."""

    rule_id: int
    name: str
    flow_id: int
    action: str
    severity: str
    lane: str
    target_id: int
    text: str
    conditions: tuple


class HealthcareRule(models.Model):
    """When all conditions hold, a document takes another way or is stopped.

    Rules are tried in their order when a document is opened: the first that routes
    decides the route; every check that holds counts.
    """

    _name = "healthcare.rule"
    _description = "Rule of a flow"
    _inherit = ["mail.thread", "healthcare.remembered"]
    _order = "flow_id, sequence, id"

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    flow_id = fields.Many2one(
        "healthcare.flow",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("direction", "=", "in")],
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    connection_id = fields.Many2one(related="flow_id.connection_id")
    action = fields.Selection(
        [
            ("lane", "Take another lane"),
            ("flow", "Take another flow"),
            ("approve", "Ask a person to approve"),
            ("check", "Report a breach"),
        ],
        string="Then",
        required=True,
        default="check",
        tracking=True,
    )
    lane = fields.Selection(LANES)
    target_id = fields.Many2one(
        "healthcare.flow",
        string="To the flow",
        domain="[('connection_id', '=', connection_id), ('direction', '=', 'in')]",
    )
    severity = fields.Selection(
        [("warning", "Warn, and go on"), ("error", "Stop the document")],
        default="error",
        tracking=True,
    )
    text = fields.Char(
        string="What to say", help="Shown with the breach, without values of documents."
    )
    condition_ids = fields.One2many("healthcare.rule.condition", "rule_id", copy=True)
    condition_text = fields.Char(string="When", compute="_compute_condition_text")

    @api.depends("condition_ids.place", "condition_ids.operator", "condition_ids.value")
    def _compute_condition_text(self):
        for rule in self:
            rule.condition_text = ", ".join(
                rule.condition_ids.mapped("display_name")
            ) or self.env._("always")

    @api.constrains("action", "lane", "target_id", "flow_id")
    def _check_action(self):
        for rule in self:
            if rule.action == "lane" and not rule.lane:
                raise ValidationError(self.env._("Choose the lane."))
            target = rule.target_id
            if rule.action == "flow" and (
                not target
                or target.connection_id != rule.flow_id.connection_id
                or target.direction != "in"
                or (target.kind or rule.flow_id.kind) != rule.flow_id.kind
            ):
                raise ValidationError(
                    self.env._(
                        "Choose an inbound flow of the same connection and document."
                    )
                )

    # -- at work ---------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _all_compiled(self):
        """``{flow id: (CompiledRule, ...)}`` of all active rules; plain data."""
        found = {}
        for rule in self.sudo().search([]):
            found.setdefault(rule.flow_id.id, []).append(rule._compiled())
        return {flow_id: tuple(rules) for flow_id, rules in found.items()}

    def _compiled(self):
        return CompiledRule(
            self.id,
            self.name,
            self.flow_id.id,
            self.action,
            self.severity or "error",
            self.lane or "",
            self.target_id.id or 0,
            self.text or "",
            tuple(
                Condition(row.place, row.operator, row.value or "")
                for row in self.condition_ids
            ),
        )

    @api.model
    def _holding(self, flow, kind, canonical, more=None):
        """The rules of ``flow`` that hold for a document, in their order.

        :param canonical: its JSON text.
        :param more: facts that are known already (``@amount`` ...).
        """
        rules = self._all_compiled().get(flow.id, ())
        if not rules:
            return []
        document = json.loads(canonical)
        facts = self._facts(flow, kind, document) | (more or {})
        return [rule for rule in rules if all_hold(rule.conditions, document, facts)]

    @api.model
    def _facts(self, flow, kind, document):
        return {
            "@kind": kind,
            "@connection": flow.connection_id.code,
            "@format": flow.codec,
        }


class HealthcareRuleCondition(models.Model):
    """One comparison; all of a rule must hold."""

    _name = "healthcare.rule.condition"
    _description = "Condition of a rule"
    _inherit = "healthcare.remembered"
    _order = "id"

    rule_id = fields.Many2one(
        "healthcare.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    place = fields.Char(
        required=True,
        help="A place of the document, such as order_number or lines[*].uom, or one of "
        "@kind, @connection, @facility, @amount, @format.",
    )
    operator = fields.Selection(
        selection=[(name, LABELS[name]) for name in OPERATORS],
        string="Comparison",
        required=True,
        default="equal",
    )
    value = fields.Char(help="Several values are separated by commas.")

    @api.depends("place", "operator", "value")
    def _compute_display_name(self):
        labels = dict(self._fields["operator"]._description_selection(self.env))
        for row in self:
            words = [row.place, labels.get(row.operator), row.value]
            row.display_name = " ".join(filter(None, words))

    @api.constrains("place", "operator", "value")
    def _check_place(self):
        for row in self:
            if not is_place(row.place or ""):
                raise ValidationError(
                    self.env._(
                        "%(place)s is no place of a document. Use names with dots, "
                        "lines[*] for every line, or %(facts)s.",
                        place=row.place,
                        facts=", ".join(FACTS),
                    )
                )
            if row.operator not in WITHOUT_VALUE and not row.value:
                raise ValidationError(self.env._("This comparison needs a value."))
