"""Who sees what of a message: contents with a purpose only, keys masked by class."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from ..canonical import REGISTRY
from ..data_class import PROTECTED, PUBLIC, class_of, mask
from ..errors import ConfigurationError

READER = "healthcare_integration_base.group_payload_reader"
CONTENT = frozenset(
    {"canonical", "readable", "readable_html", "payload_text", "payload_cut"}
)
"""Fields that hold or show what a message contains."""
EXACT = frozenset({"=", "!=", "in", "not in"})
"""Comparisons with the whole of a key."""
KEYS = frozenset({"reference", "subject_key"})
"""Fields that quote a key of the document: a claim number names a case."""


class ContentJson(fields.Json):
    """A document; leaves the server only for who was granted a look."""

    def convert_to_read(self, value, record, use_display_name=True):
        """The opened document, or False without a grant."""
        return record._shown_document() if record else False

    def convert_to_export(self, value, record):
        """See :meth:`convert_to_read`; an export without a grant was refused before."""
        return record._shown_document() or ""

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Refused: a search would answer questions about contents without a trace."""
        if not model.env.su:
            raise AccessError(model.env._("Contents cannot be searched."))
        return super().condition_to_sql(
            field_expr, operator, value, model, alias, query
        )


class MaskedChar(fields.Char):
    """A key that only payload readers see in full when its document is protected."""

    def convert_to_read(self, value, record, use_display_name=True):
        """The value, or its mask."""
        value = super().convert_to_read(value, record, use_display_name)
        return record._masked(value) if value else value

    def convert_to_export(self, value, record):
        """The value, or its mask."""
        value = super().convert_to_export(value, record)
        return record._masked(value) if value else value

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Who sees a mask finds a key that he knows whole, and nothing by a part of
        it: a key could be spelled out by asking again and again."""
        found = super().condition_to_sql(
            field_expr, operator, value, model, alias, query
        )
        if operator in EXACT or model.env.su or model.env.user.has_group(READER):
            return found
        names = self._key_classes(model.env)
        open_rows = SQL(
            "COALESCE(%s, '') = ANY(%s) AND COALESCE(%s, 0) <> ALL(%s)",
            SQL.identifier(alias, "kind"),
            names[0],
            SQL.identifier(alias, "flow_id"),
            names[1],
        )
        if operator in ("ilike", "=ilike", "like", "=like"):
            whole = SQL("%s = %s", SQL.identifier(alias, self.name), str(value))
            return SQL("(%s OR (%s AND %s))", whole, found, open_rows)
        return SQL("(%s AND %s)", found, open_rows)

    def _key_classes(self, env):
        """``(kinds whose keys are plain, flows of one kind whose keys are not)``."""
        kinds = [kind for kind in REGISTRY if class_of(kind) not in PROTECTED]
        flows = env["healthcare.flow"].sudo().with_context(active_test=False)
        flows = flows.search(
            [("data_class", "in", sorted(PROTECTED)), ("kind", "!=", False)]
        )
        return kinds, flows.ids


class HealthcareMessage(models.Model):
    """The server decides; the form only hides what it would not get."""

    _inherit = "healthcare.message"

    canonical = ContentJson(readonly=True, groups=READER)
    reference = MaskedChar(readonly=True, help="Order, invoice, claim or trace number.")
    subject_key = MaskedChar(readonly=True)
    data_class = fields.Selection(
        related="flow_id.data_class", string="Data class", related_sudo=True
    )
    contents_open = fields.Boolean(
        compute="_compute_contents_open", compute_sudo=False, groups=READER
    )
    contents_until = fields.Datetime(
        compute="_compute_contents_open", compute_sudo=False, groups=READER
    )
    grant_ids = fields.One2many(
        "healthcare.payload.grant",
        "message_id",
        string="Who looked",
        readonly=True,
        groups="healthcare_integration_base.group_auditor,"
        "healthcare_integration_base.group_operator",
    )

    # -- contents --------------------------------------------------------------------

    @api.depends_context("uid", "su")
    def _compute_contents_open(self):
        until = self.env["healthcare.payload.grant"]._open_until(self)
        for message in self:
            message.contents_until = until.get(message.id, False)
            message.contents_open = message._may_show()

    def _may_show(self):
        """Whether this user may see the contents of this message now."""
        self.ensure_one()
        if self.env.su or self._class() == PUBLIC:
            return True
        grants = self.env["healthcare.payload.grant"]
        return bool(grants._open_until(self))

    def _shown_document(self):
        """The document for a screen; False without a grant or without its key."""
        if not self._may_show():
            return False
        try:
            return self.sudo()._document_json() or False
        except ConfigurationError:
            return False

    def _check_open(self):
        """:raises AccessError: contents of which this user named no purpose."""
        if not all(message._may_show() for message in self):
            raise AccessError(
                self.env._(
                    "Say first what you need the contents for: open the message."
                )
            )

    def export_data(self, fields_to_export):
        """Contents are exported by who was granted a look at every one of them."""
        wanted = {name.partition("/")[0] for name in fields_to_export} & CONTENT
        if wanted and not self.env.su:
            self._check_open()
            self.env["healthcare.audit.entry"]._log(
                "payload.exported", self, facts={"fields": sorted(wanted)}
            )
        return super().export_data(fields_to_export)

    # -- masks -----------------------------------------------------------------------

    def _class(self):
        """The class of this message: its flow's, and at least that of its kind."""
        flow = self.sudo().flow_id
        return class_of(self.kind, flow.kind, flow.data_class)

    def _masked(self, value):
        """``value`` for this user's eyes."""
        if self.env.su or self._class() not in PROTECTED:
            return value
        return value if self.env.user.has_group(READER) else mask(value)

    @api.depends_context("uid", "su")
    @api.depends("reference", "kind", "name", "uuid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for message in self.filtered("reference"):
            shown = message._masked(message.reference)
            if shown != message.reference:
                message.display_name = message.display_name.replace(
                    message.reference, shown
                )
        return result

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_groupable(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "__count":
            self._check_groupable(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_groupable(self, spec):
        """A group shows its value in full, whatever the rows would show."""
        name = parse_read_group_spec(spec)[0]
        if self.env.su or name not in KEYS | CONTENT:
            return
        if name in CONTENT or not self.env.user.has_group(READER):
            raise AccessError(self.env._("Messages cannot be grouped by their keys."))
