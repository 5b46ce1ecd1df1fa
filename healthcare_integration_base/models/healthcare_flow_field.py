"""Minimum necessary: which fields a flow carries, and why."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..canonical.schema import schema_fields
from ..minimise import minimise, tree_of
from .healthcare_drain import is_concurrency

NEEDED = "flow.field_needed"


class HealthcareFlow(models.Model):
    """A flow that declares its fields carries no others.

    Without a declaration every field of the kind is carried. What is not carried is
    taken out before the readable document is stored or written, and counted; the bytes
    as received stay what they are.
    """

    _inherit = "healthcare.flow"

    field_ids = fields.One2many(
        "healthcare.flow.field", "flow_id", string="Fields", copy=True
    )
    dropped_total = fields.Integer(
        string="Values left out", compute="_compute_dropped_total"
    )

    @api.depends("field_ids.dropped_count")
    def _compute_dropped_total(self):
        for flow in self:
            flow.dropped_total = sum(flow.field_ids.mapped("dropped_count"))

    def action_list_fields(self):
        """Add the kind's fields that are not in the declaration yet, all carried."""
        self.ensure_one()
        known = set(self.field_ids.mapped("path"))
        self.env["healthcare.flow.field"].create(
            [
                {"flow_id": self.id, "path": row.path, "sequence": number}
                for number, row in enumerate(self._schema_rows(), start=1)
                if row.path not in known
            ]
        )

    def _schema_rows(self):
        return list(schema_fields(self.kind)) if self.kind else []

    @api.model
    @ormcache("flow_id")
    def _undeclared(self, flow_id):
        """``{path: id of its row}`` of what a flow does not carry, and their tree."""
        rows = self.env["healthcare.flow.field"].sudo()
        found = rows.search([("flow_id", "=", flow_id), ("carried", "=", False)])
        ids = {row.path: row.id for row in found}
        return ids, tree_of(ids)

    def _minimised(self, document):
        """A document as this flow carries it, and ``{id of a field: values taken}``."""
        ids, tree = self._undeclared(self.id)
        if not ids or document.KIND != self.kind:
            return document, {}
        document, dropped = minimise(document, tree)
        return document, {ids[path]: count for path, count in dropped.items()}


