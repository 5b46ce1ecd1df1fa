"""What a received list asks of people, and the packs that it names."""

from fractions import Fraction

from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, gtin
from odoo.addons.healthcare_integration_base.outcome import Finding

from ..item_numbers import normalise_item_number

SHOWN = 5
"""Unit codes that a question names."""


class HealthcareCatalogLoad(models.Model):
    """One question per list and cause, never one per row."""

    _inherit = "healthcare.catalog.load"

    number = fields.Char(
        index="btree_not_null", help="The supplier's number of the list, with its day."
    )

    def _cause_words(self):
        """Why the list as a whole was not applied, in words with figures."""
        feed = self.feed_id
        words = {
            "failing": self.env._(
                "%(bad)s of %(rows)s rows cannot be used; more than %(limit)s %% are "
                "not accepted. The prices of the list before stay.",
                bad=self.count_refused,
                rows=self.count_rows,
                limit=f"{feed.failing_pct:g}",
            ),
            "jumping": self.env._(
                "More than %(limit)s %% of the prices move by more than %(jump)s %%. "
                "The prices of the list before stay.",
                limit=f"{feed.jumping_pct:g}",
                jump=f"{feed.jump_pct:g}",
            ),
            "shrink": self.env._(
                "%(gone)s items would disappear, more than %(limit)s %% of the active "
                "ones. Nothing was changed.",
                gone=self.count_discontinued,
                limit=f"{feed.shrink_pct:g}",
            ),
            "empty": self.env._("There is no row in the list."),
        }
        return words.get(self.cause, "")

    def _findings(self):
        """Questions for people: what holds the list, what waits, what is unknown."""
        self.ensure_one()
        user = self.feed_id.user_id.id or 0
        asked = []
        if self.state == "refused":
            asked.append(("FEED_REFUSED", self._cause_words()))
        elif self.state == "held":
            asked.append(("FEED_SHRINK", self._cause_words()))
        elif self.count_pending:
            asked.append(
                (
                    "FEED_APPROVAL",
                    self.env._(
                        "%(count)s lines of a price list wait for a decision, "
                        "%(orders)s open order lines are affected.",
                        count=self.count_pending,
                        orders=self.count_orders,
                    ),
                )
            )
        if self.state != "refused" and self.count_refused:
            asked.append(("FEED_ROWS", self._rows_words()))
        return [
            Finding(code, text, model=self._name, res_id=self.id, user_id=user)
            for code, text in asked
        ]

    def _rows_words(self):
        """How many rows were refused, and the units that nobody knows."""
        codes = self.env["healthcare.catalog.change"]._read_group(
            [("load_id", "=", self.id), ("fault", "=", "unit.unknown")],
            ["uom_code"],
            ["__count"],
        )
        text = self.env._(
            "%(count)s of %(rows)s rows of a price list were refused, the rest counts.",
            count=self.count_refused,
            rows=self.count_rows,
        )
        if codes:
            names = ", ".join(code or "?" for code, _count in codes[:SHOWN])
            text += " " + self.env._("Units without a size: %s.", names)
        return text

    def _tell(self):
        """Open the questions of a list that no message brought."""
        connection = self.feed_id.connection_id
        self.env["healthcare.exception"]._open_many(
            [
                (finding, None, connection or None, self.company_id)
                for finding in self._findings()
            ]
        )

    def _close_questions(self):
        """What is decided on the list itself is not asked any more."""
        questions = (
            self.env["healthcare.exception"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                    ("type_id.code", "in", ("FEED_SHRINK", "FEED_APPROVAL")),
                ]
            )
        )
        if questions:
            questions._close("resolved", self.env._("Decided on the price list."))

    # -- packs -----------------------------------------------------------------------

    def _take_packs(self, items, levels_of):
        """The levels that a document states, as packs of the items we know.

        :param items: canonical items.
        :param levels_of: function from one to ``[(code, size, gtin, orderable)]``.
        """
        stated = {}
        for item in items:
            levels = levels_of(item)
            if levels and item.item.supplier:
                stated[normalise_item_number(item.item.supplier)] = levels
        if not stated:
            return
        prices = self.env["product.supplierinfo"].search(
            [
                ("healthcare_feed_id", "=", self.feed_id.id),
                ("healthcare_code_norm", "in", list(stated)),
            ]
        )
        known = self._known_packs(prices)
        for norm, some in prices.grouped("healthcare_code_norm").items():
            product = some.product_id[:1] or some.product_tmpl_id.product_variant_id[:1]
            for level in stated[norm]:
                if (product.id, *level[:3]) not in known:
                    self._take_level(product, *level)

    def _known_packs(self, prices):
        products = prices.product_id | prices.product_tmpl_id.product_variant_ids
        packs = self.env["healthcare.item.pack"].search(
            [("product_id", "in", products.ids)]
        )
        return {
            (pack.product_id.id, pack.code or "", pack._factor(), pack.gtin or "")
            for pack in packs
        }

    def _take_level(self, product, code, size, number, orderable):
        if size == 1 and not number:
            return
        try:
            number = gtin(number) if number else ""
        except IdentifierError:
            number = ""
        taken = number and self.env["healthcare.item.pack"].search(
            [("gtin", "=", number), ("product_id", "!=", product.id)], limit=1
        )
        if taken:
            self.env["healthcare.item.duplicate"]._suspect(
                product, taken.product_id, "gtin"
            )
            number = ""
        try:
            with self.env.cr.savepoint():
                self.env["healthcare.item.pack"]._ensure(
                    product, code, Fraction(size), gtin=number, orderable=orderable
                )
        except ValidationError:
            # A GTIN for goods by measure names no pack; the size is kept without it.
            self.env["healthcare.item.pack"]._ensure(product, code, Fraction(size))
