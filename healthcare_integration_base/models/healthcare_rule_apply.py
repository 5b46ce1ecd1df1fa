"""Rules at the opening of a document: its lane, its flow, its way, or a stop."""

from odoo import api, models

from ..issue import WARNING, Issue

BREACH = "rule.breach"
FACT = "rule"
ROUTE = "rule_lane"
MODE = "rule_mode"


class HealthcareDrain(models.AbstractModel):
    """What holds is written beside the document, so that the way it took is named."""

    _inherit = "healthcare.drain"

    @api.model
    def _piece(self, document, flow, common):
        piece = super()._piece(document, flow, common)
        rules = self.env["healthcare.rule"]
        compiled = self._hand().once("rules", rules._all_compiled)
        if piece.state != "due" or not compiled.get(piece.flow.id):
            return piece
        holding = rules._holding(
            piece.flow, piece.kind, piece.canonical, self._rule_facts(piece)
        )
        if not holding:
            return piece
        piece.facts = piece.facts | {FACT: ", ".join(row.name for row in holding)[:64]}
        self._report_breaches(piece, holding)
        self._route(piece, holding)
        return piece

    @api.model
    def _rule_facts(self, piece):
        """Amount and facility as the trade's handler reads them."""
        handler = self.env["healthcare.handler"]._for_kind(piece.kind)
        amount = handler._control_amount(piece.document)
        facility = getattr(handler, "_facility", None)
        return {
            "@amount": None if amount is None else str(amount),
            "@facility": (facility and facility(piece.document)) or None,
        }

    @api.model
    def _report_breaches(self, piece, holding):
        for rule in holding:
            if rule.action != "check":
                continue
            text = rule.text or rule.name
            if rule.severity == "error":
                piece.code, piece.text = BREACH, text
                piece.finding = "RULE_BREACH"
                piece.held = True
            issue = Issue(BREACH, piece.where, WARNING, text)
            piece.issues = [*piece.issues, issue.to_json()]

    @api.model
    def _route(self, piece, holding):
        """The first rule that routes decides; approval is asked by any."""
        route = next((row for row in holding if row.action in ("lane", "flow")), None)
        if route and route.action == "flow":
            piece.flow = self.env["healthcare.flow"].browse(route.target_id)
        elif route:
            piece.facts = piece.facts | {ROUTE: route.lane}
        if any(row.action == "approve" for row in holding):
            piece.facts = piece.facts | {MODE: "assisted"}

    @api.model
    def _row_of(self, piece):
        row = super()._row_of(piece)
        if piece.facts.get(ROUTE):
            row["lane"] = piece.facts[ROUTE]
        return row

    @api.model
    def _row_of_child(self, parent, number, piece):
        """A document that a rule stopped is read again from its file, or a replay would
        pass the rule by."""
        row = super()._row_of_child(parent, number, piece)
        if piece.held:
            row["canonical"] = None
        return row

    @api.model
    def _modes(self, messages):
        """A rule asks for a person where the flow itself would act."""
        modes = super()._modes(messages)
        for message in messages:
            asked = (message.facts or {}).get(MODE)
            if asked and modes[message.id] == "automatic":
                modes[message.id] = asked
        return modes


class HealthcareFlow(models.Model):
    """A rule may make one message differ from its flow."""

    _inherit = "healthcare.flow"

    def _may_differ(self):
        rules = self.env["healthcare.rule"]._all_compiled().get(self.id, ())
        return super()._may_differ() or any(row.action == "approve" for row in rules)
