"""A message as a person reads it: raw text, document and issues, never in a list."""

from markupsafe import Markup, escape

from odoo import api, fields, models

from ..canonical import from_json, to_json
from ..errors import ConfigurationError, RejectedError
from .healthcare_message import LABELS

READER = "healthcare_integration_base.group_payload_reader"
TEXT_LIMIT = 20_000
BADGES = {
    "note": "text-bg-info",
    "warning": "text-bg-warning",
    "error": "text-bg-danger",
    "fatal": "text-bg-danger",
}
TABLE = '<table class="table table-sm table-borderless w-auto mb-2">{}</table>'


WORDS = {
    "uom": "Unit",
    "where": "Place",
    "gtin": "GTIN",
    "ndc": "NDC",
    "hibc": "HIBC",
    "buyer": "Our number",
    "supplier": "Supplier",
    "number": "No.",
}


def label(name, value=None):
    """``supplier_order_number`` as a person says it.

    A party keeps its own name: ``buyer`` is our item number only as a plain value.
    """
    word = None if isinstance(value, dict) else WORDS.get(name)
    return word or name.replace("_", " ").capitalize()


def in_order(data):
    """The members in the order of the document's definition.

    PostgreSQL keeps JSON members sorted by length, which nobody reads.
    """
    try:
        return to_json(from_json(data))
    except RejectedError:
        return data


def is_empty(value):
    """Whether there is nothing to show; zero and False are something."""
    return value in (None, "", [], {})


def document_html(data):
    """A canonical document (its JSON form) as nested HTML tables.

    Empty members are left out. Every value is escaped.
    """
    rows = [
        (name, value)
        for name, value in in_order(data).items()
        if name not in ("kind", "schema_version")
    ]
    return _facts(rows)


def _facts(rows):
    """Single values first, side by side with their names; lists below."""
    simple = [
        (name, value)
        for name, value in rows
        if not isinstance(value, list) and not is_empty(value)
    ]
    lists = [(name, value) for name, value in rows if isinstance(value, list) and value]
    cells = Markup().join(
        Markup(
            '<tr><th class="text-muted fw-normal py-0 pe-3">{}</th>'
            '<td class="py-0">{}</td></tr>'
        ).format(label(name, value), _value(value))
        for name, value in simple
        if not (isinstance(value, dict) and all(map(is_empty, value.values())))
    )
    table = Markup(TABLE).format(cells) if cells else Markup()
    return table + Markup().join(_rows(name, value) for name, value in lists)


def _rows(name, values):
    """A list of members as one table, a column per stated member."""
    if not all(isinstance(value, dict) for value in values):
        text = Markup("<br/>").join(_value(value) for value in values)
        return Markup("<h6>{}</h6><p>{}</p>").format(label(name), text)
    columns = [
        column
        for column in dict.fromkeys(key for value in values for key in value)
        if any(_stated(value.get(column)) for value in values)
    ]
    head = Markup().join(
        Markup('<th class="text-nowrap py-1">{}</th>').format(label(column))
        for column in columns
    )
    body = Markup().join(
        Markup("<tr>{}</tr>").format(
            Markup().join(
                Markup('<td class="py-1">{}</td>').format(_value(value.get(column)))
                for column in columns
            )
        )
        for value in values
    )
    return Markup(
        '<h6 class="mt-2">{} <span class="badge text-bg-light">{}</span></h6>'
        '<div class="table-responsive"><table class="table table-sm mb-2">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(label(name), len(values), head, body)


def _stated(value):
    if isinstance(value, dict):
        return any(map(_stated, value.values()))
    return not is_empty(value)


def _value(value):
    if isinstance(value, bool):
        return Markup("yes") if value else Markup("no")
    if isinstance(value, dict):
        stated = [(name, item) for name, item in value.items() if _stated(item)]
        return Markup("<br/>").join(
            Markup('<span class="text-muted">{}</span> {}').format(
                label(name, item), _value(item)
            )
            for name, item in stated
        )
    if isinstance(value, list):
        return Markup("<br/>").join(map(_value, value))
    return Markup() if is_empty(value) else escape(value)


class HealthcareMessage(models.Model):
    """What the form shows of a payload. Contents are for payload readers only."""

    _inherit = "healthcare.message"

    payload_text = fields.Text(compute="_compute_payload_text", groups=READER)
    payload_cut = fields.Boolean(compute="_compute_payload_text", groups=READER)
    readable_html = fields.Html(
        compute="_compute_readable_html", groups=READER, sanitize=False
    )
    facts_html = fields.Html(compute="_compute_facts_html", sanitize=False)
    issues_html = fields.Html(compute="_compute_issues_html", sanitize=False)
    issue_count = fields.Integer(compute="_compute_issues_html")
    part_count = fields.Integer(compute="_compute_part_count")

    @api.model
    def _as_html(self, data):
        """A document (its JSON form) as a person reads it."""
        return document_html(data)

    @api.depends("content_hash")
    @api.depends_context("uid", "su")
    def _compute_payload_text(self):
        """The first 20,000 characters; bytes that are no UTF-8 are shown as signs.

        Nothing for whom no look was granted.
        """
        for message in self:
            try:
                payload = message._payload() if message._may_show() else b""
            except ConfigurationError:
                payload = b""
            # One character takes four bytes at most.
            text = payload[: TEXT_LIMIT * 4].decode("utf-8", "replace")
            text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
            message.payload_text = text[:TEXT_LIMIT] or False
            message.payload_cut = len(text) > TEXT_LIMIT

    @api.depends("canonical")
    @api.depends_context("uid", "su")
    def _compute_readable_html(self):
        for message in self:
            data = message._shown_document()
            message.readable_html = document_html(data) if data else False

    @api.depends("facts")
    def _compute_facts_html(self):
        for message in self:
            facts = message.facts
            message.facts_html = document_html(facts) if facts else False

    @api.depends("issues")
    def _compute_issues_html(self):
        for message in self:
            issues = message.issues or []
            message.issue_count = len(issues)
            message.issues_html = Markup().join(map(self._issue_html, issues)) or False

    @api.model
    def _issue_html(self, issue):
        return Markup(
            '<div class="mb-2"><span class="badge {}">{}</span> {}{}'
            '<br/><small class="text-muted font-monospace">{} {}</small></div>'
        ).format(
            BADGES.get(issue["severity"], "text-bg-secondary"),
            issue["severity"],
            issue.get("text") or issue["code"],
            Markup("<br/><small>{}</small>").format(issue["advice"])
            if issue.get("advice")
            else "",
            issue["where"],
            issue["code"] if issue.get("text") else "",
        )

    def _compute_part_count(self):
        groups = self._read_group(
            [("parent_id", "in", self.ids)], ["parent_id"], ["__count"]
        )
        counts = {parent.id: count for parent, count in groups}
        for message in self:
            message.part_count = counts.get(message.id, 0)


class HealthcareMessageAttempt(models.Model):
    """Says the result in words."""

    _inherit = "healthcare.message.attempt"

    result = fields.Char(string="Result in words", compute="_compute_result")

    @api.depends("state")
    def _compute_result(self):
        for attempt in self:
            attempt.result = LABELS.get(attempt.state, attempt.state)


class HealthcareLineage(models.Model):
    """Says what kind of record a link leads to."""

    _inherit = "healthcare.lineage"

    model_label = fields.Char(string="Kind", compute="_compute_model_label")

    @api.depends("res_model")
    def _compute_model_label(self):
        for line in self:
            known = line.res_model in self.env
            line.model_label = (
                self.env["ir.model"]._get(line.res_model).name if known else False
            )