class HealthcareFlowField(models.Model):
    """One field of a flow's documents, with what it is needed for."""

    _name = "healthcare.flow.field"
    _inherit = "healthcare.remembered"
    _description = "Field that a flow carries"
    _rec_name = "path"
    _order = "flow_id, sequence, path"

    flow_id = fields.Many2one(
        "healthcare.flow", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    path = fields.Char(string="Field", required=True, readonly=True)
    meaning = fields.Char(compute="_compute_meaning")
    mandatory = fields.Boolean(compute="_compute_meaning")
    carried = fields.Boolean(
        default=True, help="Off: the value is left out and counted."
    )
    purpose = fields.Char(string="Needed for")
    drop_ids = fields.One2many("healthcare.flow.field.drop", "field_id")
    dropped_count = fields.Integer(
        string="Left out", compute="_compute_dropped", compute_sudo=True
    )

    _path_uniq = models.Constraint(
        "UNIQUE(flow_id, path)", "This field is in the declaration already."
    )

    @api.depends("path", "flow_id.kind")
    def _compute_meaning(self):
        for line in self:
            rows = {row.path: row for row in line.flow_id._schema_rows()}
            row = rows.get(line.path)
            line.meaning = row.text if row else ""
            line.mandatory = bool(row and row.required)

    @api.depends("drop_ids.count")
    def _compute_dropped(self):
        groups = self.env["healthcare.flow.field.drop"]._read_group(
            [("field_id", "in", self.ids)], ["field_id"], ["count:sum"]
        )
        counts = {line.id: count for line, count in groups}
        for line in self:
            line.dropped_count = counts.get(line.id, 0)

    @api.constrains("path", "carried", "flow_id")
    def _check_path(self):
        for line in self:
            rows = {row.path: row for row in line.flow_id._schema_rows()}
            if line.path not in rows:
                raise ValidationError(
                    self.env._(
                        "%(path)s is no field of this flow's documents.", path=line.path
                    )
                )
            if rows[line.path].required and not line.carried:
                raise ValidationError(
                    self.env._(
                        "No document of this kind goes without %(path)s.",
                        path=line.path,
                    )
                )

    def write(self, vals):
        if "carried" in vals:
            for line in self.filtered(lambda row: row.carried != vals["carried"]):
                facts = {"field": line.path, "carried": bool(vals["carried"])}
                self.env["healthcare.audit.entry"]._log(
                    "flow.field_declared", line.flow_id, facts=facts
                )
        result = super().write(vals)
        if vals.get("carried"):
            self.flow_id._announce()
        return result

    def unlink(self):
        """A field that is not declared is carried."""
        flows = self.filtered(lambda row: not row.carried).flow_id
        for line in self.filtered(lambda row: not row.carried):
            facts = {"field": line.path, "carried": True}
            self.env["healthcare.audit.entry"]._log(
                "flow.field_declared", line.flow_id, facts=facts
            )
        result = super().unlink()
        flows.exists()._announce()
        return result


class HealthcareFlowFieldDrop(models.Model):
    """How many values were left out; only ever added, so that nobody waits."""

    _name = "healthcare.flow.field.drop"
    _description = "Values that a flow left out"
    _log_access = False

    field_id = fields.Many2one(
        "healthcare.flow.field", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="field_id.company_id")
    count = fields.Integer(required=True)

    @api.model
    def _note(self, counts):
        """Add ``{id of a field: values}`` in one statement.

        What a process remembers may name a field that was deleted a moment ago.
        """
        if counts:
            self.env.cr.execute(
                "INSERT INTO healthcare_flow_field_drop (field_id, count) "
                "SELECT v.id, v.count FROM unnest(%s::int[], %s::int[]) "
                "AS v(id, count) JOIN healthcare_flow_field f ON f.id = v.id",
                [list(counts), list(counts.values())],
            )

    @api.autovacuum
    def _gc_fold(self):
        """One row per field is enough; the sum stays."""
        self.env.cr.execute(
            """
            WITH gone AS (DELETE FROM healthcare_flow_field_drop
                          RETURNING field_id, count)
            INSERT INTO healthcare_flow_field_drop (field_id, count)
                 SELECT field_id, sum(count) FROM gone GROUP BY field_id
            """
        )


class HealthcareDrain(models.AbstractModel):
    """Takes out of what is read what its flow does not carry."""

    _inherit = "healthcare.drain"

    @api.model
    def _piece(self, document, flow, common):
        key = ("way", flow.id, document.KIND)
        target, _code, handler = self._hand().once(key, self._way, *key[1:])
        if not target:
            return super()._piece(document, flow, common)
        less, dropped = target._minimised(document)
        if dropped and _keys(handler, less) != _keys(handler, document):
            return self._not_configured(NEEDED, document.KIND, target, common)
        piece = super()._piece(less, flow, common)
        piece.dropped = dropped
        return piece

    @api.model
    def _not_configured(self, code, kind, flow, common=None):
        """Without its keys a document has no order and may take effect twice."""
        piece = super()._not_configured(code, kind, flow, common)
        if code == NEEDED:
            piece.text = self.env._(
                "The flow leaves out a field by which documents are told apart or kept "
                "in order. Let it carry that field, then resume the flow."
            )
        return piece

    @api.model
    def _after_opened(self, opened):
        result = super()._after_opened(opened)
        counts = Counter()
        for _message, pieces in opened:
            for piece in pieces:
                counts.update(piece.dropped)
        self.env["healthcare.flow.field.drop"]._note(counts)
        return result


class HealthcareMessage(models.Model):
    """Takes out of what leaves what its flow does not carry."""

    _inherit = "healthcare.message"

    @api.model
    def _outbox(self, flow, document, record=None, subject="", key=None):
        document, dropped = flow._minimised(document)
        self.env["healthcare.flow.field.drop"]._note(dropped)
        return super()._outbox(flow, document, record, subject, key)


def _keys(handler, document):
    """What a handler goes by: subject, reference and natural key; None for what it
    does not say or cannot read, which shows where it is read."""
    names = ("_subject", "_reference", "_natural_key")
    return [_key(getattr(handler, name, None), document) for name in names]


def _key(method, document):
    try:
        return method and method(document)
    except Exception as error:
        if is_concurrency(error):
            raise
        return None
