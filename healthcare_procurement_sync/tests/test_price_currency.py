"""Prices in several currencies are compared by what they are worth."""

from odoo.tests import tagged

from ..price_choice import PriceRequest
from .test_contract_price import ContractCase


@tagged("post_install", "-at_install")
class TestPriceCurrency(ContractCase):
    """One euro is two dollars here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.euro.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.euro.id,
                "company_id": cls.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )

    def _chosen(self):
        return self.env["healthcare.price"]._choose(
            self.supplier, [PriceRequest(self.glove, 1, self.box)], self.today
        )[0]

    def test_a_contract_in_euro_is_ordered_in_dollars_at_its_worth(self):
        self._contract((self.glove, self.box, 9.0), currency_id=self.euro.id)
        line = self._draft().order_line
        self.assertEqual(
            (line.price_unit, line.healthcare_price_source), (18, "contract")
        )

    def test_the_order_in_euro_takes_it_as_it_stands(self):
        self._contract((self.glove, self.box, 9.0), currency_id=self.euro.id)
        line = self._draft(currency_id=self.euro.id).order_line
        self.assertEqual(line.price_unit, 9)

    def test_the_lower_figure_is_not_the_lower_price(self):
        self._contract(
            (self.glove, self.box, 9.0), number="EURO", currency_id=self.euro.id
        )
        self._contract((self.glove, self.box, 10.0), number="DOLLAR")
        chosen = self._chosen()
        self.assertEqual(chosen.contract_line.contract_id.number, "DOLLAR")
        self.assertEqual(self._draft().order_line.price_unit, 10)

    def test_nor_in_price_lists(self):
        self.glove.seller_ids.unlink()
        for price, currency in ((9.0, self.euro), (10.0, self.company.currency_id)):
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": self.supplier.id,
                    "product_tmpl_id": self.glove.product_tmpl_id.id,
                    "product_uom_id": self.box.id,
                    "price": price,
                    "currency_id": currency.id,
                }
            )
        self.assertEqual(self._chosen().supplierinfo.price, 10)
