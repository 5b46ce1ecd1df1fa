"""Users of every role, and what they may act on."""

import json

from odoo.tests import TransactionCase, new_test_user

from ..outcome import Finding

BASE = "healthcare_integration_base.group_"
ROLES = ("viewer", "operator", "steward", "approver", "auditor", "administrator")


class RoleCase(TransactionCase):
    """One user per role, one connection with a message, an exception and a mapping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"hc_{role}", f"{BASE}{role}")
            for role in (*ROLES, "payload_reader")
        }
        cls.clerk = new_test_user(cls.env, "hc_clerk", "base.group_user")
        cls.connection = cls._connection("acme_sec", cls.env.company)
        cls.message = cls._message(cls.connection, "sec-1")
        # Readable for every role: what a viewer sees has a test of its own.
        cls.message._trace(cls.env.company.partner_id, "linked")
        cls.exception = cls.env["healthcare.exception"]._open(
            Finding("BUG", "A defect.", user_id=cls.users["operator"].id),
            message=cls.message,
        )
        cls.mapping = cls.env["healthcare.mapping"].create(
            {"name": "Acme partners", "domain": "partner"}
        )
        cls.line = cls.env["healthcare.mapping.line"].create(
            {
                "mapping_id": cls.mapping.id,
                "code": "A1",
                "target": f"res.partner,{cls.env.company.partner_id.id}",
            }
        )

    @classmethod
    def _connection(cls, code, company):
        connection = cls.env["healthcare.connection"].create(
            {"name": code, "code": code, "company_id": company.id}
        )
        cls.env["healthcare.flow"].create(
            {
                "name": "Inbox",
                "code": "inbox",
                "connection_id": connection.id,
                "direction": "in",
                "codec": "json",
            }
        )
        return connection

    @classmethod
    def _message(cls, connection, key):
        cls.env.flush_all()
        accepted = cls.env["healthcare.message"]._accept(
            connection.flow_ids, b'{"kind": "claim"}', key=key
        )
        message = cls.env["healthcare.message"].browse(accepted.message_id)
        cls.env.cr.execute(
            "UPDATE healthcare_message SET state = 'dead', canonical = %s "
            "WHERE id = %s",
            [json.dumps({"kind": "claim"}), message.id],
        )
        message.invalidate_recordset()
        return message

    def _as(self, role, record):
        return record.with_user(self.users[role])
