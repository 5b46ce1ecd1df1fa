"""A test file of a partner: what we would say about it, then exchange it for real."""

import base64
from datetime import datetime, timezone

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError


class HealthcareEdiTest(models.TransientModel):
    """Checks a file by the rules of a partner without keeping anything of it, or takes
    it in by the partner's letter box."""

    _name = "healthcare.edi.test"
    _description = "Test file of a trading partner"

    trading_partner_id = fields.Many2one(
        "healthcare.trading.partner",
        string="Trading partner",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    checked = fields.Boolean(readonly=True)
    set_count = fields.Integer(string="Documents", readonly=True)
    good_count = fields.Integer(string="Readable", readonly=True)
    issues_html = fields.Html(string="Issues", readonly=True, sanitize=False)
    answer = fields.Text(
        string="What we would answer",
        readonly=True,
        help="The acknowledgments of this file. No number is drawn for a test.",
    )

    def _payload(self):
        """The bytes of the file, which are forgotten with this call.

        :raises UserError: no file was chosen.
        """
        self.ensure_one()
        self.trading_partner_id.check_access("write")
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        payload = base64.b64decode(self.file)
        # It may name patients: nothing of it stays in the table of this dialog.
        self.file = False
        return payload

    def action_check(self):
        """Show what is wrong with the file and what the partner would be told."""
        payload = self._payload()
        partner = self.trading_partner_id.sudo()
        try:
            decoded, findings = partner._look_into(payload)
        except DecodeError as error:
            self._show([_row(error)], 0, 0, [])
            return self._again()
        blocked = any(issue.blocks for issue in decoded.issues)
        good = 0
        rows = [issue.to_json() for issue in decoded.issues]
        for part in decoded.parts:
            found = [*part.issues, *findings.get(part.where, ())]
            rows += [issue.to_json() for issue in found]
            good += not blocked and not any(issue.blocks for issue in found)
        texts = partner._answers_to(decoded, findings)
        self._show(rows, len(decoded.parts), good, texts)
        return self._again()

    def _show(self, rows, count, good, texts):
        html = self.env["healthcare.message"]._issue_html
        self.write(
            {
                "checked": True,
                "set_count": count,
                "good_count": good,
                "issues_html": Markup().join(map(html, rows[:200])) or False,
                "answer": "\n\n".join(texts) or False,
            }
        )

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test file"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_receive(self):
        """Take the file in as if the partner had sent it; opens its message.

        :raises UserError: no inbound flow, or a connection that is not live.
        """
        name, payload = self.file_name or "", self._payload()
        connection = self.trading_partner_id.connection_id.sudo()
        flow = connection._letter_box_for(self.trading_partner_id.syntax)
        if not flow or connection.state != "live":
            raise UserError(
                self.env._(
                    "A live connection with an inbound flow of this syntax takes files."
                )
            )
        with self.env["healthcare.drain"]._read_committed() as env:
            accepted = env["healthcare.message"]._accept(
                flow.with_env(env), payload, name=name
            )
        self.env["healthcare.audit.entry"]._log(
            "edi.test_file", connection, facts={"message": accepted.uuid}
        )
        self.env["healthcare.drain"]._ring_after_commit(flow.lane)
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": accepted.message_id,
            "views": [(False, "form")],
        }


class HealthcareConnection(models.Model):
    _inherit = "healthcare.connection"

    def _letter_box_for(self, syntax):
        """The inbound flow that takes files of a syntax, one for any document first."""
        flows = self.flow_ids.filtered(
            lambda flow: flow.direction == "in" and flow.codec == syntax
        )
        return flows.sorted(lambda flow: bool(flow.kind))[:1]


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    def action_test_file(self):
        """Ask for a file of this partner."""
        self.ensure_one()
        wizard = self.env["healthcare.edi.test"].create({"trading_partner_id": self.id})
        return wizard._again()

    def _look_into(self, payload):
        """``(decoded, findings)`` of a file, judged, nothing stored.

        :raises DecodeError: the bytes are no such syntax.
        """
        formats = self.env["healthcare.format"]
        decoded = self._judge(formats._codecs()[self.syntax].decode(payload))
        findings = {}
        for part in decoded.parts:
            document = formats._document_for(self.syntax, part.code, part.version)
            if document is not None and not part.blocked:
                result = self._judge_reading(document.read(part))
                findings[part.where] = tuple(result.issues)
        return decoded, findings

    def _answers_to(self, decoded, findings):
        """The acknowledgments of a file as texts, under the number 0."""
        formats, texts = self.env["healthcare.format"], []
        answer = formats._acknowledgers().get(self.syntax)
        codec = formats._codecs()[self.syntax]
        if answer is None:
            return texts
        for standard, some in self.env["healthcare.drain"]._to_answer(self, decoded):
            for document in answer(some, findings, "", standard):
                writer = formats._writer_for(self.syntax, document.KIND, document)
                if writer is None or not self._wants(document):
                    continue
                try:
                    part = writer.write(document)
                    envelope = self._envelope(
                        datetime.now(timezone.utc), part, document.KIND, (0, 0)
                    )
                    payload = codec.encode([part], envelope)
                except RejectedError as error:
                    texts.append(error.code)
                    continue
                texts.append(payload.decode("utf-8", "replace").replace("\r", "\n"))
        return texts


def _row(error):
    return {
        "code": error.code,
        "where": error.where,
        "severity": "fatal",
        "text": error.text,
    }
