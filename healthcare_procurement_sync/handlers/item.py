"""Items of an item master: created or brought up to date, never made twice."""

from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.canonical import ItemIds
from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, gtin
from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..item_numbers import drug_code, hibc_primary, normalise_item_number

LEVELS = {"each", "inner", "box", "case", "pallet"}
TRACKING = {"none", "lot", "serial"}


class HealthcareHandlerItem(models.AbstractModel):
    """Found by the sender's own id, our number, or a number that only one thing can
    have; two of those that name two items stop the document.
    """

    _name = "healthcare.handler.item"
    _inherit = "healthcare.handler.procurement"
    _description = "Item handler"

    @api.model
    def _natural_key(self, document):
        return document.item_number

    @api.model
    def _subject(self, document):
        return f"item:{document.item_number}"

    @api.model
    def _reference(self, document):
        return document.item_number

    @api.model
    def _apply(self, incoming):
        """Look-ups once for the batch; one savepoint per item."""
        found = self._find(incoming)
        return [self._one(row, *found[row]) for row in incoming]

    # -- finding ---------------------------------------------------------------------

    @api.model
    def _find(self, incoming):
        """``{row: (products by certainty, units)}``."""
        lookup = self.env["healthcare.item.lookup"]
        refs = self.env["healthcare.external.ref"]
        by_connection, answer = {}, {}
        for row in incoming:
            by_connection.setdefault(row.connection, []).append(row)
        for connection, rows in by_connection.items():
            numbers = [row.document.item_number for row in rows]
            known = refs._get_many(connection, "item", numbers)
            mine = lookup._by_buyer_code(set(numbers))
            hard = lookup._by_gtin(
                {code for row in rows for code in _gtins(row.document)}
            )
            labels = {row: _labels(row.document) for row in rows}
            others = lookup._by_item_number(set(labels.values()))
            units = lookup._units(connection, {row.document.uom for row in rows})
            for row in rows:
                number = row.document.item_number
                candidates = [known.get(number), mine.get(number)]
                candidates += [hard.get(code) for code in _gtins(row.document)]
                candidates.append(others.get(labels[row]))
                answer[row] = ([item for item in candidates if item], units)
        return answer

    # -- one item --------------------------------------------------------------------

    @api.model
    def _one(self, row, candidates, units):
        document = row.document
        product = candidates[0] if candidates else self.env["product.product"]
        said = self.env["healthcare.item.statement"]
        if product and said._is_older(row.connection, product, document):
            return Outcome("skipped", "item.older", document.where)
        other = next((item for item in candidates if item != product), None)
        if other:
            self.env["healthcare.item.duplicate"]._suspect(
                product, other, _why(document, other)
            )
            if not self._is_named(product, row):
                return Outcome.partly(
                    "item.duplicate", [Touched(product._name, product.id, "linked")]
                )
        unit = self._base_unit(document.uom, units)
        if not unit:
            return self.env["healthcare.mapping"]._unmapped(
                row.connection, "uom", document.uom, f"{document.where}.uom", None
            )
        try:
            with self.env.cr.savepoint():
                return self._write(row, product, unit)
        except ValidationError:
            return Outcome.rejected(
                "item.number",
                document.where,
                self.env._("One of its numbers is wrong, or belongs to another item."),
            )

    @api.model
    def _is_named(self, product, row):
        """Whether the sender's own number names this item."""
        return product.default_code == row.document.item_number or bool(
            self.env["healthcare.external.ref"]._get(
                row.connection, "item", row.document.item_number
            )
        )

    @api.model
    def _base_unit(self, code, units):
        if not code:
            return self.env.ref("uom.product_uom_unit")
        if units.get(code):
            return units[code]
        known = self.env["uom.uom"].search([("healthcare_code", "=", code)])
        return known if len(known) == 1 else known.browse()

    @api.model
    def _write(self, row, product, unit):
        document, touched = row.document, []
        values = self._values(document)
        if not product:
            product = (
                self.env["product.product"]
                .sudo()
                .create(
                    {
                        "type": "consu",
                        "is_storable": True,
                        "default_code": document.item_number,
                        "uom_id": unit.id,
                        **values,
                    }
                )
            )
            touched.append(Touched(product._name, product.id, "created"))
        else:
            allowed, _refused = self.env["healthcare.authority"]._filter(
                row.connection, "item", product, values, row.message_id
            )
            differing = self._differing(product, allowed)
            if differing:
                product.sudo().write(differing)
            action = "updated" if differing else "linked"
            touched.append(Touched(product._name, product.id, action))
        refs = self.env["healthcare.external.ref"]
        if not refs._get(row.connection, "item", document.item_number):
            refs._set(row.connection, "item", document.item_number, product)
        if unit == product.uom_id:
            self._write_packs(document, product)
        said = self.env["healthcare.item.statement"]._record(
            row.connection, product, document, unit
        )
        said._compare()
        return self._answer(touched, [], "item.differs")

    @api.model
    def _differing(self, product, values):
        return {
            name: value
            for name, value in values.items()
            if self.env["healthcare.authority"]._differs(product, name, value)
        }

    @api.model
    def _values(self, document):
        ids = document.item
        values = {
            "name": document.name,
            "healthcare_manufacturer_no": ids.manufacturer,
            "healthcare_ndc": drug_code(ids.ndc),
            "healthcare_hibc": ids.hibc if hibc_primary(ids.hibc) else "",
            "healthcare_unspsc": document.unspsc,
            "tracking": document.tracking if document.tracking in TRACKING else "",
            "healthcare_criticality": document.criticality.lower()
            if document.criticality in ("A", "B", "C")
            else "",
        }
        values = {name: value for name, value in values.items() if value}
        if document.expires is not None and values.get("tracking", "lot") != "none":
            values["use_expiration_date"] = document.expires
        if document.status in ("blocked", "discontinued"):
            values["purchase_ok"] = False
        elif document.status == "active":
            values["purchase_ok"] = True
        return values

    @api.model
    def _write_packs(self, document, product):
        packs = self.env["healthcare.item.pack"]
        if document.item.gtin and not product.barcode:
            number = gtin(document.item.gtin)
            if not self.env["healthcare.item.lookup"]._by_gtin({number}):
                product.sudo().barcode = number
        for pack in document.packs:
            packs._ensure(
                product,
                pack.uom,
                pack.factor,
                gtin=pack.gtin,
                hibc=pack.hibc,
                level=pack.level if pack.level in LEVELS else "box",
                orderable=pack.orderable,
            )


def _gtins(document):
    """GTINs of all levels whose check digit is right."""
    found = []
    for code in (document.item.gtin, *(pack.gtin for pack in document.packs)):
        try:
            found.append(gtin(code))
        except IdentifierError:
            continue
    return found


def _labels(document):
    ids = document.item
    return ItemIds(manufacturer=ids.manufacturer, ndc=ids.ndc, hibc=ids.hibc)


def _why(document, other):
    if other.healthcare_ndc and other.healthcare_ndc == drug_code(document.item.ndc):
        return "ndc"
    number = normalise_item_number(document.item.manufacturer)
    if number and other.healthcare_manufacturer_norm == number:
        return "manufacturer"
    return "gtin"
