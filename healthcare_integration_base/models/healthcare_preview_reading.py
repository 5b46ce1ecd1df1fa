"""A preview as a person reads it: by kind of record, each record once."""

from markupsafe import Markup

from odoo import api, fields, models

RECORDS_MAX = 100
"""Records that a page shows; the list of changes has them all."""
BADGE = {
    "created": ("text-bg-success", "New"),
    "updated": ("text-bg-info", "Changed"),
    "deleted": ("text-bg-danger", "Removed"),
}
TABLE = Markup(
    '<h6 class="mt-3 mb-1">{} {}</h6><div class="table-responsive">'
    '<table class="table table-sm mb-0"><tbody>{}</tbody></table></div>'
)
ROW = Markup(
    '<tr><td class="w-25">{} <span class="badge {}">{}</span></td>'
    '<td class="w-25">{}</td><td class="text-muted">{}</td><td>{}</td></tr>'
)
MORE = Markup("<tr><td></td><td>{}</td><td class='text-muted'>{}</td><td>{}</td></tr>")
POSTED = Markup('<span class="badge text-bg-warning">{}</span>')


class HealthcarePreviewLine(models.Model):
    """Lines of a report or of one message, as HTML."""

    _inherit = "healthcare.preview.line"

    def _html(self):
        """Tables by kind, books and stock first; every value is escaped."""
        kinds = {}
        for line in self:
            key = (not line.posted, line.model_label or line.res_model)
            records = kinds.setdefault(key, {})
            records.setdefault((line.res_model, line.res_id), []).append(line)
        left, found = RECORDS_MAX, []
        for (plain, kind), records in sorted(kinds.items()):
            shown = list(records.values())[: max(left, 0)]
            left -= len(records)
            if shown:
                badge = "" if plain else POSTED.format(self.env._("Books or stock"))
                rows = Markup().join(map(self._record_html, shown))
                found.append(TABLE.format(kind, badge, rows))
        if left < 0:
            found.append(
                Markup('<p class="text-muted mt-2">{}</p>').format(
                    self.env._(
                        "%(count)s more records: open the list of changes.", count=-left
                    )
                )
            )
        return Markup().join(found)

    @api.model
    def _record_html(self, lines):
        first, *others = lines
        css, word = BADGE[first.action]
        row = ROW.format(
            first.record_name or "", css, word, *self._cells(first), first.after or ""
        )
        more = [MORE.format(*self._cells(line), line.after or "") for line in others]
        return row + Markup().join(more)

    @api.model
    def _cells(self, line):
        return line.label or "", line.before or ""


class HealthcarePreviewReport(models.Model):
    """The page of a report."""

    _inherit = "healthcare.preview.report"

    difference_html = fields.Html(compute="_compute_difference_html", sanitize=False)

    @api.depends("line_ids")
    def _compute_difference_html(self):
        for report in self:
            report.difference_html = report.line_ids._html() or False


class HealthcarePreviewResult(models.Model):
    """The page of one message."""

    _inherit = "healthcare.preview.result"

    difference_html = fields.Html(compute="_compute_difference_html", sanitize=False)

    @api.depends("line_ids")
    def _compute_difference_html(self):
        for result in self:
            result.difference_html = result.line_ids._html() or False


class HealthcareMessage(models.Model):
    """The same on the message."""

    _inherit = "healthcare.message"

    difference_html = fields.Html(
        compute="_compute_difference_html",
        sanitize=False,
        groups="healthcare_integration_base.group_operator,"
        "healthcare_integration_base.group_approver,"
        "healthcare_integration_base.group_auditor",
    )

    @api.depends("preview_result_id")
    def _compute_difference_html(self):
        for message in self:
            message.difference_html = message.preview_result_id.difference_html
