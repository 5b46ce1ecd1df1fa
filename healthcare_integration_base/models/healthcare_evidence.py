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

ATTEMPT = ("started_at", "stage", "state", "code", "user_id.login", "comment")
RECORD = ("res_model", "res_id", "record_name", "action", "where", "amount")
QUESTION = (
    *("code", "state", "opened_at", "user_id.login", "resolved_at"),
    "resolved_by_id.login",
)
LOOK = ("user_id.login", "granted_at", "expires_at", "purpose")
ENTRY = (
    *("logged_at", "event", "user_id.login", "reason", "facts", "seal"),
    "seal_hash",
)


def _rows(records, names):
    """One dict per record, oldest first; ``user_id.login`` is called ``user_id``."""
    return [
        {name.partition(".")[0]: _value(record, name) for name in names}
        for record in records.sorted("id")
    ]


def _value(record, name):
    for step in name.split("."):
        record = record[step]
    return record


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
        return {
            "message": self.read(HEAD)[0],
            "connection": known.connection_id.name,
            "flow": known.flow_id.name,
            "purpose": known.flow_id.purpose,
            "payload": "closed: no look was granted",
            "attempts": _rows(known.attempt_ids, ATTEMPT),
            "records": [
                row | {"mapping": link.sudo()._mapping_words()}
                for link, row in zip(
                    self.lineage_ids.sorted("id"),
                    _rows(self.lineage_ids, RECORD),
                    strict=True,
                )
            ],
            "questions": _rows(known.exception_ids, QUESTION),
            "looks": _rows(known.grant_ids, LOOK),
            "audit": _rows(entries.search([("message_id", "=", self.id)]), ENTRY),
        }

    def action_take_evidence(self):
        """Download the binder of this message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/healthcare/evidence/{self.id}",
            "target": "self",
        }
