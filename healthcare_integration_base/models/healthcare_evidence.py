"""Everything about one message in one file, for auditors."""

import io
import json
import zipfile

from odoo import models
from odoo.exceptions import AccessError

from ..errors import ConfigurationError

AUDITOR = "healthcare_integration_base.group_auditor"
HEAD = (
    *("uuid", "direction", "kind", "codec", "state", "code", "where", "reference"),
    *("content_hash", "payload_size", "data_class", "accepted_at", "opened_at"),
    *("done_at", "purged_at"),
)


class HealthcareMessage(models.Model):
    """The binder of one message: what came, what was decided, what it changed."""

    _inherit = "healthcare.message"

    def _evidence_file(self):
        """The ZIP with ``evidence.json`` and, to whom a look was granted, the payload.

        :raises AccessError: no auditor, or a message that he may not read.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(AUDITOR):
            raise AccessError(self.env._("Only an auditor may take evidence."))
        facts = self._evidence_facts()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            if self._may_show_to_reader():
                try:
                    archive.writestr(f"{self.uuid}.payload", self._payload())
                    facts["payload"] = "enclosed"
                except ConfigurationError as error:
                    facts["payload"] = error.code
            text = json.dumps(facts, indent=1, ensure_ascii=False, default=str)
            archive.writestr("evidence.json", text)
        self.env["healthcare.audit.entry"]._log(
            "evidence.taken", self, facts={"payload": facts["payload"]}
        )
        return buffer.getvalue()

    def _evidence_facts(self):
        """Head, attempts, links with mappings, questions, looks and sealed entries."""
        known = self.sudo()
        entries = self.env["healthcare.audit.entry"].sudo()
        entries = entries.search([("message_id", "=", self.id)], order="id")
        return {
            "message": self.read(HEAD)[0],
            "connection": known.connection_id.name,
            "flow": known.flow_id.name,
            "purpose": known.flow_id.purpose,
            "payload": "closed: no look was granted",
            "attempts": known.attempt_ids.sorted("id").mapped(
                lambda row: {
                    "time": row.started_at,
                    "stage": row.stage,
                    "result": row.state,
                    "code": row.code,
                    "by": row.user_id.login,
                    "comment": row.comment,
                }
            ),
            "records": self.lineage_ids.sorted("id").mapped(
                lambda row: {
                    "model": row.res_model,
                    "id": row.res_id,
                    "name": row.record_name,
                    "what": row.action,
                    "place": row.where,
                    "amount": row.amount,
                    "mapping": row.sudo()._mapping_words(),
                }
            ),
            "questions": known.exception_ids.sorted("id").mapped(
                lambda row: {
                    "code": row.code,
                    "state": row.state,
                    "opened": row.opened_at,
                    "owner": row.user_id.login,
                    "resolved": row.resolved_at,
                    "resolved_by": row.resolved_by_id.login,
                }
            ),
            "looks": known.grant_ids.sorted("id").mapped(
                lambda row: {
                    "by": row.user_id.login,
                    "from": row.granted_at,
                    "until": row.expires_at,
                    "purpose": row.purpose,
                }
            ),
            "audit": entries.mapped(
                lambda row: {
                    "time": row.logged_at,
                    "event": row.event,
                    "by": row.user_id.login,
                    "reason": row.reason,
                    "facts": row.facts,
                    "seal": row.seal,
                    "seal_sha256": row.seal_hash,
                }
            ),
        }

    def action_take_evidence(self):
        """Download the binder of this message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/healthcare/evidence/{self.id}",
            "target": "self",
        }
