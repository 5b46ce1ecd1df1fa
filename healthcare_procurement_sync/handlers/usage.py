"""Usage reported by point-of-use systems: stock, cost and charge at once."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched


class HealthcareHandlerUsage(models.AbstractModel):
    """Each event becomes one ``healthcare.charge``; its goods leave stock in the same
    transaction. What cannot be billed yet is kept and asked about, never refused: it
    was used."""

    _name = "healthcare.handler.usage"
    _inherit = ["healthcare.handler.supply"]
    _description = "Usage handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.source}:{document.event_id}"

    @api.model
    def _subject(self, document):
        return f"usage:{document.encounter_key or document.facility}"

    @api.model
    def _reference(self, document):
        return document.event_id

    @api.model
    def _facility(self, document):
        return document.facility

    @api.model
    def _editable_paths(self):
        return (
            *("facility", "department", "cost_centre", "quantity", "uom", "item.buyer"),
            *("lot", "encounter_key", "charge_code"),
        )

    @api.model
    def _apply_slice(self, incoming):
        sites, points = self._sites_and_points(
            incoming, lambda document: [document.facility]
        )
        catalogue = self._items_of(
            incoming, lambda document: [document.item], lambda document: [document.uom]
        )
        known = self._known(incoming)
        outcomes, fresh = {}, {}
        for row in incoming:
            outcome, values = self._read(
                row, known, sites, points, *catalogue[row.connection]
            )
            outcomes[row.uuid] = outcome
            if values:
                fresh[row.uuid] = (row, values)
        self._create(fresh, outcomes)
        return [outcomes[row.uuid] for row in incoming]

    @api.model
    def _source(self, row):
        return row.document.source or row.connection.code

    @api.model
    def _known(self, incoming):
        numbers = [row.document.event_id for row in incoming]
        numbers += [row.document.reversal_of for row in incoming]
        charges = (
            self.env["healthcare.charge"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("event_id", "in", [number for number in numbers if number]),
                ]
            )
        )
        return {(row.source, row.event_id): row for row in charges}

    @api.model
    def _read(self, row, known, sites, points, products, units):
        """``(outcome or None, values of the record or None)`` of one event."""
        document, source = row.document, self._source(row)
        fingerprint = self._fingerprint(document)
        charge = known.get((source, document.event_id))
        if charge:
            touched = (Touched(charge._name, charge.id, "linked"),)
            if charge.fingerprint == fingerprint:
                return Outcome.duplicate("usage.duplicate", touched), None
            return Outcome("conflict", "usage.conflict", "", touched=touched), None
        if document.reversal_of:
            first = known.get((source, document.reversal_of))
            return self._take_back_event(row, source, fingerprint, first), None
        site = sites.get(document.facility.lower())
        if not site:
            return self._unknown_site(document.facility, "facility"), None
        product = products.get(document.item)
        if not product:
            return self._missing_code(
                row.connection, document.item, "", None, "item"
            ), (None)
        values = self._values(row, source, fingerprint, site, points, product, units)
        if values is None:
            missing = self._missing_code(
                row.connection, document.item, document.uom, product, "uom"
            )
            return missing, None
        return None, values

    @api.model
    def _values(self, row, source, fingerprint, site, points, product, units):
        document = row.document
        used, wasted = (
            self._base_quantity(value, document.uom, product, units)
            for value in (document.quantity, document.wasted)
        )
        if document.quantity is not None and used is None:
            return None
        used_at, _skewed = self._instant(document.used_at)
        point = points.get((site.id, document.department.lower()))
        account = (point and point._account()) or site.analytic_account_id
        return {
            "company_id": self.env.company.id,
            "source": source,
            "event_id": document.event_id,
            "fingerprint": fingerprint,
            "facility_id": site.id,
            "delivery_point_id": point.id if point else False,
            "department": document.department or False,
            "cost_centre": document.cost_centre
            or (point and point.cost_centre)
            or account.code
            or False,
            "analytic_account_id": account.id,
            "product_id": product.id,
            "item_code": product.default_code or document.item.buyer or product.barcode,
            "item_name": product.name,
            "lot": document.lot or False,
            "serial": document.serial or False,
            "expiry": document.expiry,
            "quantity": float(used or 0),
            "wasted": float(wasted or 0),
            "waste_reason": document.waste_reason or False,
            "uom": product.uom_id.name,
            "used_at": used_at,
            **self._billing_values(document),
        }

    @api.model
    def _billing_values(self, document):
        return {
            "encounter_key": document.encounter_key or False,
            "patient_key": document.patient_key or False,
            "case_key": document.case_key or False,
            "performer": document.performer or False,
            "chargeable": document.chargeable,
            "charge_code": document.charge_code or False,
            "code_system": document.code_system or False,
            "implant": document.implant,
            "bill_only": document.bill_only,
        }

    @api.model
    def _create(self, fresh, outcomes):
        """Records of the slice; those that look alike are held before goods move."""
        Charges = self.env["healthcare.charge"].sudo()
        charges = Charges.create([values for _row, values in fresh.values()])
        charges._mark_duplicates()
        charges._progress()
        for (uuid, (row, _values)), charge in zip(fresh.items(), charges, strict=True):
            findings = charge._findings(row.document.where)
            findings += charge._lot_findings(row.document.where)
            touched = [Touched(charge._name, charge.id, "created")]
            if charge.move_id:
                touched.append(Touched("stock.move", charge.move_id.id, "created"))
            outcomes[uuid] = self._answer(
                touched, findings, "usage.questions", [f"usage:{charge.event_id}"]
            )

    @api.model
    def _take_back_event(self, row, source, fingerprint, first):
        """A reversal: goods come back, what was billed is credited."""
        document = row.document
        if not first:
            return Outcome.waiting(
                "usage.unknown", f"usage:{document.reversal_of}", "reversal_of"
            )
        if first.state == "reversed":
            return Outcome.duplicate(
                "usage.reversed", (Touched(first._name, first.id, "linked"),)
            )
        used_at, _skewed = self._instant(document.used_at)
        reversal = first._reverse(document.event_id, source, used_at)
        reversal.fingerprint = fingerprint
        return Outcome.done(
            [
                Touched(first._name, first.id, "updated"),
                Touched(reversal._name, reversal.id, "created"),
            ]
        )

    @api.model
    def _compensate(self, messages):
        """The use is taken back: goods, cost and charge."""
        return [self._undo(message) for message in messages]

    @api.model
    def _undo(self, message):
        ids = message.sudo().lineage_ids.filtered(
            lambda row: row.res_model == "healthcare.charge" and row.action == "created"
        )
        charge = self.env["healthcare.charge"].sudo().browse(ids.mapped("res_id"))
        if len(charge.exists()) != 1:
            raise UserError(self.env._("The record of this message is not there."))
        reversal = charge._reverse()
        # The event may come again, corrected.
        charge.event_id = f"{charge.event_id}/U{charge.id}"
        return [
            Touched(charge._name, charge.id),
            Touched(reversal._name, reversal.id, "created"),
        ]
