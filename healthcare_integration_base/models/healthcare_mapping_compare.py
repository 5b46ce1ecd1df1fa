"""What changes from one version to another, for the person who approves it."""

from markupsafe import Markup

from odoo import api, fields, models

from ..mapping_table import ANY, compare

SHOWN = 200
"""Differences that a screen shows of each kind; the rest is counted."""


class HealthcareMappingVersion(models.Model):
    """The difference to the version before, as a table with every value escaped."""

    _inherit = "healthcare.mapping.version"

    change_html = fields.Html(
        string="What changes", compute="_compute_change", sanitize=False
    )
    change_count = fields.Integer(compute="_compute_change")

    @api.depends("line_ids.code", "line_ids.target", "based_on_id")
    def _compute_change(self):
        for version in self:
            before = version._predecessor()
            differences = before._compare(version)
            version.change_count = sum(map(len, differences))
            version.change_html = before._difference_html(differences)

    def _predecessor(self):
        """The version that this one follows: what was in force, or its template."""
        if self.state in ("draft", "tested", "approved"):
            current = self.mapping_id.version_id
            if current and current != self:
                return current
        before = self.mapping_id.version_ids.filtered(
            lambda row: row.number < self.number and row.activated_at
        )
        return before.sorted("number")[-1:]

    def _compare(self, other):
        """``(added, removed, changed)`` from this version to ``other``."""
        return compare(self._rows(), other._rows())

    def _difference_html(self, differences):
        added, removed, changed = differences
        labels = self._labels(
            [*added, *removed, *(row for pair in changed for row in pair)]
        )
        blocks = [
            self._block("success", self.env._("New"), [(row, None) for row in added]),
            self._block("danger", self.env._("Gone"), [(row, None) for row in removed]),
            self._block(
                "warning", self.env._("Changed"), [(new, old) for old, new in changed]
            ),
        ]
        html = Markup().join(block(labels) for block in blocks if block)
        return html or Markup('<p class="text-muted">{}</p>').format(
            self.env._("The two versions say the same.")
        )

    @api.model
    def _block(self, colour, title, pairs):
        if not pairs:
            return None

        def render(labels):
            rows = Markup().join(
                Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
                    new.number,
                    self.env._("any code") if new.code == ANY else new.code,
                    labels["scope", new.partner_id, new.item],
                    Markup('<s class="text-muted">{}</s> {}').format(
                        labels[old.model, old.res_id], labels[new.model, new.res_id]
                    )
                    if old
                    else labels[new.model, new.res_id],
                )
                for new, old in pairs[:SHOWN]
            )
            return Markup(
                '<h6><span class="badge text-bg-{}">{}</span> {}</h6>'
                '<table class="table table-sm w-auto"><thead><tr><th>{}</th>'
                "<th>{}</th><th>{}</th><th>{}</th></tr></thead>"
                "<tbody>{}</tbody></table>"
            ).format(
                colour,
                len(pairs),
                title,
                self.env._("Row"),
                self.env._("Their code"),
                self.env._("Only for"),
                self.env._("Our record"),
                rows,
            )

        return render

    @api.model
    def _labels(self, rows):
        """Names of targets and scopes; one statement per model."""
        ids = {}
        for row in rows:
            ids.setdefault(row.model, set()).add(row.res_id)
            ids.setdefault("res.partner", set()).add(row.partner_id)
        names = {}
        for model, wanted in ids.items():
            if model in self.env:
                records = self.env[model].sudo().browse(wanted - {0}).exists()
                for record in records:
                    names[model, record.id] = record.display_name
        gone = self.env._("(deleted)")
        labels = {
            (row.model, row.res_id): names.get((row.model, row.res_id), gone)
            for row in rows
        }
        for row in rows:
            partner = names.get(("res.partner", row.partner_id), "")
            scope = ", ".join(filter(None, [partner, row.item]))
            labels["scope", row.partner_id, row.item] = scope
        return labels

    def action_compare(self):
        """Compare with any other version of the same mapping."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_mapping_compare_action"
        )
        before = self._predecessor()
        return action | {
            "context": {
                "default_after_id": self.id,
                "default_before_id": before.id,
            }
        }

    def action_export(self):
        """Download the rows as CSV, made safe for spreadsheets."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/healthcare/mapping/{self.id}.csv",
            "target": "self",
        }

    def _export(self):
        """Head and rows of the CSV; the same columns that the import reads."""
        head = ("code", "record", "record_id", "partner", "item", "note")
        rows = [
            (
                line.code,
                line.target.display_name if line.target else "",
                line.target.id if line.target else "",
                line.partner_id.display_name or "",
                line.item or "",
                line.note or "",
            )
            for line in self.line_ids
        ]
        return head, rows
