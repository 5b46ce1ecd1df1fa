"""From a partner's item numbers and unit codes to our items and units."""

from odoo import api, models

from ..item_numbers import normalise_item_number
from ..match_units import as_fraction


class Items(dict):
    """``{ItemIds: product}``; ``lines`` the mapping rows that said so."""

    def __init__(self):
        super().__init__()
        self.lines = {}


class HealthcareItemLookup(models.AbstractModel):
    """Look-ups for a batch: a constant number of queries, whatever its size."""

    _name = "healthcare.item.lookup"
    _description = "Item and unit look-up"

    @api.model
    def _products(self, connection, partners, items):
        """``{ItemIds: product}`` for those that are known.

        Order: the mapping table of the connection, our number, the supplier's catalogue
        number, a GTIN at any pack level, then UDI, HIBC, NDC and the manufacturer's
        part number. An item without any number is not looked up.
        """
        found = Items()
        items = {ids for ids in items if any(_codes(ids))}
        if not items:
            return found
        codes = {code for ids in items for code in _codes(ids)}
        mapped = self.env["healthcare.mapping"]._translate_many(
            connection, "item", codes
        )
        for ids in items:
            code = next((code for code in _codes(ids) if code in mapped), None)
            if code:
                found[ids], found.lines[ids] = mapped[code], mapped.lines[code]
        if mapped.refuses:
            return found
        items -= found.keys()
        buyer = self._by_buyer_code({ids.buyer for ids in items if ids.buyer})
        supplier = self._by_supplier_code(
            partners, {ids.supplier for ids in items if ids.supplier}
        )
        barcode = self._by_gtin({ids.gtin for ids in items if ids.gtin})
        numbers = self._by_item_number(items - found.keys())
        for ids in items:
            product = (
                buyer.get(ids.buyer)
                or supplier.get(normalise_item_number(ids.supplier))
                or barcode.get(ids.gtin)
                or numbers.get(ids)
            )
            if product:
                found[ids] = product
        return found

    @api.model
    def _item_of_line(self, ids, products, order_line):
        """The item a line means; empty when it names one that nobody knows.

        A supplier's own number that is not in our catalogue does not contradict the
        order line it answers; our own number or a GTIN does.
        """
        product = products.get(ids)
        if not product and order_line and not (ids.buyer or ids.gtin):
            product = order_line.product_id
        return product or self.env["product.product"]

    @api.model
    def _by_buyer_code(self, codes):
        if not codes:
            return {}
        products = self.env["product.product"].search(
            [("default_code", "in", list(codes))]
        )
        return {product.default_code: product for product in products}

    @api.model
    def _by_supplier_code(self, partners, codes):
        """By normalised catalogue number; a number with two items is no answer."""
        if not codes or not partners:
            return {}
        rows = self.env["product.supplierinfo"].search(
            [
                ("partner_id", "in", (partners | partners.commercial_partner_id).ids),
                ("healthcare_code_norm", "in", [*map(normalise_item_number, codes)]),
            ]
        )
        found = {}
        for row in rows:
            product = row.product_id or row.product_tmpl_id.product_variant_id
            known = found.setdefault(row.healthcare_code_norm, product)
            if known != product:
                found[row.healthcare_code_norm] = None
        return found

    @api.model
    def _by_gtin(self, codes):
        """By a GTIN of any level, however many zeros it is written with."""
        stems = {}
        for code in codes:
            stems.setdefault(code.lstrip("0"), []).append(code)
        spellings = {
            stem.zfill(length): stem
            for stem in stems
            for length in (8, 12, 13, 14)
            if 0 < len(stem) <= length
        }
        if not spellings:
            return {}
        wanted = [("barcode", "in", list(spellings))]
        products = self.env["product.product"].search(wanted)
        found = {spellings[product.barcode]: product for product in products}
        bars = self.env["product.uom"].search(wanted)
        found |= {spellings[bar.barcode]: bar.product_id for bar in bars}
        packs = self.env["healthcare.item.pack"].search(
            [("gtin", "in", list(spellings))]
        )
        found |= {spellings[pack.gtin]: pack.product_id for pack in packs}
        # Two spellings of one number in a batch are the same item.
        return {code: found[stem] for stem in found for code in stems[stem]}

    # -- units -----------------------------------------------------------------------

    @api.model
    def _units(self, connection, codes):
        """The connection's and the company's unit tables for these codes."""
        codes = {code for code in codes if code}
        if not codes:
            return {}
        return self.env["healthcare.mapping"]._translate_many(connection, "uom", codes)

    @api.model
    def _unit(self, code, product, mapped, line=None, factor=None):
        """Our unit for a partner's code on an item, or an empty recordset.

        The size of a box is the item's, never the code's. Order: the unit of the order
        line when it carries this code, the supplier's own code in the catalogue, the
        unit table, the item's packs with this code (and this factor when stated).
        """
        packs = self._packs(product, line)
        candidates = self._candidates(code, product, mapped, line, packs)
        if factor is not None:
            candidates = candidates.filtered(
                lambda unit: (
                    unit._healthcare_factor(product.uom_id) == as_fraction(factor)
                )
            )
        if len(candidates) > 1 and line and line.product_uom_id in candidates:
            return line.product_uom_id
        return candidates if len(candidates) == 1 else candidates.browse()

    @api.model
    def _candidates(self, code, product, mapped, line, packs):
        own = product.seller_ids.filtered(
            lambda row: row.healthcare_uom_code == code and row.product_uom_id
        )
        if own:
            return own.product_uom_id
        unit = self._mapped_unit(code, product, mapped)
        if unit is not None:
            usable = unit._healthcare_factor(product.uom_id) is not None
            return unit if usable else unit.browse()
        if not code and line:
            return line.product_uom_id
        if getattr(mapped, "refuses", False):
            return packs.browse()
        return packs.filtered(
            lambda unit: unit.healthcare_code == code
        ) | self._own_packs(code, product)

    @api.model
    def _mapped_unit(self, code, product, mapped):
        """The unit that a row gives for ``code`` on this item, or None."""
        if hasattr(mapped, "for_item"):
            return mapped.for_item(code, _numbers(product))
        return mapped.get(code)

    @api.model
    def _is_unmapped(self, code, product, mapped):
        """Whether a row of the unit table is what is missing for ``code``."""
        return bool(code) and self._mapped_unit(code, product, mapped) is None

    @api.model
    def _rows_used(self, ids, code, product, products, mapped):
        """Ids of the mapping rows that translated an item and its unit."""
        rows = [getattr(products, "lines", {}).get(ids, 0)]
        if code and product and hasattr(mapped, "line_of"):
            rows.append(mapped.line_of(code, _numbers(product)))
        return tuple(filter(None, rows))

    @api.model
    def _packs(self, product, line=None):
        """Every unit the item is known to come in."""
        units = product.uom_id | product.uom_ids | product.seller_ids.product_uom_id
        if line:
            units |= line.product_uom_id
        return units.filtered(
            lambda unit: unit._healthcare_factor(product.uom_id) is not None
        )


def _numbers(product):
    """The numbers by which a row may name an item."""
    return [product.default_code, product.barcode]


def _codes(ids):
    """The numbers of an item that a mapping table may list, best first."""
    return [
        code
        for code in (
            *(ids.buyer, ids.supplier, ids.gtin),
            *(ids.manufacturer, ids.ndc, ids.hibc),
        )
        if code
    ]
