"""The rarer questions: opened, routed, answered by a click, and what is right then."""

from odoo.tests import tagged

from .catalogue_case import CatalogueCase
from .common import ProcurementCase


class Clicks:
    """Questions on a record, in the hands of somebody, and the buttons of a person."""

    def _question(self, record, code):
        found = self.env["healthcare.exception"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(len(found), 1, code)
        self.assertTrue(found.user_id or found.type_id.group_id)
        return found

    def _press(self, question, answer, user, reason=""):
        action = question.with_user(user)._apply_resolution(answer, reason)
        self.env.flush_all()
        self.env.invalidate_all()
        return action

    def _person_of(self, group, login):
        return self.env["res.users"].create(
            {
                "name": login,
                "login": f"rest-{login}",
                "group_ids": [(4, self.env.ref(group).id)],
            }
        )


@tagged("post_install", "-at_install")
class TestLineAnswers(Clicks, ProcurementCase):
    """What a supplier says about a line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._person_of(cls, "purchase.group_purchase_user", "buyer")
        cls.manager = cls._person_of(
            cls, "purchase.group_purchase_manager", "line-manager"
        )
        cls.steward = cls._person_of(
            cls, "healthcare_integration_base.group_steward", "line-steward"
        )
        cls.steward.group_ids |= cls.env.ref("purchase.group_purchase_user")

    def _said(self, code, **more):
        order = self._glove_order()
        order.sudo().healthcare_transmission_ids.message_id.write({"state": "sent"})
        line = self._ack_line(1, (code, "10"), **more)
        self._apply(self._acknowledgment(order, line))
        return order

    def test_a_price_that_is_not_fixed_is_noted(self):
        order = self._said("IE")
        question = self._question(order, "PRICE_PENDING")
        self._press(question, "noted", self.buyer, "They will say by Friday")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.order_line.price_unit, 12)
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 10)

    def test_an_unknown_code_is_asked_of_the_supplier(self):
        order = self._said("Q9")
        question = self._question(order, "ACK_CODE_UNKNOWN")
        self._press(question, "ask_supplier", self.steward, "What does Q9 mean?")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))
        asked = order.message_ids.filtered(lambda row: "Q9 mean" in (row.body or ""))
        self.assertIn(self.supplier, asked.partner_ids)
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 0)

    def test_a_waiver_is_there_and_the_order_goes_again(self):
        order = self._said("IW")
        sent = len(order.healthcare_transmission_ids)
        question = self._question(order, "ACK_WAIVER")
        self.assertEqual(order.order_line.healthcare_ack_state, "on_hold")
        self._press(question, "fix_and_resend", self.manager)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")
        self.assertGreater(len(order.healthcare_transmission_ids), sent)

    def test_a_wrong_unit_is_corrected_and_sent_again(self):
        order = self._said("R3")
        question = self._question(order, "MAPPING_UOM")
        self.assertEqual(order.order_line.healthcare_qty_cancelled, 10)
        self._press(question, "fix_and_resend", self.steward)
        self.assertEqual(question.state, "resolved")
        line = order.order_line
        self.assertEqual(
            (line.healthcare_ack_state, line.healthcare_qty_cancelled), ("pending", 0)
        )

    def test_no_contract_item_for_the_supplier_is_ordered_elsewhere(self):
        other = self.env["res.partner"].create({"name": "South", "is_company": True})
        self.env["product.supplierinfo"].create(
            {
                "partner_id": other.id,
                "product_tmpl_id": self.glove.product_tmpl_id.id,
                "product_uom_id": self.box.id,
                "price": 10.0,
            }
        )
        order = self._said("R1")
        question = self._question(order, "CONTRACT_ITEM")
        action = self._press(question, "reroute_balance", self.buyer)
        self.assertEqual(question.state, "resolved")
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual((fresh.partner_id, fresh.order_line.product_qty), (other, 10))
        self.assertEqual(order.order_line.product_qty, 0)


@tagged("post_install", "-at_install")
class TestDockAnswers(Clicks, ProcurementCase):
    """What does not fit when goods are announced or received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._person_of(cls, "purchase.group_purchase_user", "dock-buyer")
        cls.keeper = cls._person_of(cls, "stock.group_stock_user", "keeper")

    def _conflict(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        self._apply(self._ship_notice(order, self._shipped(1, "7")))
        shipment = self.env["healthcare.shipment"].search(
            [("picking_ids", "in", order.picking_ids.ids)]
        )
        return order, self._question(shipment, "SHIPMENT_CONFLICT")

    def _who(self, question, *people):
        """The one of them whose question it is."""
        return next(
            user for user in people if question.with_user(user).sudo(False).may_act
        )

    def test_another_shipment_under_the_same_number_is_asked(self):
        order, question = self._conflict()
        who = self._who(question, self.keeper, self.buyer)
        self._press(question, "ask_supplier", who, "Six or seven?")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))
        asked = order.message_ids.filtered(lambda row: "Six or" in (row.body or ""))
        self.assertIn(self.supplier, asked.partner_ids)

    def test_what_was_announced_first_stays(self):
        order, question = self._conflict()
        who = self._who(question, self.keeper, self.buyer)
        self._press(question, "noted", who, "Six, by phone")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.picking_ids.move_line_ids.mapped("quantity"), [6])

    def test_a_receipt_without_its_lot_is_closed_once_it_is_booked(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        self._apply(
            self._goods_receipt(
                order, self._received(1, "200", "EA", "LANCET"), number="R1"
            ),
            self.warehouse_connection,
        )
        picking = order.picking_ids
        question = self._question(picking, "RECEIPT_FAILED")
        who = self._who(question, self.keeper, self.buyer)
        action = self._press(question, "book_by_hand", who, "The lot was on the box")
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (
                "stock.picking",
                picking.id,
            ),
        )
        self.assertEqual(question.state, "open")
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            (0, 0, {"product_id": self.lancet.id, "lot_name": "L1", "quantity": 200})
        ]
        picking.move_ids.picked = True
        picking.with_context(skip_expired=True).button_validate()
        self.assertEqual(picking.state, "done")
        self._press(question, "book_by_hand", who, "The lot was on the box")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.order_line.qty_received, 200)


@tagged("post_install", "-at_install")
class TestRefusedList(Clicks, CatalogueCase):
    """A price list that cannot be right."""

    def test_the_supplier_is_asked_for_another_list(self):
        products = [self._create_product(f"IT{number}") for number in range(40)]
        rows = [f"P-{number},IT{number},EA,10,," for number in range(40)]
        self._load(*rows)
        bad = [row.replace(",10,", ",ten,") for row in rows[:3]]
        load = self._load(*bad, *rows[3:])
        question = self._question(load, "FEED_REFUSED")
        self.supplier.email = "lists@northern.example"
        question.user_id = self.manager
        self._press(question, "feed_ask_again", self.manager)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(load.state, "refused")
        self.assertIn(self.supplier, load.message_ids.partner_ids)
        self.assertEqual(self._price(products[10]).price, 10)
