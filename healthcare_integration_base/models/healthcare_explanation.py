"""Explain this amount: from a record down to the byte it came from."""

from dataclasses import asdict

from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..data_class import PROTECTED, mask
from ..errors import ConfigurationError
from ..evidence import Evidence

AROUND = 240
"""Characters shown on each side of a place, to whom the contents are open."""
LONG = 2000
"""Characters of a place that are shown."""


class HealthcareExplained(models.AbstractModel):
    """A record whose amounts can be explained; inherit it and hang the button."""

    _name = "healthcare.explained"
    _description = "Record whose amounts can be explained"

    def _healthcare_evidence(self):
        """The :class:`Evidence` behind this record, the nearest first.

        By default every link of the record itself. A trade that keeps its own rows of
        an amount (postings, matches) puts them in front.
        """
        self.ensure_one()
        links = self.env["healthcare.lineage"].sudo()
        links = links.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], order="id desc"
        )
        words = dict(links._fields["action"]._description_selection(self.env))
        return [
            Evidence(
                link.message_id.id,
                link.where or "",
                link.amount or None,
                self.env._(
                    "%(what)s by this document", what=words.get(link.action, "")
                ),
                lineage_id=link.id,
            )
            for link in links
        ]

    def _healthcare_amount(self):
        """``(amount, currency)`` that is asked about; None where there is none."""
        return None, self.env["res.currency"]

    def action_explain_amount(self):
        """Open the chain from this amount to the places it came from."""
        self.ensure_one()
        self.check_access("read")
        evidence = self._healthcare_evidence()
        if not evidence:
            raise UserError(
                self.env._("No message stands behind this amount: it was entered here.")
            )
        amount, currency = self._healthcare_amount()
        # As superuser: who could write a place there would read any place with it.
        explanation = (
            self.env["healthcare.explanation"]
            .sudo()
            .create(
                {
                    "name": self.display_name,
                    "res_model": self._name,
                    "res_id": self.id,
                    "amount": amount,
                    "has_amount": amount is not None,
                    "currency_id": currency.id,
                    "line_ids": [Command.create(asdict(row)) for row in evidence],
                }
            )
        )
        self.env["healthcare.audit.entry"]._log(
            "amount.explained", self, facts={"places": len(evidence)}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Explain this amount"),
            "res_model": "healthcare.explanation",
            "res_id": explanation.id,
            "views": [(False, "form")],
            "target": "new",
        }


class HealthcareExplanation(models.TransientModel):
    """The answer to one question."""

    _name = "healthcare.explanation"
    _description = "Explanation of an amount"

    name = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    amount = fields.Monetary(readonly=True)
    has_amount = fields.Boolean(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_ids = fields.One2many("healthcare.explanation.line", "explanation_id")


class HealthcareExplanationLine(models.TransientModel):
    """One place of one message, with the way from there to the record."""

    _name = "healthcare.explanation.line"
    _description = "Place that an amount came from"
    _order = "id"

    explanation_id = fields.Many2one("healthcare.explanation", ondelete="cascade")
    # Integers: who may not read a message still learns that there is one.
    message_id = fields.Integer(readonly=True)
    lineage_id = fields.Integer(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    amount = fields.Float(digits=(16, 2), readonly=True)
    what = fields.Char(readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)
    approved_at = fields.Datetime(readonly=True)
    message_name = fields.Char(compute="_compute_message")
    received = fields.Datetime(compute="_compute_message")
    visible = fields.Boolean(compute="_compute_message")
    applied = fields.Char(compute="_compute_message")
    mapping = fields.Char(compute="_compute_mapping")
    excerpt = fields.Html(compute="_compute_excerpt", sanitize=False)
    contents_open = fields.Boolean(compute="_compute_excerpt")

    def _message(self):
        """The message as this user may see it; empty when he may not."""
        message = self.env["healthcare.message"].browse(self.message_id).exists()
        return message._filtered_access("read")

    @api.depends("message_id")
    def _compute_message(self):
        for line in self:
            message = line._message()
            line.visible = bool(message)
            line.message_name = (
                f"{message.display_name}, {message.connection_id.sudo().name}"
                if message
                else self.env._("A message that you may not see")
            )
            line.received = message.accepted_at
            line.applied = message and line._applied(message.sudo())

    def _applied(self, message):
        """Who or what brought it about, and when."""
        attempt = message.attempt_ids.filtered(lambda row: row.stage == "apply")[:1]
        if not attempt:
            return False
        account = message.connection_id.service_user_id.name
        return self.env._(
            "Attempt %(number)s by %(account)s on %(time)s",
            number=attempt.number,
            account=attempt.user_id.name or account,
            time=fields.Datetime.to_string(
                fields.Datetime.context_timestamp(self, attempt.ended_at)
            ),
        )

    @api.depends("lineage_id")
    def _compute_mapping(self):
        for line in self:
            link = self.env["healthcare.lineage"].sudo().browse(line.lineage_id or [])
            line.mapping = link and link._mapping_words()

    @api.depends("message_id", "where")
    @api.depends_context("uid")
    def _compute_excerpt(self):
        for line in self:
            message = line._message()
            line.contents_open = bool(message) and message._may_show_to_reader()
            line.excerpt = message and line._marked(message)

    def _marked(self, message):
        """The place, marked in what stands around it as far as the user may see it."""
        muted = Markup('<span class="text-muted">{}</span>')
        known = message.sudo()
        if known.purged_at:
            return muted.format(self.env._("Its contents were purged by retention."))
        codec = self.env["healthcare.format"]._codecs().get(known.codec)
        try:
            payload = known._payload()
        except ConfigurationError as error:
            return muted.format(error.code)
        place = codec and payload and codec.locate(payload, self.where or "")
        if not place:
            return muted.format(self.env._("Its syntax does not tell places."))
        marked = Markup(
            '<div class="font-monospace small text-break">{}<mark class="px-1">{}'
            "</mark>{}</div>"
        )
        if self.contents_open:
            before, found, after = place.around(AROUND)
            return marked.format(before, escape(found[:LONG]), after)
        found = place.found.strip()
        if known._class() in PROTECTED or len(found) > LONG:
            found = codec.veil(found, mask) if len(found) <= LONG else ""
        return marked.format(
            "\N{HORIZONTAL ELLIPSIS}", found, "\N{HORIZONTAL ELLIPSIS}"
        )

    def action_open_message(self):
        """Open the message with all it tells."""
        self.ensure_one()
        message = self._message()
        message.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": message.id,
            "views": [(False, "form")],
        }
