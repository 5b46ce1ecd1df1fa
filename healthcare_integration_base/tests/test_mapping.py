"""Their code, our record: the connection's own table goes first."""

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMapping(TransactionCase):
    """Tables of one domain for one connection or for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Acme", "code": "acme"}
        )
        cls.general, cls.own = cls.env["res.partner"].create(
            [{"name": "General"}, {"name": "Own"}]
        )
        cls.mapping = cls._table(cls.general, ["A", "B"])

    @classmethod
    def _table(cls, partner, codes, connection=False):
        values = {"name": "Partners", "domain": "partner"}
        if connection:
            values["connection_id"] = connection.id
        return cls.env["healthcare.mapping"]._establish(
            values, [(code, partner) for code in codes]
        )

    def _translate(self, code):
        return self.env["healthcare.mapping"]._translate(
            self.connection, "partner", code
        )

    def test_unknown_code_is_none(self):
        self.assertIsNone(self._translate("Z"))

    def test_own_table_before_the_general_one(self):
        self._table(self.own, ["B"], self.connection)
        self.assertEqual(self._translate("A"), self.general)
        self.assertEqual(self._translate("B"), self.own)

    def test_queries_do_not_grow_with_the_codes(self):
        self._table(self.own, [f"C{n}" for n in range(50)], self.connection)
        self.env.flush_all()
        counts = []
        for codes in (["C1"], [f"C{n}" for n in range(50)]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["healthcare.mapping"]._translate_many(
                self.connection, "partner", codes
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_a_deleted_record_is_no_translation(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        self._table(gone, ["C"], self.connection)
        gone.unlink()
        self.assertIsNone(self._translate("C"))

    def test_a_code_stands_once_in_a_table(self):
        draft = self.mapping._draft()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            draft.line_ids[0].copy()

    def test_a_target_of_another_kind_is_refused(self):
        with self.assertRaises(ValidationError):
            self.mapping._draft().line_ids[0].target = self.env.company

    def test_an_external_id_is_one_record(self):
        refs = self.env["healthcare.external.ref"]
        refs._set(self.connection, "order", "X1", self.general)
        self.assertEqual(refs._get(self.connection, "order", "X1"), self.general)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            refs._set(self.connection, "order", "X1", self.own)
