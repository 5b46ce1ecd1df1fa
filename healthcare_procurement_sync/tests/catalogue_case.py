"""A supplier's price list with three known prices, for the tests."""

from odoo.tests import new_test_user, tagged

from .common import ProcurementCase

HEAD = "Supplier item number,Our item number,UOM,Price,Lead time,Valid from"


@tagged("post_install", "-at_install")
class CatalogueCase(ProcurementCase):
    """A feed with three known prices: gloves 9.00 a box, gauze 9.00, lancets 9.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feed = cls.env["healthcare.supplier.feed"].create(
            {
                "name": "Main list",
                "partner_id": cls.supplier.id,
                "connection_id": cls.connection.id,
                "ask_orders": False,
                "shrink_pct": 50,
            }
        )
        cls.manager = new_test_user(
            cls.env, "catalogue-boss", "purchase.group_purchase_manager,base.group_user"
        )

    def _load(self, *rows, head=HEAD, feed=None, **more):
        text = "\n".join([head, *rows]) + "\n"
        load = (feed or self.feed)._load_file(text.encode(), "list.csv", **more)
        self.env.invalidate_all()
        return load

    def _first(self):
        """The list that states what is known already."""
        return self._load(
            "NM-1001,GLOVE,BX,9.00,,",
            "NM-2002,GAUZE,CA,9.00,,",
            "NM-3003,LANCET,EA,9,,",
        )

    def _price(self, product):
        return product.seller_ids.filtered(
            lambda row: row.partner_id == self.supplier
        ).sorted("id")[:1]

    def _changes(self, load, **wanted):
        return load.change_ids.filtered(
            lambda row: all(row[name] == value for name, value in wanted.items())
        )
