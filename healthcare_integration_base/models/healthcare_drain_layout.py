"""Opening a feed by the layout of its flow."""

from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..document.layout import LayoutDocument, decode
from ..errors import ConfigurationError

PREFIX = "layout:"
BARE = frozenset({"csv", "fixed"})
"""Syntaxes that say nothing without a layout."""


class HealthcareFlow(models.Model):
    """Reads by a layout."""

    _inherit = "healthcare.flow"

    layout_id = fields.Many2one(
        "healthcare.layout",
        string="Field layout",
        tracking=True,
        ondelete="restrict",
        domain="[('kind', '=', kind), ('state', '=', 'active')]",
        help="For simple lists: which column is which member of the document.",
    )

    @api.onchange("layout_id")
    def _onchange_layout(self):
        for flow in self.filtered("layout_id"):
            flow.codec = flow.layout_id.form

    @api.constrains("layout_id", "codec", "kind", "direction", "connection_id")
    def _check_layout(self):
        for flow in self.filtered("layout_id"):
            layout = flow.layout_id
            company = layout.company_id or flow.company_id
            if (flow.kind, flow.codec, flow.direction, flow.company_id) != (
                layout.kind,
                layout.form,
                "in",
                company,
            ):
                raise ValidationError(
                    self.env._(
                        "%(layout)s reads %(kind)s as %(form)s for its company.",
                        layout=layout.display_name,
                        kind=layout.kind,
                        form=layout.form.upper(),
                    )
                )
            if layout.state == "draft":
                raise ValidationError(
                    self.env._("Put %(layout)s in force first.", layout=layout.name)
                )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("layout_id"):
            # What waited for a layout goes on.
            self._announce()
        return result


class HealthcareFormat(models.AbstractModel):
    """A layout is a document of its own."""

    _inherit = "healthcare.format"

    @api.model
    def _document_for(self, codec, code, version=""):
        if not code.startswith(PREFIX):
            return super()._document_for(codec, code, version)
        layout = self.env["healthcare.layout"].sudo()
        layout = layout.browse(int(code.removeprefix(PREFIX)))
        return LayoutDocument(layout._spec(), codec)


class HealthcareDrain(models.AbstractModel):
    """Cuts a feed into one part per document."""

    _inherit = "healthcare.drain"

    @api.model
    def _reader(self, flow, codec):
        layout = flow.layout_id.sudo()
        if not layout and codec in BARE:
            raise ConfigurationError("layout.missing", flow.kind or codec)
        if not layout or layout.form != codec:
            return super()._reader(flow, codec)
        return partial(decode, layout=layout._spec())
