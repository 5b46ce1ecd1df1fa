"""The rows of a certificate, and the gates that ask for one."""

import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..data_class import PROTECTED, mask


class HealthcareCertificationLine(models.Model):
    """One field that came out differently. Texts and persons are masked."""

    _name = "healthcare.certification.line"
    _description = "Difference of a shadow run"
    _order = "id"

    certification_id = fields.Many2one(
        "healthcare.certification", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="certification_id.company_id", store=True)
    message_id = fields.Many2one("healthcare.message", index=True)
    model = fields.Char()
    record = fields.Char()
    field = fields.Char()
    label = fields.Char(string="Name of the field")
    live = fields.Char(string="Today")
    draft = fields.Char(string="With the draft")


class HealthcareCertificationField(models.Model):
    """How often one field came out equal."""

    _name = "healthcare.certification.field"
    _description = "Field of a shadow run"
    _order = "pass_rate, label"

    certification_id = fields.Many2one(
        "healthcare.certification", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="certification_id.company_id", store=True)
    label = fields.Char(string="Field")
    different = fields.Integer()
    total = fields.Integer(string="Messages")
    pass_rate = fields.Float(string="Equal (%)", digits=(5, 1))


class HealthcareCertification(models.Model):
    """The summary by field."""

    _inherit = "healthcare.certification"

    def _record_fields(self, compared):
        """Each field that differed somewhere, with its share of messages."""
        counts = {}
        for row in compared:
            for label in {change["label"] for change in row["different"]}:
                counts[label] = counts.get(label, 0) + 1
        total = len(compared)
        self.field_ids.create(
            [
                {
                    "certification_id": self.id,
                    "label": label,
                    "different": number,
                    "total": total,
                    "pass_rate": 100.0 * (total - number) / total,
                }
                for label, number in counts.items()
            ]
        )


class HealthcarePreview(models.AbstractModel):
    """What a shadow run announced, against what came."""

    _inherit = "healthcare.preview"

    @api.model
    def _announced(self, result):
        """One row as of ``_rehearse_certify``. New records are not compared: which of
        today's records they would have been, nobody can say."""
        same, different = 0, []
        protected = result.message_id._class() in PROTECTED
        for line in result.sudo().line_ids.filtered(
            lambda row: row.action == "updated"
        ):
            record = self.env[line.res_model].sudo().browse(line.res_id).exists()
            field = record._fields.get(line.field)
            if field is not None and field.type == "datetime":
                # When it was done is the one thing in which people always differ.
                continue
            now = self._now_in_words(record, field) if record and field else ""
            if protected and line.after == mask(now):
                now = line.after
            if now == (line.after or ""):
                same += 1
                continue
            different.append(
                {
                    "model": line.res_model,
                    "record": str(line.res_id),
                    "field": line.field,
                    "label": line.label,
                    "live": now,
                    "draft": line.after or "",
                }
            )
        return {
            "message_id": result.message_id.id,
            "comparable": bool(same or different),
            "outcomes": (result.outcome, result.outcome),
            "same": same,
            "different": different,
        }

    @api.model
    def _now_in_words(self, record, field):
        self.env.cr.execute(
            SQL(
                "SELECT (to_jsonb(t)->%s)::text FROM %s t WHERE id = %s",
                field.name,
                SQL.identifier(record._table),
                record.id,
            )
        )
        value = json.loads(self.env.cr.fetchone()[0] or "null", parse_float=Decimal)
        return self.env["healthcare.preview.difference"]._shown(field, value)


class HealthcareMapping(models.Model):
    """A mapping may ask for a certificate before a version of it counts."""

    _inherit = "healthcare.mapping"

    certify = fields.Boolean(
        string="Needs a certificate",
        tracking=True,
        help="A version is approved only after a shadow run that passed its gate.",
    )


class HealthcareMappingVersion(models.Model):
    """The gate of a version: at the approval and again on its day."""

    _inherit = "healthcare.mapping.version"

    certification_ids = fields.One2many("healthcare.certification", "version_id")
    certified = fields.Boolean(compute="_compute_certified")

    @api.depends("certification_ids.state", "line_ids")
    def _compute_certified(self):
        for version in self:
            version.certified = self.env["healthcare.certification"]._passed(version)

    def _check_certified(self):
        for version in self.filtered("mapping_id.certify"):
            if not self.env["healthcare.certification"]._passed(version):
                raise UserError(
                    self.env._(
                        "%(version)s has no certificate, or it was changed since. Run "
                        "a certification first.",
                        version=version.display_name,
                    )
                )

    def action_approve(self):
        self._check_certified()
        for version in self.filtered("mapping_id.certify"):
            self.env["healthcare.certification"]._check_decider(version)
        return super().action_approve()

    def _set_active(self):
        self.sudo()._check_certified()
        return super()._set_active()

    def action_certify(self):
        """A new certification of this version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.certification",
            "views": [(False, "form")],
            "context": {"default_version_id": self.id},
        }


class HealthcareFlow(models.Model):
    """A flow leaves the shadow with a certificate, if it asks for one."""

    _inherit = "healthcare.flow"

    certify = fields.Boolean(
        string="Leaves the shadow with a certificate",
        tracking=True,
        help="Shadow results have to agree with what people did.",
    )
    certify_off_by_id = fields.Many2one(
        "res.users",
        string="Without a certificate by",
        readonly=True,
        copy=False,
        help="Who took the certificate away does not let the flow out of the shadow.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("certify_off_by_id" in vals for vals in vals_list):
            raise AccessError(self.env._("It is not typed in."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "certify_off_by_id" in vals:
            raise AccessError(self.env._("It is not typed in."))
        if vals.get("mode", "shadow") != "shadow":
            self._check_out_of_shadow()
        if "certify" in vals:
            off = self.filtered("certify") if not vals["certify"] else self.browse()
            super(HealthcareFlow, off).write({"certify_off_by_id": self.env.uid})
            if vals["certify"]:
                vals = vals | {"certify_off_by_id": False}
        return super().write(vals)

    def _check_out_of_shadow(self):
        """:raises UserError: a flow in shadow has no certificate and needs one.
        :raises AccessError: the user lowered its gate, or took it away."""
        certificates = self.env["healthcare.certification"]
        for flow in self.filtered(lambda row: row.mode == "shadow"):
            if not flow.certify:
                if flow.certify_off_by_id == self.env.user:
                    raise AccessError(
                        self.env._(
                            "You took the certificate away from %(flow)s: another "
                            "person lets it out of the shadow.",
                            flow=flow.display_name,
                        )
                    )
                continue
            if not certificates._passed(flow):
                raise UserError(
                    self.env._(
                        "%(flow)s has no certificate yet. Run a certification of "
                        "its shadow results first.",
                        flow=flow.display_name,
                    )
                )
            certificates._check_decider(flow)


class HealthcareFlowMode(models.Model):
    """A facility leaves the shadow of its flow through the same gate."""

    _inherit = "healthcare.flow.mode"

    @api.constrains("mode", "flow_id")
    def _check_gate(self):
        self.filtered(lambda line: line.mode != "shadow").flow_id._check_out_of_shadow()
