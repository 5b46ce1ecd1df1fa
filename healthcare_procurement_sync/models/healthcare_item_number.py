"""Items by the numbers on their labels: UDI, HIBC, NDC, manufacturer's part number."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, gtin

from ..item_numbers import device_gtin, drug_code, hibc_primary, normalise_item_number


class HealthcareItemLookup(models.AbstractModel):
    """The look-up's last resort: each number only where exactly one item bears it."""

    _inherit = "healthcare.item.lookup"

    @api.model
    def _by_item_number(self, items):
        """``{ItemIds: product}`` by drug code, HIBC or manufacturer's part number."""
        readers = (
            ("healthcare_ndc", lambda ids: drug_code(ids.ndc)),
            ("healthcare_hibc_primary", lambda ids: hibc_primary(ids.hibc)),
            (
                "healthcare_manufacturer_norm",
                lambda ids: normalise_item_number(ids.manufacturer),
            ),
        )
        found = {}
        for name, reader in readers:
            wanted = {ids: reader(ids) for ids in items if ids not in found}
            wanted = {ids: code for ids, code in wanted.items() if code}
            known = self._single(name, set(wanted.values()))
            found |= {ids: known[code] for ids, code in wanted.items() if code in known}
        wanted = {ids: device_gtin(ids.hibc) for ids in items if ids not in found}
        known = self._by_gtin(set(filter(None, wanted.values())))
        known |= self._by_pack_hibc({hibc_primary(ids.hibc) for ids in items})
        for ids in items - found.keys():
            product = known.get(device_gtin(ids.hibc)) or known.get(
                hibc_primary(ids.hibc)
            )
            if product:
                found[ids] = product
        return found

    @api.model
    def _single(self, name, codes):
        """``{code: product}`` for codes that exactly one item bears."""
        codes = set(filter(None, codes))
        if not codes:
            return {}
        products = self.env["product.product"].search([(name, "in", list(codes))])
        return {
            code: rows
            for code, rows in products.grouped(name).items()
            if len(rows) == 1
        }

    @api.model
    def _by_pack_hibc(self, codes):
        codes = set(filter(None, codes))
        if not codes:
            return {}
        packs = self.env["healthcare.item.pack"].search([("hibc", "in", list(codes))])
        return {pack.hibc: pack.product_id for pack in packs}

    @api.model
    def _own_packs(self, code, product):
        """Units of the item's packs that partners call ``code``."""
        if not code or not product:
            return self.env["uom.uom"]
        packs = product.healthcare_pack_ids
        return packs.filtered(
            lambda pack: (pack.code or pack.uom_id.healthcare_code) == code
        ).uom_id

    @api.model
    def _unit_of_gtin(self, number, product):
        """The unit of the pack that bears this GTIN; empty when no pack does."""
        try:
            number = gtin(number)
        except IdentifierError:
            return self.env["uom.uom"]
        return product.healthcare_pack_ids.filtered(
            lambda pack: pack.gtin == number
        ).uom_id

    @api.model
    def _by_buyer_code(self, codes):
        # EXTENDS: an item that took another's place answers to its number as well.
        found = super()._by_buyer_code(codes)
        left = [code for code in codes if code and code not in found]
        if left:
            self.env["product.product"].flush_model(["healthcare_former_numbers"])
            self.env.cr.execute(
                "SELECT id, healthcare_former_numbers FROM product_product "
                "WHERE active AND string_to_array(healthcare_former_numbers, E'\\n') "
                "&& %s::text[]",
                [left],
            )
            for product_id, text in self.env.cr.fetchall():
                product = self.env["product.product"].browse(product_id)
                found |= {code: product for code in text.split("\n") if code in left}
        return found
