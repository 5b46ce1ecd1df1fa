"""What the tests of mappings share."""

from psycopg2 import IntegrityError

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

BASE = "healthcare_integration_base.group_"


class MappingCase(TransactionCase):
    """A table of partners with two stewards and an approver around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner, cls.steward = (
            new_test_user(cls.env, f"map_{name}", f"{BASE}steward")
            for name in ("owner", "steward")
        )
        cls.approver = new_test_user(cls.env, "map_approver", f"{BASE}approver")
        cls.both = new_test_user(
            cls.env, "map_both", f"{BASE}approver,{BASE}steward,{BASE}operator"
        )
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Acme", "code": "acme_versions", "state": "live"}
        )
        cls.first, cls.second = cls.env["res.partner"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        cls.mapping = cls.env["healthcare.mapping"]._establish(
            {
                "name": "Acme payers",
                "domain": "payer",
                "connection_id": cls.connection.id,
                "owner_id": cls.owner.id,
            },
            [("A", cls.first), ("B", cls.first)],
        )
        cls.version = cls.mapping.version_id

    def _translate(self, code, **more):
        return self.env["healthcare.mapping"]._translate(
            self.connection, "payer", code, **more
        )

    def _draft(self, user=None):
        """A draft begun by ``user`` that sends B to another record."""
        mapping = self.mapping.with_user(user or self.steward)
        draft = mapping._draft()
        draft.line_ids.filtered(lambda row: row.code == "B").target = self.second
        return draft

    def _approved(self, effective_from=False):
        draft = self._draft()
        draft.effective_from = effective_from
        draft.action_test()
        draft.with_user(self.owner).action_approve()
        return draft

    def _refused(self, sql, params):
        """The database itself refuses ``sql``; returns the name of the constraint."""
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(sql, params)
        return caught.exception.diag.constraint_name
