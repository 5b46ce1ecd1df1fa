"""What we sent: its numbers, and sending anew what a partner could not use."""

import contextlib
import json

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.errors import DecodeError

from ..envelope_facts import NAMES, facts_of

REJECTED = "ack.rejected"
ANEW = "ack.sent_anew"
KEPT = 64
"""Characters of a fact that are worth keeping."""


class HealthcareMessage(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.message"

    replaces_id = fields.Many2one(
        "healthcare.message",
        string="Sent anew for",
        readonly=True,
        index="btree_not_null",
        help="The message that the partner rejected; this one bears a new number.",
    )
    _awaiting = models.Index(
        "(connection_id, done_at) WHERE direction = 'out' AND state = 'sent'"
    )

    def _store_sealed(self, payload, codec):
        """Keep the numbers of the envelope with the message, as its payload says them:
        an acknowledgment names nothing else."""
        if codec.name in NAMES:
            facts = self._facts_of_payload(payload, codec)
            self.env.cr.execute(
                "UPDATE healthcare_message SET facts = %s WHERE id = %s",
                [json.dumps((self.facts or {}) | facts), self.id],
            )
            self.invalidate_recordset(["facts"])
        return super()._store_sealed(payload, codec)

    @api.model
    def _facts_of_payload(self, payload, codec):
        try:
            parts = codec.decode(payload).parts
        except DecodeError:
            return {}
        if not parts:
            return {}
        facts = parts[0].facts
        return {
            key: value
            for key, value in facts.items()
            if isinstance(value, str) and 0 < len(value) <= KEPT
        }

    def _numbers(self):
        """The :class:`Facts` of this message's envelope."""
        return facts_of(self.codec, self.facts or {})

    def _replay(self, reason=""):
        """What a partner rejected leaves as a new message with new numbers, written
        from the record by the set-up of now; its bytes stay as they went."""
        anew = self.filtered(
            lambda row: (
                row.direction == "out"
                and row.state == "refused"
                and row.code == REJECTED
            )
        )
        if anew:
            anew._check_operator()
        for message in anew:
            message.sudo()._send_anew(reason)
        rest = self - anew
        return super(HealthcareMessage, rest)._replay(reason) if rest else None

    def _is_barred(self):
        """What was sent anew does not leave a second time under its old number."""
        return super()._is_barred() or (self.state, self.code) == ("skipped", ANEW)

    def _send_anew(self, reason):
        key = f"anew:{self.uuid}"
        subject = self.subject_key and self.subject_key.partition("/")[2]
        fresh = self._outbox(self.flow_id, self._corrected(), subject=subject, key=key)
        fresh.replaces_id = self
        fresh._copy_lineage(self)
        self._move("skipped", code=ANEW, comment=reason)
        self.env["healthcare.exception"]._settle(
            self.ids, "resolved", self.env._("It was sent anew.")
        )
        self.env["healthcare.audit.entry"]._log("message.replayed", self, reason=reason)

    def _corrected(self):
        """The document as its record says it now; as it was sent where no handler can
        compose it."""
        links = self.lineage_ids.filtered(
            lambda line: (
                line.res_model in self.env
                and not line.res_model.startswith("healthcare.")
            )
        )
        record = links and self.env[links[0].res_model].browse(links[0].res_id).exists()
        if record:
            handler = self.env["healthcare.handler"]._for_kind(self.kind)
            with contextlib.suppress(NotImplementedError):
                return handler._compose(record)[0]
        return self._document()

    def _copy_lineage(self, other):
        """Links of another message, under this one as well."""
        self.env["healthcare.lineage"].sudo().create(
            [
                {
                    "message_id": self.id,
                    "company_id": line.company_id.id,
                    "res_model": line.res_model,
                    "res_id": line.res_id,
                    "action": line.action,
                    "created_at": self.env.cr.now(),
                }
                for line in other.lineage_ids
            ]
        )


class HealthcareTransfer(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.transfer"

    _group = models.Index(
        "(connection_id, group_number) "
        "WHERE direction = 'out' AND group_number IS NOT NULL"
    )
