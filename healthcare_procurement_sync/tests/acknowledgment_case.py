"""Questions of a supplier's answer: what their tests share."""

from .common import ProcurementCase


class AcknowledgmentCase(ProcurementCase):
    """Questions of an answer to an order, and the people who answer them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._person("buyer", "purchase.group_purchase_user")
        cls.nurse = cls._person(
            "nurse", "healthcare_procurement_sync.group_clinical_reviewer"
        )
        cls.other = cls.env["res.partner"].create(
            {"name": "Southern Medical", "is_company": True}
        )
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.other.id,
                "product_tmpl_id": cls.glove.product_tmpl_id.id,
                "product_uom_id": cls.box.id,
                "price": 10.0,
            }
        )

    @classmethod
    def _person(cls, name, group):
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": f"resolution-{name}",
                "group_ids": [(4, cls.env.ref(group).id)],
            }
        )

    def _asked(self, order, code):
        """The open exception of a type, in the hands of its team."""
        found = self.env["healthcare.exception"].search(
            [
                ("res_model", "=", "purchase.order"),
                ("res_id", "=", order.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(len(found), 1, code)
        self.assertTrue(found.user_id)
        return found

    def _click(self, order, code, answer, reason="", user=None):
        question = self._asked(order, code)
        action = question.with_user(user or self.buyer)._apply_resolution(
            answer, reason
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return question, action

    def _ack(self, order, *statuses, status="AC", price=None, day=2):
        line = self._ack_line(1, *statuses, price=price)
        return self._apply(self._acknowledgment(order, line, status=status, day=day))

    def _closed(self, question):
        self.assertEqual(question.state, "resolved")
        self.assertTrue(question.resolution)
